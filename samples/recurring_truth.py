"""What comes back in a sample's accounts, and when next: the truth of `recurring_payments`.

Own transfers are left out: they leave early in a week, which is no day of a month.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from samples.money import bookings_of
from samples.payments import PAYMENTS, Payment
from samples.plan import Plan, days_between, months_before
from samples.writing import decimal_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from samples.money import Transaction
    from samples.payments import Booking

_CADENCES = {12: "monthly", 4: "quarterly", 2: "half_yearly", 1: "yearly"}
# Two of half a year or more show that a payment comes back.
_FEWEST = {"monthly": 3, "quarterly": 3, "half_yearly": 2, "yearly": 2}
_COLLECTED = {"coffee": "monthly", "interest": "quarterly"}
Series = tuple[str, str, str, str, int]


def recurring_rows(plan: Plan, entries: Sequence[Transaction]) -> Iterator[list[str]]:
    """Yield each payment that comes back, as the last day with data knows it."""
    for (account, payee, purpose, cadence, _), booked in sorted(_series(entries).items()):
        if len(booked) >= _FEWEST[cadence]:
            last = booked[-1].booked_date
            yield [
                account,
                payee,
                cadence,
                _typical_amount(booked, purpose),
                "EUR",
                _next_day(plan, booked[-1].booking).isoformat(),
                "true",
                _price_change(booked, purpose),
                booked[0].booked_date.isoformat(),
                last.isoformat(),
                str(len(booked)),
            ]


def _series(entries: Iterable[Transaction]) -> dict[Series, list[Transaction]]:
    """Return the bookings of each payment that comes back; of twins each is one of its own."""
    found: defaultdict[Series, list[Transaction]] = defaultdict(list)
    today: defaultdict[tuple[str, date], int] = defaultdict(int)
    for entry in entries:
        booking = entry.booking
        cadence = _cadence_of(booking)
        if cadence:
            today[booking.purpose, entry.booked_date] += 1
            twin = today[booking.purpose, entry.booked_date] if booking.purpose == "coffee" else 1
            key = (entry.account_id, booking.counterparty, booking.purpose, cadence, twin)
            found[key].append(entry)
    return found


def _cadence_of(booking: Booking) -> str | None:
    for payment in PAYMENTS:
        if _is_of(booking, payment):
            return _CADENCES[len(payment.months)]
    return _COLLECTED.get(booking.purpose)


def _is_of(booking: Booking, payment: Payment) -> bool:
    told = (booking.account_id, booking.counterparty, booking.description)
    return told == (payment.account_id, payment.counterparty, payment.description)


def _typical_amount(booked: Sequence[Transaction], purpose: str) -> str:
    """Return the last amount, of interest the middle one of the last twelve."""
    if purpose != "interest":
        return decimal_text(booked[-1].booking.cents)
    cents = sorted(entry.booking.cents for entry in booked[-12:])
    return decimal_text(cents[(len(cents) - 1) // 2])


def _price_change(booked: Sequence[Transaction], purpose: str) -> str:
    """Return by how much the last change changed the amount; interest has no price."""
    cents = [entry.booking.cents for entry in booked]
    changes = [after - before for before, after in pairwise(cents)]
    last = next((change for change in reversed(changes) if change), 0)
    return decimal_text(last) if last and purpose != "interest" else ""


def _next_day(plan: Plan, like: Booking) -> date:
    """Return the first day after the sample on which the generator would book it again."""
    for day in days_between(plan.as_of.date(), months_before(plan.end_date, -13)):
        for booking in bookings_of(plan.seed, day):
            same = (booking.account_id, booking.counterparty, booking.purpose)
            if same == (like.account_id, like.counterparty, like.purpose):
                return day
    raise AssertionError(f"{like} does not come back")
