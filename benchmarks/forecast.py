"""The balance forecast beside naive, seasonal naive and recurring-only ones, and its intervals.

Households are generated and varied (payments that stop, vary, come late or are missing; other
incomes and habits) and put through the project's own models in one session of the embedded engine,
each as a currency of its own. With `--real` ledgers of a folder are scored in the same way.
"""

import argparse
import csv
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, fields
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.model_sql import EngineSession, model_sql
from samples.money import bookings_of
from samples.payments import Booking
from samples.plan import days_between

AS_OF = date(2026, 7, 1)
MODELS = ("daybook", "recurring_only", "seasonal_naive", "naive")
# Each with whether its rows are read more than once.
STEPS = (
    ("silver_finance__forecast_flows", True),
    ("silver_finance__forecast_series", True),
    ("silver_finance__forecast_origins", False),
    ("silver_finance__forecast_due", False),
    ("silver_finance__forecast_rest", False),
    ("silver_finance__forecast_days", False),
    ("silver_finance__forecast_points", True),
    ("silver_finance__forecast_intervals", True),
    ("silver_finance__forecast_quantiles", True),
    ("balance_forecast_backtest", True),
)
_HEAD = (
    "| horizon (days) | model | forecasts | MASE | pinball loss | in 80 % | in 90 % |",
    "|---|---|---|---|---|---|---|",
)
_BANDS = ((1, 7), (8, 30), (31, 60), (61, 90), (1, 90))


@dataclass(frozen=True)
class Row:
    """Hold a transaction as `silver_finance__transactions` has it, of a household as a currency."""

    transaction_id: str
    account_id: str
    transfer_id: str | None
    booked_date: date
    amount: Decimal
    currency_code: str
    counterparty: str
    description: str
    _content_id: str
    _record_number: int


@dataclass(frozen=True)
class Habit:
    """Say how a household differs from the sample in one of its payments."""

    factor: float
    is_missing: bool
    is_varying: bool
    is_late: bool
    stops_on: date

    def applied(self, booking: Booking, day: date, random: Random) -> tuple[date, int] | None:
        """Return day and cents of the booking, None where it does not happen."""
        if booking.purpose == "purchase":
            return day, round(booking.cents * self.factor)
        is_salary = booking.purpose == "salary"
        if not is_salary and (self.is_missing or day >= self.stops_on):
            return None
        vary = random.uniform(0.85, 1.15) if self.is_varying and not is_salary else 1.0
        late = random.choice((0, 0, 0, 1, 1, 2)) if self.is_late else 0
        return day + timedelta(days=late), round(booking.cents * self.factor * vary)


def household(seed: int, first: date, last: date) -> Iterator[Row]:
    """Yield the transactions of one varied household; equal arguments give equal rows."""
    random, name = Random(f"forecast {seed}"), f"H{seed:02}"  # noqa: S311 (of made-up money)
    habits: dict[tuple[str, str, str], Habit] = {}
    number = 0
    for day in days_between(first, last):
        for booking in bookings_of(seed, day):
            key = (booking.account_id, booking.counterparty, booking.description)
            habit = habits.setdefault(key, _habit(random, first, last))
            placed = (
                (day, booking.cents) if booking.transfer_id else habit.applied(booking, day, random)
            )
            if placed and placed[0] <= last:
                number += 1
                yield _row(name, number, booking, *placed)


def _habit(random: Random, first: date, last: date) -> Habit:
    is_stopping, share = random.random() < 0.1, random.random()
    stops_on = first + (last - first) * share if is_stopping else date.max
    return Habit(
        random.uniform(0.6, 1.5),
        random.random() < 0.15,
        random.random() < 0.3,
        random.random() < 0.25,
        stops_on,
    )


def _row(name: str, number: int, booking: Booking, day: date, cents: int) -> Row:
    return Row(
        f"{name}-{number}",
        f"{name}-{booking.account_id}",
        f"{name} {booking.transfer_id}" if booking.transfer_id else None,
        day,
        Decimal(cents).scaleb(-2),
        name,
        booking.counterparty,
        booking.description,
        name,
        number,
    )


def row_types() -> dict[str, Any]:
    """Return the Arrow types of a row."""
    import pyarrow as pa

    special = {
        "booked_date": pa.date32(),
        "amount": pa.decimal128(18, 2),
        "_record_number": pa.int64(),
    }
    return {field.name: special.get(field.name, pa.string()) for field in fields(Row)}


def run_models(session: EngineSession, rows: Iterable[Row], as_of: date) -> None:
    """Put transactions through the forecast's models; their rows are views of the session then."""
    session.view("silver_finance__transactions", row_types(), map(astuple, rows))
    session.query("silver_household__settings", "select 'UTC' as time_zone, 'EUR' as currency_code")
    session.query(
        "silver_finance__account_currencies",
        "select distinct account_id, currency_code from silver_finance__transactions",
    )
    session.query(
        "daily_account_balance",
        "select currency_code, balance_date, sum(coalesce(amount, 0)) over ("
        " partition by currency_code order by balance_date) as balance_amount from ("
        " select currency_code, explode(sequence(min(booked_date), max(booked_date)))"
        " as balance_date from silver_finance__transactions group by currency_code) as days"
        " left join (select currency_code as code, booked_date, sum(amount) as amount from"
        " silver_finance__transactions group by currency_code, booked_date) as moved"
        " on code = currency_code and booked_date = balance_date",
    )
    session.seed("payment_cadences")
    for name, is_read_often in STEPS:
        session.query(name, model_sql(name, as_of), is_kept=is_read_often)


