"""What one FIT file says: workouts, laps, samples, monitoring, and what is not read of it."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from ingestion.decoders.base import Item, Record, Reject
from ingestion.decoders.fit_layout import TIMESTAMP, Value
from ingestion.decoders.fit_messages import DEVELOPER_FIELD, Message, Part, Walk, text_of
from ingestion.decoders.fit_names import (
    ACTIVITY_FILES,
    FILE_TYPES,
    MONITORING_FILES,
    PASSED_OVER_SILENTLY,
    device_of,
    message_name,
    named,
)
from ingestion.decoders.fit_records import (
    SampleReader,
    intensity,
    kind_of_sport,
    monitoring_values,
    times_and_totals,
)
from ingestion.decoders.fit_values import EPOCH, Values, iso, span
from ingestion.errors import QuarantineError
from ingestion.reasons import sentence
from ingestion.tables import (
    ACTIVITY_FILE_LAPS,
    ACTIVITY_FILE_MONITORING,
    ACTIVITY_FILE_SAMPLES,
    ACTIVITY_FILE_WORKOUTS,
)
from ingestion.times import StatedValueError

_FILE_ID, _SPORT, _SESSION, _LAP, _SAMPLE, _MONITORING = 0, 12, 18, 19, 20, 55
_TABLES = {
    _SESSION: ACTIVITY_FILE_WORKOUTS,
    _LAP: ACTIVITY_FILE_LAPS,
    _SAMPLE: ACTIVITY_FILE_SAMPLES,
    _MONITORING: ACTIVITY_FILE_MONITORING,
}
_WANTED = (_FILE_ID, _SPORT, *_TABLES, DEVELOPER_FIELD)
# The longest triathlon with all its changes has ten.
_MOST_SESSIONS = 1_000
_MOST_NAMES = 200
_IN_UTC = "false"


@dataclass
class Numbers:
    """Count the messages and workouts of a whole file, over the parts that follow each other."""

    message: int = 0
    workout: int = 0


@dataclass
class _Passed:
    """Count what of one name is not read; the first of it stands for all."""

    number: int
    raw: str
    count: int = 0


@dataclass
class _Said:
    """Hold what a part has said so far of itself."""

    file_type: Value | None = None
    device: str | None = None
    name: str | None = None
    sport: Values = field(default_factory=dict)
    count_laps: int = 0
    count_sessions: int = 0


class PartReader:
    """Read one FIT file; its first workout gets the number behind the last one of `numbers`."""

    def __init__(self, data: bytes, part: Part, person: str, numbers: Numbers) -> None:
        self._person, self._numbers = person, numbers
        self._walk = Walk(data, part, _WANTED, numbers.message)
        self._starts = _session_starts(data, part)
        self._said = _Said()
        self._samples = SampleReader()
        self._passed: dict[str, _Passed] = {}

    def items(self) -> Iterator[Item]:
        """Yield what the part holds, in its order, and then what is not read of it.

        Raises: QuarantineError.
        """
        for message in self._walk:
            yield from self._take(message)
        self._numbers.message = self._walk.number
        if self._samples.first and not self._said.count_sessions:
            yield self._unended(self._samples.first, self._samples.last)
        self._numbers.workout += self._said.count_sessions
        yield from self._not_read()

    def _take(self, message: Message) -> Iterator[Item]:
        kind, values = message.kind, message.values
        if kind in _TABLES and self._is_read(kind):
            yield self._item(message)
        elif kind == _FILE_ID:
            self._said.file_type = values.get(0)
            self._said.device = device_of(values.get(1), values.get(2), text_of(values.get(8)))
        elif kind == _SPORT:
            self._said.sport = {5: values.get(0, b""), 6: values.get(1, b"")}
            self._said.name = text_of(values.get(3))
        elif kind not in PASSED_OVER_SILENTLY:
            self._pass_over(message_name(kind), message)

    def _is_read(self, kind: int) -> bool:
        """Tell what was done from what is planned: a course holds samples too."""
        return self._said.file_type in (MONITORING_FILES if kind == _MONITORING else ACTIVITY_FILES)

    def _item(self, message: Message) -> Item:
        try:
            return self._record(message)
        except StatedValueError as problem:
            text = sentence(problem.code, str(problem))
            table = _TABLES[message.kind]
            return Reject(table, problem.code, text, message.raw.hex(), message.number)

    def _record(self, message: Message) -> Record:
        values, line = message.values, message.number
        if message.kind == _SAMPLE:
            at, sample = self._samples.read(values)
            stated = (*self._owner(self._workout_at(values.get(TIMESTAMP))), *sample, _IN_UTC)
            return Record(ACTIVITY_FILE_SAMPLES, stated, at, None, line)
        if message.kind == _MONITORING:
            at, counted = monitoring_values(values, self._walk.clock)
            stated = (self._person, "fit", self._said.device, *counted)
            return Record(ACTIVITY_FILE_MONITORING, stated, at, None, line)
        start, end = span(values)
        if message.kind == _LAP:
            return self._lap(values, start, end, line)
        return self._workout(values, start, end, line)

    def _lap(self, values: Values, start: datetime, end: datetime, line: int) -> Record:
        self._said.count_laps += 1
        stated = (
            *self._owner(self._workout_at(values.get(2))),
            str(self._said.count_laps),
            *times_and_totals(values, start, end, is_lap=True),
            intensity(values),
            _IN_UTC,
        )
        return Record(ACTIVITY_FILE_LAPS, stated, iso(start), iso(end), line)

    def _workout(self, values: Values, start: datetime, end: datetime, line: int) -> Record:
        self._said.count_sessions += 1
        stated = (
            *self._owner(self._numbers.workout + self._said.count_sessions),
            *kind_of_sport(values),
            text_of(values.get(110)) or self._said.name,
            self._said.device,
            *times_and_totals(values, start, end, is_lap=False),
            _IN_UTC,
        )
        return Record(ACTIVITY_FILE_WORKOUTS, stated, iso(start), iso(end), line)

    def _unended(self, start: datetime, end: datetime) -> Record:
        """Return the workout of samples whose session the device never closed."""
        return self._workout(self._said.sport, start, end, self._walk.number)

    def _owner(self, workout: int) -> tuple[str, str, str]:
        return self._person, "fit", str(workout)

    def _workout_at(self, time: Value | None) -> int:
        """Return the number of the workout during which something was measured."""
        if not self._starts or not isinstance(time, int):
            return self._numbers.workout + 1
        place = bisect_right(self._starts, (time, _MOST_SESSIONS))
        return self._numbers.workout + self._starts[max(place - 1, 0)][1]

    def _pass_over(self, name: str, message: Message) -> None:
        if len(self._passed) >= _MOST_NAMES:
            name = name if name in self._passed else "others"
        first = _Passed(message.number, message.raw.hex())
        self._passed.setdefault(name, first).count += 1

    def _not_read(self) -> Iterator[Reject]:
        for name, passed in self._passed.items():
            yield self._unsupported(name, passed.count, passed.number, passed.raw)
        for name, count in self._walk.developer_fields.items():
            yield self._unsupported(f"an app's own field {name}", count, None, name)
        damage = self._walk.damage
        if damage:
            text = sentence(damage.code, damage.detail)
            yield Reject(ACTIVITY_FILE_WORKOUTS, damage.code, text, "", damage.number)

    def _unsupported(self, name: str, count: int, line: int | None, raw: str) -> Reject:
        file_type = named(FILE_TYPES, self._said.file_type) or "unknown"
        text = f"{count} of {name} in this {file_type} file"
        code = "unsupported_record"
        return Reject(ACTIVITY_FILE_WORKOUTS, code, sentence(code, text), raw, line)


def _session_starts(data: bytes, part: Part) -> list[tuple[int, int]]:
    """Return when each session began with its number, in the order of time.

    Devices write a session behind its samples.
    Raises: QuarantineError.
    """
    starts: list[tuple[int, int]] = []
    for message in Walk(data, part, (_SESSION,), 0):
        if message.kind == _SESSION and (start := _start(message.values)) is not None:
            starts.append((start, len(starts) + 1))
        if len(starts) > _MOST_SESSIONS:
            raise QuarantineError("malformed", f"it holds more than {_MOST_SESSIONS} sessions")
    return sorted(starts)


def _start(values: Values) -> int | None:
    try:
        return int((span(values)[0] - EPOCH).total_seconds())
    except StatedValueError:
        return None
