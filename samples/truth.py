"""Write what the gold tables must say about a sample, from the generator's own state."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from typing import IO, TYPE_CHECKING

from samples.activity_truth import activity_rows
from samples.bank_files import OFX_ACCOUNTS, exports_of
from samples.body_truth import body_rows, load_rows, readiness_rows
from samples.categories import category_of, category_rows
from samples.climate_truth import RowPair, climate_rows
from samples.electricity import METER_ID, kept_readings
from samples.energy_cost import cost_rows
from samples.local_days import SLOT_SECONDS, length_seconds
from samples.money import ACCOUNTS, Transaction, opening_balances, transactions
from samples.plan import Plan, days_between, months_before
from samples.recurring_truth import recurring_rows
from samples.sleep_truth import regularity_rows, sleep_rows
from samples.water import water_rows
from samples.writing import DUPLICATE, LANDED, FileTruth, Reject, SampleFiles, decimal_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

WITHOUT_LATE, WITH_LATE = "truth", "truth_with_late"
_TEXT = {True: "true", False: "false"}
COLUMNS = {
    "daily_meter_usage": "usage_date,meter_id,commodity,flow,quantity,unit,"
    "count_intervals,count_expected_intervals,is_complete",
    "daily_energy_cost": "usage_date,meter_id,commodity,flow,energy_cost_amount,"
    "standing_charge_amount,total_cost_amount,currency_code,tariff_id,is_priced",
    "daily_room_climate": "climate_date,room_id,temperature_celsius_mean,"
    "temperature_celsius_min,temperature_celsius_max,humidity_percent_mean,"
    "comfort_percent,covered_percent,count_readings",
    "daily_activity": "activity_date,person_id,step_count,distance_meters,"
    "active_energy_kilocalories,step_source",
    "nightly_sleep": "sleep_date,person_id,asleep_seconds,in_bed_seconds,sleep_source,"
    "fell_asleep_at,woke_at,time_zone,light_sleep_seconds,deep_sleep_seconds,rem_sleep_seconds,"
    "unstaged_sleep_seconds,awake_seconds,stage_source",
    "nightly_sleep_regularity": "sleep_date,person_id,regularity_index,midpoint_deviation_seconds,"
    "count_pairs,count_nights,efficiency_percent",
    "daily_training_load": "activity_date,person_id,training_load,fitness_load,fatigue_load,"
    "form_load,count_workouts,count_assumed_workouts,is_building_up",
    "daily_body": "body_date,person_id,resting_heart_rate_bpm,"
    "heart_rate_variability_sdnn_milliseconds,body_mass_kilograms,body_mass_trend_kilograms,"
    "resting_heart_rate_source,heart_rate_variability_sdnn_source,body_mass_source",
    "daily_readiness": "readiness_date,person_id,readiness_percent,status,formula_version,"
    "resting_heart_rate_score,heart_rate_variability_score,sleep_score,form_score",
    "monthly_cash_flow": "month_date,currency_code,income_amount,expense_amount,net_amount",
    "monthly_category_spend": "month_date,category,currency_code,spend_amount,count_transactions",
    "recurring_payments": "account_id,payee,cadence,typical_amount,currency_code,"
    "next_expected_date,is_active,price_change_amount,first_date,last_date,count_payments",
    "daily_account_balance": "balance_date,account_id,balance_amount,currency_code,"
    "is_reconciled,bank_balance_amount",
    "transactions": "account_id,booked_date,amount,currency_code,counterparty,description,"
    "bank_transaction_id,purpose,category,is_own_transfer,transfer_id",
    "files": "path,outcome,reason,records,rejects,content_id",
    "rejects": "path,line_number,stage,reason",
}


def write_truth(directory: Path, plan: Plan) -> None:
    """Write the gold tables' truth twice: without and with the files that come late."""
    _write_both(directory, "daily_meter_usage", _meter_rows(plan))
    _write_both(directory, "daily_energy_cost", cost_rows(plan))
    _write_both(directory, "daily_room_climate", climate_rows(plan))
    _write_both(directory, "daily_activity", activity_rows(plan))
    entries = list(transactions(plan.seed, plan.first_date, plan.end_date))
    own = _own_transfers(entries)
    for name in (WITHOUT_LATE, WITH_LATE):  # the banks' files and Ben's exports are all in time
        write_table(directory / name, "nightly_sleep", sleep_rows(plan))
        write_table(directory / name, "nightly_sleep_regularity", regularity_rows(plan))
        write_table(directory / name, "daily_training_load", load_rows(plan))
        write_table(directory / name, "daily_body", body_rows(plan))
        write_table(directory / name, "daily_readiness", readiness_rows(plan))
        write_table(directory / name, "transactions", _transaction_rows(entries, own))
        write_table(directory / name, "monthly_cash_flow", _cash_flow_rows(entries, own))
        write_table(directory / name, "monthly_category_spend", category_rows(entries, own))
        write_table(directory / name, "recurring_payments", recurring_rows(plan, entries))
        write_table(directory / name, "daily_account_balance", _balance_rows(plan, entries))


