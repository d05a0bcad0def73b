"""Numbers in their one canonical writing."""

import re
from decimal import Context, Decimal, InvalidOperation

_SPACES = re.compile(r"[\s\u00a0\u202f'\u2019]")
# Real quantities and amounts are far shorter; 1e999 must not become a thousand digits.
_MOST_DIGITS = 40
_EXACT = Context(prec=4 * _MOST_DIGITS)


def canonical_number(text: str, decimal_mark: str = ".", thousands_mark: str = "") -> str:
    """Return a number as digits with a decimal point, without needless zeros.

    Reads a leading or trailing sign, and parentheses as minus. Thousands marks must stand
    between groups of digits, so that 1.5 is never read as 15.
    Raises: ValueError.
    """
    body, sign = _unsigned(text.strip())
    body = _without_thousands(body, decimal_mark, thousands_mark)
    whole = body.replace(decimal_mark, ".")
    if not re.fullmatch(r"(\d+\.?\d*|\.\d+)([eE][-+]?\d{1,3})?", whole, re.ASCII):
        raise ValueError(f"{text.strip()[:60]!r} is not a number")
    try:
        number = Decimal(whole)
    except InvalidOperation as error:
        raise ValueError(f"{text.strip()[:60]!r} is not a number") from error
    return _plain(number, sign, text)


def negated(number: str) -> str:
    """Return a canonical number with the other sign."""
    if number == "0":
        return number
    return number[1:] if number.startswith("-") else f"-{number}"


def difference(number: str, taken_away: str) -> str:
    """Return a canonical number less another, exactly."""
    result = _EXACT.subtract(Decimal(number), Decimal(taken_away))
    return _plain(result.copy_abs(), "-" if result < 0 else "", number)


def _plain(number: Decimal, sign: str, text: str) -> str:
    if number == 0:
        return "0"
    if number.adjusted() > _MOST_DIGITS or len(number.as_tuple().digits) > _MOST_DIGITS:
        raise ValueError(f"{text.strip()[:60]!r} has too many digits")
    if number.adjusted() < -_MOST_DIGITS:
        raise ValueError(f"{text.strip()[:60]!r} has too many digits")
    plain = f"{number:f}"
    return sign + (plain.rstrip("0").rstrip(".") if "." in plain else plain)


def _unsigned(text: str) -> tuple[str, str]:
    if text.startswith("(") and text.endswith(")"):
        return text[1:-1].strip(), "-"
    # U+2212 is the minus sign that typesetting programs write.
    text = text.replace("\u2212", "-")
    if text[-1:] in ("-", "+") and text[:1] not in ("-", "+"):
        return text[:-1].rstrip(), text[-1].replace("+", "")
    if text[:1] in ("-", "+"):
        return text[1:].lstrip(), text[0].replace("+", "")
    return text, ""


def _without_thousands(text: str, decimal_mark: str, mark: str) -> str:
    if not mark:
        return text
    if mark in " '":
        text = _SPACES.sub(" ", text)
        mark = " "
    whole, point, fraction = text.partition(decimal_mark)
    if mark not in whole:
        return text
    # Groups of two are India's: 1,23,456.
    if not re.fullmatch(rf"\d{{1,3}}({re.escape(mark)}\d{{2,3}})*{re.escape(mark)}\d{{3}}", whole):
        raise ValueError(f"{text[:60]!r} has thousands marks in the wrong places")
    return whole.replace(mark, "") + point + fraction
