"""A household's CSV file is read in any shape a spreadsheet saves; a wrong row costs one row."""

import re
from pathlib import Path

import pytest

from households.csv_files import (
    ANNOTATIONS,
    BUDGETS,
    CATEGORIES,
    CORRECTIONS,
    CSV_FILES,
    RATES,
    SOURCE_PRIORITIES,
)
from ingestion.decoders.base import Item, Record, Reject
from ingestion.decoders.household_file import HouseholdFile
from ingestion.errors import QuarantineError
from ingestion.tables import RECORD_TABLES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def items(folder: Path, document: str, content: str | bytes) -> list[Item]:
    file = folder / "content"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(HouseholdFile(document).decode(file))


def records(folder: Path, document: str, content: str | bytes) -> list[dict[str, str]]:
    """Return what is filled in of each record."""
    found = items(folder, document, content)
    rejects = [item for item in found if isinstance(item, Reject)]
    assert rejects == []
    return [
        {
            name: value
            for name, value in zip(RECORD_TABLES[one.table].values, one.values, strict=True)
            if value is not None
        }
        for one in found
        if isinstance(one, Record)
    ]


def reject(folder: Path, document: str, content: str) -> Reject:
    """Return the only item, a reject."""
    (found,) = items(folder, document, content)
    assert isinstance(found, Reject)
    return found


def refusal(folder: Path, document: str, content: str | bytes) -> str:
    with pytest.raises(QuarantineError) as caught:
        items(folder, document, content)
    assert caught.value.code == "own_file_invalid"
    return caught.value.message


def test_rules_keep_the_order_of_their_rows(folder: Path) -> None:
    text = """\
category,pattern,account_id,bank_category,kind,valid_from,valid_to
groceries,rewe,,,,,
sport,gym,checking,Leisure,Expense,2025-01-01,2025-12-31
salary,employer,,,income,,
"""

    assert records(folder, CATEGORIES, text) == [
        {"category": "groceries", "pattern": "rewe"},
        {
            "category": "sport",
            "pattern": "gym",
            "account_id": "checking",
            "bank_category": "Leisure",
            "kind": "expense",
            "valid_from": "2025-01-01",
            "valid_to": "2025-12-31",
        },
        {"category": "salary", "pattern": "employer", "kind": "income"},
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"pattern,category\nrewe,groceries\n",
        b"\xef\xbb\xbfPattern ; CATEGORY\r\n rewe ;groceries\r\n",
        b"\npattern\tcategory\n\nrewe\tgroceries\n",
    ],
    ids=["other order", "a spreadsheet's", "tabs and blank lines"],
)
def test_columns_come_in_any_order_and_with_any_mark(folder: Path, content: bytes) -> None:
    (record,) = records(folder, CATEGORIES, content)

    assert record == {"category": "groceries", "pattern": "rewe"}


def test_a_correction_of_each_kind(folder: Path) -> None:
    text = """\
kind,transaction_id,other_transaction_id,category,amount,note,corrected_at
category,a1,,groceries,,"not ""fun"", food",2026-07-01T08:00:00+02:00
void,a2,,,,,2026-07-01
split,a3,,books,-4.5,,
transfer_pair,a4,b4,,,,
"""

    assert records(folder, CORRECTIONS, text) == [
        {
            "kind": "category",
            "transaction_id": "a1",
            "category": "groceries",
            "note": 'not "fun", food',
            "corrected_at": "2026-07-01T06:00:00Z",
        },
        {"kind": "void", "transaction_id": "a2", "corrected_at": "2026-07-01T00:00:00Z"},
        {"kind": "split", "transaction_id": "a3", "category": "books", "amount": "-4.50"},
        {"kind": "transfer_pair", "transaction_id": "a4", "other_transaction_id": "b4"},
    ]


def test_an_annotation_needs_no_end(folder: Path) -> None:
    text = "metric_id,date_from,cause\ndaily_activity,2026-05-03,ill\n"

    assert records(folder, ANNOTATIONS, text) == [
        {"metric_id": "daily_activity", "date_from": "2026-05-03", "cause": "ill"}
    ]


def test_a_bad_row_is_kept_with_its_line_and_the_others_count(folder: Path) -> None:
    text = "category,pattern,valid_from\na,x,\nb,y,3.5.2026\nc,z,\n"

    first, bad, last = items(folder, CATEGORIES, text)

    assert [one.values[:2] for one in (first, last) if isinstance(one, Record)] == [
        ("a", "x"),
        ("c", "z"),
    ]
    assert isinstance(bad, Reject)
    assert (bad.reason, bad.line, bad.raw_text) == ("own_row_invalid", 3, "b,y,3.5.2026\n")
    assert (
        'rules/categories.csv:3: valid_from is "3.5.2026", but must be a day written YYYY-MM-DD. '
        "Write the day as in 2025-01-31)" in bad.message
    )


