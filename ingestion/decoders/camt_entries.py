"""Entries and balances of CAMT as bookings and balances.

Source: ISO 20022, camt.052, camt.053 and camt.054, versions 001.01 to 001.08.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from ingestion.canonical import canonical_number, negated
from ingestion.decoders.bank_bookings import Balance, Booking, iso_date, spaced
from ingestion.decoders.camt_xml import Node
from ingestion.times import StatedValueError

_BALANCE_KINDS = {
    "OPBD": "opening",
    "PRCD": "opening",
    "CLBD": "closing",
    "ITBD": "interim",
    **dict.fromkeys(("OPAV", "CLAV", "ITAV", "FWAV"), "available"),
}
_STATUSES = {"BOOK": "booked", "PDNG": "pending", "FUTR": "pending", "INFO": "info"}
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T Z+-].*)?", re.ASCII | re.DOTALL)
_NO_NAME = frozenset(("", "NOTPROVIDED"))


def bookings_of(entry: Node) -> Iterator[Booking]:
    """Yield the bookings of an entry: its details where their amounts add up to it.

    A batch whose details state no amounts, or others, is one booking.
    Raises: StatedValueError.
    """
    details = [*entry.every("NtryDtls/TxDtls"), *entry.every("TxDtls")]
    whole = _signed(entry)
    parts = [_part_amount(entry, detail) for detail in details] if len(details) > 1 else []
    amounts = [part for part in parts if part is not None]
    if amounts and len(amounts) == len(parts) and sum(map(Decimal, amounts)) == Decimal(whole):
        for number, (detail, amount) in enumerate(zip(details, amounts, strict=True), 1):
            yield _booking(entry, detail, amount, number)
    else:
        yield _booking(entry, details[0] if len(details) == 1 else None, whole, None)


def balance_of(node: Node) -> Balance:
    """Return a balance.

    Raises: StatedValueError.
    """
    code = (node.said("Tp/CdOrPrtry/Cd", "Tp/Cd", "Tp/CdOrPrtry/Prtry", "Tp/Prtry") or "").upper()
    if code not in _BALANCE_KINDS:
        raise StatedValueError("unsupported_record", f"a balance of the kind {code[:40]!r}")
    day = _day(node, "Dt")
    if day is None:
        raise StatedValueError("date_missing", "Dt")
    return Balance(_BALANCE_KINDS[code], day, _signed(node), _currency(node))


def account_of(node: Node) -> tuple[str | None, str | None, str | None]:
    """Return number, bank and currency of an account."""
    return (
        node.said("Id/IBAN", "Id/Othr/Id", "Id/PrtryAcct/Id", "Id/BBAN", "Id/UPIC"),
        node.said(
            *("Svcr/FinInstnId/BICFI", "Svcr/FinInstnId/BIC", "Svcr/FinInstnId/CmbndId/BIC"),
            "Svcr/FinInstnId/ClrSysMmbId/MmbId",
        ),
        node.said("Ccy"),
    )


def _booking(entry: Node, detail: Node | None, amount: str, number: int | None) -> Booking:
    value_date = _day(entry, "ValDt")
    booked_date = _day(entry, "BookgDt") or value_date
    if booked_date is None:
        raise StatedValueError("date_missing", "BookgDt")
    is_reversal = (entry.said("RvslInd") or "").lower() in ("true", "1")
    name, account = _other_side(detail, is_out=amount.startswith("-") != is_reversal)
    reference = entry.said("AcctSvcrRef")
    status = (entry.said("Sts/Cd", "Sts/Prtry", "Sts") or "BOOK").upper()
    return Booking(
        booked_date=booked_date,
        value_date=value_date,
        amount=amount,
        currency=_currency(entry),
        entry_id=reference,
        bank_transaction_id=_transaction_id(reference, detail, number),
        counterparty=name,
        counterparty_account=account,
        description=_description(entry, detail),
        transaction_code=_code(detail) or _code(entry),
        status=_STATUSES.get(status, "info"),
        is_reversal=is_reversal,
    )


def _transaction_id(reference: str | None, detail: Node | None, number: int | None) -> str | None:
    own = detail.said("Refs/AcctSvcrRef") if detail else None
    if number is None:
        return reference or own
    if own and own != reference:
        return own
    return f"{reference}/{number}" if reference else None


def _other_side(detail: Node | None, *, is_out: bool) -> tuple[str | None, str | None]:
    """Return name and account of who was paid or paid; a reversal keeps the sides it had."""
    if detail is None:
        return None, None
    side = "Cdtr" if is_out else "Dbtr"
    party, ultimate = f"RltdPties/{side}", f"RltdPties/Ultmt{side}"
    name = detail.said(
        *(f"{party}/Nm", f"{party}/Pty/Nm", f"{party}/Agt/FinInstnId/Nm"),
        *(f"{ultimate}/Nm", f"{ultimate}/Pty/Nm"),
    )
    account = f"{party}Acct/Id"
    number = detail.said(
        *(f"{account}/IBAN", f"{account}/Othr/Id", f"{account}/PrtryAcct/Id", f"{account}/BBAN")
    )
    return (None if (name or "").upper() in _NO_NAME else spaced(name or "")), number


def _description(entry: Node, detail: Node | None) -> str | None:
    if detail is not None:
        free = [node.text for node in detail.every("RmtInf/Ustrd")]
        coded = [node.text for node in detail.every("RmtInf/Strd/CdtrRefInf/Ref")]
        coded += [node.text for node in detail.every("RmtInf/Strd/CdtrRefInf/CdtrRef")]
        more = [node.text for node in detail.every("RmtInf/Strd/AddtlRmtInf")]
        said = spaced(" ".join((*free, *coded, *more))) or detail.said("AddtlTxInf")
        if said:
            return said
    return spaced(entry.said("AddtlNtryInf") or "")


def _code(node: Node | None) -> str | None:
    if node is None:
        return None
    parts = ("Cd", "Fmly/Cd", "Fmly/SubFmlyCd")
    codes = [node.said(f"BkTxCd/Domn/{part}") for part in parts]
    return "-".join(code for code in codes if code) or node.said("BkTxCd/Prtry/Cd")


def _part_amount(entry: Node, detail: Node) -> str | None:
    """Return the signed amount of a detail in the entry's currency; None where it states none."""
    paths = ("Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/InstdAmt/Amt")
    currency = _currency(entry)
    stated = (node for path in paths for node in detail.every(path) if node.currency == currency)
    node = next(stated, None)
    if node is None:
        return None
    sign = detail.said("CdtDbtInd") or entry.said("CdtDbtInd")
    return _with_sign(node.text, sign)


def _currency(node: Node) -> str | None:
    amount = node.find("Amt")
    return amount.currency if amount is not None else None


def _signed(node: Node) -> str:
    return _with_sign(node.said("Amt") or "", node.said("CdtDbtInd"))


def _with_sign(text: str, sign: str | None) -> str:
    if not text:
        raise StatedValueError("number_missing", "Amt")
    if sign not in ("CRDT", "DBIT"):
        raise StatedValueError("field_invalid", f"CdtDbtInd is {sign!r}")
    try:
        number = canonical_number(text)
    except ValueError as error:
        raise StatedValueError("number_invalid", str(error)) from None
    return negated(number) if sign == "DBIT" else number


def _day(node: Node, name: str) -> str | None:
    """Return the calendar date as the bank states it, whatever the zone behind it."""
    text = node.said(f"{name}/Dt", f"{name}/DtTm", name)
    if text is None:
        return None
    match = _DATE.fullmatch(text)
    if match is None:
        raise StatedValueError("date_invalid", f"{text[:40]!r}")
    year, month, day = (int(part) for part in match.groups())
    return iso_date(year, month, day)
