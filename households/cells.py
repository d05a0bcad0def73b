"""What a cell of a household's CSV file may say; each reader returns it as the lake keeps it."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

from households.formats import FORMATS
from households.phrases import nearest, one_of, shown

Read = Callable[[str], str]


class CellError(ValueError):
    """Say what is wrong in a row and what to do; of a cell, `message` begins with the verb.

    `message` has no closing period, `remedy` is one or more whole sentences.
    """

    def __init__(self, message: str, remedy: str) -> None:
        self.message = message
        self.remedy = remedy
        super().__init__(f"{message}. {remedy}")


def text(cell: str) -> str:
    """Return any text."""
    return cell


def choice(*choices: str) -> Read:
    """Return a reader of one of some words, in any case."""

    def read(cell: str) -> str:
        word = cell.lower()
        if word in choices:
            return word
        close = nearest(word, choices)
        remedy = f"Did you mean {close}?" if close else "Write one of these."
        raise CellError(f"is {shown(cell)}, but must be {one_of(choices)}", remedy)

    return read


def date(cell: str) -> str:
    """Return a day, `YYYY-MM-DD`."""
    return _of_format("date", cell)


def amount(cell: str) -> str:
    """Return money that is not zero, with two decimals."""
    value = Decimal(_of_format("amount", cell))
    if not value:
        raise CellError("is zero", "Write the signed amount of the part, below zero when paid.")
    return str(value.quantize(Decimal("0.01")))


def moment(cell: str) -> str:
    """Return an instant in UTC with Z; a time without a zone is one of UTC."""
    try:
        stated = datetime.fromisoformat(cell)
        at = stated.replace(tzinfo=stated.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        raise CellError(
            f"is {shown(cell)}, but must be a moment", "Write it as in 2026-07-01T06:00:00Z."
        ) from None
    return at.isoformat().replace("+00:00", "Z")


def _of_format(name: str, cell: str) -> str:
    form = FORMATS[name]
    if not form.fits(cell):
        raise CellError(f"is {shown(cell)}, but must be {form.expected}", form.remedy(cell))
    return cell
