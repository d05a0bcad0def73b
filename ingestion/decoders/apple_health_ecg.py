"""Electrocardiograms beside an Apple Health export: each becomes one record of what it came to.

The curve itself, 30 seconds with 512 values a second, stays in the raw file.
Source: CSV files of the Health app, iOS 12 to 18. Their keys are in the phone's language, their
order is the same in all.
"""

import csv
import json
import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import dropwhile

from ingestion.decoders.apple_health_values import utc
from ingestion.decoders.archive import Content
from ingestion.decoders.base import Item, Record
from ingestion.errors import QuarantineError
from ingestion.tables import HEALTH_RECORDS
from ingestion.times import StatedValueError

_MOST_BYTES = 5_000_000
_MOST_LINES_ABOVE = 40
_RECORDED = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [-+]\d{4}")
_VALUE = re.compile(r"-?\d+([.,]\d+)?,?")
_RATE = re.compile(r"\d{1,5}")
# Behind the time; above it stand name and date of birth, which are nobody's business here.
_SAID = ("classification", "symptoms", "software_version", "device", "sample_rate", "lead", "unit")


def ecg_items(content: Content, person: str) -> Iterator[Item]:
    """Yield the one record of an electrocardiogram.

    Raises: QuarantineError.
    """
    lines = _text(content).splitlines()
    recorded, said = _header(lines[:_MOST_LINES_ABOVE])
    count = sum(_VALUE.fullmatch(line.strip()) is not None for line in lines)
    try:
        at = utc(recorded)
    except StatedValueError as problem:
        raise QuarantineError("malformed", str(problem)) from None
    until = _end(at, count, said.get("sample_rate", ""))
    classification, device = said.pop("classification", None), said.pop("device", None)
    metadata = json.dumps({**said, "count_samples": str(count)}, ensure_ascii=False)
    values = (
        *(person, "Electrocardiogram", None, device, None, classification),
        *(f"{at}Z", f"{until}Z", None, metadata, None),
    )
    yield Record(HEALTH_RECORDS, values, at, until, 1)


def _text(content: Content) -> str:
    parts, size = [], 0
    with content.stream() as stream:
        while chunk := stream.read(_MOST_BYTES):
            parts.append(chunk)
            size += len(chunk)
            if size > _MOST_BYTES:
                raise QuarantineError("too_large", f"an electrocardiogram over {_MOST_BYTES} bytes")
    try:
        return b"".join(parts).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise QuarantineError("encoding_invalid", str(error)[:200]) from error


def _header(lines: Sequence[str]) -> tuple[str, dict[str, str]]:
    """Return the time of the recording, and what is said behind it."""
    try:
        stated = [cells[1].strip() for cells in csv.reader(lines) if len(cells) > 1 and cells[1]]
    except csv.Error as error:
        raise QuarantineError("malformed", str(error)[:200]) from error
    recorded, *said = [*dropwhile(lambda text: not _RECORDED.fullmatch(text), stated)] or [""]
    if not recorded:
        raise QuarantineError("malformed", "it states no time of recording")
    return recorded, dict(zip(_SAID, said, strict=False))


def _end(at: str, count: int, rate: str) -> str:
    hertz = _RATE.match(rate)
    if hertz is None or not int(hertz[0]):
        return at
    return (datetime.fromisoformat(at) + timedelta(seconds=count / int(hertz[0]))).isoformat()
