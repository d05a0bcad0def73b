"""Daybook's matching on real ledgers beside rules of known tools, judged by rows labelled by hand.

`matching_real_labels.csv` holds the labels: 200 records drawn at random (`random.Random("real
ledgers 1")`), half from the ledger of a family, half from the booked records of all other bank
files of the real data but those made up; and the records that tell the same booking as one of
them. Each is known by file, record number and the start of its text's SHA-256.
Written to `docs/matching.md`, below the generated households.
"""

import argparse
import csv
import hashlib
import os
import shutil
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pyarrow.parquet import read_table

from benchmarks.files_read import HOUSEHOLD, source_of
from benchmarks.matching import OURS, PAGE, REAL, real_part
from benchmarks.matching_lake import MODELS, RECORDS, rows
from benchmarks.matching_real_rules import (
    Key,
    Record,
    commonest_categories,
    equal_amounts_back,
    keys_of_equal_fields,
    keys_of_greedy_transfers,
    keys_of_near_days,
    keys_of_payee_chains,
    keys_of_repeated_amounts,
)
from benchmarks.matching_scores import Score, duplicates_score
from benchmarks.timing import environment_of, seconds

LABELS = Path(__file__).with_name("matching_real_labels.csv")
LEDGER = "household_2015_2018/Daily Household Transactions.csv"
# After the last record of all files, and after the last one of the ledger.
AS_OF, LEDGER_AS_OF = "2026-04-06T12:00:00Z", "2018-09-21T06:00:00Z"
Label = Mapping[str, str]
Line = tuple[str, str, Score]


def main() -> None:
    """Build the real files, score the labelled rows, and write the section of the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", default=os.environ.get("DAYBOOK_REAL_DATA"))
    files = Path(parser.parse_args().folder) / "finance"
    labels = read_labels()
    with tempfile.TemporaryDirectory(prefix="daybook-bench-") as scratch:
        lake = build(Path(scratch) / "all", sorted(files.glob("*/*")), files, AS_OF)
        records = list(records_of(lake, files))
        check_labels(labels, records)
        lines = [*matched(lake, labels, records)]
        blanked = write_without_categories(Path(scratch) / "blanked", files, labels)
        ledger = build(Path(scratch) / "ledger", [blanked / LEDGER], blanked, LEDGER_AS_OF)
        lines += categorised(ledger, labels, records)
    text = section(lines)
    PAGE.write_text(PAGE.read_text("utf-8").removesuffix(real_part()) + text, encoding="utf-8")
    print(text)


def read_labels() -> dict[Key, Label]:
    """Return the labels by file and record number."""
    with LABELS.open(encoding="utf-8", newline="") as file:
        return {(row["file"], int(row["record_number"])): row for row in csv.DictReader(file)}


def build(folder: Path, paths: Iterable[Path], files: Path, as_of: str) -> Path:
    """Land the files in a household like examples/real_data, build the models, return the lake."""
    shutil.copytree(HOUSEHOLD, folder)
    (folder / "household").mkdir()
    for path in (folder / "household.yml", folder / "profiles"):
        path.rename(folder / "household" / path.name)
    for path in paths:
        source = source_of(Path("finance") / path.relative_to(files))
        (folder / "inbox" / source).mkdir(parents=True, exist_ok=True)
        shutil.copy(path, folder / "inbox" / source / path.name)
    environment = environment_of(folder, folder / "lake", as_of)
    seconds(["daybook", "ingest", str(folder / "inbox")], environment)
    seconds(["dbt", "seed"], environment)
    seconds(["dbt", "run", "--select", *MODELS, "+silver_finance__refunds"], environment)
    return folder / "lake"


def records_of(lake: Path, files: Path) -> Iterator[Record]:
    """Yield the bank records of the lake in the order of their files."""
    names = {
        hashlib.sha256(path.read_bytes()).hexdigest(): str(path.relative_to(files))
        for path in files.glob("*/*")
    }
    found = [
        Record.of(row, names[row["_content_id"]])
        for table in RECORDS
        for row in read_table(lake / "bronze" / table).to_pylist()
    ]
    yield from sorted(found, key=lambda one: one.key)


def check_labels(labels: Mapping[Key, Label], records: Iterable[Record]) -> None:
    """Raise when a label's record is not the one that was read by hand."""
    hashes = {one.key: one.text_hash for one in records}
    for key, label in labels.items():
        if hashes.get(key) != label["text_hash"]:
            raise SystemExit(f"{key} is not the record that was labelled")


