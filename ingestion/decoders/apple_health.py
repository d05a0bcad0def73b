"""Apple Health's export: `export.xml`, alone or in the zip archive as the phone shares it.

In the archive the tracks of workouts and the electrocardiograms stand beside it.

Source: the document type of exports, versions 3 (2016) to 14 (2024). It says that records inside
of a correlation also stand outside of it, so those inside only say what belongs together.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from ingestion.decoders.apple_health_ecg import ecg_items
from ingestion.decoders.apple_health_elements import Elements
from ingestion.decoders.apple_health_groups import correlation_items, event_items
from ingestion.decoders.apple_health_routes import Routes
from ingestion.decoders.apple_health_summaries import (
    passed_over_reject,
    summary_items,
    workout_items,
)
from ingestion.decoders.apple_health_values import utc
from ingestion.decoders.apple_health_xml import ElementReader, is_export
from ingestion.decoders.archive import Content, opened, shown_name
from ingestion.decoders.archive_members import unread
from ingestion.decoders.base import ExportTime, Item, Member, MemberStart
from ingestion.errors import QuarantineError
from ingestion.tables import HEALTH_RECORDS
from ingestion.times import StatedValueError

_ECG_FOLDER = "electrocardiograms"
_CDA = "export_cda.xml"


class AppleHealth:
    """Decode the export of one person."""

    name = "apple_health"
    # 2: correlations and the events of workouts are records; 3: tracks, electrocardiograms, zones.
    version = 3

    def __init__(self, person: str) -> None:
        self.options: Mapping[str, Any] = {"person": person}
        self._person = person

    def decode(self, file: Path) -> Iterator[Item]:
        """Yield records and rejects in the file's order; lines are those of the XML."""
        with opened(file, _is_export, (".xml",)) as package:
            if len(package.members) != 1:
                count = len(package.members)
                raise QuarantineError("malformed", f"the archive holds {count} exports")
            (export,) = package.members
            if export.name != file.name:
                yield MemberStart(shown_name(export.name))
            routes = Routes(self._person)
            yield from self._export(export, routes)
            for content in package.others:
                yield MemberStart(shown_name(content.name))
                yield from self._beside(content, routes)

    def _export(self, export: Content, routes: Routes) -> Iterator[Item]:
        reader = ElementReader()
        with export.stream() as stream:
            for elements in reader.read(stream):
                yield from _items(elements, self._person, routes)
        for name, found in reader.passed_over.items():
            yield passed_over_reject(name, found)

    def _beside(self, content: Content, routes: Routes) -> Iterator[Item]:
        """Yield what a file beside the export says; one that is not read is one reject."""
        try:
            yield from self._read(content, PurePosixPath(content.name), routes)
        except QuarantineError as refusal:
            if refusal.code == "archive_too_large":
                raise
            yield unread(HEALTH_RECORDS, shown_name(content.name), refusal)

    def _read(self, content: Content, path: PurePosixPath, routes: Routes) -> Iterator[Item]:
        if path.suffix.lower() == ".gpx":
            yield from routes.items(content)
        elif path.parent.name == _ECG_FOLDER:
            yield from ecg_items(content, self._person)
        elif path.name == _CDA:
            raise QuarantineError("unsupported_record", "it repeats the export for clinics")
        else:
            detail = "it is neither the export nor a track nor an electrocardiogram"
            raise QuarantineError("unsupported_record", detail)


def _is_export(member: Member) -> bool:
    """Tell an export by its beginning, whatever its name in the phone's language."""
    return is_export(member.data)


def _items(elements: Elements, person: str, routes: Routes) -> Iterator[Item]:
    # Imported here: it needs pyarrow, which takes long to load and only decoding needs.
    from ingestion.decoders.apple_health_records import record_items

    if elements.name == "Record":
        yield from record_items(elements, person)
    elif elements.name == "Workout":
        yield from workout_items(elements, person, routes.note(elements))
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
