"""Records of an Apple Health export, column by column: an export has millions of them."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from ingestion.arrow_columns import integers, strings
from ingestion.decoders.apple_health_summaries import reject
from ingestion.decoders.apple_health_values import (
    category,
    device_name,
    metadata_texts,
    plain_name,
    type_name,
    utc,
)
from ingestion.decoders.apple_health_xml import Attributes, Elements
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
    problems = [_problem(stated) for stated in elements.attributes]
    if kept := [place for place, problem in enumerate(problems) if problem is None]:
        yield _columns(elements.only(kept), person)
    for place, problem in enumerate(problems):
        if problem is not None:
            yield reject(HEALTH_RECORDS, elements, place, problem)


def _columns(elements: Elements, person: str) -> RecordColumns:
    stated, metadata = elements.attributes, metadata_texts(elements)
    types = [one.get("type", "") for one in stated]
    at = _utc([one.get("startDate", "") for one in stated])
    until = _utc([one.get("endDate", "") for one in stated])
    columns = (
        strings([person] * len(stated)),
        strings(_each(type_name, types)),
        strings(_each(plain_name, [one.get("sourceName", "") for one in stated])),
        strings(_each(device_name, [one.get("device", "") for one in stated])),
        strings([one.get("unit") for one in stated]),
        strings(_values([one.get("value") for one in stated], types)),
        at,
        until,
        _utc([one.get("creationDate") for one in stated]),
        strings([metadata.get(place) for place in range(len(stated))]),
    )
    first, last = pc.min(at).as_py()[:-1], pc.max(until).as_py()[:-1]
    return RecordColumns(HEALTH_RECORDS, columns, at, integers(elements.lines), first, last)


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
    """Turn `2017-03-30 09:29:59 +0200` into `2017-03-30T07:29:59Z`, ten times as fast as `utc`."""
    zoned = _with(texts, 19, 20, b"").cast(pa.timestamp("s", "UTC"))
    plain = zoned.cast(pa.timestamp("s")).cast(pa.string())
    return _with(_with(plain, 10, 11, b"T"), 19, 19, b"Z")


def _with(texts: pa.Array, start: int, stop: int, put: bytes) -> pa.Array:
    replaced = pc.binary_replace_slice(texts.view(pa.binary()), start, stop, put)
    return replaced.view(pa.string())


def _each(named: Callable[[str], _Named], stated: Sequence[str]) -> list[_Named]:
    """Apply a function to all texts; most often they are few."""
    known = {text: named(text) for text in set(stated)}
    return [known[text] for text in stated]


def _values(stated: Sequence[str | None], types: Sequence[str]) -> Sequence[str | None]:
    if not any(kind.startswith(_CATEGORY) for kind in set(types)):
        return stated
    return [value and category(value, kind) for value, kind in zip(stated, types, strict=True)]


def _problem(stated: Attributes) -> StatedValueError | None:
    try:
        type_name(stated.get("type", ""))
        for name in ("startDate", "endDate", "creationDate"):
            if name in stated or name != "creationDate":
                utc(stated.get(name, ""))
    except StatedValueError as problem:
        return problem
    return None
