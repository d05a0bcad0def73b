"""Gold of real files against totals that pandas computes from the same files on its own."""

import hashlib
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from tests.houses import House
from tests.real_houses import REAL_SETS

pytestmark = pytest.mark.real_data


def test_energy_of_each_day_with_both_clock_changes(real_files: Path, real_house: House) -> None:
    [path] = real_files.glob("smart_home/energy_providers/DSMR-reader/*.csv")
    raw = pd.read_csv(path)
    raw["day"] = raw["Hour Start"].str[:10]  # the stamps are local and carry their offset
    columns = {
        ("main", "import"): [
            "Electricity 1 (Dutch Users: Low Tariff)",
            "Electricity 2 (Dutch Users: Normal Tariff)",
        ],
        ("main", "export"): [
            "Electricity 1 Returned (Dutch Users: Low Tariff)",
            "Electricity 2 Returned (Dutch Users: Normal Tariff)",
        ],
        ("gas", "import"): ["Gas"],
    }
    rows = {
        (str(row["usage_date"]), row["meter_id"], row["flow"]): row
        for row in real_house.rows("daily_meter_usage")
        if row["meter_id"] in ("main", "gas")
    }
    hours = {str(day): count for day, count in raw.groupby("day").size().items()}

    assert len(rows) == 3 * len(hours)
    assert (hours["2024-03-31"], hours["2024-10-27"]) == (23, 25)
    for (meter, flow), names in columns.items():
        for day, quantity in raw.groupby("day")[names].sum().sum(axis=1).items():
            row = rows[(str(day), meter, flow)]
            assert row["quantity"] == pytest.approx(quantity, abs=1e-9)
            assert row["count_intervals"] == hours[str(day)]
    assert rows[("2024-03-31", "main", "import")]["count_expected_intervals"] == 23
    assert rows[("2024-10-27", "main", "import")]["count_expected_intervals"] == 25
    assert rows[("2024-10-27", "main", "import")]["is_complete"]


def test_steps_of_each_day_and_person(real_files: Path, real_house: House) -> None:
    raw = pd.read_csv(real_files / "fitness/fitbit_fitabase_apr_may/dailyActivity_merged.csv")
    raw["day"] = pd.to_datetime(raw["ActivityDate"], format="mixed").dt.date
    raw["person"] = "fitbit_" + raw["Id"].astype(str)
    raw.loc[raw["Id"] == 1503960366, "person"] = "first_walker"
    expected = raw.set_index(["day", "person"])

    people = {"first_walker", *expected.index.get_level_values("person")}
    rows = [row for row in real_house.rows("daily_activity") if row["person_id"] in people]

    assert len(rows) == len(expected) == 940
    assert raw["person"].nunique() == 33
    for row in rows:
        day = expected.loc[(row["activity_date"], row["person_id"])]
        assert row["step_count"] == day["TotalSteps"]
        assert row["distance_meters"] == pytest.approx(day["TotalDistance"] * 1000)


def test_income_and_expense_of_each_month(real_files: Path, real_house: House) -> None:
    raw = pd.read_csv(
        real_files / "finance/household_2015_2018/Daily Household Transactions.csv",
        dtype={"Amount": str},
    )
    raw["amount"] = raw["Amount"].map(Decimal)
    raw["day"] = raw["Date"].str.split(" ").str[0]
    raw["month"] = pd.to_datetime(raw["day"], format="%d/%m/%Y").dt.strftime("%Y-%m-01")
    rows = {
        str(row["month_date"]): row
        for row in real_house.rows("monthly_cash_flow")
        if row["currency_code"] == "INR" and not row["is_converted"]
    }

    assert set(rows) == set(raw["month"])
    for month, group in raw.groupby("month"):
        kinds = group.groupby("Income/Expense")["amount"].sum()
        income, expense = kinds.get("Income", Decimal(0)), kinds.get("Expense", Decimal(0))
        assert rows[str(month)]["income_amount"] == round(Decimal(income), 2)
        assert rows[str(month)]["expense_amount"] == -round(Decimal(expense), 2)
        assert rows[str(month)]["net_amount"] == round(Decimal(income - expense), 2)