def matched(lake: Path, labels: Mapping[Key, Label], records: Sequence[Record]) -> Iterator[Line]:
    """Yield the scores of duplicates, transfers, refunds and recurring payments."""
    key_of = {(one.content_id, one.number): one.key for one in records}
    bookings = {
        row["transaction_id"]: (key_of[place], row)
        for row in rows(lake, "silver_finance__transactions")
        if (place := (row["_content_id"], row["_record_number"])) in key_of
    }
    kept = [
        key for number, (key, row) in bookings.items() if number == row["original_transaction_id"]
    ]
    once = [one for one in records if one.key in set(kept)]

    told = {key: label["booking"] or str(key) for key, label in labels.items()}
    for rule, keys in (
        (OURS, kept),
        ("equal fields", keys_of_equal_fields(records)),
        ("amount within two days", keys_of_near_days(records)),
    ):
        left = [told[key] for key in keys if key in told]
        yield "duplicates", rule, duplicates_score(told.values(), left)

    own = {key for key, row in bookings.values() if row["is_own_transfer"]}
    yield "transfers", OURS, flagged(labels, "is_transfer", own)
    greedy = keys_of_greedy_transfers(once)
    yield "transfers", "greedy within four days", flagged(labels, "is_transfer", greedy)

    refunds = {bookings[row["transaction_id"]][0] for row in rows(lake, "silver_finance__refunds")}
    yield "refunds", OURS, flagged(labels, "is_refund", refunds)
    back = equal_amounts_back(once)
    yield "refunds", "equal amount back within 30 days", flagged(labels, "is_refund", back)

    series = {
        bookings[row["transaction_id"]][0]
        for row in rows(lake, "silver_finance__recurring_bookings")
        if row["cadence"] != "irregular"
    }
    for rule, found in (
        (OURS, series),
        ("exact amount, three months", keys_of_repeated_amounts(once)),
        ("payee, about the amount, two days", keys_of_payee_chains(once)),
    ):
        yield "recurring payments", rule, flagged(labels, "is_recurring", found)


def flagged(labels: Mapping[Key, Label], column: str, found: Collection[Key]) -> Score:
    """Score which sampled records are marked, against their labels."""
    pairs = [
        (label[column] == "true", key in found)
        for key, label in labels.items()
        if label["is_sampled"] == "true"
    ]
    return Score(pairs.count((True, True)), pairs.count((False, True)), pairs.count((True, False)))


def write_without_categories(folder: Path, files: Path, labels: Mapping[Key, Label]) -> Path:
    """Copy the ledger without the categories of sampled records, and return the folder."""
    hidden = {int(label["line_number"]) for label in labels.values() if label["file"] == LEDGER}
    (folder / LEDGER).parent.mkdir(parents=True)
    with (
        (files / LEDGER).open(encoding="utf-8", newline="") as read,
        (folder / LEDGER).open("w", encoding="utf-8", newline="") as written,
    ):
        out = csv.writer(written)
        for line, row in enumerate(csv.reader(read), start=1):
            out.writerow([*row[:2], "" if line in hidden else row[2], *row[3:]])
    return folder


