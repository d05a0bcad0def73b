"""What looks wrong in the bookings of an account."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise

from onboarding.balances import balance_agreement
from onboarding.rows import Booking
from onboarding.suspicions.found import Suspicion
from onboarding.totals import is_sum_of_others

_FEWEST = 8
_FEWEST_AMOUNTS = 5


def suspect_bookings(found: Sequence[Booking]) -> list[Suspicion]:
    """Return what looks wrong in the bookings of one file, in its order."""
    return [*opposite_signs(found), *one_sign(found), *summed_amounts(found), *swapped_days(found)]


def opposite_signs(found: Sequence[Booking]) -> Iterator[Suspicion]:
    """Yield a suspicion where the balance falls by what comes in."""
    if _agreement(found) == -1:
        row = next(row for row in found if row.amount)
        yield Suspicion(
            "wrong_sign",
            f"The balance contradicts the amounts: read as {row.amount} (line {row.line}), it "
            "changes by the opposite",
            "Write negate: true in the block of amount in the profile, or take it away.",
        )


def one_sign(found: Sequence[Booking]) -> Iterator[Suspicion]:
    """Yield a suspicion where money only comes in, or only goes out, and no balance says so."""
    amounts = [row.amount for row in found if row.amount]
    if len(amounts) < _FEWEST_AMOUNTS or _agreement(found):
        return
    if min(amounts) > 0 or max(amounts) < 0:
        kind = "income" if min(amounts) > 0 else "expenses"
        yield Suspicion(
            "one_sign",
            f"All {len(amounts)} amounts are {kind}",
            "If they are not, write negate: true, debit and credit columns, or negative_where "
            "for amount in the profile.",
        )


def _agreement(found: Sequence[Booking]) -> int:
    balances = [None if row.balance is None else float(row.balance) for row in found]
    return balance_agreement([float(row.amount) for row in found], balances)


def summed_amounts(found: Sequence[Booking]) -> Iterator[Suspicion]:
    """Yield a suspicion where the last amount is the sum of all others."""
    if is_sum_of_others([float(row.amount) for row in found]):
        yield Suspicion(
            "totals_row",
            f"Line {found[-1].line} is the sum of all others and counts once more",
            "Leave it out: write skip_last_lines: 1 under file, or name it in skip_rows_where.",
        )


def swapped_days(found: Sequence[Booking]) -> Iterator[Suspicion]:
    """Yield a suspicion where dates jump from month to month, and would not the other way."""
    days = [row.day for row in found]
    swapped = [_swapped(day) for day in days]
    if len(days) < _FEWEST or None in swapped:
        return
    as_read, other = _jumps(days), _jumps([day for day in swapped if day])
    if as_read > 3 * other + 30:
        yield Suspicion(
            "day_and_month_swapped",
            f"The dates jump by {as_read} days in all; with day and month swapped by {other}",
            "Swap %d and %m in the formats of the profile.",
        )


def _swapped(day: date) -> date | None:
    return day.replace(month=day.day, day=day.month) if day.day <= 12 else None


def _jumps(days: Sequence[date]) -> int:
    return sum(abs((later - earlier).days) for earlier, later in pairwise(days))


def foreign_account(
    texts: Sequence[str], bank_ids: Mapping[str, str], account: str
) -> Iterator[Suspicion]:
    """Yield a suspicion where a file names another account than the one that it is read for.

    `texts` are those that every row or the lines above the table repeat, `bank_ids` the
    household's accounts by number, `account` the id of the account that the source says.
    """
    named = {_plain(text) for text in texts}
    owners = {owner for number, owner in bank_ids.items() if _plain(number) in named}
    if owners and account not in owners:
        owner = min(owners)
        yield Suspicion(
            "other_account",
            f"The file names the account {owner}, but is read as {account}",
            f"Write account: {owner} at the source in household.yml, or move the file; two "
            "folders may be swapped.",
        )


def foreign_opening(
    found: Sequence[Booking], openings: Mapping[str, tuple[date, Decimal]], account: str
) -> Iterator[Suspicion]:
    """Yield a suspicion where the file begins with the opening balance of another account.

    `openings` are the days and opening balances of the household's accounts; the first booking
    must not lie before the day.
    """
    before = _balance_before(found)
    if before is None or account not in openings:
        return
    first = min(row.day for row in found)
    fitting = {
        name for name, (day, amount) in openings.items() if amount == before and day <= first
    }
    if fitting and account not in fitting:
        owner = min(fitting)
        yield Suspicion(
            "other_account",
            f"The file begins with {before}, the opening balance of {owner}, but is read as "
            f"{account}",
            f"Write account: {owner} at the source in household.yml, or move the file; two "
            "folders may be swapped.",
        )


def _balance_before(found: Sequence[Booking]) -> Decimal | None:
    """Return the balance before the first booking, whichever way the file runs."""
    if not found:
        return None
    oldest = found[-1] if found[-1].day < found[0].day else found[0]
    return None if oldest.balance is None else oldest.balance - oldest.amount


def _plain(text: str) -> str:
    return re.sub(r"[^0-9A-Za-z]", "", text).upper()