def closet_states(real_files: Path) -> pd.DataFrame:
    """Return the closet's known states in °C, each with the time until which it holds."""
    raw = pd.read_csv(next(real_files.glob("smart_home/ha_history_wkcollis/UPS_Temperature*")))
    raw["at"] = pd.to_datetime(raw["last_changed"], format="ISO8601", utc=True)
    raw["value"] = (pd.to_numeric(raw["state"], errors="coerce") - 32) / 1.8
    raw = raw.sort_values("at")
    limit = raw["at"] + pd.Timedelta(hours=2)
    raw["until"] = raw["at"].shift(-1).fillna(limit).where(raw["at"].shift(-1) < limit, limit)
    return raw.dropna(subset="value")


def seconds_of_day(known: pd.DataFrame, day: str) -> tuple[pd.Series, float]:
    """Return for how long each state holds within a local day, and how long the day is."""
    start = pd.Timestamp(day, tz="America/New_York")
    end = start + pd.DateOffset(days=1)
    until = known["until"].where(known["until"] < end, end)
    since = known["at"].where(known["at"] > start, start)
    return (until - since).dt.total_seconds().clip(lower=0), (end - start).total_seconds()


def test_mean_temperature_of_the_sensor_whose_unit_is_declared(
    real_files: Path, real_house: House
) -> None:
    known = closet_states(real_files)
    rows = {
        str(row["climate_date"]): row
        for row in real_house.rows("daily_room_climate")
        if row["room_id"] == "ups_closet"
    }

    # Ten days of history; the last state, a minute before midnight, holds into an eleventh.
    assert len(rows) == 11
    for day, row in rows.items():
        weights, length = seconds_of_day(known, day)
        covered = weights.sum() / length * 100
        assert row["covered_percent"] == pytest.approx(covered, abs=1e-6)
        if covered >= 50:
            mean = (known["value"] * weights).sum() / weights.sum()
            assert row["temperature_celsius_mean"] == pytest.approx(mean, abs=1e-6)


def test_degree_hours_of_the_closet_beyond_its_own_band(
    real_files: Path, real_house: House
) -> None:
    known = closet_states(real_files)
    rows = {
        str(row["climate_date"]): row
        for row in real_house.rows("daily_room_comfort")
        if row["room_id"] == "ups_closet"
    }

    assert len(rows) == 11
    for day, row in rows.items():
        hours = seconds_of_day(known, day)[0] / 3600
        warm = ((known["value"] - 25).clip(lower=0) * hours).sum()
        cold = ((15 - known["value"]).clip(lower=0) * hours).sum()
        assert row["warm_degree_hours"] == pytest.approx(warm, abs=1e-4)
        assert row["cold_degree_hours"] == pytest.approx(cold, abs=1e-4)
        assert row["temperature_covered_hours"] == pytest.approx(hours.sum(), abs=1e-4)
        assert row["damp_hours"] is None
    assert sum(row["cold_degree_hours"] for row in rows.values()) > 50


def test_bank_statements_arrive_with_their_own_numbers(real_house: House) -> None:
    rows = real_house.rows("silver_finance__transactions", "silver")

    checking = sorted(row["amount"] for row in rows if row["account_id"] == "us_checking")
    assert checking == [Decimal("-34.51"), Decimal("-25.00"), Decimal("0.01")]
    balances = {
        row["account_id"]: row
        for row in real_house.rows("daily_account_balance")
        if str(row["balance_date"]) == "2013-05-25"
    }
    assert balances["us_checking"]["balance_amount"] == Decimal("100.99")
    assert balances["us_checking"]["is_reconciled"]


def test_every_file_lands_or_is_quarantined_with_a_remedy(
    real_files: Path, real_house: House
) -> None:
    files = {
        file["content_id"]: file for file in real_house.rows("silver_operations__files", "silver")
    }

    for path in (path for pattern in REAL_SETS for path in real_files.glob(pattern)):
        file = files[hashlib.sha256(path.read_bytes()).hexdigest()]
        assert file["file_state"] in ("decoded", "quarantined"), path.name
        if file["file_state"] == "quarantined":
            assert file["reason"], path.name
            assert len(file["message"]) > 20, path.name


def test_verify_rebuilds_the_real_household_equal(real_house: House) -> None:
    assert real_house.daybook("verify").stdout.startswith("equal")
