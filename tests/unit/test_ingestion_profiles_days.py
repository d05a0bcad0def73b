"""Profiles of nights and of climate, and the signs of amounts."""

from pathlib import Path

import pytest

from ingestion.profile_model import FieldRule
from tests.profiles import problems_of, read

NIGHTS = """\
name: my_nights
version: 1
reads: sleep_nights
fields:
  person: {column: Id, map: {"7": anna}}
  sleep_date: {column: Night, formats: ["%m/%d/%Y %I:%M:%S %p"]}
  asleep: {column: Asleep, unit: min}
  in_bed: {column: Bed, unit: min}
"""
CLIMATE = """\
name: my_climate
version: 1
reads: climate_days
missing: ["-"]
fields:
  sensor: Room
  climate_date: Day
  temperature_mean: {column: Mean, unit: °F}
  temperature_max: {column: High, unit: °F}
  humidity_mean: Humidity
"""
BOOKINGS = """\
name: my_bank
version: 1
reads: transactions
file: {decimal_mark: ",", thousands_mark: "."}
fields: {booked_date: Day, amount: Amount}
"""


def test_a_night_has_its_durations_in_their_unit(tmp_path: Path) -> None:
    content = (
        "Id,Night,Asleep,Bed\n7,4/12/2016 12:00:00 AM,327,346\n8,4/13/2016 12:00:00 AM,,400\n"
        "8,4/14/2016 12:00:00 AM,,\n,4/12/2016 12:00:00 AM,1,2\n8,2016-04-12,1,2\n"
    )
    rows, rejects = read(tmp_path, NIGHTS, content)
    wanted = {"sleep_date": "2016-04-12", "duration_unit": "min", "device": None}
    assert rows == [
        {"person": "anna", "asleep": "327", "in_bed": "346", **wanted},
        {"person": "8", "asleep": None, "in_bed": "400", **wanted, "sleep_date": "2016-04-13"},
    ]
    assert [reject.split(":")[0] for reject in rejects] == ["5 person_missing", "6 date_invalid"]


def test_a_source_says_whose_nights_they_are(tmp_path: Path) -> None:
    profile = NIGHTS.replace('  person: {column: Id, map: {"7": anna}}\n', "")
    content = "Night,Asleep,Bed\n4/12/2016 12:00:00 AM,327,346\n"
    ((unnamed,), _) = read(tmp_path, profile, content)
    ((named,), _) = read(
        tmp_path, profile, content, overrides={"person": FieldRule(constant="ben")}
    )
    assert (unnamed["person"], named["person"]) == ("me", "ben")


def test_a_day_of_a_sensor_has_its_temperatures_in_their_unit(tmp_path: Path) -> None:
    content = (
        "Room,Day,Mean,High,Humidity\nbath,2025-01-01,46.50,-,61\nbath,2025-01-02,,,62\n"
        "bath,2025-01-03,,-,\n,2025-01-01,1,2,3\n"
    )
    rows, (reject,) = read(tmp_path, CLIMATE, content)
    assert rows == [
        {
            "sensor": "bath",
            "climate_date": "2025-01-01",
            "temperature_mean": "46.5",
            "temperature_min": None,
            "temperature_max": None,
            "temperature_unit": "°F",
            "humidity_mean": "61",
        },
        {
            "sensor": "bath",
            "climate_date": "2025-01-02",
            "temperature_mean": None,
            "temperature_min": None,
            "temperature_max": None,
            "temperature_unit": None,
            "humidity_mean": "62",
        },
    ]
    assert reject.startswith("5 sensor_missing")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (NIGHTS.replace("Bed, unit: min", "Bed, unit: h"), "have different units"),
        (NIGHTS.replace("Bed, unit: min", "Bed, unit: days"), "unit"),
        (CLIMATE.replace("High, unit: °F", "High, unit: °C"), "have different units"),
        (CLIMATE.replace("  sensor: Room\n", ""), "sensor is missing"),
        (BOOKINGS.replace("amount: Amount", "amount: {credit: In}"), "credit needs debit"),
        (BOOKINGS.replace("amount: Amount", "amount: {negate: true}"), "one way to be read"),
        (
            BOOKINGS.replace("amount: Amount", "amount: {column: A, credit: I, debit: O}"),
            "one way to be read",
        ),
    ],
)
def test_a_profile_that_contradicts_itself_is_told(text: str, words: str) -> None:
    assert words in problems_of(text)


def amounts(tmp_path: Path, rule: str, cells: list[str]) -> list[str | None]:
    """Return amounts, or reasons, of rows with the cells Amount;In;Out;Kind."""
    profile = BOOKINGS.replace("amount: Amount", f"amount: {rule}")
    profile = profile.replace('{decimal_mark: ",",', '{delimiter: ";", decimal_mark: ",",')
    lines = [f"2026-03-0{number};{row}\n" for number, row in enumerate(cells, start=1)]
    rows, rejects = read(tmp_path, profile, "Day;Amount;In;Out;Kind\n" + "".join(lines))
    return [row["amount"] for row in rows] + [reject.split(":")[0][2:] for reject in rejects]


def test_what_comes_in_and_goes_out_can_stand_in_two_columns(tmp_path: Path) -> None:
    cells = [";1.000,50;;", ";;3,40;", ";;-3,40;", ";5;2;", ";;;", ";;0;", ";x;1;"]
    assert amounts(tmp_path, "{credit: In, debit: Out}", cells) == [
        *("1000.5", "-3.4", "-3.4", "3", "0", "number_missing", "number_invalid")
    ]


def test_exact_sums_of_long_amounts(tmp_path: Path) -> None:
    cells = [f";{'9' * 35},01;{'1' * 35},02;"]
    assert amounts(tmp_path, "{credit: In, debit: Out}", cells) == ["8" * 34 + "7.99"]


def test_signs_can_be_turned(tmp_path: Path) -> None:
    cells = ["5;;;", "-5;;;", "0;;;", "5;;;out"]
    turned = "{column: Amount, negate: true, negative_where: {column: Kind, values: [out]}}"
    assert amounts(tmp_path, "{column: Amount, negate: true}", cells) == ["-5", "5", "0", "-5"]
    assert amounts(tmp_path, turned, cells) == ["-5", "5", "0", "5"]
