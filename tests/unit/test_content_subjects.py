"""Which bronze tables tell whose records a file holds, so that forgetting finds the file."""

import re
from pathlib import Path

from ingestion.tables import RECORD_TABLES, Table

PROJECT = Path(__file__).resolve().parents[2]
MODEL = PROJECT / "models/silver/operations/silver_operations__content_subjects.sql"
SUBJECTS = {"person", "account", "account_number"}
# Columns that name an account which the file is not about.
OTHERS = {
    "account_kind": "what the account is, not which",
    "cash_account": "the part of the account that pays: cash, margin, short",
    "counterparty_account": "another party's",
    "transfer_account": "where a transfer goes: its own file holds that account's records",
}


def from_files() -> list[Table]:
    """Return the tables that devices', apps' and banks' files fill."""
    return [table for table in RECORD_TABLES.values() if "_household__" not in table.name]


def test_every_table_that_names_a_person_or_an_account_is_searched() -> None:
    searched = set(re.findall(r"'(bronze_\w+)'", MODEL.read_text("utf-8")))

    assert searched == {table.name for table in from_files() if SUBJECTS & set(table.values)}


def test_every_column_that_may_name_one_is_known() -> None:
    named = {
        column
        for table in from_files()
        for column in table.values
        if re.search(r"person|account|owner|holder|user", column)
    }

    assert named == SUBJECTS | set(OTHERS)
