"""Points of GPX and TCX files as samples, and the workouts that they make up."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from ingestion.decoders.base import Item, Record, Reject
from ingestion.decoders.gpx_tcx_xml import Branch
from ingestion.errors import QuarantineError
from ingestion.home_zone import Zone
from ingestion.reasons import sentence
from ingestion.tables import ACTIVITY_FILE_SAMPLES, RECORD_TABLES
from ingestion.times import LocalClock, StatedValueError, parse_time, utc_text

_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?"
_ONE_NUMBER = re.compile(_NUMBER, re.ASCII)
# All numbers of a point in one pass: most points are good ones.
_NUMBERS = re.compile(rf"(?:{_NUMBER}(?:\||\Z))*", re.ASCII)
_UTC = re.compile(r"(20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,9})?Z", re.ASCII)
# GPS counts its time from then on; converters write 1901 where they know none.
_FIRST_YEAR = 1980

Names = Sequence[Sequence[str]]


@dataclass
class Span:
    """Hold the first and last time of some points; `is_assumed` where nothing states their zone."""

    first: str = ""
    last: str = ""
    is_assumed: bool = False

    def add(self, at: str, *, is_assumed: bool) -> None:
        """Take a time, in UTC without the closing Z."""
        self.first = min(self.first or at, at)
        self.last = max(self.last, at)
        self.is_assumed = self.is_assumed or is_assumed


class Clock:
    """Read the times of a file; those without a zone are of a zone that is stated or assumed."""

    def __init__(self, zone: Zone, *, is_stated: bool = False) -> None:
        self._local = LocalClock(zone)
        self._is_assumed = not is_stated

    def read(self, text: str | None) -> tuple[str, bool]:
        """Return a time in UTC without the closing Z, and whether its zone was assumed.

        Raises: StatedValueError.
        """
        if not text:
            raise StatedValueError("time_missing", "")
        usual = _UTC.fullmatch(text)
        if usual and _exists(usual[1]):
            return text[:-1], False
        moment, fraction = parse_time(text, ())
        if moment.year < _FIRST_YEAR:
            raise StatedValueError("time_out_of_range", f"{text[:40]!r}")
        if moment.tzinfo is not None:
            return utc_text(moment, fraction)[:-1], False
        return utc_text(self._local.resolve(moment), fraction)[:-1], self._is_assumed


def _exists(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


class PointReader:
    """Read points as samples.

    `names` are those of latitude, longitude, altitude, heart rate, cadence, speed, power,
    temperature and distance, of each the best first.
    """

    def __init__(self, person: str, kind: str, clock: Clock, names: Names) -> None:
        self._person, self._kind, self._names = person, kind, names
        self._clock = clock

    def read(self, point: Branch, time: str | None, workout: int, span: Span) -> Record:
        """Return a point as a sample, and widen the span by its time.

        Raises: StatedValueError.
        """
        at, is_assumed = self._clock.read(time)
        numbers = _numbers({**point.leaves, **point.stated}, self._names)
        span.add(at, is_assumed=is_assumed)
        owner = (self._person, self._kind, str(workout))
        values = (*owner, f"{at}Z", *numbers, truth(is_true=is_assumed))
        return Record(ACTIVITY_FILE_SAMPLES, values, at, None, point.line)


def _numbers(texts: Mapping[str, str], names: Names) -> list[str | None]:
    get = texts.get
    found = [get(one[0]) if len(one) == 1 else first_text(texts, one) for one in names]
    if not _NUMBERS.fullmatch("|".join(filter(None, found))):
        for one in names:
            first_number(texts, one)
    return found


def first_text(texts: Mapping[str, str], names: Sequence[str]) -> str | None:
    """Return what is stated under the first name that has something."""
    for name in names:
        if name in texts:
            return texts[name]
    return None


def first_number(texts: Mapping[str, str], names: Sequence[str]) -> str | None:
    """Return the first number that is stated, as it is written.

    Raises: StatedValueError.
    """
    text = first_text(texts, names)
    if text is not None and not _ONE_NUMBER.fullmatch(text):
        raise StatedValueError("number_invalid", f"{names[0]}: {text[:40]!r}")
    return text


def row(table: str, columns: Mapping[str, str | None], span: tuple[str, str], line: int) -> Record:
    """Return a record of a table by the names of its columns; those left out are null."""
    first, last = span
    stated = {**columns, "started_at": f"{first}Z", "ended_at": f"{last}Z"}
    values = tuple(stated.get(name) for name in RECORD_TABLES[table].values)
    return Record(table, values, first, last, line)


def reject(table: str, branch: Branch, problem: StatedValueError) -> Reject:
    """Return the reject of one element."""
    message = sentence(problem.code, str(problem))
    return Reject(table, problem.code, message, raw_text(branch), branch.line)


def raw_text(branch: Branch) -> str:
    """Write down what an element states, for a person who looks for it in the file."""
    return json.dumps({**branch.stated, **branch.leaves}, ensure_ascii=False)


def truth(*, is_true: bool) -> str:
    """Write a truth value as bronze does."""
    return "true" if is_true else "false"


@dataclass
class Counted:
    """Count elements of which one reject tells; the first stands for all."""

    first: Branch
    count: int = 0

    def reject(self, table: str, code: str, what: str) -> Reject:
        """Return the reject; `what` says what was counted."""
        message = sentence(code, f"{what}: {self.count}, the first of them here")
        return Reject(table, code, message, raw_text(self.first), self.first.line)


@dataclass
class Planned:
    """Count what a file only plans, by the names of its elements, which `names` puts into words."""

    table: str
    names: Mapping[str, str]
    found: dict[str, Counted] = field(default_factory=dict)

    def take(self, branch: Branch) -> None:
        """Count one element."""
        self.found.setdefault(branch.name, Counted(branch)).count += 1

    def rejects(self) -> Iterator[Reject]:
        """Yield one reject for each kind."""
        for name, counted in self.found.items():
            yield counted.reject(self.table, "unsupported_record", self.names[name])


def items(
    branches: Iterable[Branch],
    take: Callable[[Branch], Iterable[Item]],
    planned: Planned,
    nothing: str,
) -> Iterator[Item]:
    """Yield what is made of the branches, then what is only planned.

    Raises: QuarantineError where there is neither; `nothing` says what was looked for.
    """
    count = 0
    for branch in branches:
        for item in take(branch):
            yield item
            count += 1
    yield from planned.rejects()
    if not count and not planned.found:
        raise QuarantineError("nothing_inside", nothing)
