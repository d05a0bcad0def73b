"""Reading values of trackers' documents: numbers, times, days and nights."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from ingestion.canonical import canonical_number
from ingestion.decoders.base import Record
from ingestion.decoders.json_rows import encodable
from ingestion.decoders.profile_intervals import Span
from ingestion.decoders.tracker_records import Wearer
from ingestion.home_zone import Zone
from ingestion.tables import ACTIVITY_DAYS, SLEEP_NIGHTS
from ingestion.times import (
    LocalClock,
    StatedValueError,
    calendar_period,
    parse_date,
    parse_time,
    utc_text,
)

Found = Record | StatedValueError
# What a document calls a measure, its name in bronze, and its unit.
Measures = Sequence[tuple[str, str, str]]
SLEEP = "SleepAnalysis"
_LAST_MILLISECONDS = 7_258_118_400_000
_MOST_PIECES = 10_000


@dataclass(frozen=True)
class Reader:
    """Read the documents of one person's tracker; `zone` is that of days and local times."""

    wearer: Wearer
    zone: Zone
    is_zone_stated: bool = False

    @property
    def is_assumed(self) -> str:
        """Say of a time without a zone whether its zone was assumed, as bronze does."""
        return "false" if self.is_zone_stated else "true"

    def measures(self, entry: Mapping[str, Any], wanted: Measures, span: Span) -> Iterator[Found]:
        """Yield the measures that an entry states."""
        for key, kind, unit in wanted:
            try:
                value = number(entry.get(key))
            except StatedValueError as problem:
                yield problem
                continue
            if value is not None:
                yield self.wearer.record(kind, unit, value, span)

    def day(self, stated: Any) -> Span:
        """Return the local day of a date.

        Raises: StatedValueError.
        """
        start, end = calendar_period(date.fromisoformat(iso_date(stated)), "day", self.zone)
        return Span(utc_text(start), utc_text(end), self.is_assumed)

    def activity_day(
        self, stated: Any, steps: Any, meters: Any, kilocalories: Any
    ) -> Iterator[Found]:
        """Yield a day's activity; one that states nothing is no record."""
        day = iso_date(stated)
        count, distance, energy = number(steps), number(meters), number(kilocalories)
        if (count, distance, energy) != (None, None, None):
            units = "m" if distance else None, "kcal" if energy else None
            values = (count, distance, units[0], energy, units[1], self.wearer.device)
            yield Record(ACTIVITY_DAYS, (self.wearer.person, day, *values), day)

    def night(self, stated: Any, asleep: str | None, in_bed: str | None, unit: str) -> Record:
        """Return a night of which only durations are known.

        Raises: StatedValueError.
        """
        day = iso_date(stated)
        values = (self.wearer.person, day, asleep, in_bed, unit, self.wearer.device)
        return Record(SLEEP_NIGHTS, values, day)

    def asleep(self, state: str, span: Span) -> Record:
        """Return a state of sleep, by HealthKit's name without its prefix."""
        return self.wearer.record(SLEEP, None, state, span)

    def local(self, stated: Any, clock: LocalClock) -> str:
        """Return the UTC time of a local time without a zone.

        Raises: StatedValueError.
        """
        moment, fraction = parse_time(text(stated), ())
        utc_moment = moment if moment.tzinfo else clock.resolve(moment)
        return utc_text(utc_moment, fraction.rstrip("0"))


def text(stated: Any) -> str:
    """Return a text of a document, empty where it states none."""
    return encodable(stated) if isinstance(stated, str) else ""


def number(stated: Any) -> str | None:
    """Return a canonical number, None where it is null.

    Raises: StatedValueError.
    """
    if stated is None:
        return None
    try:
        return canonical_number(text(stated))
    except ValueError as error:
        raise StatedValueError("number_invalid", str(error)) from None


def iso_date(stated: Any) -> str:
    """Return a date.

    Raises: StatedValueError.
    """
    return parse_date(text(stated), ())


def utc(stated: Any) -> str:
    """Return the UTC time of milliseconds since 1970, or of an ISO time; one without zone is UTC.

    Raises: StatedValueError.
    """
    words = text(stated)
    if words.isascii() and words.isdigit():
        return _of_milliseconds(words)
    moment, fraction = parse_time(words, ())
    # Garmin writes 06:00:00.0 in one document and milliseconds since 1970 in the next.
    return utc_text(moment if moment.tzinfo else moment.replace(tzinfo=UTC), fraction.rstrip("0"))


def _of_milliseconds(words: str) -> str:
    milliseconds = int(words[:20])
    if milliseconds > _LAST_MILLISECONDS:
        raise StatedValueError("time_out_of_range", f"{words[:40]!r}")
    moment = datetime.fromtimestamp(milliseconds // 1000, UTC)
    fraction = milliseconds % 1000
    return utc_text(moment, f"{fraction:03d}" if fraction else "")


def zoned(stated: Any) -> datetime:
    """Return a time that states its offset, in UTC.

    Raises: StatedValueError.
    """
    moment, _ = parse_time(text(stated), ())
    if moment.tzinfo is None:
        raise StatedValueError("time_invalid", f"{text(stated)[:40]!r} states no offset")
    return moment.astimezone(UTC)


def stages(phases: str, start: datetime, end: datetime, minutes: int) -> Iterator[tuple[str, Span]]:
    """Yield each run of equal phases with its time; a phase lasts so many minutes.

    Raises: StatedValueError where there are more phases than a sleep has.
    """
    if len(phases) > _MOST_PIECES:
        raise StatedValueError("number_invalid", f"{len(phases)} phases of sleep")
    length = timedelta(minutes=minutes)
    first = 0
    for place in range(1, len(phases) + 1):
        if place == len(phases) or phases[place] != phases[first]:
            begins, ends = start + first * length, min(start + place * length, end)
            if begins < ends:
                yield phases[first], Span(utc_text(begins), utc_text(ends), "false")
            first = place
