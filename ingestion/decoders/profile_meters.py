"""Rows of meter readings."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ingestion.canonical import negated
from ingestion.decoders.base import Record
from ingestion.decoders.profile_cells import Cells, Getter, MisfitError, Numbers, cell_getter
from ingestion.decoders.profile_intervals import Intervals, Span
from ingestion.home_zone import Zone
from ingestion.profile_model import FieldRule, Profile, TimeRule, ValueRule
from ingestion.tables import METER_READINGS

_UNITS = frozenset(("Wh", "kWh", "MWh", "kW min", "m3", "l", "dl", "ccf", "therm"))
_COMMODITIES = frozenset(("electricity", "gas", "water", "heat"))
_FLOWS = frozenset(("import", "export", "production", "consumption"))


class _Column(NamedTuple):
    name: str
    is_cumulative: bool
    is_negated: bool
    number: Getter
    meter: Getter
    commodity: Getter
    flow: Getter
    register: Getter
    unit: Getter


class MeterRows:
    """Read meter readings: each row has a time and one or more values."""

    table = METER_READINGS

    def __init__(self, profile: Profile, columns: Mapping[str, int], zone: Zone) -> None:
        self._intervals = Intervals(profile.time or TimeRule(()), columns, zone)
        self._numbers = Numbers(profile)
        self._columns = [_column(value, columns) for value in profile.values]
        labels = [rule for value in profile.values for rule in value.labels]
        self._labels = [cell_getter(rule, columns) for rule in labels if rule.constant is None]

    def read(self, cells: Cells, following: Cells | None) -> Iterator[Record | MisfitError]:
        """Yield the records of a row, and what in it does not fit."""
        series = tuple(label(cells) for label in self._labels)
        span = self._intervals.read(cells, series, following)
        for column in self._columns:
            try:
                quantity = self._numbers.read(column.number(cells), column.name)
                if quantity is not None:
                    yield _reading(column, cells, quantity, span)
            except MisfitError as misfit:
                yield misfit


def _column(value: ValueRule, columns: Mapping[str, int]) -> _Column:
    number = cell_getter(FieldRule((value.column,)), columns)
    rules = (*value.labels, value.unit)
    getters = (cell_getter(rule, columns) for rule in rules)
    is_cumulative = value.reading == "cumulative"
    return _Column(value.column, is_cumulative, value.is_negated, number, *getters)


def _reading(column: _Column, cells: Cells, quantity: str, span: Span) -> Record:
    meter, unit = column.meter(cells), column.unit(cells)
    commodity, flow = column.commodity(cells), column.flow(cells)
    if not meter:
        raise MisfitError("meter_missing", "")
    if unit not in _UNITS:
        raise MisfitError("unit_unknown", f"{column.name}: {unit[:20]!r}")
    if commodity not in _COMMODITIES or flow not in _FLOWS:
        raise MisfitError("flow_unknown", f"{column.name}: {commodity[:20]!r}, {flow[:20]!r}")
    started, ended = span.started, span.ended
    if column.is_cumulative:
        # A register's state belongs to an instant, whatever the interval of its neighbours.
        started = ended = span.started or span.ended
    stated = negated(quantity) if column.is_negated else quantity
    at = started or ended or ""
    values = (
        *(meter, commodity, flow, column.register(cells)),
        *("cumulative" if column.is_cumulative else "interval", started, ended),
        *(stated, unit, span.is_assumed),
    )
    return Record(METER_READINGS, values, at[:-1], (ended or at)[:-1])
