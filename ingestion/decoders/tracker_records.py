"""What trackers of all makers record of a person, as bronze keeps it."""

from dataclasses import dataclass

from ingestion.decoders.base import Record
from ingestion.decoders.profile_intervals import Span
from ingestion.tables import TRACKER_RECORDS


@dataclass(frozen=True)
class Wearer:
    """Say whose tracker it is, and whose make."""

    person: str
    device: str

    def record(self, kind: str, unit: str | None, value: str, span: Span) -> Record:
        """Return the record of one measurement or state; an instant ends as it starts."""
        started = span.started or span.ended or ""
        ended = span.ended or started
        values = (self.person, kind, self.device, unit, value, started, ended, span.is_assumed)
        return Record(TRACKER_RECORDS, values, started[:-1], ended[:-1])
