"""Green Button: what flowed through a provider's meters, as XML.

Source: NAESB REQ.21 Energy Services Provider Interface (ESPI) 1.1 and 3.3, espi.xsd.
The codes stay as they came; the seed green_button_codes says what they mean.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from ingestion.canonical import canonical_number
from ingestion.decoders.base import ExportTime, Item, Record, Reject
from ingestion.decoders.green_button_links import Setting, settings_of
from ingestion.decoders.green_button_xml import Entry, FeedReader, Reading
from ingestion.reasons import sentence
from ingestion.tables import GREEN_BUTTON_READINGS
from ingestion.times import StatedValueError, parse_time, utc_text

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECONDS = re.compile(r"(-?\d{1,12})(?:\.(\d{1,9})\d*)?", re.ASCII)
_LONGEST_SECONDS = 10 * 366 * 86_400
_READ = ("", "UsagePoint", "MeterReading", "ReadingType", "LocalTimeParameters", "IntervalBlock")


class GreenButton:
    """Decode the readings of a feed."""

    name = "green_button"
    version = 1
    options: Mapping[str, Any] = {}

    def decode(self, file: Path) -> Iterator[Item]:
        """Yield records and rejects in the file's order; lines are those of the XML."""
        # What a reading means may stand behind it: the entries are read before the readings.
        first = FeedReader()
        with file.open("rb") as stream:
            for _ in first.read(stream):
                continue
        yield from _export_time(first.updated)
        settings = settings_of(first.entries)
        with file.open("rb") as stream:
            for reading in FeedReader().read(stream):
                yield _item(reading, settings.get(reading.entry))
        yield from _unread(first.entries)


def _export_time(updated: str) -> Iterator[ExportTime]:
    """Yield when the feed was made; without a clock or a zone it still tells the later export."""
    try:
        day = f"{updated}T00:00:00" if len(updated) == len("2024-06-21") else updated
        moment, _ = parse_time(day, ())
    except StatedValueError:
        # The end of the readings' coverage stands in for it.
        return
    zoned = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    yield ExportTime(f"{utc_text(zoned)[:-1]}.000000Z")


def _unread(entries: list[Entry]) -> Iterator[Reject]:
    counts = Counter[str]()
    for entry in entries:
        if entry.kind not in _READ:
            counts[entry.kind] += entry.count_resources
    for kind, count in counts.items():
        message = sentence("unsupported_record", f"{count} of {kind}")
        yield Reject(GREEN_BUTTON_READINGS, "unsupported_record", message, kind)


def _item(reading: Reading, setting: Setting | None) -> Item:
    raw = json.dumps(reading.said, ensure_ascii=False)
    try:
        return _record(reading, setting, raw)
    except StatedValueError as problem:
        message = sentence(problem.code, str(problem))
        return Reject(GREEN_BUTTON_READINGS, problem.code, message, raw, reading.line)


def _record(reading: Reading, setting: Setting | None, raw: str) -> Record:
    if setting is None or not setting.usage_point:
        raise StatedValueError("meter_missing", "no link leads to a usage point")
    said, kind = reading.said, setting.reading_type
    started, fraction = _instant(said.get("start", ""))
    duration = _duration(said.get("duration") or kind.get("intervalLength") or "")
    values = (
        setting.usage_point,
        setting.meter_reading,
        setting.service_kind,
        *(kind.get(name) for name in ("commodity", "flowDirection", "accumulationBehaviour")),
        *(kind.get(name) for name in ("uom", "powerOfTenMultiplier", "currency")),
        utc_text(started, fraction),
        None if duration is None else str(duration),
        _number(said.get("value", "")),
        *(said.get(name) for name in ("cost", "quality", "tou", "consumptionTier")),
        setting.time_zone_offset,
    )
    at = utc_text(started, fraction)[:-1]
    until = utc_text(started + timedelta(seconds=duration or 0), fraction)[:-1]
    return Record(GREEN_BUTTON_READINGS, values, at, until, reading.line, raw)


def _instant(text: str) -> tuple[datetime, str]:
    """Return a UTC time to the second, and the digits of its fraction."""
    match = _SECONDS.fullmatch(text)
    if match is None:
        raise StatedValueError("time_invalid", f"{text[:40]!r} is no number of seconds since 1970")
    try:
        moment = _EPOCH + timedelta(seconds=int(match[1]))
    except OverflowError:
        raise StatedValueError("time_out_of_range", f"{text[:40]!r}") from None
    if not 1900 <= moment.year <= 2199:
        raise StatedValueError("time_out_of_range", f"{text[:40]!r}")
    return moment, match[2] or ""


def _duration(text: str) -> int | None:
    if not text:
        return None
    match = _SECONDS.fullmatch(text)
    if match is None or not 0 <= int(match[1]) <= _LONGEST_SECONDS:
        raise StatedValueError("time_invalid", f"{text[:40]!r} is no number of seconds")
    return int(match[1])


def _number(text: str) -> str:
    if not text:
        raise StatedValueError("number_missing", "value is empty")
    try:
        return canonical_number(text, ".", "")
    except ValueError as error:
        raise StatedValueError("number_invalid", str(error)) from None
