"""The CSV files of a household folder: their columns, and what each row must say."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from households import cells
from households.cells import CellError, Read
from households.money_rules import BUDGET_COLUMNS, BUDGET_NEEDED, RATE_COLUMNS, RATE_NEEDED
from households.phrases import nearest
from households.source_priorities import SOURCE_PRIORITY_COLUMNS, SOURCE_PRIORITY_NEEDED
from households.tariffs import TARIFF_COLUMNS, TARIFF_NEEDED, check_tariff

Row = Mapping[str, str | None]

CATEGORIES = "rules/categories.csv"
ANNOTATIONS = "rules/annotations.csv"
CORRECTIONS = "corrections/transactions.csv"
TARIFFS = "rules/tariffs.csv"
HOLIDAYS = "rules/holidays.csv"
RATES = "rules/rates.csv"
BUDGETS = "rules/budgets.csv"
SOURCE_PRIORITIES = "rules/source_priorities.csv"

_CONDITIONS = ("pattern", "account_id", "bank_category")
# Which columns a kind of correction needs, and which others it may fill.
_OF_KIND = MappingProxyType(
    {
        "category": ("category",),
        "void": (),
        "not_a_transfer": ("other_transaction_id",),
        "split": ("category", "amount"),
        "transfer_pair": ("other_transaction_id",),
    }
)


@dataclass(frozen=True)
class CsvFile:
    """Describe one file: a reader for each column, and a rule over the cells of a row."""

    columns: Mapping[str, Read]
    needed: tuple[str, ...]
    check: Callable[[Row], None]


def delimiter_of(text: str) -> str:
    """Return the mark between the cells of a text's first line: spreadsheets write others too."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    return max(",;\t", key=header.count)


def columns_of(file: CsvFile, header: Sequence[str]) -> list[str]:
    """Return the column that stands at each place of a header, in any order and case.

    Raises: CellError where a column is unknown, missing or there twice.
    """
    names = [cell.strip().lower() for cell in header]
    for name in names:
        if name not in file.columns:
            raise CellError(
                f"The column {name or 'without a name'} is not known", _known(file, name)
            )
    for name in file.needed:
        if name not in names:
            raise CellError(f"The column {name} is missing", "Add it to the first line.")
    for name in names:
        if names.count(name) > 1:
            raise CellError(f"The column {name} is there twice", "Take one of the two away.")
    return names


def read_row(file: CsvFile, columns: Sequence[str], row: Sequence[str]) -> Row:
    """Return all columns of a row, None where a cell is empty or its column is left out.

    Raises: CellError.
    """
    stated = {name: cell.strip() for name, cell in zip(columns, row, strict=True)}
    found = {
        name: _read(name, read, stated[name]) if stated.get(name) else None
        for name, read in file.columns.items()
    }
    for name in file.needed:
        if found[name] is None:
            raise CellError(f"{name} is empty", "Fill it in, or take the row away.")
    file.check(found)
    return found


def _known(file: CsvFile, name: str) -> str:
    close = nearest(name, file.columns)
    return f"Did you mean {close}?" if close else f"Known here: {', '.join(file.columns)}."


def _read(name: str, read: Read, cell: str) -> str:
    try:
        return read(cell)
    except CellError as error:
        raise CellError(f"{name} {error.message}", error.remedy) from None


def _check_rule(row: Row) -> None:
    if not any(row[name] for name in _CONDITIONS):
        raise CellError(
            "The rule has no condition", f"Fill in at least one of {', '.join(_CONDITIONS)}."
        )
    _check_period(row, "valid_from", "valid_to")


def _check_correction(row: Row) -> None:
    kind = row["kind"] or ""
    wanted = _OF_KIND[kind]
    for name in wanted:
        if row[name] is None:
            raise CellError(f"A correction of the kind {kind} needs {name}", "Fill it in.")
    for name in ("category", "amount", "other_transaction_id"):
        if row[name] is not None and name not in wanted:
            kinds = " or ".join(other for other, names in _OF_KIND.items() if name in names)
            remedy = f"Empty it, or write the kind {kinds}."
            raise CellError(f"A correction of the kind {kind} has no {name}", remedy)
    if row["other_transaction_id"] == row["transaction_id"]:
        raise CellError("A transaction cannot be its own other side", "Write the id of the other.")


def _check_note(row: Row) -> None:
    _check_period(row, "date_from", "date_to")


def _check_tariff(row: Row) -> None:
    check_tariff(row)
    _check_period(row, "valid_from", "valid_to")


def _check_validity(row: Row) -> None:
    _check_period(row, "valid_from", "valid_to")


def _check_nothing(_row: Row) -> None:
    """Ask for nothing that a single cell does not tell."""


def _check_period(row: Row, first: str, last: str) -> None:
    start, end = row[first], row[last]
    if start and end and start > end:
        raise CellError(f"{last} {end} lies before {first} {start}", "Swap or correct the days.")


CSV_FILES: Mapping[str, CsvFile] = MappingProxyType(
    {
        CATEGORIES: CsvFile(
            {
                "category": cells.text,
                "pattern": cells.text,
                "account_id": cells.text,
                "bank_category": cells.text,
                "kind": cells.choice("expense", "income"),
                "valid_from": cells.date,
                "valid_to": cells.date,
            },
            ("category",),
            _check_rule,
        ),
        CORRECTIONS: CsvFile(
            {
                "kind": cells.choice(*_OF_KIND),
                "transaction_id": cells.text,
                "other_transaction_id": cells.text,
                "category": cells.text,
                "amount": cells.amount,
                "note": cells.text,
                "corrected_at": cells.moment,
            },
            ("kind", "transaction_id"),
            _check_correction,
        ),
        ANNOTATIONS: CsvFile(
            {
                "metric_id": cells.text,
                "date_from": cells.date,
                "date_to": cells.date,
                "cause": cells.text,
                "noted_at": cells.moment,
            },
            ("metric_id", "date_from", "cause"),
            _check_note,
        ),
        TARIFFS: CsvFile(TARIFF_COLUMNS, TARIFF_NEEDED, _check_tariff),
        HOLIDAYS: CsvFile(
            {"holiday_date": cells.date, "name": cells.text}, ("holiday_date",), _check_nothing
        ),
        RATES: CsvFile(RATE_COLUMNS, RATE_NEEDED, _check_nothing),
        BUDGETS: CsvFile(BUDGET_COLUMNS, BUDGET_NEEDED, _check_validity),
        SOURCE_PRIORITIES: CsvFile(
            SOURCE_PRIORITY_COLUMNS, SOURCE_PRIORITY_NEEDED, _check_validity
        ),
    }
)
