"""The records of household.yml are its own words as text, one table for each kind of thing."""

import json

import pytest

from households import HouseholdError, default_bytes
from households.records import household_rows

HEAD = "version: 1\ntime_zone: Europe/Amsterdam\ncurrency: EUR\n"


def rows(text: str, table: str) -> list[dict[str, str | None]]:
    return household_rows((HEAD + text).encode())[f"bronze_household__{table}"]


def test_the_settings_of_a_household_that_never_moved_are_one_row() -> None:
    assert rows("", "settings") == [
        {"time_zone": "Europe/Amsterdam", "currency": "EUR", "valid_from": None}
    ]


def test_a_move_keeps_the_currency_that_held_before_it() -> None:
    text = """\
moves:
  - {valid_from: 2025-07-01, time_zone: America/New_York, currency: USD}
  - {valid_from: 2026-01-15, time_zone: America/Chicago}
"""

    assert [tuple(row.values()) for row in rows(text, "settings")] == [
        ("Europe/Amsterdam", "EUR", None),
        ("America/New_York", "USD", "2025-07-01"),
        ("America/Chicago", "USD", "2026-01-15"),
    ]


def test_a_person_says_nothing_that_is_not_written() -> None:
    text = """\
people:
  - {id: anna, name: Änna, time_zone: UTC, native_ids: ["7", "ä"], valid_from: 2024-01-01,
     threshold_cycling_power_watts: 240, threshold_heart_rate_bpm: 168.5}
  - {id: ben}
"""

    assert rows(text, "people") == [
        {
            "person_id": "anna",
            "name": "Änna",
            "time_zone": "UTC",
            "native_ids": '["7", "ä"]',
            "valid_from": "2024-01-01",
            "threshold_cycling_power_watts": "240",
            "threshold_heart_rate_bpm": "168.5",
        },
        {
            "person_id": "ben",
            "name": None,
            "time_zone": None,
            "native_ids": None,
            "valid_from": None,
            "threshold_cycling_power_watts": None,
            "threshold_heart_rate_bpm": None,
        },
    ]


ROOMS = """\
rooms:
  - id: attic
    name: Attic
    comfort: {temperature_celsius: [19, 23.5], humidity_percent: [40, 60]}
    sensors:
      - {entity: sensor.a, measure: temperature, unit: "°F", max_hold_hours: 0.5}
      - {entity: sensor.b, measure: humidity, unit: "%", valid_from: 2025-01-01}
  - id: terrace
    outside: true
"""


def test_a_room_has_the_ends_of_its_comfort_ranges() -> None:
    assert rows(ROOMS, "rooms") == [
        {
            "room_id": "attic",
            "name": "Attic",
            "comfort_temperature_celsius_from": "19",
            "comfort_temperature_celsius_to": "23.5",
            "comfort_humidity_percent_from": "40",
            "comfort_humidity_percent_to": "60",
            "is_outside": "false",
        },
        {
            "room_id": "terrace",
            "name": None,
            "comfort_temperature_celsius_from": None,
            "comfort_temperature_celsius_to": None,
            "comfort_humidity_percent_from": None,
            "comfort_humidity_percent_to": None,
            "is_outside": "true",
        },
    ]


def test_a_sensor_knows_its_room_and_holds_for_seconds() -> None:
    assert rows(ROOMS, "sensors") == [
        {
            "entity_id": "sensor.a",
            "room_id": "attic",
            "measure": "temperature",
            "unit": "°F",
            "max_hold_seconds": "1800",
            "valid_from": None,
        },
        {
            "entity_id": "sensor.b",
            "room_id": "attic",
            "measure": "humidity",
            "unit": "%",
            "max_hold_seconds": None,
            "valid_from": "2025-01-01",
        },
    ]


def test_a_meter_is_written_as_it_is_said() -> None:
    text = "meters:\n  - {id: main, commodity: gas, native_ids: [E1], interval_minutes: 60, "
    text += "kilowatt_hours_per_cubic_meter: 9.7694, rolls_over_at: 100000}\n"

    assert rows(text, "meters") == [
        {
            "meter_id": "main",
            "name": None,
            "commodity": "gas",
            "native_ids": '["E1"]',
            "time_zone": None,
            "interval_minutes": "60",
            "valid_from": None,
            "kilowatt_hours_per_cubic_meter": "9.7694",
            "rolls_over_at": "100000",
        }
    ]


@pytest.mark.parametrize(
    ("written", "amount"),
    [('"1000.00"', "1000.00"), ("12.5", "12.50"), ("-7", "-7.00"), ("0", "0.00")],
)
def test_an_opening_balance_has_two_decimals(written: str, amount: str) -> None:
    text = f"""\
accounts:
  - id: cash
    kind: cash
    bank_id: NL01
    opening_balance: {{date: 2025-01-01, amount: {written}}}
"""

    assert rows(text, "accounts") == [
        {
            "account_id": "cash",
            "name": None,
            "kind": "cash",
            "bank_id": "NL01",
            "currency_code": None,
            "owner_person_id": None,
            "opening_balance_date": "2025-01-01",
            "opening_balance_amount": amount,
            "valid_from": None,
        }
    ]


def test_every_table_is_there_for_the_defaults_too() -> None:
    assert {table: len(found) for table, found in household_rows(default_bytes()).items()} == {
        "bronze_household__settings": 1,
        "bronze_household__people": 1,
        "bronze_household__rooms": 0,
        "bronze_household__sensors": 0,
        "bronze_household__meters": 0,
        "bronze_household__accounts": 0,
    }


def test_all_values_are_text_or_null() -> None:
    found = household_rows((HEAD + ROOMS).encode())

    assert all(
        value is None or isinstance(value, str)
        for table in found.values()
        for row in table
        for value in row.values()
    )
    assert json.loads(json.dumps(found)) == found


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"version: 1\n", b"a: [1\n"])
def test_a_wrong_file_is_the_named_error(content: bytes) -> None:
    with pytest.raises(HouseholdError, match=r"household\.yml:1: "):
        household_rows(content)
