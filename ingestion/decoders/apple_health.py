"""Apple Health's export: `export.xml`, alone or in the zip archive as the phone shares it.

Source: the document type of exports, versions 3 (2016) to 14 (2024). It says that records inside
of a correlation also stand outside of it, so those inside only say what belongs together.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from ingestion.decoders.apple_health_elements import Elements
from ingestion.decoders.apple_health_groups import correlation_items, event_items
from ingestion.decoders.apple_health_summaries import (
    passed_over_reject,
    summary_items,
    workout_items,
)
from ingestion.decoders.apple_health_values import utc
from ingestion.decoders.apple_health_xml import ElementReader, is_export
from ingestion.decoders.archive import opened, passed_over
from ingestion.decoders.base import ExportTime, Item, Member
from ingestion.errors import QuarantineError
from ingestion.tables import HEALTH_RECORDS
from ingestion.times import StatedValueError

_KNOWN_FOLDERS = ("electrocardiograms", "workout-routes", "clinical-records")


class AppleHealth:
    """Decode the export of one person."""

    name = "apple_health"
    # 2: correlations and the events of workouts are records.
    version = 2

    def __init__(self, person: str) -> None:
        self.options: Mapping[str, Any] = {"person": person}
        self._person = person

    def decode(self, file: Path) -> Iterator[Item]:
        """Yield records and rejects in the file's order; lines are those of the XML."""
        reader = ElementReader()
        with opened(file, _is_export, (".xml",)) as package:
            if len(package.members) != 1:
                count = len(package.members)
                raise QuarantineError("malformed", f"the archive holds {count} exports")
            with package.members[0].stream() as stream:
                for elements in reader.read(stream):
                    yield from _items(elements, self._person)
        for name, found in reader.passed_over.items():
            yield passed_over_reject(name, found)
        yield from passed_over(map(_kind, package.others), HEALTH_RECORDS)


def _is_export(member: Member) -> bool:
    """Tell an export by its beginning, whatever its name in the phone's language."""
    return is_export(member.data)


def _kind(path: PurePosixPath) -> str:
    if path.parent.name in _KNOWN_FOLDERS:
        return path.parent.name
    return "export_cda.xml" if path.name == "export_cda.xml" else "other files"


def _items(elements: Elements, person: str) -> Iterator[Item]:
    # Imported here: it needs pyarrow, which takes long to load and only decoding needs.
    from ingestion.decoders.apple_health_records import record_items

    if elements.name == "Record":
        yield from record_items(elements, person)
    elif elements.name == "Workout":
        yield from workout_items(elements, person)
        yield from event_items(elements, person)
    elif elements.name == "Correlation":
        yield from correlation_items(elements, person)
    elif elements.name == "ActivitySummary":
        yield from summary_items(elements, person)
    elif elements.name == "ExportDate":
        yield from _export_time(elements)


def _export_time(elements: Elements) -> Iterator[ExportTime]:
    for element in elements:
        try:
            yield ExportTime(f"{utc(element.stated.get('value', ''))}.000000Z")
        except StatedValueError:
            # The end of the records' coverage stands in for it.
            continue
