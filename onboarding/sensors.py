"""Guessing what a sensor measures, in which unit and in which room."""

import re
from collections.abc import Iterable, Sequence
from statistics import median
from typing import NamedTuple

from onboarding.words import plain

_TEMPERATURE = ("temperature", "temperatur", "temperatuur", "temp")
_HUMIDITY = ("humidity", "feuchtigkeit", "feuchte", "vochtigheid", "luftfeuchte")
_OTHER = ("battery", "batterie", "voltage", "power", "pressure", "signal", "rssi", "energy")


class SensorGuess(NamedTuple):
    """Say what a sensor seems to measure; `question` is empty where nothing is open."""

    measure: str
    unit: str
    room: str
    seen: str
    question: str


def guess_sensor(entity: str, states: Sequence[str]) -> SensorGuess | None:
    """Return what a sensor measures, None where it is neither temperature nor humidity."""
    numbers = list(_numbers(states))
    name = plain(entity)
    if not numbers or any(word in name for word in _OTHER):
        return None
    seen = f"{min(numbers):g} to {max(numbers):g}"
    if any(word in name for word in _TEMPERATURE):
        unit, question = _temperature_unit(median(numbers))
        return SensorGuess("temperature", unit, room_of(entity), seen, question)
    if any(word in name for word in _HUMIDITY) and 0 <= min(numbers) <= max(numbers) <= 100:
        return SensorGuess("humidity", "%", room_of(entity), seen, "")
    return None


def room_of(entity: str) -> str:
    """Return the room that an entity's name seems to name, as an id."""
    name = plain(entity.rpartition(".")[2])
    for word in (*_TEMPERATURE, *_HUMIDITY, "sensor"):
        name = re.sub(rf"(?<![a-z]){word}(?![a-z])", " ", name)
    room = re.sub(r"[^a-z0-9]+", "_", name).strip("_")
    return room if re.match("[a-z]", room) else f"room_{room}".rstrip("_")


def _numbers(states: Iterable[str]) -> Iterable[float]:
    for state in states:
        try:
            yield float(state)
        except ValueError:
            continue


def _temperature_unit(usual: float) -> tuple[str, str]:
    """Tell the units by the range of rooms: 10 to 35 °C are 50 to 95 °F and 283 to 308 K."""
    if 10 <= usual <= 35:
        return "°C", ""
    if 50 <= usual <= 95:
        return "°F", ""
    if 250 <= usual <= 320:
        return "K", ""
    return "°C", "°C, °F or K? The numbers are none of a room"
