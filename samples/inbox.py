"""Fill the inbox of a sample."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby
from random import Random
from typing import TYPE_CHECKING

from samples.bank_files import Export, exports_of, write_bank_csv, write_ofx
from samples.device_files import (
    write_climate_day,
    write_climate_months,
    write_electricity,
    write_fitness_day,
    write_fitness_months,
    write_fitness_weeks,
)
from samples.fitness import BEN, PEOPLE
from samples.health_export import write_health_exports
from samples.money import Transaction, opening_balances, transactions
from samples.plan import Plan, days_between, months_before
from samples.water import write_water_day, write_water_months

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from samples.writing import SampleFiles

_ERROR_PAGE = """<!DOCTYPE html>
<html><head><title>Sitzung abgelaufen</title></head>
<body><h1>Sitzung abgelaufen</h1><p>Bitte melden Sie sich neu an.</p></body></html>
"""


def write_inbox(files: SampleFiles, plan: Plan) -> None:
    """Write all files of the plan's days, late ones beside the inbox."""
    days = list(days_between(plan.first_date, plan.last_date))
    months = _grouped(days, lambda day: (day.year, day.month))
    for month in months:
        path = f"electricity/verbrauch_{month[0]:%Y-%m}.csv"
        write_electricity(files, plan, path, month, is_late=plan.is_late(month[0]))
    write_climate_months(files, plan)
    write_fitness_months(files, plan, months)
    write_fitness_weeks(files, plan, BEN, _grouped(days, lambda day: day.isocalendar()[:2]))
    write_health_exports(files, plan)
    write_water_months(files, plan)
    _write_banks(files, plan, exports_of(plan))
    _write_awkward(files, plan)


def write_day(files: SampleFiles, plan: Plan, day: date) -> None:
    """Write the files that one more day brings; Ben does not export his phone every day."""
    write_electricity(files, plan, f"electricity/verbrauch_{day}.csv", [day])
    write_climate_day(files, plan, day)
    write_water_day(files, plan, day)
    for person in PEOPLE:
        write_fitness_day(files, plan, person, day)
    _write_banks(files, plan, [Export(day, day, f"{day}")])


def _grouped(days: Iterable[date], key: Callable[[date], object]) -> list[list[date]]:
    return [list(group) for _, group in groupby(days, key)]


def _write_banks(files: SampleFiles, plan: Plan, exports: Sequence[Export]) -> None:
    first, last = exports[0].first, exports[-1].last
    entries = list(transactions(plan.seed, first, last))
    for export in exports:
        inside = [one for one in entries if export.first <= one.booked_date <= export.last]
        write_bank_csv(files, plan, export, inside)
        balances = opening_balances(plan.seed, first)
        balances.update(_closing_balances(entries, export.last))
        write_ofx(files, f"bank_b/kontoauszug_{export.name}.ofx", export, inside, balances)


def _closing_balances(entries: Sequence[Transaction], last: date) -> dict[str, int]:
    return {one.account_id: one.balance_cents for one in entries if one.booked_date <= last}


def _write_awkward(files: SampleFiles, plan: Plan) -> None:
    last_month = f"{plan.last_date:%Y-%m}"
    electricity = f"electricity/verbrauch_{last_month}"
    files.copy(f"{electricity}.csv", f"{electricity}_kopie.csv")
    statement = f"bank_b/kontoauszug_{exports_of(plan)[0].name}"
    files.copy(f"{statement}.ofx", f"{statement}_kopie.ofx")
    _write_half_month(files, plan)
    noise = Random(f"{plan.seed}:corrupt file").randbytes(700)
    files.write_refused(f"bank_b/kontoauszug_{last_month}_defekt.ofx", noise, "malformed")
    page = _ERROR_PAGE.encode()
    files.write_refused(f"bank_a_savings/umsaetze_{last_month}.html.csv", page, "html_page")
    files.write_refused(f"fitbit_anna/fitbit_{last_month}_leer.csv", b"", "empty_file")


def _write_half_month(files: SampleFiles, plan: Plan) -> None:
    # The first half of the month before the last, which another file holds with equal values.
    month = max(months_before(plan.last_date, 1), plan.first_date)
    half = days_between(month, min(month.replace(day=1) + timedelta(days=14), plan.last_date))
    days = list(half)
    if days:
        write_electricity(files, plan, f"electricity/verbrauch_{month:%Y-%m}_haelfte.csv", days)
