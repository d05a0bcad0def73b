"""`daybook correct`: a correction of one transaction, into the household's own file."""

import argparse
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from households.csv_files import CORRECTIONS
from households.csv_writing import Cells, append_rows
from households.formats import is_amount
from households.phrases import nearest
from ingestion.layout import without_controls
from runner.errors import CommandError
from runner.settings import Settings, iso
from runner.transactions import Transaction, read_transactions, with_id, with_text


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the command."""
    parser.add_argument(
        "id", nargs="?", metavar="ID", help="its first digits, as --find shows them"
    )
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--category", metavar="NAME", help="the category that it belongs to")
    what.add_argument("--void", action="store_true", help="it never happened")
    what.add_argument(
        "--split",
        action="append",
        type=_part,
        metavar="NAME=AMOUNT",
        help="a part of it and its category, signed as the whole; can be given again",
    )
    what.add_argument("--transfer-with", metavar="ID", help="it and this one are one transfer")
    what.add_argument(
        "--not-transfer-with", metavar="ID", help="it and this one are no transfer, though found"
    )
    what.add_argument("--find", metavar="TEXT", help="list what has this text instead")
    parser.add_argument("--account", metavar="ID", help="list this account only (with --find)")
    parser.add_argument("--note", default="", metavar="TEXT", help="why, in words")


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Append the correction, or list what could be meant."""
    transactions = read_transactions(settings.lake)
    if arguments.find is not None:
        return _list(with_text(transactions, arguments.find, arguments.account))
    if arguments.id is None:
        raise CommandError(
            "Give the ID of a transaction: `daybook correct --find TEXT` shows it.", 2
        )
    transaction = with_id(transactions, arguments.id)
    print(without_controls(f"{transaction.short_id} {transaction}"))
    said = {"note": arguments.note, "corrected_at": iso(settings.as_of)}
    rows = [
        {"transaction_id": transaction.id, **row, **said}
        for row in _corrections(transaction, transactions, arguments)
    ]
    path = append_rows(household_folder(settings), CORRECTIONS, rows)
    print(f"wrote {len(rows)} {'row' if len(rows) == 1 else 'rows'} to {path}")
    print("Run `daybook refresh` to count it.")
    return 0


def household_folder(settings: Settings) -> Path:
    """Return the folder to write into.

    Raises: CommandError where there is none.
    """
    if settings.household is None:
        raise CommandError(
            "There is no household folder to write into. Write one with `daybook init household`.",
            2,
        )
    return settings.household


def _list(found: Sequence[Transaction]) -> int:
    for one in found:
        print(without_controls(f"{one.short_id} {one}"))
    if not found:
        raise CommandError("No transaction has this text. Try a shorter one.")
    return 0


def _part(text: str) -> tuple[str, str]:
    name, _, amount = text.rpartition("=")
    if not name.strip() or not is_amount(amount):
        raise argparse.ArgumentTypeError(f"{text}: write it as in groceries=-12.50")
    return name.strip(), amount


def _corrections(
    transaction: Transaction, others: Sequence[Transaction], arguments: argparse.Namespace
) -> list[Cells]:
    if arguments.void:
        return [{"kind": "void"}]
    if arguments.transfer_with is not None:
        other = with_id(others, arguments.transfer_with)
        print(without_controls(f"{other.short_id} {other}"))
        _check_pair(transaction, other)
        return [{"kind": "transfer_pair", "other_transaction_id": other.id}]
    if arguments.not_transfer_with is not None:
        other = with_id(others, arguments.not_transfer_with)
        print(without_controls(f"{other.short_id} {other}"))
        return [{"kind": "not_a_transfer", "other_transaction_id": other.id}]
    parts = arguments.split or [(arguments.category, "")]
    for name, _ in parts:
        _tell_new(name, others)
    if not arguments.split:
        return [{"kind": "category", "category": arguments.category}]
    _check_parts(transaction, [Decimal(amount) for _, amount in parts])
    return [{"kind": "split", "category": name, "amount": amount} for name, amount in parts]


def _check_pair(one: Transaction, other: Transaction) -> None:
    if one.account == other.account:
        raise CommandError(f"Both are of the account {one.account}. Name the other account's.", 2)
    if one.amount * other.amount > 0:
        raise CommandError("Both have the same sign. A transfer goes out of one and into one.", 2)
    if one.currency == other.currency and one.amount + other.amount:
        raise CommandError("The two amounts do not cancel. Name the one that it went to.", 2)


def _check_parts(transaction: Transaction, parts: Sequence[Decimal]) -> None:
    if any(part * transaction.amount <= 0 for part in parts):
        sign = "below" if transaction.amount < 0 else "above"
        raise CommandError(f"Each part must be {sign} zero, as {transaction.amount} is.", 2)
    together = sum(parts, Decimal(0))
    if abs(together) > abs(transaction.amount):
        raise CommandError(
            f"The parts are {together} together, more than {transaction.amount}. "
            "Make them smaller; what is left over keeps its category.",
            2,
        )


def _tell_new(name: str, transactions: Sequence[Transaction]) -> None:
    """Say that a category is new: a slip of the pen would be one too."""
    known = {category for one in transactions for category in one.categories}
    if name not in known:
        close = nearest(name, known)
        print(f"{name} is a new category{f'; did you mean {close}?' if close else '.'}")
