"""Investment transactions of QIF, in the words of OFX's, so that both are one table.

Source: Quicken Interchange Format, as Intuit's help describes it: actions for investment accounts.
Amounts and quantities state no sign: the action tells which way they go.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from ingestion.canonical import negated
from ingestion.decoders.bank_bookings import Statement, spaced
from ingestion.decoders.base import Record
from ingestion.decoders.ofx_values import amount
from ingestion.decoders.qif_dates import date_of
from ingestion.decoders.qif_records import QifRecord
from ingestion.tables import OFX_INVESTMENTS
from ingestion.times import StatedValueError

if TYPE_CHECKING:
    from households import DateOrder

KINDS = frozenset(("invst", "port", "401(k)/403(b)"))
SECURITY = "security"
_MOST_SECURITIES = 100_000
# Actions that move nothing but cash: -1 where it goes out, 1 where the amount has its own sign.
_CASH = {"": 1, "cash": 1, "xin": 1, "contribx": 1, "xout": -1, "withdrwx": -1}


class _Action(NamedTuple):
    """Name an action as OFX does; signs are 1 in, -1 out, 0 where there is none."""

    name: str
    cash: int = 0
    units: int = 0
    income: str | None = None


_ACTIONS = {
    "buy": _Action("BUYOTHER", -1, 1),
    "cvrshrt": _Action("BUYOTHER", -1, 1),
    "sell": _Action("SELLOTHER", 1, -1),
    "shtsell": _Action("SELLOTHER", 1, -1),
    "div": _Action("INCOME", 1, income="DIV"),
    "intinc": _Action("INCOME", 1, income="INTEREST"),
    "cglong": _Action("INCOME", 1, income="CGLONG"),
    "cgmid": _Action("INCOME", 1, income="CGLONG"),
    "cgshort": _Action("INCOME", 1, income="CGSHORT"),
    "miscinc": _Action("INCOME", 1, income="MISC"),
    "miscexp": _Action("INVEXPENSE", -1),
    "margint": _Action("MARGININTEREST", -1),
    "rtrncap": _Action("RETOFCAP", 1),
    "reinvdiv": _Action("REINVEST", -1, 1, "DIV"),
    "reinvint": _Action("REINVEST", -1, 1, "INTEREST"),
    "reinvlg": _Action("REINVEST", -1, 1, "CGLONG"),
    "reinvmd": _Action("REINVEST", -1, 1, "CGLONG"),
    "reinvsh": _Action("REINVEST", -1, 1, "CGSHORT"),
    "shrsin": _Action("TRANSFER", 0, 1),
    "shrsout": _Action("TRANSFER", 0, -1),
    # Its quantity is a ratio, no number of units.
    "stksplit": _Action("SPLIT"),
}


def securities_of(records: Iterable[QifRecord]) -> dict[str, str]:
    """Return the symbols of the securities that a file lists, by their name."""
    found: dict[str, str] = {}
    for record in records:
        if record.kind == SECURITY and record.first("S") and len(found) < _MOST_SECURITIES:
            found.setdefault(record.first("N"), record.first("S"))
    return found


def cash_sign(record: QifRecord) -> int | None:
    """Return the sign of a record that moves cash only, None where a security is concerned."""
    return _CASH.get(_action_of(record))


def investment(
    record: QifRecord, statement: Statement, order: "DateOrder", symbols: Mapping[str, str]
) -> Record:
    """Return a record that concerns a security.

    Raises: StatedValueError.
    """
    stated = _action_of(record)
    action = _ACTIONS.get(stated) or _ACTIONS.get(stated.removesuffix("x"))
    if action is None:
        raise StatedValueError("unsupported_record", f"the action {record.first('N')[:40]!r}")
    if not statement.account_number:
        raise StatedValueError("account_missing", "")
    day, name = date_of(record.first("D"), order), spaced(record.first("Y"))
    values = (
        *(None, statement.account_number, statement.currency, None, action.name, day, None),
        *_security(name, symbols),
        _signed(record.first("Q"), action.units),
        _optional(record.first("I")),
        *(_optional(record.first("O")), None),
        _signed(_amount(record), action.cash, is_needed=True),
        # With an X the money goes to or comes from another account.
        *(action.income, "CASH" if stated in _ACTIONS else "OTHER"),
        spaced(f"{record.first('P')} {record.first('M')}"),
    )
    return Record(OFX_INVESTMENTS, values, day, None, record.line, record.place().raw)


def _action_of(record: QifRecord) -> str:
    return record.first("N").lower()


def _amount(record: QifRecord) -> str:
    """Return what the record says of its cash; some programs only state what was transferred."""
    return next((text for text in map(record.first, "TU$") if text), "")


def _security(name: str | None, symbols: Mapping[str, str]) -> tuple[str | None, ...]:
    symbol = symbols.get(name or "")
    return symbol or name, "TICKER" if symbol else None, name, symbol


def _optional(text: str) -> str | None:
    return amount(text) if text else None


def _signed(text: str, sign: int, *, is_needed: bool = False) -> str | None:
    """Return a number with the sign of its action, null where the action has none."""
    if not sign or not (text or is_needed):
        return None
    number = amount(text).removeprefix("-")
    return negated(number) if sign < 0 else number
