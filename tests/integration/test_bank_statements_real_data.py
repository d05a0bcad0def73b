"""Statements that people published: counts by other means, and sums that agree with balances."""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ingestion import Lake, ingest
from ingestion.tables import (
    OFX_INVESTMENTS,
    OFX_POSITIONS,
    OFX_TRANSACTIONS,
    REJECTS,
    STATEMENT_BALANCES,
    STATEMENT_BOOKINGS,
)
from tests.faults.lakes import a_lake, current_rows, no_household

pytestmark = pytest.mark.real_data

SETS = ("mt940_wolph", "camt_genkgo", "qif_quiffen", "ofx_ofxparse")
INVESTMENTS = re.compile(
    r"<((?:BUY|SELL)(?:DEBT|MF|OPT|OTHER|STOCK)|INCOME|INVEXPENSE|REINVEST|TRANSFER)>"
)
# Statements whose publishers changed amounts or took bookings out, so that the sums cannot agree.
CHANGED = {
    *("details_60-63.sta", "malformed_details.sta", "overly_long_details.sta", "whitespace.sta"),
    *("raiffeisen-cmi.sta", "sepa_snippet.sta", "sepa_snippet_broken.sta"),
    *("with_newline_in_tnr.sta", "camt053.v2.all-balance-types.xml"),
    "camt053.v2.five.decimals.xml",
}
Row = dict[str, Any]


