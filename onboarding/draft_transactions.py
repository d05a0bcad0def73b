"""Drafting a profile of an account's bookings."""

import re
from collections.abc import Iterator

from onboarding.balances import balance_agreement
from onboarding.drafts import Said, block, scalar, texts
from onboarding.looking import Column, Look
from onboarding.stamps import Stamps
from onboarding.words import TRANSACTION_WORDS, best_column, meaning

_CURRENCY = re.compile(r"[A-Z]{3}")
_ACCOUNT = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9 ]{8,30}|[\dX*-]{6,24}")
# What a column of two texts says about the direction: the text of money that goes out.
_OUT = {"d", "debit", "dbit", "af", "s", "soll", "outflow", "out", "expense", "ausgabe", "uit"}
_IN = {
    *("c", "k", "credit", "crdt", "bij", "h", "haben", "inflow", "in", "income", "einnahme"),
    *("deposit", "cr"),
}


def draft_transactions(look: Look) -> list[Said]:
    """Return the block `fields`.

    Raises: ValueError where the file has no date or no amount.
    """
    date = _date_column(look)
    if date is None or date.stamps is None:
        raise ValueError("no column holds dates that a profile can read")
    said = [Said("fields:"), _booked_date(look, date, date.stamps)]
    amount, used = _amount(look)
    taken = {date.name, *used}
    return [*said, *amount, *_others(look, taken)]


def _date_column(look: Look) -> Column | None:
    dates = [column for column in look.columns if column.stamps]
    named = best_column([c.name for c in dates], TRANSACTION_WORDS["booked_date"])
    values = [c for c in dates if meaning(c.name, TRANSACTION_WORDS) == "value_date"]
    plain_dates = [column for column in dates if column not in values] or dates
    if named in {column.name for column in plain_dates}:
        return look.column(named or "")
    return next(iter(plain_dates), None)


def _booked_date(look: Look, date: Column, stamps: Stamps) -> Said:
    others = [c.name for c in look.columns if c.stamps and c is not date]
    because = stamps.evidence
    if others:
        because = f"{because or 'the booking date'}; {', '.join(others)} is another date"
    question = f"every row fits {stamps.other} as well: is the day first?" if stamps.other else ""
    rule = scalar(date.name)
    if stamps.formats:
        rule = block([("column", rule), ("formats", texts(stamps.formats))])
    return Said(f"  booked_date: {rule}", because, question)


def _amount(look: Look) -> tuple[list[Said], set[str]]:
    """Return the line of the amount and the columns that it takes."""
    columns = look.number_columns()
    names = [column.name for column in columns]
    kinds = {name: meaning(name, TRANSACTION_WORDS) for name in names}
    debit = next((name for name in names if kinds[name] == "debit"), None)
    credit = next((name for name in names if kinds[name] == "credit"), None)
    single = best_column(
        [name for name in names if kinds[name] not in ("balance_after", "debit", "credit")],
        TRANSACTION_WORDS["amount"],
    )
    if debit and credit and single is None:
        rule = block([("credit", scalar(credit)), ("debit", scalar(debit))])
        said = Said(f"  amount: {rule}", "what comes in and what goes out stand in two columns")
        return [said], {debit, credit}
    signed = [c for c in columns if min(c.known_numbers(), default=0) < 0]
    guess = single or next((c.name for c in signed or columns), None)
    if guess is None:
        raise ValueError("no column holds numbers that could be amounts")
    column = look.column(guess)
    return [_signed(look, column, is_named=single is not None)], {guess}


def _signed(look: Look, column: Column, *, is_named: bool) -> Said:
    question = "" if is_named else f"is {column.name} the amount?"
    numbers = column.known_numbers()
    direction = _direction(look)
    if direction is not None and min(numbers) >= 0:
        name, out = direction
        where = block([("column", scalar(name)), ("values", texts(out))])
        rule = block([("column", scalar(column.name)), ("negative_where", where)])
        return Said(f"  amount: {rule}", f"the column {name} says which way money goes", question)
    agreement = balance_agreement(numbers, _balances(look, column))
    negated = block([("column", scalar(column.name)), ("negate", "true")])
    if agreement == -1:
        because = "the balance falls by what the amounts say: they are positive when paid"
        return Said(f"  amount: {negated}", because, question)
    if agreement == 1:
        because = "the balance changes by the amounts, sign and all"
        return Said(f"  amount: {scalar(column.name)}", because, question)
    if min(numbers) >= 0 or max(numbers) <= 0:
        question = _sign_question(look, column)
    return Said(f"  amount: {scalar(column.name)}", question=question)


