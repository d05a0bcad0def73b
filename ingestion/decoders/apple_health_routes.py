"""Tracks beside an Apple Health export: GPX files that its workouts name."""

from collections.abc import Iterator
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

from ingestion.decoders.apple_health_elements import Elements, stated_by
from ingestion.decoders.archive import Content, copied
from ingestion.decoders.archive_members import whole_items
from ingestion.decoders.base import Item, Record
from ingestion.decoders.gpx import Gpx
from ingestion.decoders.workout_numbers import WorkoutNumbers, with_workout
from ingestion.tables import ACTIVITY_FILE_SAMPLES

_FILE_KIND = "apple_health"
# The phone writes UTC, so that this zone is never used.
_ZONE = ZoneInfo("UTC")


class Routes:
    """Number the workouts of an export, and remember which track each of them names."""

    def __init__(self, person: str) -> None:
        self._person = person
        self._numbers = WorkoutNumbers()
        self._workouts: dict[str, int] = {}

    def note(self, workouts: Elements) -> int:
        """Take the next workouts, and return the number of the first of them."""
        first = self._numbers.count + 1
        self._numbers.count += len(workouts.lines)
        for place, found in workouts.parts_of("FileReference").items():
            for texts in found:
                name = _file_name(stated_by(texts).get("path", ""))
                self._workouts.setdefault(name, first + place)
        return first

    def items(self, content: Content) -> Iterator[Item]:
        """Yield a track as samples of its workout; one that no workout names is its own.

        Raises: QuarantineError.
        """
        with copied(content) as (_, file):
            items = whole_items(Gpx(self._person, _ZONE), file)
            number = self._workouts.get(_file_name(content.name))
            if number is None:
                yield from self._numbers.continued(items)
            else:
                yield from _samples(items, number)


def _samples(items: Iterator[Item], number: int) -> Iterator[Item]:
    """Leave out what the track says of the workout itself, which the export says better."""
    for item in items:
        if not isinstance(item, Record):
            yield item
        elif item.table == ACTIVITY_FILE_SAMPLES:
            person, _, *others = item.values
            yield with_workout(item._replace(values=(person, _FILE_KIND, *others)), number)


def _file_name(path: str) -> str:
    return PurePosixPath(path).name