def summary(session: EngineSession) -> list[dict[str, Any]]:
    """Return the means over households by model and band of horizons."""
    bands = " union all ".join(
        f"select {number} as band_number, '{first}-{last}' as band, {first} as first_day,"
        f" {last} as last_day"
        for number, (first, last) in enumerate(_BANDS)
    )
    return session.rows(
        "select model, band, sum(count_forecasts) as count_forecasts,"
        " sum(mase * count_forecasts) / sum(count_forecasts) as mase,"
        " sum(cast(pinball_loss_amount as double) * count_forecasts) / sum(count_forecasts)"
        " as pinball,"
        " sum(coverage_80_percent * count_forecasts) / sum(count_forecasts) as coverage_80,"
        " sum(coverage_90_percent * count_forecasts) / sum(count_forecasts) as coverage_90"
        f" from balance_forecast_backtest inner join ({bands}) as bands"
        " on horizon_days between first_day and last_day"
        " group by model, band, band_number order by band_number, model"
    )


def table(rows: Iterable[dict[str, Any]]) -> str:
    """Return a Markdown table of a summary."""
    lines = (
        f"| {row['band']} | {row['model']} | {row['count_forecasts']} | {row['mase']:.2f} |"
        f" {row['pinball']:.1f} | {row['coverage_80']:.1f} | {row['coverage_90']:.1f} |"
        for row in rows
    )
    return "\n".join((*_HEAD, *lines))


def ledger(file: Path) -> Iterator[Row]:
    """Yield the transactions of a published household ledger; its transfers have one side only.

    Source: the columns of "Daily Household Transactions", 2015 to 2018.
    """
    with file.open(encoding="utf-8-sig", newline="") as handle:
        for number, row in enumerate(csv.DictReader(handle), start=1):
            sign = {"Income": 1, "Expense": -1}.get(row["Income/Expense"])
            if sign is None:
                continue
            yield Row(
                str(number),
                row["Mode"],
                None,
                datetime.strptime(row["Date"].split()[0], "%d/%m/%Y").date(),  # noqa: DTZ007
                sign * Decimal(row["Amount"]).quantize(Decimal("0.01")),
                row["Currency"],
                row["Category"],
                f"{row['Subcategory']} {row['Note']}",
                file.name,
                number,
            )


def block_bootstrap(
    shares: list[tuple[float, float]], resamples: int = 2000, block: int = 4
) -> tuple[float, float]:
    """Return the 95 % interval of a weighted mean, resampled in blocks of neighbouring origins.

    Source: Kuensch, The jackknife and the bootstrap for general stationary observations (1989).
    """
    random, size = Random(1), len(shares)  # noqa: S311 (draws of a published figure)
    means = []
    for _ in range(resamples):
        starts = [random.randrange(size) for _ in range(-(-size // block))]
        drawn = [shares[(start + step) % size] for start in starts for step in range(block)]
        means.append(sum(v * w for v, w in drawn) / sum(w for _, w in drawn))
    means.sort()
    return means[int(resamples * 0.025)], means[int(resamples * 0.975) - 1]


def coverage_by_origin(
    session: EngineSession, code: str, percent: int
) -> list[tuple[float, float]]:
    """Return for each origin the share of its days within the interval, and their number."""
    low, high = {80: (3, 11), 90: (2, 12)}[percent]
    rows = session.rows(
        "select origin_date, count(*) as weight, 100 * avg(case when came_amount - change_amount"
        f" between least(element_at(error_quantiles, {low}), 0)"
        f" and greatest(element_at(error_quantiles, {high}), 0) then 1e0 else 0e0 end) as share"
        " from silver_finance__forecast_quantiles where model = 'daybook'"
        f" and came_amount is not null and currency_code = '{code}' group by origin_date"
        " order by origin_date"
    )
    return [(row["share"], row["weight"]) for row in rows]


def main() -> None:
    """Print the table of generated households, then that of each real ledger."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--households", type=int, default=20)
    parser.add_argument("--days", type=int, default=1100)
    parser.add_argument(
        "--real", type=Path, nargs="*", default=[], help="CSV files of household ledgers"
    )
    arguments = parser.parse_args()
    first = AS_OF - timedelta(days=arguments.days)
    generated = [
        row
        for seed in range(1, arguments.households + 1)
        for row in household(seed, first, AS_OF - timedelta(days=1))
    ]
    with (
        tempfile.TemporaryDirectory(prefix="daybook-bench-") as scratch,
        EngineSession(Path(scratch)) as session,
    ):
        run_models(session, generated, AS_OF)
        print(f"{arguments.households} generated households\n\n{table(summary(session))}")
        for file in arguments.real:
            _print_ledger(session, file)


def _print_ledger(session: EngineSession, file: Path) -> None:
    rows = list(ledger(file))
    as_of = max(row.booked_date for row in rows) + timedelta(days=1)
    run_models(session, rows, as_of)
    print(f"\n{file.stem}\n\n{table(summary(session))}")
    for percent in (80, 90):
        shares = coverage_by_origin(session, rows[0].currency_code, percent)
        if shares:
            low, high = block_bootstrap(shares)
            print(f"\n{percent} % interval, all horizons: {low:.1f} to {high:.1f} with 95 %")


if __name__ == "__main__":
    main()
