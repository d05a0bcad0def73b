"""The time of a row as the start and end of its interval in UTC."""

from collections.abc import Hashable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from ingestion.decoders.profile_cells import Cells, MisfitError, cell_getter, column_getter
from ingestion.home_zone import Zone
from ingestion.profile_model import TimeRule
from ingestion.times import (
    LocalClock,
    StatedValueError,
    calendar_period,
    first_after,
    parse_time,
    utc_text,
)

_DAY = timedelta(days=1)


class Span(NamedTuple):
    """Hold UTC times in ISO 8601, None where one is not known; `is_assumed` is true or false."""

    started: str | None
    ended: str | None
    is_assumed: str


class Intervals:
    """Read the intervals of a file's rows in order."""

    def __init__(self, rule: TimeRule, columns: Mapping[str, int], household: Zone) -> None:
        self._rule = rule
        is_named = rule.zone not in ("household", "offset")
        self._zone: Zone = ZoneInfo(rule.zone) if is_named else household
        self._clock = LocalClock(self._zone)
        stated = column_getter(rule.columns, columns)
        mark = rule.end_behind
        self._stamp = (lambda cells: stated(cells).partition(mark)[0]) if mark else stated
        self._end = (
            (lambda cells: stated(cells).partition(mark)[2])
            if mark
            else column_getter(rule.end_columns, columns)
        )
        self._has_end = bool(rule.end_columns) or (bool(mark) and rule.length is None)
        self._length = cell_getter(rule.length, columns)
        self._gap = timedelta(minutes=rule.longest_minutes)

    def read(self, cells: Cells, series: Hashable, following: Cells | None) -> Span:
        """Return the interval of a row; `series` tells interleaved series apart.

        Raises: MisfitError.
        """
        try:
            moment, fraction = parse_time(self._stamp(cells), self._rule.formats)
            is_local = moment.tzinfo is None
            if self._rule.longest_minutes:
                self._note_gap(moment, following)
            started, ended = self._ends(cells, moment, fraction, series)
        except StatedValueError as problem:
            raise MisfitError(problem.code, str(problem)) from None
        if is_local and self._rule.zone == "offset":
            raise MisfitError("time_invalid", f"{self._stamp(cells)[:40]!r} states no offset")
        is_assumed = is_local and self._rule.zone == "household"
        return Span(started, ended, "true" if is_assumed else "false")

    def _ends(
        self, cells: Cells, moment: datetime, fraction: str, series: Hashable
    ) -> tuple[str | None, str | None]:
        length = self._length(cells)
        if length in ("day", "month"):
            return self._calendar_ends(moment, length)
        utc = self._clock.resolve(moment, series) if moment.tzinfo is None else moment
        stamp = utc_text(utc, fraction)
        if self._has_end:
            return stamp, self._stated_end(cells, utc)
        if not self._rule.length:
            return (None, stamp) if self._rule.is_end else (stamp, None)
        distance = self._gap if length == "to_next" else _minutes(length)
        if self._rule.is_end:
            return utc_text(self._start(moment, utc, distance), fraction), stamp
        return stamp, utc_text(utc + distance, fraction)

    def _start(self, moment: datetime, utc: datetime, distance: timedelta) -> datetime:
        """Return the start that lies before an end; whole days to another row are local ones."""
        if self._rule.longest_minutes and moment.tzinfo is None and not distance % _DAY:
            return (moment - distance).replace(tzinfo=self._zone)
        return utc - distance

    def _note_gap(self, moment: datetime, following: Cells | None) -> None:
        """Note the distance to the next row; the last one of a run is as long as the one before."""
        if following is None:
            return
        # What is wrong with the next row is told with that row.
        with suppress(StatedValueError, TypeError):
            after, _ = parse_time(self._stamp(following), self._rule.formats)
            # Where rows state ends, the row behind may as well be the earlier one.
            distance = abs(after - moment) if self._rule.is_end else after - moment
            if timedelta() < distance <= timedelta(minutes=self._rule.longest_minutes):
                self._gap = distance

    def _calendar_ends(self, moment: datetime, length: str) -> tuple[str, str]:
        local = moment.astimezone(self._zone) if moment.tzinfo else moment
        if self._rule.is_end:
            local -= timedelta(microseconds=1)
        start, end = calendar_period(local.date(), length, self._zone)
        return utc_text(start), utc_text(end)

    def _stated_end(self, cells: Cells, start: datetime) -> str:
        moment, fraction = parse_time(self._end(cells), self._rule.formats)
        utc = first_after(start, moment, self._zone) if moment.tzinfo is None else moment
        return utc_text(utc, fraction)


@lru_cache(maxsize=64)
def _minutes(text: str) -> timedelta:
    if not (text.isascii() and text.isdigit() and 0 < int(text[:6]) <= 44_640):
        raise MisfitError("interval_unknown", f"{text[:40]!r}")
    return timedelta(minutes=int(text))
