"""What looks wrong in meter readings."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from onboarding.counters import grows
from onboarding.rows import Reading
from onboarding.suspicions.found import Suspicion
from onboarding.totals import is_sum_of_others

# Zones tried for the hour that a file leaves out in spring, one for each rule in use.
OTHER_ZONES = (
    *("Europe/Amsterdam", "Europe/London", "America/New_York", "America/Chicago"),
    *("America/Denver", "America/Los_Angeles", "Australia/Sydney", "Pacific/Auckland"),
)
_FEWEST = 8
_HOUR = timedelta(hours=1)
Series = Mapping[tuple[str, ...], Sequence[Reading]]


def suspect_readings(
    found: Sequence[Reading], zone: ZoneInfo, read_in: ZoneInfo
) -> list[Suspicion]:
    """Return what looks wrong; `zone` is the household's, `read_in` that of the profile."""
    series = by_series(found)
    return [
        *summed_rows(series),
        *counters_as_intervals(series),
        *intervals_as_counters(series),
        *missing_hours(series, zone, read_in),
        *hours_told_once(series, read_in),
        *production_at_night(found, zone),
        *negative_quantities(series),
    ]


def by_series(found: Sequence[Reading]) -> Series:
    """Return readings by meter, commodity, flow and register, in the order of the file."""
    series: dict[tuple[str, ...], list[Reading]] = defaultdict(list)
    for reading in found:
        series[reading.series].append(reading)
    return series


def summed_rows(series: Series) -> Iterator[Suspicion]:
    """Yield a suspicion where the last interval is the sum of all others in every series."""
    intervals = {
        key: rows for key, rows in series.items() if not rows[0].is_cumulative and len(rows) > 1
    }
    used = [rows for rows in intervals.values() if any(row.quantity for row in rows)]
    sums = [is_sum_of_others([row.quantity for row in rows]) for rows in used]
    if sums and all(sums):
        yield Suspicion(
            "totals_row",
            f"Line {used[0][-1].line} is the sum of all others and counts once more",
            "Leave it out: write skip_last_lines: 1 under file, or name it in skip_rows_where.",
        )


def counters_as_intervals(series: Series) -> Iterator[Suspicion]:
    """Yield a suspicion where amounts hardly ever fall, as the states of a counter do."""
    for key, rows in series.items():
        if rows[0].is_cumulative or len(rows) < _FEWEST:
            continue
        if grows([row.quantity for row in sorted(rows, key=lambda row: row.at)]):
            yield Suspicion(
                "looks_cumulative",
                f"The numbers of {_shown(key)} hardly ever fall, as the states of a counter",
                "Write reading: cumulative for this column in the profile.",
            )


def intervals_as_counters(series: Series) -> Iterator[Suspicion]:
    """Yield a suspicion where the states of a counter fall again and again."""
    for key, rows in series.items():
        ordered = sorted(rows, key=lambda row: row.at)
        falls = sum(b.quantity < a.quantity for a, b in pairwise(ordered))
        if rows[0].is_cumulative and falls > max(1, 0.05 * len(rows)):
            yield Suspicion(
                "looks_like_amounts",
                f"The counter {_shown(key)} falls {falls} times, so it holds amounts",
                "Write reading: interval for this column in the profile.",
            )


def missing_hours(series: Series, zone: ZoneInfo, read_in: ZoneInfo) -> Iterator[Suspicion]:
    """Yield a suspicion where the clock of the file changes in another way than that of its zone.

    Local times leave out an hour in spring; a file that does so where the profile's zone has
    every hour is in local time of another zone, and one that has every hour where the zone
    skips one is in a time without summer time.
    """
    for rows in series.values():
        steps = list(_gaps_of_an_hour(rows))
        for other in dict.fromkeys((zone.key, *OTHER_ZONES)):
            if other == read_in.key:
                continue
            for earlier, later in steps:
                if _is_spring_change(earlier, later, read_in, ZoneInfo(other)):
                    yield _hour_missing(earlier.astimezone(read_in), read_in, other)
                    return


