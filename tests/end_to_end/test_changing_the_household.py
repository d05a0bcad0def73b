"""What a person changes in the household rebuilds exactly what depends on it."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from tests.houses import House

HOUSEHOLD = """\
version: 1
time_zone: Europe/Amsterdam
currency: EUR
inbox: ../inbox
rooms:
  - id: attic
    sensors:
      - {entity: sensor.old, measure: temperature, unit: "°C"}
meters:
  - {id: main, commodity: electricity, interval_minutes: 60}
accounts:
  - {id: checking, kind: checking, bank_id: NL01BANK0000000001}
sources:
  bank: {profile: my_bank}
  power: {profile: my_power}
"""
BANK_PROFILE = """\
name: my_bank
version: 1
reads: transactions
fields: {account: Account, booked_date: Day, amount: Amount, counterparty: Payee}
"""
BANK = """\
Account,Day,Amount,Payee
NL01BANK0000000001,2026-05-02,-20.00,Shop
NL02BANK0000000002,2026-05-03,7.50,Interest
"""
POWER_PROFILE = """\
name: my_power
version: 1
reads: meter_readings
time: {column: Hour, interval_minutes: 60}
values:
  - {column: Used, meter: main, commodity: electricity, flow: import, unit: kWh, reading: interval}
"""
MOVE = "moves:\n  - {valid_from: 2026-05-01, time_zone: Europe/Lisbon}\n"


def write(folder: Path, texts: dict[str, str]) -> None:
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def hours(column: str = "Used", quantity: str = "0.25") -> str:
    """Return the hours of six local days around a move, as the clock on the wall shows them."""
    first = datetime(2026, 4, 28, tzinfo=UTC)
    stamps = (first + timedelta(hours=number) for number in range(6 * 24))
    return f"Hour,{column}\n" + "".join(f"{one:%Y-%m-%d %H:%M},{quantity}\n" for one in stamps)


def states(entity: str, day: str) -> str:
    return "".join(f"{entity},21.5,{day}T{hour:02d}:00:00.000Z\n" for hour in range(24))


def changed_tables(house: House, old: str, new: str) -> set[str]:
    """Edit household.yml, refresh, and return the tables by months that got another version."""
    path = house.folder / "household" / "household.yml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    before = house.versions()
    house.refresh()
    after = house.versions()
    months = {row["model_name"] for row in house.rows("silver_operations__built_months", "silver")}
    return {name.split("/")[1] for name in after if after[name] != before.get(name)} & months


def test_each_change_rebuilds_exactly_what_depends_on_it(tmp_path: Path) -> None:
    house = House(tmp_path / "house", tmp_path / "lake", "2026-05-04T06:00:00Z")
    write(
        house.folder,
        {
            "household/household.yml": HOUSEHOLD,
            "household/profiles/my_bank.yml": BANK_PROFILE,
            "household/profiles/my_power.yml": POWER_PROFILE,
            "inbox/bank/may.csv": BANK,
            "inbox/power/hours.csv": hours(),
            "inbox/home_assistant/history.csv": "entity_id,state,last_changed\n"
            + states("sensor.old", "2026-05-01")
            + states("sensor.new", "2026-05-02"),
        },
    )
    house.refresh()

    # A new account: what was unlisted has its name.
    account = "  - {id: savings, kind: savings, bank_id: NL02BANK0000000002}\n"
    changed = changed_tables(house, "sources:\n", f"{account}sources:\n")
    assert changed == {
        "silver_finance__bookings",
        "silver_finance__bookings_rejects",
        "silver_operations__content_subjects",
    }
    rows = house.rows("silver_finance__transactions", "silver")
    assert {row["account_id"]: row["amount"] for row in rows} == {
        "checking": Decimal("-20.00"),
        "savings": Decimal("7.50"),
    }

    # A renamed sensor: the room goes on.
    sensor = (
        '      - {entity: sensor.new, measure: temperature, unit: "°C", valid_from: 2026-05-02}\n'
    )
    changed = changed_tables(house, "meters:\n", f"{sensor}meters:\n")
    assert changed == {
        *("silver_home__sensor_states", "silver_home__sensor_states_rejects"),
        *("daily_room_climate", "daily_room_comfort"),
    }
    days = {row["climate_date"]: row for row in house.rows("daily_room_climate")}
    assert days[date(2026, 5, 2)]["temperature_celsius_mean"] == pytest.approx(21.5)
    assert {row["room_id"] for row in days.values()} == {"attic"}

    # A moved home: local times are read again, from the day of the move on in the new zone.
    changed = changed_tables(house, "currency: EUR\n", f"currency: EUR\n{MOVE}")
    assert "silver_home__meter_intervals" in changed
    assert not {name for name in changed if "finance" in name}
    starts = sorted(
        row["started_at"] for row in house.rows("silver_home__meter_intervals", "silver")
    )
    assert starts[71] == datetime(2026, 4, 30, 21, tzinfo=UTC)  # 23:00 in Amsterdam
    assert starts[72] == datetime(2026, 4, 30, 23, tzinfo=UTC)  # 0:00 in Lisbon
    usage = {row["usage_date"]: row for row in house.rows("daily_meter_usage")}
    assert {row["quantity"] for row in usage.values()} == {6.0}
    assert all(row["is_complete"] for row in usage.values())
    assert len(usage) == 6
    assert house.daybook("verify").stdout.startswith("equal")
