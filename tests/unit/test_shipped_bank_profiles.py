"""Rows that banks write and that are no bookings, or not as they stand, in made-up files."""

import csv
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from ingestion.decoders.csv_rows import CsvFormat
from ingestion.profile_library import load_library
from ingestion.profile_reading import read_with_profile
from ingestion.tables import RECORD_TABLES, TRANSACTIONS

AMOUNT = RECORD_TABLES[TRANSACTIONS].values.index("amount")
SHIPPED = load_library([]).shipped


def amounts(
    tmp_path: Path, name: str, rows: Sequence[Mapping[str, str]], more_header: Sequence[str] = ()
) -> list[Decimal]:
    """Write a file of a shipped profile, the cells that no row names empty, and read it."""
    profile = SHIPPED[name]
    assert isinstance(profile.form, CsvFormat)
    file = tmp_path / "export.csv"
    header = [*(profile.header or ()), *more_header]
    with file.open("w", encoding=profile.form.encodings[-1], newline="") as stream:
        writer = csv.writer(stream, delimiter=profile.form.delimiter)
        writer.writerow(header)
        writer.writerows([row.get(column, "") for column in header] for row in rows)
    found = read_with_profile(file, profile, ZoneInfo("UTC"), "bank")
    assert found.rejects == ()
    return [Decimal(record.values[AMOUNT] or "") for record in found.records]


def test_a_noted_row_of_a_sparkasse_is_no_booking(tmp_path: Path) -> None:
    rows = [
        {"Buchungstag": "02.03.26", "Betrag": "-1.250,00", "Info": "Umsatz gebucht"},
        {"Buchungstag": "03.03.26", "Betrag": "-9,99", "Info": "Umsatz vorgemerkt"},
    ]
    assert amounts(tmp_path, "sparkasse_account", rows) == [Decimal(-1250)]


def test_only_completed_rows_of_revolut_are_bookings(tmp_path: Path) -> None:
    rows = [
        {"Completed Date": "2026-03-02 10:00:00", "Amount": "-7.50", "State": "COMPLETED"},
        {"Completed Date": "", "Amount": "-8.00", "State": "PENDING"},
        {"Completed Date": "", "Amount": "-9.00", "State": "REVERTED"},
    ]
    assert amounts(tmp_path, "revolut_account", rows) == [Decimal("-7.5")]


def test_a_row_of_viseca_that_is_not_booked_does_not_count(tmp_path: Path) -> None:
    rows = [
        {"Date": "2026-03-02 10:00:00", "Amount": "29.000", "StateType": "BOOKED"},
        {"Date": "2026-03-03 10:00:00", "Amount": "12.000", "StateType": "AUTHORISED"},
    ]
    assert amounts(tmp_path, "viseca_card", rows) == [Decimal(-29)]


def test_the_parts_of_a_collective_booking_of_zkb_do_not_count_again(tmp_path: Path) -> None:
    rows = [
        {"Date": "02.03.2026", "Booking text": "Debit eBill (2)", "Debit CHF": "1'150.00"},
        {"Booking text": "Insurance", "Curr": "CHF", "Amount details": "1'000.00"},
        {"Booking text": "Electricity", "Curr": "CHF", "Amount details": "150.00"},
    ]
    assert amounts(tmp_path, "zkb_account", rows) == [Decimal(-1150)]


def test_a_list_of_ceska_sporitelna_is_read_in_both_languages(tmp_path: Path) -> None:
    czech = [{"Datum zaúčtování": "2018/05/21", "Částka CZK": "-1 111,50", "Storno": ""}]
    assert amounts(tmp_path, "ceska_sporitelna_czech", czech) == [Decimal("-1111.5")]
    english = [{"Posting date": "2018/05/21", "Amount CZK": "200,00"}]
    assert amounts(tmp_path, "ceska_sporitelna_english", english) == [Decimal(200)]


def test_a_page_of_ceska_sporitelna_has_a_notice_in_its_header(tmp_path: Path) -> None:
    name = "ceska_sporitelna_english"
    rows = [{"Posting date": "2018/05/21", "Amount CZK": "200,00"}]
    assert amounts(tmp_path, name, rows, sorted(SHIPPED[name].optional)) == [Decimal(200)]


def test_balances_and_turnovers_of_swedbank_are_no_bookings(tmp_path: Path) -> None:
    day = {"Date": "2026-03-02", "Currency": "EUR"}
    rows = [
        {**day, "Amount": "100.00", "D/K": "K", "Code": "AS"},
        {**day, "Amount": "9.40", "D/K": "D", "Code": "K"},
        {**day, "Amount": "9.40", "D/K": "D", "Code": "K2"},
        {**day, "Amount": "90.60", "D/K": "K", "Code": "LS"},
    ]
    assert amounts(tmp_path, "swedbank_lithuania", rows) == [Decimal("-9.4")]


def test_a_debit_goes_out_with_or_without_a_minus(tmp_path: Path) -> None:
    rows = [
        {"Date": "02.03.2026", "Debit CHF": "5.00"},
        {"Date": "02.03.2026", "Debit CHF": "-5.00"},
        {"Date": "02.03.2026", "Credit CHF": "5.00"},
    ]
    assert amounts(tmp_path, "zkb_account", rows) == [Decimal(-5), Decimal(-5), Decimal(5)]


def test_every_shipped_profile_of_bookings_is_listed() -> None:
    page = (Path(__file__).parents[2] / "docs" / "banks.md").read_text("utf-8")
    listed = set(re.findall(r"\| `(\w+)` \|", page))
    names = {name for name, profile in SHIPPED.items() if profile.reads == "transactions"}
    assert names <= listed
