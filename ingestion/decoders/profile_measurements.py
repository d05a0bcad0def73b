"""Rows of measurements that trackers take of a person."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ingestion.decoders.base import Record
from ingestion.decoders.profile_cells import Cells, Getter, MisfitError, Numbers, cell_getter
from ingestion.decoders.profile_intervals import Intervals, Span
from ingestion.decoders.tracker_records import Wearer
from ingestion.home_zone import Zone
from ingestion.profile_model import FieldRule, Profile, TimeRule
from ingestion.tables import TRACKER_RECORDS

# The measures of a profile, by the names of bronze, which are those of HealthKit where it has one.
MEASURES = {
    "heart_rate": "HeartRate",
    "resting_heart_rate": "RestingHeartRate",
    "heart_rate_variability": "HeartRateVariabilityRMSSD",
    "oxygen_saturation": "OxygenSaturation",
    "respiratory_rate": "RespiratoryRate",
    "weight": "BodyMass",
    "body_fat": "BodyFatPercentage",
    "body_mass_index": "BodyMassIndex",
    "step_count": "StepCount",
    "distance": "DistanceWalkingRunning",
    "active_energy": "ActiveEnergyBurned",
    "total_energy": "TotalEnergyBurned",
    "intensity": "ActivityIntensity",
    "stress": "StressLevel",
}


class _Measure(NamedTuple):
    column: str
    record_type: str
    unit: str | None
    text: Getter


class MeasurementRows:
    """Read measurements: each row has a time and one or more values."""

    table = TRACKER_RECORDS

    def __init__(self, profile: Profile, columns: Mapping[str, int], zone: Zone) -> None:
        fields = profile.fields
        self._intervals = Intervals(profile.time or TimeRule(()), columns, zone)
        self._numbers = Numbers(profile)
        self._person = cell_getter(fields.get("person", FieldRule(constant="me")), columns)
        self._device = cell_getter(fields.get("device"), columns)
        self._stated_unit = cell_getter(fields.get("unit"), columns)
        self._measures = [
            _Measure(name, kind, fields[name].unit, cell_getter(fields[name], columns))
            for name, kind in MEASURES.items()
            if name in fields
        ]

    def read(self, cells: Cells, following: Cells | None) -> Iterator[Record | MisfitError]:
        """Yield the records of a row, and what in it does not fit."""
        wearer = Wearer(self._person(cells), self._device(cells) or "other")
        if not wearer.person:
            raise MisfitError("person_missing", "")
        span: Span | None = None
        for measure in self._measures:
            try:
                number = self._numbers.read(measure.text(cells), measure.column)
                if number is not None:
                    span = span or self._intervals.read(cells, wearer.person, following)
                    yield self._record(wearer, measure, cells, number, span)
            except MisfitError as misfit:
                yield misfit

    def _record(
        self, wearer: Wearer, measure: _Measure, cells: Cells, number: str, span: Span
    ) -> Record:
        unit = measure.unit or self._stated_unit(cells)
        if not unit:
            raise MisfitError("unit_unknown", measure.column)
        return wearer.record(measure.record_type, unit, number, span)
