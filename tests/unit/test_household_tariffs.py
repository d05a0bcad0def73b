"""Tariffs are read as people write them; a price that says too much or too little costs one row."""

from pathlib import Path

import pytest

from households.csv_files import HOLIDAYS, TARIFFS
from ingestion.decoders.base import Record, Reject
from ingestion.decoders.household_file import HouseholdFile
from ingestion.tables import RECORD_TABLES

COLUMNS = "tariff_id,meter_id,charge,price,days,hours,season,usage_from,market,valid_to,valid_from"


def read(folder: Path, row: str, document: str = TARIFFS, header: str = COLUMNS) -> Record | Reject:
    """Return the one item of a file with a header and a row."""
    file = folder / "content"
    file.write_text(f"{header}\n{row}\n", encoding="utf-8")
    (item,) = HouseholdFile(document).decode(file)
    assert isinstance(item, Record | Reject)
    return item


def cells(item: Record | Reject) -> dict[str, str]:
    assert isinstance(item, Record), item
    names = RECORD_TABLES[item.table].values
    return {name: cell for name, cell in zip(names, item.values, strict=True) if cell}


def test_a_price_keeps_what_it_says_and_its_days_become_numbers(tmp_path: Path) -> None:
    row = "dual,main,per_unit,0.2831,Mon-Fri sun,23:00 - 7:00,11-01/03-31,100,,,2026-01-01"

    assert cells(read(tmp_path, row)) == {
        "tariff_id": "dual",
        "meter_id": "main",
        "valid_from": "2026-01-01",
        "charge": "per_unit",
        "price": "0.2831",
        "days": "123457",
        "hours": "23:00-07:00",
        "season": "11-01/03-31",
        "usage_from": "100",
    }


@pytest.mark.parametrize(
    ("days", "numbers"),
    [("sat-mon", "167"), ("wed", "3"), ("sun-sat", "1234567"), ("tue,thu", "24")],
)
def test_spans_of_weekdays_may_span_the_end_of_the_week(
    tmp_path: Path, days: str, numbers: str
) -> None:
    quoted = f'"{days}"'

    assert cells(read(tmp_path, f"a,main,per_unit,1,{quoted},,,,,,"))["days"] == numbers


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("a,main,per_unit,0.123456789,,,,,,,", "must be a number with at most eight decimals"),
        ("a,main,per_unit,1,someday,,,,,,", "must name weekdays"),
        ("a,main,per_unit,1,,7-23,,,,,", "must be a span of hours"),
        ("a,main,per_unit,1,,07:00-24:30,,,,,", "must be a span of hours"),
        ("a,main,per_unit,1,,07:00-07:00,,,,,", "has no length"),
        ("a,main,per_unit,1,,,winter,,,,", "first and the last day of a season"),
        ("a,main,per_kwh,1,,,,,,,,", "charge is"),
        ("a,main,per_day,1,mon,,,,,,", "A charge per_day has no days"),
        ("a,main,percent,21,,,,100,,,", "A charge percent has no usage_from"),
        ("a,main,per_unit,1,,,,,spot,,", "The charge per_unit and the column market do not fit"),
        ("a,main,market,1,,,,,,,", "The charge market and the column market do not fit"),
        ("a,main,per_unit,1,,,,-5,,,", "usage_from is below zero"),
        ("a,main,per_unit,1,,,,,,2026-01-01,2026-02-01", "lies before valid_from"),
        ("a,main,hourly,1,,,,,,,", "charge is"),
    ],
)
def test_a_price_that_cannot_be_meant_so_is_rejected_with_the_remedy(
    tmp_path: Path, row: str, said: str
) -> None:
    found = read(tmp_path, row)

    assert isinstance(found, Reject)
    assert (found.reason, found.line) == ("own_row_invalid", 2)
    assert said in found.message


def test_what_earns_has_no_least_bill(tmp_path: Path) -> None:
    header = "tariff_id,meter_id,flow,charge,price"

    found = read(tmp_path, "a,main,export,per_month_minimum,10", header=header)

    assert isinstance(found, Reject)
    assert "has no least bill" in found.message
    kept = read(tmp_path, "a,main,import,per_month_minimum,10", header=header)
    assert cells(kept)["charge"] == "per_month_minimum"


def test_holidays_are_days_with_a_name(tmp_path: Path) -> None:
    found = read(tmp_path, "2026-12-25,Christmas", HOLIDAYS, "holiday_date,name")

    assert cells(found) == {"holiday_date": "2026-12-25", "name": "Christmas"}
