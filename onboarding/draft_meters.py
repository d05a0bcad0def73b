"""Drafting a profile of meter readings."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from onboarding.counters import grows
from onboarding.drafts import Said, block, scalar
from onboarding.looking import Column, Look
from onboarding.timelines import Timeline, find_timeline, time_block
from onboarding.words import COMMODITIES, METER_FLOWS, REGISTERS, TOTALS, meaning, plain, says

_UNITS = {"wh": "Wh", "kwh": "kWh", "mwh": "MWh", "m3": "m3", "l": "l", "ccf": "ccf"}
_UNIT = re.compile(r"(?<![a-z0-9])(kwh|mwh|wh|m3|ccf|l)(?![a-z0-9])")
_NO_METER = (
    "cost",
    "charge",
    "amount",
    "price",
    "kosten",
    "prijs",
    "preis",
    "eur",
    "temp",
    "max w",
)
_MOST_FLOWS = 12
_MOST_VALUES = 12
_METERS = {"electricity": "main", "gas": "gas", "water": "water", "heat": "heat"}


@dataclass(frozen=True)
class _Value:
    """Hold what was found out about a column of readings."""

    column: Column
    commodity: str
    flow: str | None
    unit: str | None
    is_cumulative: bool
    is_short: bool


def draft_meters(look: Look, zone: str) -> list[Said]:
    """Return the blocks `time` and `values`.

    Raises: ValueError where the file has no time or no number.
    """
    line = find_timeline(look)
    if line is None:
        raise ValueError("no column holds dates or times that a profile can read")
    used = {*line.columns, *line.end_columns}
    numbers = [column for column in look.number_columns() if column.name not in used]
    values = [_value(column, look, line) for column in _readings(numbers)]
    if not values:
        raise ValueError("no column holds numbers that could be readings")
    if len(values) > _MOST_VALUES:
        raise ValueError(
            f"{len(values)} columns could be readings; a profile reads a row for each time, so "
            "a table with the hours of a day beside each other must be turned first"
        )
    is_cumulative = all(value.is_cumulative for value in values)
    said = time_block(line, zone, is_cumulative=is_cumulative)
    return [*said, Said("values:"), *_entries(look, values)]


def _readings(columns: Sequence[Column]) -> list[Column]:
    """Return the columns of readings: those with a unit, else those that no word excludes."""
    with_unit = [column for column in columns if _unit_in(column.name)]
    rest = [column for column in columns if not says(column.name, _NO_METER)]
    chosen = with_unit or rest
    return [column for column in chosen if not _adds_up(column, chosen)]


def _adds_up(column: Column, others: Sequence[Column]) -> bool:
    """Tell a column that sums the others by its name and its numbers."""
    parts = [other for other in others if other is not column]
    if len(parts) < 2 or not says(column.name, TOTALS):
        return False
    rows = zip(column.numbers or (), *(part.numbers or () for part in parts), strict=True)
    sums = [(total, sum(n or 0 for n in rest)) for total, *rest in rows if total]
    return all(abs(total - found) <= 0.01 * abs(total) + 0.01 for total, found in sums)


def _value(column: Column, look: Look, line: Timeline) -> _Value:
    text = f"{column.name} {look.path.stem}"
    unit = _unit_in(column.name)
    commodity = meaning(column.name, COMMODITIES) or meaning(text, COMMODITIES)
    if commodity in (None, "electricity") and unit in ("m3", "ccf", "l"):
        commodity = "water" if unit == "l" else "gas"
    return _Value(
        column,
        commodity or "electricity",
        meaning(column.name, METER_FLOWS) or meaning(text, METER_FLOWS),
        unit,
        is_cumulative=grows(_in_order(column, line)),
        is_short=len(column.known_numbers()) < 10,
    )


def _in_order(column: Column, line: Timeline) -> list[float]:
    rows = zip(line.moments, column.numbers or (), strict=True)
    known = [(moment, number) for moment, number in rows if moment and number is not None]
    return [number for _, number in sorted(known, key=lambda row: row[0].replace(tzinfo=None))]


def _unit_in(name: str) -> str | None:
    found = _UNIT.search(plain(name))
    return _UNITS[found[1]] if found else None


def _entries(look: Look, values: Sequence[_Value]) -> Iterator[Said]:
    unit_column = next((c for c in look.columns if holds_units(c)), None)
    flow_column = _flow_column(look) if len(values) == 1 else None
    for value in values:
        yield Said(f"  - column: {scalar(value.column.name)}")
        yield Said(f"    meter: {_METERS[value.commodity]}")
        yield Said(f"    commodity: {value.commodity}")
        yield _flow(value, flow_column)
        yield _unit(value, unit_column)
        yield _reading(value)
        yield from _register(value, values, flow_column)


def holds_units(column: Column) -> bool:
    """Tell whether every text of a column is a unit of meters."""
    units = {plain(cell) for cell in column.filled()}
    return bool(units) and units <= set(_UNITS)


def _flow_column(look: Look) -> Column | None:
    """Return a column of texts that all name a flow."""
    for column in look.columns:
        kinds = set(column.filled())
        is_text = column.numbers is None and column.stamps is None
        if is_text and 1 < len(kinds) <= _MOST_FLOWS and all(_flow_of(kind) for kind in kinds):
            return column
    return None


def _flow_of(text: str) -> str | None:
    return meaning(text, METER_FLOWS)


def _flow(value: _Value, column: Column | None) -> Said:
    if column is not None:
        kinds = [(scalar(kind), _flow_of(kind) or "") for kind in sorted(set(column.filled()))]
        entries = (("column", scalar(column.name)), ("map", block(kinds)))
        return Said(f"    flow: {block(entries)}", f"the column {column.name} names the flow")
    question = "import, export, production or consumption?"
    return Said(f"    flow: {value.flow or 'import'}", question="" if value.flow else question)


def _unit(value: _Value, column: Column | None) -> Said:
    if value.unit:
        return Said(f"    unit: {value.unit}")
    if column is None:
        unit = "m3" if value.commodity in ("gas", "water") else "kWh"
        return Said(f"    unit: {unit}", question="the file does not say the unit: Wh, kWh, m3?")
    kinds = sorted(set(column.filled()))
    names = [(scalar(kind), _UNITS[plain(kind)]) for kind in kinds if _UNITS[plain(kind)] != kind]
    entries = [("column", scalar(column.name)), *([("map", block(names))] if names else [])]
    return Said(f"    unit: {block(entries)}", f"the column {column.name} states the unit")


def _reading(value: _Value) -> Said:
    kind = "cumulative" if value.is_cumulative else "interval"
    because = "the numbers hardly ever fall: states of a counter" if value.is_cumulative else ""
    question = "there are few rows: is it the state of a counter?" if value.is_short else ""
    return Said(f"    reading: {kind}", because, question)


def _register(
    value: _Value, values: Sequence[_Value], flow_column: Column | None
) -> Iterator[Said]:
    """Name registers where several columns, or kinds of rows, share meter and flow."""
    key = (value.commodity, value.flow)
    if flow_column is not None:
        kinds = [(scalar(kind), _register_name(kind)) for kind in sorted(set(flow_column.filled()))]
        entries = (("column", scalar(flow_column.name)), ("map", block(kinds)))
        yield Said(f"    register: {block(entries)}")
    elif sum((other.commodity, other.flow) == key for other in values) > 1:
        because = "columns of the same flow are summed: take away what is no part of it"
        yield Said(f"    register: {_register_name(value.column.name)}", because)


def _register_name(text: str) -> str:
    """Return a short name of a tariff register, or the text as a name."""
    name = re.sub(r"[^a-z0-9]+", "_", plain(text)).strip("_")
    return scalar(meaning(text, REGISTERS) or name)