def _sign_question(look: Look, amount: Column) -> str:
    """Ask which way money goes, and show the column that seems to say it."""
    seen = next((c for c in look.columns if _has_two_kinds(c)), None)
    if seen is None:
        negated = block([("column", scalar(amount.name)), ("negate", "true")])
        return f"all amounts have one sign: if a positive one was paid, write {negated}"
    first, second = sorted(set(seen.cells))
    where = block([("column", scalar(seen.name)), ("values", texts([second]))])
    rule = block([("column", scalar(amount.name)), ("negative_where", where)])
    return f"all amounts have one sign: does {seen.name} say {first} or {second}? Then write {rule}"


def _has_two_kinds(column: Column) -> bool:
    return _is_text(column) and len(set(column.cells)) == 2 and all(column.cells)


def _balances(look: Look, amount: Column) -> list[float | None]:
    names = [column.name for column in look.number_columns() if column is not amount]
    name = next((n for n in names if meaning(n, TRANSACTION_WORDS) == "balance_after"), None)
    return list(look.column(name).numbers or ()) if name else []


def _direction(look: Look) -> tuple[str, list[str]] | None:
    """Return the column of two texts for in and out, and its texts for out."""
    for column in look.columns:
        kinds = {cell for cell in column.filled() if column.stamps is None}
        simple = {kind.lower() for kind in kinds}
        if simple and simple <= _OUT | _IN and simple & _OUT:
            return column.name, sorted(kind for kind in kinds if kind.lower() in _OUT)
    return None


def _others(look: Look, taken: set[str]) -> Iterator[Said]:
    """Yield the other fields, each column once."""
    for field in ("balance_after", "currency", "account", "bank_transaction_id"):
        name = _field(look, field, taken)
        if name is not None:
            taken.add(name)
            yield Said(f"  {field}: {scalar(name)}")
        elif field == "currency":
            yield from _unsaid_currency(look)
    for field in ("counterparty", "category", "description"):
        free = [c.name for c in look.columns if c.name and c.name not in taken and _is_text(c)]
        name = best_column(free, TRANSACTION_WORDS[field])
        if name is not None:
            taken.add(name)
            yield Said(f"  {field}: {scalar(name)}")


def _unsaid_currency(look: Look) -> Iterator[Said]:
    """Take the currency from the amount's header, such as "Betrag (EUR)"."""
    names = " ".join(column.name for column in look.number_columns())
    found = re.search(r"\b(EUR|USD|GBP|CHF|CZK|PLN|SEK|NOK|DKK|HUF|SGD|AUD|CAD|JPY)\b", names)
    if found:
        said = f"  currency: {block([('constant', found[1])])}"
        yield Said(said, f"a header says {found[1]}")


def _field(look: Look, field: str, taken: set[str]) -> str | None:
    free = [column for column in look.columns if column.name and column.name not in taken]
    fits = {"balance_after": _is_number, "currency": _is_currency}
    fits |= {"account": _is_account, "bank_transaction_id": _is_unique}
    able = [column.name for column in free if fits[field](column)]
    return best_column(able, TRANSACTION_WORDS[field])


def _is_number(column: Column) -> bool:
    return column.numbers is not None


def _is_currency(column: Column) -> bool:
    cells = set(column.filled())
    return bool(cells) and all(_CURRENCY.fullmatch(cell) for cell in cells)


def _is_account(column: Column) -> bool:
    """Tell the account's own number from those of others: it is the same in every row."""
    cells = set(column.filled())
    own = len(column.filled()) == len(column.cells) and len(cells) <= max(1, len(column.cells) / 3)
    return own and all(_ACCOUNT.fullmatch(cell) for cell in cells)


def _is_unique(column: Column) -> bool:
    cells = column.filled()
    return len(cells) == len(column.cells) and len(set(cells)) == len(cells)


def _is_text(column: Column) -> bool:
    return column.numbers is None and column.stamps is None