def _write_both(directory: Path, table: str, pairs: Iterable[RowPair]) -> None:
    with (
        _open_table(directory / WITHOUT_LATE, table) as without_late,
        _open_table(directory / WITH_LATE, table) as with_late,
    ):
        for before, after in pairs:
            for handle, row in ((without_late, before), (with_late, after)):
                if row is not None:
                    handle.write(",".join(row) + "\n")


def write_file_truth(directory: Path, files: SampleFiles) -> None:
    """Write what must become of each file, without and with those that come late."""
    for name in (WITHOUT_LATE, WITH_LATE):
        kept = [one for one in files.truths if name == WITH_LATE or not one.is_late]
        marked = _mark_duplicates(kept)
        landed = {truth.path for truth in marked if truth.outcome == LANDED}
        rejects = [reject for reject in files.rejects if reject.path in landed]
        write_table(directory / name, "files", map(_file_row, marked))
        write_table(directory / name, "rejects", _reject_rows(rejects))


def append_file_truth(directory: Path, files: SampleFiles) -> None:
    """Add the files of a new day to both truths."""
    rows = [_file_row(truth) for truth in _mark_duplicates(files.truths)]
    for name in (WITHOUT_LATE, WITH_LATE):
        path = directory / name / "files.csv"
        with path.open("a", encoding="utf-8", newline="") as handle:
            csv.writer(handle, lineterminator="\n").writerows(rows)


def write_table(folder: Path, table: str, rows: Iterable[Sequence[str]]) -> None:
    """Write one table of the truth as CSV."""
    with _open_table(folder, table) as handle:
        csv.writer(handle, lineterminator="\n").writerows(rows)


def _open_table(folder: Path, table: str) -> IO[str]:
    folder.mkdir(parents=True, exist_ok=True)
    handle = (folder / f"{table}.csv").open("w", encoding="utf-8", newline="")
    handle.write(COLUMNS[table] + "\n")
    return handle


def _mark_duplicates(truths: Iterable[FileTruth]) -> list[FileTruth]:
    """Return the truths by path; of equal bytes the first path lands."""
    seen: set[str] = set()
    marked = []
    for truth in sorted(truths, key=lambda one: one.path):
        is_again = truth.content_id in seen
        seen.add(truth.content_id)
        duplicate = replace(truth, outcome=DUPLICATE, reason="already_landed")
        marked.append(duplicate if is_again else truth)
    return marked


def _file_row(truth: FileTruth) -> list[str]:
    counts = [str(truth.count_records), str(truth.count_rejects)]
    return [truth.path, truth.outcome, truth.reason, *counts, truth.content_id]


def _reject_rows(rejects: Iterable[Reject]) -> Iterator[list[str]]:
    for reject in sorted(rejects, key=lambda one: (one.path, one.line_number)):
        yield [reject.path, str(reject.line_number), reject.stage, reject.reason]