@pytest.fixture(scope="module")
def landed(real_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """Land all statements in one lake, without a household."""
    lake = a_lake(tmp_path_factory.mktemp("statements"))
    ingest(lake, no_household(), [real_files / "finance" / name for name in SETS])
    return lake


def texts_of(real_files: Path, name: str, *endings: str) -> list[str]:
    """Return the texts of the different files of a set."""
    files = [file for file in (real_files / "finance" / name).iterdir() if file.suffix in endings]
    return [content.decode("latin-1") for content in {file.read_bytes() for file in files}]


def of_source(rows: Sequence[Row], source: str) -> list[Row]:
    """Return the rows of the files of one set."""
    return [row for row in rows if row["_source"] == source]


def rejects(lake: Lake, source: str, table: str) -> list[Row]:
    """Return the rejects of one table."""
    return [
        row for row in of_source(current_rows(lake, REJECTS), source) if row["table_name"] == table
    ]


def test_every_statement_line_is_a_booking_or_a_reject(real_files: Path, landed: Lake) -> None:
    texts = texts_of(real_files, "mt940_wolph", ".sta", ".txt")
    lines = sum(len(re.findall(r"^:61:", text, re.MULTILINE)) for text in texts)
    rejected = rejects(landed, "mt940", STATEMENT_BOOKINGS)
    bookings = of_source(current_rows(landed, STATEMENT_BOOKINGS), "mt940")
    assert Counter(row["reason"] for row in rejected) == {"account_missing": 4, "field_invalid": 1}
    assert len(bookings) == lines - 4


def test_every_balance_field_is_a_balance_or_a_reject(real_files: Path, landed: Lake) -> None:
    texts = texts_of(real_files, "mt940_wolph", ".sta", ".txt")
    fields = sum(len(re.findall(r"^:6[0245][FM]?:", text, re.MULTILINE)) for text in texts)
    rejected = rejects(landed, "mt940", STATEMENT_BALANCES)
    balances = of_source(current_rows(landed, STATEMENT_BALANCES), "mt940")
    assert {row["reason"] for row in rejected} == {"account_missing"}
    assert len(balances) + len(rejected) == fields


def test_every_entry_is_a_booking_or_a_reject(real_files: Path, landed: Lake) -> None:
    texts = texts_of(real_files, "camt_genkgo", ".xml")
    bookings = of_source(current_rows(landed, STATEMENT_BOOKINGS), "camt")
    rejected = rejects(landed, "camt", STATEMENT_BOOKINGS)
    assert len(bookings) + len(rejected) == sum(text.count("<Ntry>") for text in texts)
    assert {row["reason"] for row in rejected} == {"date_missing"}
    balances = of_source(current_rows(landed, STATEMENT_BALANCES), "camt")
    unread = rejects(landed, "camt", STATEMENT_BALANCES)
    assert len(balances) + len(unread) == sum(text.count("<Bal>") for text in texts)
    assert {row["reason"] for row in unread} == {"unsupported_record"}


def test_every_part_of_a_qif_booking_is_a_record(real_files: Path, landed: Lake) -> None:
    parts = sum(parts_of(text) for text in texts_of(real_files, "qif_quiffen", ".qif"))
    assert len(of_source(current_rows(landed, STATEMENT_BOOKINGS), "qif")) == parts


def test_every_qif_investment_is_a_record_or_a_reject(real_files: Path, landed: Lake) -> None:
    texts = texts_of(real_files, "qif_quiffen", ".qif")
    sections = [
        section.partition("\n!")[0] for text in texts for section in text.split("!Type:Invst\n")[1:]
    ]
    stated = sum(len(re.findall(r"^N", section, re.MULTILINE)) for section in sections)
    bought = of_source(current_rows(landed, OFX_INVESTMENTS), "qif")
    # One states no amount, only the account that it opens.
    assert [row["reason"] for row in rejects(landed, "qif", STATEMENT_BOOKINGS)].count(
        "number_missing"
    ) == 1
    assert len(bought) + 1 == stated


def parts_of(text: str) -> int:
    """Count the splits of each booking, or the booking, by their lines."""
    sections = re.split(r"^!", text, flags=re.MULTILINE)
    banks = [one for one in sections if re.match(r"Type:(Bank|Oth A)", one)]
    records = [
        record
        for section in banks
        for record in re.split(r"^\^$", section.partition("\n")[2], flags=re.MULTILINE)
        if record.strip()
    ]
    return sum(len(re.findall(r"^S", record, re.MULTILINE)) or 1 for record in records)


def test_every_investment_and_position_is_a_record(real_files: Path, landed: Lake) -> None:
    texts = texts_of(real_files, "ofx_ofxparse", ".ofx")
    bought = of_source(current_rows(landed, OFX_INVESTMENTS), "ofx")
    assert len(bought) == sum(len(INVESTMENTS.findall(text)) for text in texts)
    positions = current_rows(landed, OFX_POSITIONS)
    assert len(positions) == sum(
        len(re.findall(r"<POS(?:DEBT|MF|OPT|OTHER|STOCK)>", text)) for text in texts
    )
    assert all(row["security_name"] for row in bought)
    transactions = len(current_rows(landed, OFX_TRANSACTIONS))
    rejected = len(rejects(landed, "ofx", OFX_TRANSACTIONS))
    assert transactions + rejected == sum(text.count("<STMTTRN>") for text in texts)


def test_opening_balance_and_bookings_make_the_closing_balance(
    real_files: Path, landed: Lake
) -> None:
    moved: defaultdict[tuple[str, ...], Decimal] = defaultdict(Decimal)
    for row in current_rows(landed, STATEMENT_BOOKINGS):
        moved[key_of(row)] += Decimal(row["amount"])
    stated: defaultdict[tuple[str, ...], dict[str, Decimal]] = defaultdict(dict)
    for row in current_rows(landed, STATEMENT_BALANCES):
        stated[key_of(row)][row["balance_kind"]] = Decimal(row["amount"])
    both = {key: kinds for key, kinds in stated.items() if {"opening", "closing"} <= set(kinds)}
    wrong = {
        key[0] for key, kinds in both.items() if kinds["opening"] + moved[key] != kinds["closing"]
    }
    changed = [file for file in (real_files / "finance").rglob("*") if file.name in CHANGED]
    assert len(both) > 70
    assert wrong == {hashlib.sha256(file.read_bytes()).hexdigest() for file in changed}


def key_of(row: Row) -> tuple[str, ...]:
    """Return what the bookings and balances of one statement share."""
    return tuple(
        row[name] for name in ("_content_id", "account_number", "statement_id", "currency")
    )
