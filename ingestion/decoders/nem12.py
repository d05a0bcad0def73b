"""Interval readings of Australian meters, NEM12: a day in a row, headed by its meter's row.

Source: AEMO, Meter Data File Format Specification NEM12 & NEM13, version 2.6.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, NamedTuple

from ingestion.canonical import canonical_number
from ingestion.decoders.base import Item, Record, Reject
from ingestion.decoders.csv_rows import CsvFormat, Row, read_rows
from ingestion.reasons import sentence
from ingestion.tables import METER_READINGS
from ingestion.times import utc_text

# The market's time, without summer time (section 3.3.1).
_MARKET = timezone(timedelta(hours=10))
_MINUTES = ("5", "15", "30")
_DAY_MINUTES = 1_440
_UNITS = {"KWH": "kWh", "WH": "Wh", "MWH": "MWh"}
# The first letter of a suffix: E is what the meter's owner took, B what was fed in.
_FLOWS = {"E": "import", "B": "export"}
# What else there is: the header, the meter's row, what a technician did, the end.
_OTHER_RECORDS = ("100", "200", "500", "900")
_NO_DATA = "N"
_NUMBER = re.compile(r"[0-9]{1,4}")
# A row of 288 values and what stands around them.
_FORM = CsvFormat(columns=tuple(str(n) for n in range(300)), has_short_rows=True)


class _Misfit(NamedTuple):
    code: str
    detail: str


@dataclass(frozen=True)
class _Series:
    """Hold what a row of details says of the rows of days below it."""

    meter: str
    flow: str
    register: str
    unit: str
    minutes: int

    def record(self, start: datetime, quantity: str, row: Row) -> Record:
        end = start + timedelta(minutes=self.minutes)
        times = (utc_text(start), utc_text(end))
        labels = (self.meter, "electricity", self.flow, self.register, "interval")
        values = (*labels, *times, quantity, self.unit, "false")
        return Record(METER_READINGS, values, times[0][:-1], times[1][:-1], row.line)


def is_nem12(head: bytes) -> bool:
    """Tell whether a content begins with a NEM12 header, or with a meter's row where it is lost."""
    cells = head[:400].partition(b"\n")[0].strip().split(b",")
    if cells[:2] == [b"100", b"NEM12"]:
        return True
    return len(cells) == 10 and cells[0] == b"200" and cells[8].isdigit()


class Nem12:
    """Decode NEM12 files."""

    name = "nem12"
    version = 1
    options: Mapping[str, Any] = {}

    def decode(self, file: Path) -> Iterator[Item]:
        """Yield a reading for each interval, in the file's order."""
        series: _Series | _Misfit = _Misfit("meter_missing", "no row of a meter stands above it")
        day: dict[int, Item] = {}
        for row in (row for row in read_rows(file, _FORM) if row.line):
            kind = row.cells[0].strip() if row.cells else ""
            if kind == "400":
                _take_missing(day, row.cells)
                continue
            yield from day.values()
            day = {}
            if kind == "200":
                series = _series(row.cells)
            if kind == "300":
                day = _day(row, series)
            elif (misfit := _misfit(row, kind, series)) is not None:
                yield _reject(row, misfit)
        yield from day.values()


def _misfit(row: Row, kind: str, series: _Series | _Misfit) -> _Misfit | None:
    if row.problem:
        return _Misfit(row.problem, "")
    if kind == "200" and isinstance(series, _Misfit):
        return series
    return None if kind in _OTHER_RECORDS else _Misfit("unsupported_record", repr(kind[:20]))


def _take_missing(day: dict[int, Item], cells: Sequence[str]) -> None:
    """Take away the intervals of which a row of qualities says that they hold no data."""
    first, last, quality = (cell.strip() for cell in cells[1:4])
    if quality.startswith(_NO_DATA) and _NUMBER.fullmatch(first) and _NUMBER.fullmatch(last):
        for number in [one for one in day if int(first) <= one <= int(last)]:
            del day[number]


def _series(cells: Sequence[str]) -> _Series | _Misfit:
    meter, suffix, unit, minutes = (cells[n].strip() for n in (1, 4, 7, 8))
    flow = _FLOWS.get(suffix[:1])
    if not meter:
        return _Misfit("meter_missing", "")
    if flow is None:
        return _Misfit("flow_unknown", f"the suffix {suffix[:20]!r}")
    if unit.upper() not in _UNITS:
        return _Misfit("unit_unknown", repr(unit[:20]))
    if minutes.lstrip("0") not in _MINUTES:
        return _Misfit("interval_unknown", repr(minutes[:20]))
    return _Series(meter, flow, suffix, _UNITS[unit.upper()], int(minutes))


def _day(row: Row, series: _Series | _Misfit) -> dict[int, Item]:
    """Return what becomes of each interval of a day, by its number from 1."""
    if isinstance(series, _Misfit):
        return {0: _reject(row, series)}
    text, *cells = (cell.strip() for cell in row.cells[1:])
    start = _midnight(text)
    if start is None:
        return {0: _reject(row, _Misfit("date_invalid", repr(text[:20])))}
    count = _DAY_MINUTES // series.minutes
    if cells[count].startswith(_NO_DATA):
        return {}
    numbered = enumerate(cells[:count])
    length = timedelta(minutes=series.minutes)
    return {n + 1: _interval(row, series, start + n * length, one) for n, one in numbered if one}


def _midnight(text: str) -> datetime | None:
    try:
        day = date.fromisoformat(text if text.isdecimal() else "")
    except ValueError:
        return None
    return (
        datetime(day.year, day.month, day.day, tzinfo=_MARKET) if 1900 <= day.year < 2200 else None
    )


def _interval(row: Row, series: _Series, start: datetime, text: str) -> Item:
    try:
        return series.record(start, canonical_number(text), row)
    except ValueError as error:
        return _reject(row, _Misfit("number_invalid", str(error)))


def _reject(row: Row, misfit: _Misfit) -> Reject:
    message = sentence(misfit.code, misfit.detail)
    return Reject(METER_READINGS, misfit.code, message, row.text, row.line)