def hours_told_once(series: Series, read_in: ZoneInfo) -> Iterator[Suspicion]:
    """Yield a suspicion where the hour that comes twice in autumn stands there once.

    Times in UTC have no such hour; some providers leave one of the two out.
    """
    gaps = (gap for rows in series.values() for gap in _gaps_of_an_hour(rows))
    for earlier, later in gaps:
        before, after = (moment.astimezone(read_in) for moment in (earlier, later))
        if before.utcoffset() != after.utcoffset():
            yield Suspicion(
                "hour_told_once",
                f"The hour that comes twice behind {before:%Y-%m-%d %H:%M} in {read_in.key} is "
                "there once",
                "Write zone: UTC under time in the profile if the times are UTC; otherwise the "
                "file leaves an hour out, and that day stays incomplete.",
            )
            return


def _hour_missing(local: datetime, read_in: ZoneInfo, other: str) -> Suspicion:
    return Suspicion(
        "wrong_zone",
        f"An hour is missing behind {local:%Y-%m-%d %H:%M}, where the clock of {other} "
        f"jumps and that of {read_in.key} does not",
        f"Write zone: {other} under time in the profile, or time_zone: {other} at the source.",
    )


def _gaps_of_an_hour(rows: Sequence[Reading]) -> Iterator[tuple[datetime, datetime]]:
    """Yield neighbouring times that lie an hour farther apart than usual."""
    if rows[0].is_cumulative or len(rows) < _FEWEST:
        return
    moments = sorted({row.at for row in rows})
    steps = [later - earlier for earlier, later in pairwise(moments)]
    usual = max(set(steps), key=steps.count) if len(set(steps)) < 1_000 else timedelta()
    for earlier, later in pairwise(moments):
        if timedelta() < usual <= _HOUR and later - earlier == usual + _HOUR:
            yield earlier, later


def _is_spring_change(
    earlier: datetime, later: datetime, read_in: ZoneInfo, other: ZoneInfo
) -> bool:
    """Tell whether the clock of another zone skips the hour, and that of the profile does not."""
    clocks = [moment.astimezone(read_in) for moment in (earlier, later)]
    before, after = (clock.replace(tzinfo=other).timestamp() for clock in clocks)
    is_steady = clocks[0].utcoffset() == clocks[1].utcoffset()
    return is_steady and after - before == (later - earlier - _HOUR).total_seconds()


def production_at_night(found: Sequence[Reading], zone: ZoneInfo) -> Iterator[Suspicion]:
    """Yield a suspicion where much of the solar production lies between 23 and 3 o'clock."""
    rows = [row for row in found if row.flow == "production" and not row.is_cumulative]
    short = [row for row in rows if row.ended_at and row.ended_at - row.at <= 2 * _HOUR]
    total = sum(row.quantity for row in short)
    dark = [row for row in short if row.at.astimezone(zone).hour in (23, 0, 1, 2)]
    if total and sum(row.quantity for row in dark) > 0.05 * total:
        first = next(row for row in dark if row.quantity)
        local = first.at.astimezone(zone)
        yield Suspicion(
            "production_at_night",
            f"The sun shines at night: {first.quantity:g} {first.unit} at {local:%Y-%m-%d %H:%M} "
            f"in {zone.key} (line {first.line})",
            "Correct zone under time in the profile, or look whether 12-hour times lack %p.",
        )


def negative_quantities(series: Series) -> Iterator[Suspicion]:
    """Yield a suspicion where amounts of one direction are below zero."""
    for key, rows in series.items():
        first = next((row for row in rows if row.quantity < 0 and not row.is_cumulative), None)
        if first is not None:
            yield Suspicion(
                "negative_quantity",
                f"{first.quantity:g} {first.unit} of {_shown(key)} (line {first.line}) is below "
                "zero, so it does not count",
                'Name the opposite flow in the profile, or write remove: ["-"] under file where '
                "the minus only marks what is fed in.",
            )


def _shown(key: tuple[str, ...]) -> str:
    return " ".join(part for part in key if part)