def categorised(
    lake: Path, labels: Mapping[Key, Label], records: Sequence[Record]
) -> Iterator[Line]:
    """Yield the scores of suggested categories: the last two years of the ledger, no transfers."""
    transactions = rows(lake, "silver_finance__transactions")
    numbers: dict[str, Any] = {row["transaction_id"]: row["_record_number"] for row in transactions}
    asked = {
        (LEDGER, row["_record_number"])
        for row in transactions
        if not row["is_own_transfer"] and row["booked_date"].isoformat() >= "2016-09-21"
    }
    true = {
        key: label["category"].lower()
        for key, label in labels.items()
        if key in asked and label["is_sampled"] == "true"
    }
    suggested = {
        (LEDGER, numbers[row["transaction_id"]]): row["suggested_category"].lower()
        for row in rows(lake, "silver_finance__category_suggestions")
    }
    ledger = [one for one in records if one.key[0] == LEDGER]
    yield "categories", OURS, named(true, suggested)
    yield (
        "categories",
        "the commonest of the same text",
        named(true, commonest_categories(ledger, labels)),
    )


def named(true: Mapping[Key, str], suggested: Mapping[Key, str]) -> Score:
    """Score suggested categories of sampled records; nothing suggested is missed."""
    answers = {key: suggested[key] for key in true if key in suggested}
    right = sum(true[key] == category for key, category in answers.items())
    return Score(right, len(answers) - right, len(true) - right)


def section(lines: Iterable[Line]) -> str:
    """Return the section of the page."""
    return (
        f"{REAL}{INTRODUCTION}{HEAD}"
        + "".join(
            f"| {task} | {rule} | {one.right} | {one.wrong} | {one.missed}"
            f" | {one.precision:.2f} | {one.recall:.2f} | {one.f1:.2f} |\n"
            for task, rule, one in lines
        )
        + RULES
    )


INTRODUCTION = (
    "\n200 records of real files, labelled by hand: 100 of a family's ledger of four years, kept by"
    " itself (2,461 records), and 100 of exports of banks, cards and brokers, many of which were"
    " written to test other programs.\n"
    "There is no goal. `python -m benchmarks.matching_real` writes this section;"
    " `benchmarks/matching_real_labels.csv` holds the labels.\n\n"
)
HEAD = (
    "| task | rule | right | wrong | missed | precision | recall | F1 |\n"
    "|---|---|---|---|---|---|---|---|\n"
)
RULES = (
    "\nA reader who saw all records of the account labelled by these rules:\n\n"
    "- **Duplicate**: another file has a record of the same account with the bank's reference of"
    " this one, or with its day, amount and payee. Equal records of one file are bookings of their"
    " own.\n"
    "- **Own transfer**: the other side is a place of the household's own money, by text or"
    " category: an account, a deposit, a fund, a pension, an account at a broker or a payment"
    " service. Money for relatives, cash from a machine, and buying within an account at a broker"
    " are none.\n"
    "- **Refund**: money comes in, and text or kind says that it had been paid: refund, return,"
    " rejected payment, credit of a shop on a card. What others owe is none.\n"
    "- **Recurring**: one of three or more records of one purpose at one cadence from weekly to"
    " yearly (of two, where they are half a year or a year apart), within five days; single ones"
    " may be missing, amounts may change. What is bought again when it is used up is none, and the"
    " word monthly alone does not count.\n"
    "- **Category**: the ledger's own, hidden from Daybook for these records. Transfers and what is"
    " older than two years are not asked.\n\n"
    "The rules beside are those of above, with one amount in three months asked for at the end of"
    " each month; for refunds, the amount of a payment back on its account within 30 days; for"
    " categories, the commonest one of the same text.\n\n"
    "Of the transfers that Daybook misses, the family filed four as spending, and seven lead to"
    " accounts that are in no file, as do the payments of all refunds.\n"
    "Among what comes back it misses a salary and a maid's pay that most months do not tell of, and"
    " takes two things for half-yearly that were bought twice, half a year apart.\n"
    "Two rules came from reading these records, so that they are no untouched test of them: a"
    " payment without payee and purpose is known by its category, and equal amounts on two days of"
    " the month are two payments.\n"
)

if __name__ == "__main__":
    main()
