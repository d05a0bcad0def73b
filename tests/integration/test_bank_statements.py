"""Statements as a household meets them: known by content, and by what its sources say."""

from pathlib import Path

import pytest

from households import HouseholdError, load_household
from ingestion import ingest, redecode_stale
from ingestion.tables import STATEMENT_BOOKINGS
from tests.faults.lakes import (
    a_household,
    a_lake,
    current_rows,
    land,
    no_household,
    outcome_of,
    write,
)

MT940 = (
    ":20:A\n:25:50880050/0194774600\n:60F:C260101EUR1,\n:61:260102D1,00NMSC\n:62F:C260102EUR0,\n-\n"
)
CAMT = (
    '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt>'
    "<Acct><Id><IBAN>DE02508800500194774600</IBAN></Id></Acct><Ntry><Amt Ccy='EUR'>1</Amt>"
    "<CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-01-02</Dt></BookgDt></Ntry>"
    "</Stmt></BkToCstmrStmt></Document>"
)
QIF = "!Type:Bank\nD02/03/2026\nT-5.00\nPShop\n^\n"


@pytest.mark.parametrize(
    ("content", "source"),
    [(MT940, "mt940"), (CAMT, "camt"), (QIF.replace("02/03", "13/03"), "qif")],
)
def test_a_statement_lands_without_being_listed_whatever_its_name(
    tmp_path: Path, content: str, source: str
) -> None:
    lake = a_lake(tmp_path)
    file = write(tmp_path / "offered" / "download.csv", content)
    assert outcome_of(ingest(lake, no_household(), [file])) == ("landed", None)
    (row,) = current_rows(lake, STATEMENT_BOOKINGS)
    assert row["_source"] == source


def test_dates_of_either_order_wait_until_the_household_says_which(tmp_path: Path) -> None:
    home = tmp_path / "household"
    lake = a_lake(tmp_path)
    write(tmp_path / "in" / "quicken" / "a.qif", QIF)
    source = "  quicken: {decoder: qif, currency: EUR"
    first = ingest(lake, a_household(tmp_path, f"{source}}}\n"), [tmp_path / "in"])
    assert outcome_of(first) == ("quarantined", "date_order_unknown")
    a_household(tmp_path, f"{source}, date_order: day_first}}\n")
    assert outcome_of(redecode_stale(lake, load_household(home))) == ("recovered", "recovered")
    (row,) = current_rows(lake, STATEMENT_BOOKINGS)
    assert (row["account_number"], row["currency"], row["booked_date"]) == (
        "quicken",
        "EUR",
        "2026-03-02",
    )


def test_an_order_of_dates_that_does_not_exist_is_told(tmp_path: Path) -> None:
    with pytest.raises(HouseholdError, match="date_order"):
        a_household(tmp_path, "  quicken: {decoder: qif, date_order: year_first}\n")


def test_a_statement_cannot_take_its_account_from_a_column(tmp_path: Path) -> None:
    household = a_household(tmp_path, "  bank: {decoder: mt940, account: {column: Konto}}\n")
    write(tmp_path / "in" / "bank" / "a.sta", MT940)
    report = ingest(a_lake(tmp_path), household, [tmp_path / "in"])
    assert outcome_of(report) == ("quarantined", "header_mismatch")


def test_a_part_of_a_message_is_no_statement(tmp_path: Path) -> None:
    assert land(tmp_path, ":25:PL25106000760000888888888888\n") == ("quarantined", "no_statement")
