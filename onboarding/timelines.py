"""Finding the time of a reading: its columns, the length and the end of its interval."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from onboarding.drafts import Said, scalar, texts
from onboarding.looking import Column, Look
from onboarding.stamps import Stamps, find_stamps
from onboarding.words import UTC_WORDS, says

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Timeline:
    """Hold the columns of a reading's time, and its times in the order of the file.

    `columns` are one, or date and clock; `end_columns` likewise, empty where no end is stated.
    """

    columns: tuple[str, ...]
    end_columns: tuple[str, ...]
    stamps: Stamps
    moments: Sequence[datetime | None]

    def known(self) -> list[datetime]:
        """Return the times that could be read, without their offset."""
        return [moment.replace(tzinfo=None) for moment in self.moments if moment]

    def step(self) -> timedelta | None:
        """Return the usual distance of neighbouring times."""
        moments = sorted(set(self.known()))
        steps = Counter(later - earlier for earlier, later in pairwise(moments))
        return max(steps, key=lambda step: steps[step], default=None)


def find_timeline(look: Look) -> Timeline | None:
    """Return the columns that say when, None where there are none."""
    found = list(_candidates(look.columns))
    if not found:
        return None
    first, *rest = found
    end = next((other for other in rest if _is_end_of(first, other)), None)
    return Timeline(first.columns, end.columns if end else (), first.stamps, first.moments)


def _candidates(columns: Sequence[Column]) -> Iterator[Timeline]:
    for place, column in enumerate(columns):
        if column.stamps is None:
            continue
        following = columns[place + 1] if place + 1 < len(columns) else None
        if not column.stamps.has_clock and following is not None and following.is_clock:
            pairs = zip(column.cells, following.cells, strict=True)
            cells = [" ".join(filter(None, pair)) for pair in pairs]
            yield from _timeline((column.name, following.name), cells, find_stamps(cells))
        else:
            yield from _timeline((column.name,), column.cells, column.stamps)


def _timeline(
    names: tuple[str, ...], cells: Sequence[str], stamps: Stamps | None
) -> Iterator[Timeline]:
    if stamps is not None:
        moments = [stamps.read(cell) if cell else None for cell in cells]
        yield Timeline(names, (), stamps, moments)


def _is_end_of(start: Timeline, end: Timeline) -> bool:
    """Tell an interval's end from another date: it lies behind, and always as far."""
    pairs = zip(start.moments, end.moments, strict=True)
    lengths = Counter(later - earlier for earlier, later in pairs if earlier and later)
    usual = max(lengths, key=lambda length: lengths[length], default=timedelta())
    return usual > timedelta() and lengths[usual] >= 0.8 * lengths.total()


def time_block(line: Timeline, zone: str, *, is_cumulative: bool) -> list[Said]:
    """Return the block `time` of a profile; `zone` is the household's."""
    said = [Said("time:"), _columns("column", line.columns)]
    if line.end_columns:
        said.append(_columns("end_column", line.end_columns))
    if line.stamps.formats:
        other = line.stamps.other
        said.append(
            Said(
                f"  formats: {texts(line.stamps.formats)}",
                line.stamps.evidence,
                f"every row fits {other} as well: is the day first?" if other else "",
            )
        )
    said.append(_zone(line, zone))
    if not is_cumulative and not line.end_columns:
        said += _interval(line)
    return said


def _columns(key: str, names: Sequence[str]) -> Said:
    if len(names) == 1:
        return Said(f"  {key}: {scalar(names[0])}")
    return Said(f"  {key}s: {texts(names)}")


def _zone(line: Timeline, zone: str) -> Said:
    if line.stamps.has_offset:
        return Said("  zone: offset", "each time states its offset")
    if any(says(name, UTC_WORDS) for name in line.columns):
        return Said("  zone: UTC", f"the column {line.columns[0]} says so")
    if not line.stamps.has_clock:
        return Said("  zone: household")
    inside = next((m for m in line.known() if _does_not_exist(m, ZoneInfo(zone))), None)
    if inside:
        because = f"{inside:%Y-%m-%d %H:%M} does not exist in {zone}, so the times are not local"
        return Said("  zone: UTC", because, "is it UTC, or the zone of another place?")
    if _skips_spring_hour(line.known(), ZoneInfo(zone)):
        return Said("  zone: household", f"the hour that summer time skips in {zone} is missing")
    question = f"are the times local ones of {zone}? Write UTC or an IANA zone if not."
    return Said("  zone: household", question=question)


def _does_not_exist(local: datetime, zone: ZoneInfo) -> bool:
    early, late = (local.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    return bool(early and late) and early < late  # type: ignore[operator]


def _skips_spring_hour(moments: Sequence[datetime], zone: ZoneInfo) -> bool:
    steps = pairwise(sorted(set(moments)))
    return any(
        _does_not_exist(earlier + timedelta(minutes=60), zone)
        and timedelta(minutes=60) < later - earlier <= timedelta(hours=2)
        for earlier, later in steps
    )


def _interval(line: Timeline) -> list[Said]:
    step = line.step()
    if step is None:
        return [Said("  interval: day", question="how long is the time that a row stands for?")]
    if step == _DAY and not line.stamps.has_clock:
        return [Said("  interval: day", "the rows lie a day apart")]
    if step >= 28 * _DAY and all(moment.day == 1 for moment in line.known()):
        return [Said("  interval: month", "every row is the first of a month")]
    minutes = round(step / timedelta(minutes=1))
    length = Said(f"  interval_minutes: {max(1, minutes)}", f"the rows lie {_shown(step)} apart")
    return [_stamp(line, step), length]


def _stamp(line: Timeline, step: timedelta) -> Said:
    """Say whether the time is the start or the end, by where a file's days begin."""
    moments = sorted(line.known())
    first, last = (timedelta(hours=m.hour, minutes=m.minute) for m in (moments[0], moments[-1]))
    shown = f"the first row says {moments[0]:%H:%M}, the last one {moments[-1]:%H:%M}"
    if step < _DAY and (first, last) == (step, timedelta()):
        return Said("  stamp: end", shown)
    if step < _DAY and (first, last) == (timedelta(), _DAY - step):
        return Said("  stamp: start", shown)
    question = "is the time the start of the interval, or its end? Write end if so."
    return Said("  stamp: start", question=question)


def _shown(step: timedelta) -> str:
    minutes = round(step / timedelta(minutes=1))
    return f"{minutes} minutes" if minutes < 120 else f"{minutes // 60} hours"