@pytest.mark.parametrize(
    ("document", "row", "said"),
    [
        (CATEGORIES, "category,pattern\n,x\n", "category is empty"),
        (CATEGORIES, "category,pattern\na,\n", "at least one of pattern, account_id"),
        (RATES, "currency_code,rate,valid_from\nUSD,0.00,2026-01-01\n", "a number above zero"),
        (RATES, "currency_code,rate,valid_from\ndollar,0.9,2026-01-01\n", "its code, as in EUR"),
        (BUDGETS, "category,amount\nfood,-5\n", "an amount of zero or more"),
        (
            BUDGETS,
            "category,amount,valid_from,valid_to\nfood,5,2026-02-01,2026-01-31\n",
            "lies before valid_from",
        ),
        (CATEGORIES, "category,pattern,kind\na,x,incom\n", "Did you mean income?"),
        (SOURCE_PRIORITIES, "recorder,priority\nphone,0\n", "a whole number from 1 to 99"),
        (
            SOURCE_PRIORITIES,
            "recorder,priority,metric\nphone,1,step_counts\n",
            "Did you mean step_count?",
        ),
        (
            SOURCE_PRIORITIES,
            "recorder,priority,valid_from,valid_to\nphone,1,2026-02-01,2026-01-31\n",
            "lies before valid_from",
        ),
        (
            CATEGORIES,
            "category,pattern,valid_from,valid_to\na,x,2026-02-01,2026-01-01\n",
            "valid_to 2026-01-01 lies before valid_from 2026-02-01",
        ),
        (CORRECTIONS, "kind,transaction_id\ndelete,a\n", '"split" or "transfer_pair"'),
        (CORRECTIONS, "kind,transaction_id\nvoid,\n", "transaction_id is empty"),
        (CORRECTIONS, "kind,transaction_id\ncategory,a\n", "the kind category needs category"),
        (
            CORRECTIONS,
            "kind,transaction_id,category,amount\ncategory,a,fun,-3\n",
            "has no amount. Empty it, or write the kind split",
        ),
        (CORRECTIONS, "kind,transaction_id,category,amount\nsplit,a,fun,0\n", "amount is zero"),
        (
            CORRECTIONS,
            'kind,transaction_id,category,amount\nsplit,a,fun,"1,50"\n',
            "with a decimal point",
        ),
        (
            CORRECTIONS,
            "kind,transaction_id,other_transaction_id\ntransfer_pair,a,a\n",
            "cannot be its own other side",
        ),
        (
            CORRECTIONS,
            "kind,transaction_id,corrected_at\nvoid,a,yesterday\n",
            "as in 2026-07-01T06:00:00Z",
        ),
        (
            CORRECTIONS,
            "kind,transaction_id,corrected_at\nvoid,a,0001-01-01T00:00+05:00\n",
            "must be a moment",
        ),
        (ANNOTATIONS, "metric_id,date_from,cause\nm,2026-01-01,\n", "cause is empty"),
        (
            ANNOTATIONS,
            "metric_id,date_from,date_to,cause\nm,2026-01-02,2026-01-01,ill\n",
            "date_to 2026-01-01 lies before",
        ),
    ],
)
def test_a_wrong_row_is_told_in_words(folder: Path, document: str, row: str, said: str) -> None:
    assert said in reject(folder, document, row).message


def test_a_row_with_a_cell_too_many_costs_one_row(folder: Path) -> None:
    found = reject(folder, CATEGORIES, "category,pattern\na,x,y\n")

    assert (found.reason, found.line) == ("row_ragged", 2)
    assert "rules/categories.csv:2" in found.message


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (
            "categroy,pattern",
            ":1: The column categroy is not known. Did you mean category?).",
        ),
        ("category,colour", "Known here: category, pattern, account_id"),
        ("pattern", "The column category is missing. Add it to the first line"),
        ("category,pattern,pattern", "The column pattern is there twice"),
        ("category,,pattern", "The column without a name is not known"),
    ],
)
def test_a_wrong_header_refuses_the_file_with_the_remedy(
    folder: Path, header: str, said: str
) -> None:
    assert said in refusal(folder, CATEGORIES, f"{header}\na,b,c\n")


def test_a_file_in_another_encoding_is_refused_with_its_line(folder: Path) -> None:
    said = refusal(folder, CATEGORIES, "category,pattern\ncaf\xe9,x\n".encode("latin-1"))

    assert "rules/categories.csv:2: The file is not UTF-8 text. Save it as UTF-8" in said


@pytest.mark.parametrize("document", [*CSV_FILES, "rules/tariffs.csv", "profiles/bank.yml"])
def test_a_file_without_text_has_no_records(folder: Path, document: str) -> None:
    assert items(folder, document, b"") == []


def test_another_file_of_the_household_only_lands(folder: Path) -> None:
    assert items(folder, "rules/chores.csv", "month,amount\n2026-01,5\n") == []


PAGE = (Path(__file__).parents[2] / "docs" / "household-files.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("document", CSV_FILES)
def test_the_page_of_the_files_tells_each_column_once(document: str) -> None:
    section = PAGE.partition(f"\n## `{document}`\n")[2].partition("\n## ")[0]
    table = section.partition("| column | |\n|---|---|\n")[2].partition("\n\n")[0]

    rows = [line.split("|")[1:3] for line in table.splitlines()]
    told = [name for names, _ in rows for name in re.findall(r"`(\w+)`", names)]
    needed = [name for names, said in rows for name in re.findall(r"`(\w+)`", names) if "*" in said]
    assert sorted(told) == sorted(CSV_FILES[document].columns)
    assert tuple(needed) == CSV_FILES[document].needed


@pytest.mark.parametrize("document", [CATEGORIES, CORRECTIONS, RATES, BUDGETS, SOURCE_PRIORITIES])
def test_the_example_of_the_page_is_right(folder: Path, document: str) -> None:
    section = PAGE.partition(f"\n## `{document}`\n")[2].partition("\n## ")[0]

    assert len(records(folder, document, section.split("```")[1].lstrip())) > 1


def test_every_csv_file_has_the_columns_of_its_table() -> None:
    for document, table in (
        (CATEGORIES, "bronze_household__category_rules"),
        (CORRECTIONS, "bronze_household__corrections"),
        (ANNOTATIONS, "bronze_household__annotations"),
        (RATES, "bronze_household__rates"),
        (BUDGETS, "bronze_household__budgets"),
        (SOURCE_PRIORITIES, "bronze_household__source_priorities"),
    ):
        assert tuple(CSV_FILES[document].columns) == RECORD_TABLES[table].values
