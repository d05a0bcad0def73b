"""Work out a room's day exactly: every state weighs as long as it held.

Sums are whole numbers (tenths times milliseconds), so nothing is rounded before the last division.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from samples.climate import MEASURES, ROOMS, SENSORS, Room, Sensor, State, states_by_day
from samples.local_days import length_seconds, start_second

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from samples.plan import Plan

States = dict[Sensor, list[State]]
MAX_HOLD_MILLISECONDS = 2 * 3_600_000


@dataclass
class DayTotals:
    """Hold what one sensor's states add up to within one local day."""

    covered: int = 0
    weighted: int = 0
    comfortable: int = 0
    lowest: int | None = None
    highest: int | None = None
    count_readings: int = 0


class SensorDays:
    """Add up the states of one sensor day by day."""

    def __init__(self, room: Room) -> None:
        self._comfort = room.comfort
        self._value: int | None = None
        self._since = 0
        self._holds_until = 0
        self._totals = DayTotals()

    def add_day(self, day: date, states: Iterable[State]) -> DayTotals:
        """Return the totals of a day; the value held at its end goes on into the next."""
        self._totals = DayTotals()
        for state in states:
            self._hold_to(state.changed_at)
            self._begin(state)
        self._hold_to(start_second(day + timedelta(days=1)) * 1000)
        return self._totals

    def _begin(self, state: State) -> None:
        self._value = round(float(state.text) * 10) if state.is_numeric else None
        self._totals.count_readings += state.is_numeric
        self._since = state.changed_at
        self._holds_until = state.changed_at + MAX_HOLD_MILLISECONDS

    def _hold_to(self, end: int) -> None:
        held = min(end, self._holds_until) - self._since
        if self._value is not None and held > 0:
            self._count(self._value, held)
        self._since = end

    def _count(self, value: int, held: int) -> None:
        totals = self._totals
        totals.covered += held
        totals.weighted += value * held
        totals.comfortable += held if self._comfort[0] <= value <= self._comfort[1] else 0
        totals.lowest = value if totals.lowest is None else min(totals.lowest, value)
        totals.highest = value if totals.highest is None else max(totals.highest, value)


# The same row without and with the files that come late; nothing where there is no row.
RowPair = tuple[list[str] | None, list[str] | None]


def climate_rows(plan: Plan) -> Iterator[RowPair]:
    """Yield the rows of `daily_room_climate` by day and room.

    A room has a row on each day on which one of its sensors reported or still held a value: also
    on the day after the last one.
    """
    without_late = {sensor: SensorDays(sensor.room) for sensor in SENSORS}
    with_late = {sensor: SensorDays(sensor.room) for sensor in SENSORS}
    for day, states in _states_by_day(plan):
        in_time = _without_late(plan, day, states)
        for room in ROOMS:
            yield _row(day, room, without_late, in_time), _row(day, room, with_late, states)


def _without_late(plan: Plan, day: date, states: States) -> States:
    if not plan.is_late(day):
        return states
    return {sensor: kept for sensor, kept in states.items() if sensor.measure != "temperature"}


def _states_by_day(plan: Plan) -> Iterator[tuple[date, States]]:
    streams = [states_by_day(plan.seed, sensor, plan.days()) for sensor in SENSORS]
    for parts in zip(*streams, strict=True):
        by_sensor = {sensor: part[1] for sensor, part in zip(SENSORS, parts, strict=True)}
        yield parts[0][0], by_sensor
    yield plan.end_date + timedelta(days=1), {}


def _row(
    day: date, room: Room, sensors: dict[Sensor, SensorDays], states: States
) -> list[str] | None:
    temperature, humidity = (
        sensors[sensor].add_day(day, states.get(sensor, []))
        for sensor in (Sensor(room, measure) for measure in MEASURES)
    )
    count = temperature.count_readings + humidity.count_readings
    if count == 0 and temperature.covered == 0 and humidity.covered == 0:
        return None
    length = length_seconds(day) * 1000
    return [
        day.isoformat(),
        room.room_id,
        _mean(temperature, length),
        _tenths(temperature.lowest),
        _tenths(temperature.highest),
        _mean(humidity, length),
        _comfort(temperature, length),
        _percent(temperature.covered, length),
        str(count),
    ]


def _is_enough(totals: DayTotals, length: int) -> bool:
    return totals.covered > 0 and 2 * totals.covered >= length


def _mean(totals: DayTotals, length: int) -> str:
    if not _is_enough(totals, length):
        return ""
    return f"{totals.weighted / (10 * totals.covered):.9f}"


def _comfort(totals: DayTotals, length: int) -> str:
    if not _is_enough(totals, length):
        return ""
    return _percent(totals.comfortable, totals.covered)


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.9f}"


def _tenths(value: int | None) -> str:
    return "" if value is None else f"{value / 10:.1f}"
