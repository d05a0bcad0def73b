"""Say what the sample's electricity and water cost, and what its days must cost."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from samples.electricity import METER_ID, SATURDAY, kept_readings
from samples.plan import days_between, months_before
from samples.water import METER_ID as WATER_METER_ID
from samples.water import water_rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from samples.climate_truth import RowPair
    from samples.plan import Plan

COLUMNS = "tariff_id,meter_id,flow,valid_from,component,charge,price,days,hours"
NEW_PRICES = date(2026, 6, 1)
TARIFFS = f"""\
{COLUMNS}
green day,main,,,energy,per_unit,0.1842,,23:00-07:00
green day,main,,,energy,per_unit,0.1842,sat-sun,
green day,main,,,energy,per_unit,0.2317,,
green day,main,,,standing,per_day,0.3288,,
green day,main,,,tax,percent,21,,
green day 2026,main,,{NEW_PRICES},energy,per_unit,0.1975,,23:00-07:00
green day 2026,main,,{NEW_PRICES},energy,per_unit,0.1975,sat-sun,
green day 2026,main,,{NEW_PRICES},energy,per_unit,0.2491,,
green day 2026,main,,{NEW_PRICES},standing,per_day,0.3517,,
green day 2026,main,,{NEW_PRICES},tax,percent,21,,
feed in,main,export,,,per_unit,0.0745,,
waterworks,water,,,,per_unit,1.1063,,
waterworks,water,,,,per_month,7.85,,
"""
_TAX = Decimal("1.21")
_FEED_IN, _WATER, _WATER_MONTH = Decimal("0.0745"), Decimal("1.1063"), Decimal("7.85")


@dataclass(frozen=True)
class _Sheet:
    tariff_id: str
    low: Decimal
    normal: Decimal
    standing: Decimal


_OLD = _Sheet("green day", Decimal("0.1842"), Decimal("0.2317"), Decimal("0.3288"))
_NEW = _Sheet("green day 2026", Decimal("0.1975"), Decimal("0.2491"), Decimal("0.3517"))


@dataclass(frozen=True)
class _Day:
    """Hold what a day costs before rounding; `energy` is None where nothing was read."""

    day: date
    tariff_id: str
    energy: Decimal | None
    standing: Decimal


def write_tariffs(directory: Path) -> None:
    """Write `rules/tariffs.csv` into the household's folder."""
    path = directory / "rules" / "tariffs.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_text(TARIFFS, encoding="utf-8")


def cost_rows(plan: Plan) -> Iterator[RowPair]:
    """Yield the rows of `daily_energy_cost`, without and with the files that come late."""
    for is_with_late in (False, True):
        for row in _rows(plan, is_with_late=is_with_late):
            yield (None, row) if is_with_late else (row, None)


def _rows(plan: Plan, *, is_with_late: bool) -> Iterator[list[str]]:
    kept = [day for day in plan.days() if is_with_late or not plan.is_late(day)]
    imported = _until_the_end(plan, {day: _import_cost(plan, day) for day in kept})
    exported = _until_the_end(plan, {day: _export_cost(plan, day) for day in kept})
    flowed = {date.fromisoformat(row[0]): Decimal(row[4]) * _WATER for row in water_rows(plan)}
    series = (
        ((METER_ID, "electricity", "import"), [_imported(*one) for one in imported]),
        ((METER_ID, "electricity", "export"), [_exported(*one) for one in exported]),
        (
            (WATER_METER_ID, "water", "import"),
            [_water(*one) for one in _until_the_end(plan, flowed)],
        ),
    )
    for key, days in series:
        yield from _billed(key, days)


def _until_the_end(plan: Plan, costs: dict[date, Decimal]) -> list[tuple[date, Decimal | None]]:
    return [(day, costs.get(day)) for day in days_between(min(costs), plan.end_date)]


def _sheet(day: date) -> _Sheet:
    return _NEW if day >= NEW_PRICES else _OLD


def _import_cost(plan: Plan, day: date) -> Decimal:
    sheet, cost = _sheet(day), Decimal(0)
    for reading in kept_readings(plan, day):
        is_low = day.weekday() >= SATURDAY or not "07:00" <= reading.label < "23:00"
        cost += Decimal(reading.import_watt_hours) * (sheet.low if is_low else sheet.normal)
    return cost / 1000 * _TAX


def _export_cost(plan: Plan, day: date) -> Decimal:
    watt_hours = sum(reading.export_watt_hours for reading in kept_readings(plan, day))
    return -Decimal(watt_hours) / 1000 * _FEED_IN


def _imported(day: date, energy: Decimal | None) -> _Day:
    sheet = _sheet(day)
    return _Day(day, sheet.tariff_id, energy, sheet.standing * _TAX)


def _exported(day: date, energy: Decimal | None) -> _Day:
    return _Day(day, "feed in", energy, Decimal(0))


def _water(day: date, energy: Decimal | None) -> _Day:
    next_month = months_before(day, -1)
    length = (next_month - day.replace(day=1)).days
    return _Day(day, "waterworks", energy, _WATER_MONTH / length)


def _billed(key: tuple[str, str, str], days: list[_Day]) -> Iterator[list[str]]:
    """Yield rows whose amounts add up to what each month costs, to the cent."""
    energy: dict[date, Decimal] = defaultdict(Decimal)
    standing: dict[date, Decimal] = defaultdict(Decimal)
    for one in days:
        month = one.day.replace(day=1)
        used = None if one.energy is None else _step(energy, month, one.energy)
        charged = _step(standing, month, one.standing)
        total = str((used or Decimal(0)) + charged)
        text = "" if used is None else str(used)
        row = [one.day.isoformat(), *key, text, str(charged), total, "EUR", one.tariff_id, "true"]
        yield row


def _step(months: dict[date, Decimal], month: date, amount: Decimal) -> Decimal:
    before = _cents(months[month])
    months[month] += amount
    return _cents(months[month]) - before


def _cents(amount: Decimal) -> Decimal:
    return round(amount, 9).quantize(Decimal("0.01"), ROUND_HALF_UP)