def _meter_rows(plan: Plan) -> Iterator[RowPair]:
    yield from ((row, row) for row in water_rows(plan))
    for day in plan.days():
        readings = list(kept_readings(plan, day))
        if not readings:
            continue
        expected = length_seconds(day) // SLOT_SECONDS
        sums = {
            "export": sum(reading.export_watt_hours for reading in readings),
            "import": sum(reading.import_watt_hours for reading in readings),
        }
        for flow, watt_hours in sums.items():
            quantity = f"{watt_hours // 1000}.{watt_hours % 1000:03}"
            key = [day.isoformat(), METER_ID, "electricity", flow]
            counts = [str(len(readings)), str(expected), _TEXT[len(readings) == expected]]
            row = [*key, quantity, "kWh", *counts]
            yield None if plan.is_late(day) else row, row


def _own_transfers(entries: Iterable[Transaction]) -> set[str]:
    """Return the transfers of which both sides are there.

    A lone side cannot be told from a bill.
    """
    sides: dict[str, int] = defaultdict(int)
    for entry in entries:
        sides[entry.booking.transfer_id] += 1
    return {transfer_id for transfer_id, count in sides.items() if transfer_id and count == 2}


def _transaction_rows(entries: Iterable[Transaction], own: set[str]) -> Iterator[list[str]]:
    for entry in entries:
        booking = entry.booking
        is_own = booking.transfer_id in own
        yield [
            entry.account_id,
            entry.booked_date.isoformat(),
            decimal_text(booking.cents),
            "EUR",
            booking.counterparty,
            booking.description,
            entry.transaction_id if entry.account_id in OFX_ACCOUNTS else "",
            booking.purpose,
            category_of(entry),
            _TEXT[is_own],
            booking.transfer_id if is_own else "",
        ]


def _cash_flow_rows(entries: Sequence[Transaction], own: set[str]) -> Iterator[list[str]]:
    income: dict[date, int] = defaultdict(int)
    expense: dict[date, int] = defaultdict(int)
    for entry in entries:
        cents = entry.booking.cents
        if entry.booking.transfer_id not in own:
            (income if cents > 0 else expense)[entry.booked_date.replace(day=1)] += cents
    month = entries[0].booked_date.replace(day=1) if entries else None
    while month is not None and month <= entries[-1].booked_date:
        amounts = income[month], expense[month], income[month] + expense[month]
        yield [month.isoformat(), "EUR", *map(decimal_text, amounts)]
        month = months_before(month, -1)


def _balance_rows(plan: Plan, entries: Iterable[Transaction]) -> Iterator[list[str]]:
    """Yield the balances; they are reconciled from the first one that the bank states itself."""
    balances = opening_balances(plan.seed, plan.first_date)
    stated_days = _stated_days(plan)
    reconciled: set[str] = set()
    by_day: dict[date, list[Transaction]] = defaultdict(list)
    for entry in entries:
        by_day[entry.booked_date].append(entry)
    for day in days_between(plan.first_date - timedelta(days=1), plan.as_of.date()):
        moved = {entry.account_id: entry.balance_cents for entry in by_day[day]}
        balances.update(moved)
        stated = {one for one in moved if one not in OFX_ACCOUNTS}
        stated.update(OFX_ACCOUNTS if day in stated_days else ())
        reconciled |= stated
        for account in ACCOUNTS:
            amount = decimal_text(balances[account])
            bank_amount = amount if account in stated else ""
            is_reconciled = _TEXT[account in reconciled]
            yield [day.isoformat(), account, amount, "EUR", is_reconciled, bank_amount]


def _stated_days(plan: Plan) -> set[date]:
    """Return the days whose closing balance the OFX files state."""
    added = days_between(plan.last_date + timedelta(days=1), plan.end_date)
    return {export.last for export in exports_of(plan)} | set(added)
