"""Records of an Apple Health export, column by column: an export has millions of them."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from ingestion.arrow_columns import integers, strings
from ingestion.decoders.apple_health_elements import Elements, Stated
from ingestion.decoders.apple_health_summaries import reject
from ingestion.decoders.apple_health_values import (
    category,
    device_name,
    metadata_texts,
    plain_name,
    time_zones,
    type_name,
    utc,
)
from ingestion.decoders.base import Item, RecordColumns
from ingestion.tables import HEALTH_RECORDS
from ingestion.times import StatedValueError

_USUAL_TIME = r"^(19|20|21)\d\d-\d\d-\d\d \d\d:\d\d:\d\d [-+]\d{4}$"
_CATEGORY = "HKCategoryTypeIdentifier"
_Named = TypeVar("_Named")


def record_items(elements: Elements, person: str) -> Iterator[Item]:
    """Yield records, and those that cannot be read as rejects."""
    try:
        records = _columns(elements, person)
    except StatedValueError:
        yield from _sorted_out(elements, person)
    else:
        yield records


def _sorted_out(elements: Elements, person: str) -> Iterator[Item]:
    problems = [(element, _problem(element.stated)) for element in elements]
    kept = [place for place, (_, problem) in enumerate(problems) if problem is None]
    if kept:
        yield _columns(elements.only(kept), person)
    for element, problem in problems:
        if problem is not None:
            yield reject(HEALTH_RECORDS, element, problem)


def _columns(elements: Elements, person: str) -> RecordColumns:
    count, stated, metadata = len(elements.lines), elements.columns(), metadata_texts(elements)
    zones = time_zones(elements)
    nothing: list[str | None] = [None] * count
    types = stated.get("type", nothing)
    at = _present(_utc(stated.get("startDate", nothing)))
    until = _present(_utc(stated.get("endDate", nothing)))
    columns = (
        strings([person] * count),
        strings(_each(type_name, types)),
        strings(_each(plain_name, stated.get("sourceName", nothing))),
        strings(_each(device_name, stated.get("device", nothing))),
        strings(stated.get("unit", nothing)),
        strings(_values(stated.get("value", nothing), types)),
        at,
        until,
        _utc(stated.get("creationDate", nothing)),
        strings([metadata.get(place) for place in range(count)] if metadata else nothing),
        strings([zones.get(place) for place in range(count)] if zones else nothing),
    )
    first, last = pc.min(at).as_py()[:-1], pc.max(until).as_py()[:-1]
    return RecordColumns(HEALTH_RECORDS, columns, at, integers(elements.lines), first, last)


def _present(times: pa.Array) -> pa.Array:
    if times.null_count:
        raise StatedValueError("time_invalid", "a time is missing")
    return times


def _utc(stated: Sequence[str | None]) -> pa.Array:
    """Return UTC times with their Z.

    Raises: StatedValueError.
    """
    texts = strings(stated)
    try:
        if pc.all(pc.match_substring_regex(texts, _USUAL_TIME)).as_py() is not False:
            return _usual_utc(texts)
    except pa.ArrowInvalid:
        # A day or hour that does not exist: the slow way says which.
        pass
    return strings([None if text is None else f"{utc(text)}Z" for text in stated])


def _usual_utc(texts: pa.Array) -> pa.Array:
    """Turn `2017-03-30 09:29:59 +0200` into `2017-03-30T07:29:59Z`, much faster than `utc`."""
    zoned = _with(texts, 19, 20, b"").cast(pa.timestamp("s", "UTC"))
    plain = zoned.cast(pa.timestamp("s")).cast(pa.string())
    return _with(_with(plain, 10, 11, b"T"), 19, 19, b"Z")


def _with(texts: pa.Array, start: int, stop: int, put: bytes) -> pa.Array:
    replaced = pc.binary_replace_slice(texts.view(pa.binary()), start, stop, put)
    return replaced.view(pa.string())


def _each(named: Callable[[str | None], _Named], stated: Sequence[str | None]) -> list[_Named]:
    """Apply a function to all texts; most often they are few."""
    known = {text: named(text) for text in set(stated)}
    return [known[text] for text in stated]


def _values(stated: Sequence[str | None], types: Sequence[str | None]) -> Sequence[str | None]:
    if not any(kind and kind.startswith(_CATEGORY) for kind in set(types)):
        return stated
    return [
        value and kind and category(value, kind) for value, kind in zip(stated, types, strict=True)
    ]


def _problem(stated: Stated) -> StatedValueError | None:
    try:
        type_name(stated.get("type"))
        for name in ("startDate", "endDate"):
            utc(stated.get(name, ""))
        if "creationDate" in stated:
            utc(stated["creationDate"])
    except StatedValueError as problem:
        return problem
    return None
