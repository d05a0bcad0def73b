"""A year of slots is the bill that plain arithmetic gives, and what was known before is kept."""

import shutil
from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from households import load_household
from ingestion import ingest, land_household, open_lake, replay
from tests.energy_bills import (
    BEGIN,
    END,
    FIRST,
    HOLIDAYS,
    HOUSEHOLD,
    LATER,
    METERS,
    PRICING,
    PROFILES,
    REPLACED_ON,
    TARIFF_LATE,
    TARIFFS,
    ZONE,
    Bills,
    cents,
    exact_bills,
    hours,
    least_bill,
    market_price,
    power_file,
    used,
    water_states,
)
from tests.houses import House

SELECTED = (
    "silver_operations__built_months",
    "+daily_energy_cost",
    "+daily_energy_cost_history",
)


def write(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def land(house: House) -> None:
    lake = open_lake(house.lake, datetime.fromisoformat(house.as_of))
    household = load_household(house.folder / "household")
    land_household(lake, household)
    ingest(lake, household, [house.folder / "inbox"])


def build(house: House) -> None:
    house.dbt("build", "--select", *SELECTED, "--exclude-resource-type", "test", "unit_test")


@pytest.fixture(scope="module")
def houses(tmp_path_factory: pytest.TempPathFactory) -> tuple[House, House]:
    """Return the household after its year, and three months later with what was corrected."""
    folder = tmp_path_factory.mktemp("bills")
    house = House(folder / "house", folder / "lake", FIRST)
    write(house.folder, "household/household.yml", HOUSEHOLD)
    for name, text in PROFILES.items():
        write(house.folder, f"household/profiles/{name}.yml", text)
    write(house.folder, "household/rules/tariffs.csv", TARIFFS)
    write(house.folder, "household/rules/holidays.csv", HOLIDAYS)
    write(house.folder, "inbox/power/year.csv", power_file(BEGIN, END))
    prices = "".join(f"{at:%Y-%m-%d %H:%M},{market_price(at)}\n" for at in hours())
    write(house.folder, "inbox/market/year.csv", f"Hour,Price\n{prices}")
    states = "".join(f"{day},{liters / 1000:.3f}\n" for day, liters in water_states())
    write(house.folder, "inbox/water/year.csv", f"Day,State\n{states}")
    land(house)
    build(house)
    copy = house.copy(folder / "later")
    later = House(copy.folder, copy.lake, LATER)
    write(later.folder, "household/rules/tariffs.csv", TARIFFS + TARIFF_LATE)
    july = datetime(2026, 7, 1, tzinfo=ZONE)
    corrected = power_file(july, END + timedelta(hours=1), is_corrected=True)
    write(later.folder, "inbox/power/corrected.csv", corrected)
    land(later)
    build(later)
    return house, later


def costs(house: House, meter: str) -> dict[date, dict[str, Decimal]]:
    """Return the three amounts of each day of the year."""
    return {
        row["usage_date"]: {
            part: row[f"{part}_amount"] for part in ("energy_cost", "standing_charge", "total_cost")
        }
        for row in house.rows("daily_energy_cost")
        if row["meter_id"] == meter and row["usage_date"] < END.date()
    }


def bills(house: House, meter: str, part: str = "energy_cost") -> Bills:
    """Return the sum of each month's days."""
    months: Bills = defaultdict(Decimal)
    for day, amounts in costs(house, meter).items():
        months[f"{day:%Y-%m}"] += amounts[part] or Decimal(0)
    return dict(months)


def known_bills(house: House, meter: str, moment: datetime, part: str = "energy_cost") -> Bills:
    """Return a part of each month's bill as it was known at a moment."""
    months: Bills = defaultdict(Decimal)
    for row in house.rows("daily_energy_cost_history"):
        until = row["known_until_at"]
        is_known = row["known_from_at"] <= moment and (until is None or moment < until)
        if row["meter_id"] == meter and is_known and row["usage_date"] < END.date():
            months[f"{row['usage_date']:%Y-%m}"] += row[f"{part}_amount"]
    return {name: cents(amount) for name, amount in months.items()}


@pytest.mark.parametrize("meter", METERS)
def test_the_days_of_each_month_add_up_to_its_bill(houses: tuple[House, House], meter: str) -> None:
    expected = {name: cents(amount) for name, amount in exact_bills(meter).items()}

    assert len(expected) == 12
    assert bills(houses[0], meter) == expected


@pytest.mark.parametrize("meter", METERS)
def test_both_days_on_which_the_clock_changes_cost_what_their_hours_do(
    houses: tuple[House, House], meter: str
) -> None:
    days = costs(houses[0], meter)

    for day, count in ((date(2025, 10, 26), 25), (date(2026, 3, 29), 23)):
        found = [at for at in hours() if at.astimezone(ZONE).date() == day]
        assert len(found) == count
        if meter != "tiers":
            exact = PRICING[meter]([(at.astimezone(ZONE), used(meter, at)) for at in found])
            # A day takes up what is left of the cents before it.
            assert abs(days[day]["energy_cost"] - exact) < Decimal("0.01")


def test_standing_charges_of_a_month_are_those_of_its_days(houses: tuple[House, House]) -> None:
    days = {name: cents(Decimal("0.4321") * Decimal("1.21") * count) for name, count in (
        ("2025-10", 31), ("2026-02", 28), ("2026-03", 28), ("2026-04", 0))}  # fmt: skip

    found = bills(houses[0], "dual", "standing_charge")
    assert {name: found[name] for name in days} == days
    assert set(bills(houses[0], "flat", "standing_charge").values()) == {Decimal("6.35")}


def test_a_month_costs_at_least_its_least_bill_to_the_cent_now_and_as_known_then(
    houses: tuple[House, House],
) -> None:
    expected = {name: least_bill(name, energy) for name, energy in exact_bills("shed").items()}
    least = [bill for standing, bill in expected.values() if bill == Decimal(126)]
    assert 0 < len(least) < 12

    for house in houses:
        assert bills(house, "shed", "total_cost") == {name: of[1] for name, of in expected.items()}
    moment = datetime.fromisoformat(FIRST) + timedelta(days=30)
    known = known_bills(houses[1], "shed", moment, "total_cost")
    for name, (_, bill) in expected.items():
        # The history is not rounded: what the energy lacks of a cent is its own.
        assert abs(known[name] - bill) <= Decimal("0.01")
    unlucky = [day for day in costs(houses[0], "shed").values() if day["standing_charge"] < 0]
    assert unlucky, "no day made up for what the days before it lacked"


def test_a_replaced_water_meter_costs_what_both_registers_counted(
    houses: tuple[House, House],
) -> None:
    states = dict(water_states())
    liters = {
        name: sum(
            max(states[day + timedelta(days=1)] - state, 0)
            for day, state in states.items()
            if f"{day:%Y-%m}" == name and day + timedelta(days=1) in states
        )
        for name in ("2026-01", "2026-02")
    }

    found = bills(houses[0], "water")
    for name, count in liters.items():
        assert found[name] == cents(Decimal(count) / 1000 * Decimal("1.0432"))
    day = REPLACED_ON - timedelta(days=1)
    assert costs(houses[0], "water")[day]["energy_cost"] is None


def test_what_was_corrected_three_months_later_is_known_as_it_was_and_as_it_is(
    houses: tuple[House, House],
) -> None:
    first, later = houses
    then = {name: cents(amount) for name, amount in exact_bills("flat").items()}
    now = {name: cents(amount) for name, amount in exact_bills("flat", is_corrected=True).items()}
    assert {name for name in then if then[name] != now[name]} == {"2026-07", "2026-08", "2026-09"}

    assert bills(first, "flat") == then
    assert bills(later, "flat") == now
    moment = datetime.fromisoformat(FIRST) + timedelta(days=30)
    assert known_bills(later, "flat", moment) == then
    assert known_bills(later, "flat", datetime.fromisoformat(LATER)) == now
    assert known_bills(later, "flat", datetime.fromisoformat(FIRST) - timedelta(days=1)) == {}
    unchanged = {name: cents(amount) for name, amount in exact_bills("spot").items()}
    assert known_bills(later, "spot", moment) == unchanged


def test_a_rebuild_from_raw_knows_the_same_history(
    houses: tuple[House, House], tmp_path: Path
) -> None:
    later = houses[1]
    rebuilt = House(later.folder, tmp_path / "lake", LATER)
    for part in ("raw", "claims", "occurrences"):
        shutil.copytree(later.lake / "bronze" / part, rebuilt.lake / "bronze" / part)
    shutil.copy(later.lake / "lake.json", rebuilt.lake)
    replay(
        open_lake(rebuilt.lake, datetime.fromisoformat(LATER)),
        load_household(later.folder / "household"),
    )

    build(rebuilt)

    history = later.rows("daily_energy_cost_history")
    revised = {f"{row['usage_date']:%Y-%m}" for row in history if row["known_until_at"]}
    assert revised == {"2026-07", "2026-08", "2026-09"}
    for table in ("daily_energy_cost", "daily_energy_cost_history"):
        assert rebuilt.rows_as_text(table) == later.rows_as_text(table)
