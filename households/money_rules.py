"""The rows of `rules/rates.csv` and `rules/budgets.csv`."""

import re
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from households import cells
from households.cells import CellError, Read
from households.formats import is_amount
from households.phrases import shown

_RATE = re.compile(r"[0-9]{1,9}(\.[0-9]{1,8})?")
_CURRENCY = re.compile(r"[A-Z]{3}")


def currency(cell: str) -> str:
    """Return a currency's code of three letters, in capitals."""
    code = cell.upper()
    if not _CURRENCY.fullmatch(code):
        raise CellError(f"is {shown(cell)}, but must be a currency", "Write its code, as in EUR.")
    return code


def rate(cell: str) -> str:
    """Return a rate above zero with at most eight decimals."""
    if not _RATE.fullmatch(cell) or not Decimal(cell):
        raise CellError(
            f"is {shown(cell)}, but must be a number above zero with at most eight decimals",
            "Write what one unit of the currency is worth, as in 0.9215.",
        )
    return cell


def limit(cell: str) -> str:
    """Return money to be spent, zero or more, with two decimals."""
    if not is_amount(cell) or Decimal(cell) < 0:
        raise CellError(
            f"is {shown(cell)}, but must be an amount of zero or more",
            "Write what may be spent in a month, as in 450.00.",
        )
    return str(Decimal(cell).quantize(Decimal("0.01")))


RATE_COLUMNS: Mapping[str, Read] = MappingProxyType(
    {
        "currency_code": currency,
        "rate": rate,
        "valid_from": cells.date,
        "home_currency_code": currency,
    }
)
RATE_NEEDED = ("currency_code", "rate", "valid_from")
BUDGET_COLUMNS: Mapping[str, Read] = MappingProxyType(
    {
        "category": cells.text,
        "amount": limit,
        "currency_code": currency,
        "valid_from": cells.date,
        "valid_to": cells.date,
    }
)
BUDGET_NEEDED = ("category", "amount")
