"""Rows of days: a person's activity, a person's nights, a sensor's climate."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ingestion.decoders.base import Record
from ingestion.decoders.profile_cells import Cells, MisfitError, Numbers, cell_getter, read_date
from ingestion.profile_model import FieldRule, Profile
from ingestion.tables import ACTIVITY_DAYS, CLIMATE_DAYS, RECORD_TABLES, SLEEP_NIGHTS


@dataclass(frozen=True)
class DayTable:
    """Say how days of one kind are kept; `measures` names the column of each measure's unit."""

    name: str
    owner: str
    default_owner: str
    date: str
    measures: Mapping[str, str | None]


DAY_TABLES = {
    "activity_days": DayTable(
        ACTIVITY_DAYS,
        "person",
        "me",
        "activity_date",
        {
            "step_count": None,
            "distance": "distance_unit",
            "active_energy": "active_energy_unit",
        },
    ),
    "sleep_nights": DayTable(
        SLEEP_NIGHTS,
        "person",
        "me",
        "sleep_date",
        {"asleep": "duration_unit", "in_bed": "duration_unit"},
    ),
    "climate_days": DayTable(
        CLIMATE_DAYS,
        "sensor",
        "",
        "climate_date",
        {
            "temperature_mean": "temperature_unit",
            "temperature_min": "temperature_unit",
            "temperature_max": "temperature_unit",
            "humidity_mean": None,
        },
    ),
}


class DayRows:
    """Read days; one without any measure is no record."""

    def __init__(self, kind: DayTable, profile: Profile, columns: Mapping[str, int]) -> None:
        fields = profile.fields
        self.table = kind.name
        self._kind = kind
        self._order = RECORD_TABLES[kind.name].values
        self._numbers = Numbers(profile)
        default = FieldRule(constant=kind.default_owner)
        self._owner = cell_getter(fields.get(kind.owner, default), columns)
        self._date = cell_getter(fields[kind.date], columns)
        self._formats = fields[kind.date].formats
        self._device = cell_getter(fields.get("device"), columns)
        self._measures = [
            (name, fields[name].unit, cell_getter(fields[name], columns))
            for name in kind.measures
            if name in fields
        ]

    def read(self, cells: Cells, _following: Cells | None) -> Iterator[Record | MisfitError]:
        """Yield the records of a row, and what in it does not fit."""
        owner = self._owner(cells)
        if not owner:
            raise MisfitError(f"{self._kind.owner}_missing", "")
        day = read_date(self._date(cells), self._formats)
        measured = self._measured(cells)
        if measured:
            said = {self._kind.owner: owner, self._kind.date: day, **measured}
            said["device"] = self._device(cells) or None
            yield Record(self.table, tuple(said.get(name) for name in self._order), day)

    def _measured(self, cells: Cells) -> dict[str, str | None]:
        said: dict[str, str | None] = {}
        for name, unit, text in self._measures:
            number = self._numbers.read(text(cells), name)
            unit_column = self._kind.measures[name]
            if number is not None:
                said |= {name: number} | ({unit_column: unit} if unit_column else {})
        return said
