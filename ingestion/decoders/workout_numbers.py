"""Numbers of workouts where one content holds several files, each of which begins at 1."""

from collections.abc import Iterator
from dataclasses import dataclass

from ingestion.decoders.base import Item, Record
from ingestion.tables import RECORD_TABLES

_PLACES = {
    table.name: table.values.index("workout_number")
    for table in RECORD_TABLES.values()
    if "workout_number" in table.values
}


@dataclass
class WorkoutNumbers:
    """Count the workouts of a content on from file to file."""

    count: int = 0

    def continued(self, items: Iterator[Item]) -> Iterator[Item]:
        """Yield the items of the next file with numbers behind those that were given."""
        before = self.count
        for item in items:
            place = _PLACES.get(item.table) if isinstance(item, Record) else None
            if place is None or not isinstance(item, Record):
                yield item
                continue
            number = before + int(item.values[place] or 0)
            self.count = max(self.count, number)
            yield with_workout(item, number)


def with_workout(record: Record, number: int) -> Record:
    """Return a record of a workout under another number."""
    place = _PLACES[record.table]
    values = (*record.values[:place], str(number), *record.values[place + 1 :])
    return record._replace(values=values)
