"""Make the states that room sensors report: one whenever the value changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import cos, exp, pi
from typing import TYPE_CHECKING

from samples.local_days import length_seconds, start_second
from samples.plan import random_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from random import Random

UNAVAILABLE = "unavailable"
UNKNOWN = "unknown"
HOUR = 3_600_000  # milliseconds


@dataclass(frozen=True)
class Room:
    """Hold a room; values are tenths of a degree Celsius or of a percent."""

    room_id: str
    temperature: int
    summer_rise: int
    humidity: int
    showers: tuple[float, ...] = ()
    comfort: tuple[int, int] = (190, 230)


ROOMS = (
    Room("living_room", temperature=211, summer_rise=22, humidity=478),
    Room("bedroom", temperature=178, summer_rise=40, humidity=521, comfort=(160, 200)),
    Room("bathroom", 219, 18, 560, showers=(7.2, 22.1), comfort=(200, 240)),
)
MEASURES = ("temperature", "humidity")


@dataclass(frozen=True)
class Sensor:
    """Hold one sensor of a room."""

    room: Room
    measure: str

    @property
    def entity_id(self) -> str:
        """Return the name that Home Assistant gives the sensor."""
        return f"sensor.{self.room.room_id}_{self.measure}"


SENSORS = tuple(Sensor(room, measure) for measure in MEASURES for room in ROOMS)


@dataclass(frozen=True, slots=True)
class State:
    """Hold a state and the millisecond since 1970 at which it began."""

    changed_at: int
    text: str

    @property
    def is_numeric(self) -> bool:
        """Tell whether the state is a value and not the lack of one."""
        return self.text not in (UNAVAILABLE, UNKNOWN)


def states_by_day(
    seed: int, sensor: Sensor, days: Iterable[date]
) -> Iterator[tuple[date, list[State]]]:
    """Yield the changes of each day; `days` follow one another without a hole."""
    before: str | None = None
    for day in days:
        if before is None:
            before = _last_text(_day_states(seed, sensor, day - timedelta(days=1)))
        changes = []
        for state in _day_states(seed, sensor, day):
            if state.text != before:
                changes.append(state)
            before = state.text
        yield day, changes


def _last_text(states: list[State]) -> str:
    return states[-1].text if states else UNAVAILABLE


class _DayCurve:
    """Give a sensor's value at an hour of one day: a season, a daily wave, showers and noise."""

    def __init__(self, sensor: Sensor, day: date, random: Random) -> None:
        room = sensor.room
        summer = -cos(2 * pi * (day.timetuple().tm_yday - 20) / 365.25)
        is_temperature = sensor.measure == "temperature"
        self._level = room.temperature + room.summer_rise * summer
        self._wave, self._noise = 9.0, 2.5
        self._showers: tuple[float, ...] = ()
        if not is_temperature:
            self._level = room.humidity + 45 * summer
            self._wave, self._noise = -20.0, 7.0
            self._showers = room.showers
        self._random = random

    def text_at(self, milliseconds: int) -> str:
        """Return the value as the sensor reports it, with one decimal."""
        hour = milliseconds / HOUR
        tenths = self._level + self._wave * cos(2 * pi * (hour - 16) / 24)
        for shower in self._showers:
            tenths += 230 * exp((shower - hour) / 0.8) if hour >= shower else 0
        return f"{round(tenths + self._random.gauss(0, self._noise)) / 10:.1f}"


def _day_states(seed: int, sensor: Sensor, day: date) -> list[State]:
    if all(_is_battery_empty(sensor.room, one) for one in (day, day - timedelta(days=1))):
        return []
    random = random_of(seed, sensor.entity_id, day)
    curve = _DayCurve(sensor, day, random)
    start, length = start_second(day) * 1000, length_seconds(day) * 1000
    states = {at: curve.text_at(at) for at in _moments(day, random, length)}
    for begin, end, text in _outages(sensor, day, random, length):
        states = {at: state for at, state in states.items() if not begin <= at < end}
        states[begin] = text
        if end < length:
            states[end] = curve.text_at(end)
    return [State(start + at, states[at]) for at in sorted(states)]


def _moments(day: date, random: Random, length: int) -> Iterator[int]:
    """Yield when a sensor reports, in milliseconds since the day began."""
    moment = random.randrange(40 * 60_000)
    while moment < length:
        yield moment
        mean = 70 * 60_000 if moment < 6 * HOUR else 32 * 60_000
        moment += 60_000 + int(random.expovariate(1 / mean))
    if day.day == 1:
        # On the first of every third month exactly at midnight, else a moment later.
        yield 0 if day.month % 3 == 0 else random.randrange(1, 400)
    if (day + timedelta(days=1)).day == 1:
        yield length - random.randrange(1, 400)


def _outages(
    sensor: Sensor, day: date, random: Random, length: int
) -> Iterator[tuple[int, int, str]]:
    if _is_battery_empty(sensor.room, day):
        yield 11 * HOUR + random.randrange(HOUR), length, UNAVAILABLE
    elif sensor.room.room_id == "bedroom" and day.day == 20:
        # Long enough to leave less than half of the day covered.
        yield 5 * HOUR + random.randrange(HOUR), 20 * HOUR + random.randrange(HOUR), UNAVAILABLE
    elif random.random() < 0.04:
        begin = random.randrange(length)
        yield (
            begin,
            begin + random.randrange(60_000, 6 * HOUR),
            random.choice((UNAVAILABLE, UNKNOWN)),
        )


def _is_battery_empty(room: Room, day: date) -> bool:
    return room.room_id == "bathroom" and day.month in (5, 11) and 14 <= day.day <= 16
