"""Make the transactions of four accounts at two banks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from samples.payments import (
    CARD,
    CHECKING,
    JOINT,
    PAYMENTS,
    SAVINGS,
    Booking,
    Transfer,
    early_in_week,
    fixed_transfers,
    transfer_in,
    transfer_out,
)
from samples.plan import EARLIEST_DATE, days_between, months_before, random_of

if TYPE_CHECKING:
    from collections.abc import Iterator

ACCOUNTS = (CHECKING, SAVINGS, JOINT, CARD)
# Balances at the end of the day before EARLIEST_DATE, in cents.
_FIRST_BALANCES = {CHECKING: 412_000, SAVINGS: 650_000, JOINT: 380_000, CARD: -20_000}
_CODES = {CHECKING: "C", SAVINGS: "S", JOINT: "J", CARD: "K"}
_SHOPS = {
    CHECKING: ("Bäckerei Sonnenstein", "Grünmarkt", "Kaffeebar am Markt", "Apotheke zum Löwen"),
    JOINT: ("GRUENMARKT 114", "BAKKER & ZOON", "HOFLADEN", "DROGERIE VEER"),
    CARD: ("BUCHSTABE BOEKEN", "RADHAUS", "TANKPUNT A9", "KINO PALAST", "SCHUH UND STIEFEL"),
}


@dataclass(frozen=True)
class Transaction:
    """Hold one transaction as the bank states it; cents, out is negative."""

    booking: Booking
    booked_date: date
    transaction_id: str
    balance_cents: int

    @property
    def account_id(self) -> str:
        """Return the account that it belongs to."""
        return self.booking.account_id


def transactions(seed: int, first: date, last: date) -> Iterator[Transaction]:
    """Yield the transactions of all accounts from first to last, both included, by day."""
    balances = opening_balances(seed, first)
    for day in days_between(first, last):
        counts = dict.fromkeys(ACCOUNTS, 0)
        for booking in bookings_of(seed, day):
            account = booking.account_id
            counts[account] += 1
            balances[account] += booking.cents
            number = f"{day:%Y%m%d}{_CODES[account]}{counts[account]:02}"
            yield Transaction(booking, day, number, balances[account])


@lru_cache(maxsize=16)
def _balances_before(seed: int, first: date) -> tuple[int, ...]:
    balances = dict(_FIRST_BALANCES)
    for day in days_between(EARLIEST_DATE, first - timedelta(days=1)):
        for booking in bookings_of(seed, day):
            balances[booking.account_id] += booking.cents
    return tuple(balances[account] for account in ACCOUNTS)


def opening_balances(seed: int, first: date) -> dict[str, int]:
    """Return the balance of each account at the end of the day before `first`, in cents."""
    return dict(zip(ACCOUNTS, _balances_before(seed, first), strict=True))


def bookings_of(seed: int, day: date) -> Iterator[Booking]:
    """Yield what is booked on one day, in the order in which the banks book it."""
    yield from _transfer_sides(seed, day)
    yield from _own_bookings(seed, day)


def _own_bookings(seed: int, day: date) -> Iterator[Booking]:
    for payment in PAYMENTS:
        booking = payment.booking_on(day)
        if booking is not None:
            yield booking
    yield from _interest(seed, day)
    yield from _twin_coffees(day)
    yield from _returned_goods(seed, day)
    yield from _purchases(seed, day)


def _interest(seed: int, day: date) -> Iterator[Booking]:
    if day.month % 3 == 0 and (day + timedelta(days=1)).day == 1:
        cents = random_of(seed, "interest", day).randrange(310, 420) * 10 + 3
        yield Booking(SAVINGS, cents, "Bank A", "Zinsen Quartal", "interest")


def _transfer_sides(seed: int, day: date) -> Iterator[Booking]:
    for transfer in _transfers(seed, day):
        yield transfer_out(transfer)
    for lag in (1, 2):
        for transfer in _transfers(seed, day - timedelta(days=lag)):
            if transfer.lag_days == lag:
                yield transfer_in(transfer)


def _transfers(seed: int, day: date) -> Iterator[Transfer]:
    yield from fixed_transfers(day)
    if day == early_in_week(day.replace(day=12)):
        spent = _card_spending(seed, months_before(day, 1))
        if spent > 0:
            yield Transfer(day, 1, spent, JOINT, CARD, "CARD PAYMENT")


@lru_cache(maxsize=16)
def _card_spending(seed: int, month: date) -> int:
    last = months_before(month, -1) - timedelta(days=1)
    days = days_between(month, last)
    bookings = (one for day in days for one in _own_bookings(seed, day))
    return -sum(one.cents for one in bookings if one.account_id == CARD)


def _twin_coffees(day: date) -> Iterator[Booking]:
    # Two really equal transactions: only the balance after them tells them apart.
    if day.day == 9:
        for _ in range(2):
            yield Booking(CHECKING, -320, "Kaffeebar am Markt", "Kartenzahlung", "coffee")


def _returned_goods(seed: int, day: date) -> Iterator[Booking]:
    # Amounts that end in 3 cents are kept for refunds and interest: no purchase of another
    # account can look like the other side of one.
    month = day.replace(day=1)
    cents = random_of(seed, "returned goods", month).randrange(299, 1499) * 10 + 3
    if day.month % 2 == 1 and day.day == 17:
        yield Booking(CHECKING, -cents, "Elektro Funke", "Bestellung", "electronics")
    if day.month % 2 == 1 and day.day == 23:
        yield Booking(CHECKING, cents, "Elektro Funke", "Gutschrift Retoure", "refund")
    if day.month % 2 == 0 and day.day == 19:
        yield Booking(CARD, 1993, "SCHUH UND STIEFEL", "REFUND", "refund")
    yield from _look_alikes(day)


def _look_alikes(day: date) -> Iterator[Booking]:
    # Opposite amounts in two own accounts within two days that are no transfer.
    if day.month % 2 == 0 and day.day == 24:
        yield Booking(CARD, -2995, "KINO PALAST", "PURCHASE", "cinema")
    if day.month % 2 == 0 and day.day == 25:
        yield Booking(CHECKING, 2995, "Elektro Funke", "Gutschrift Kabel", "refund")


def _purchases(seed: int, day: date) -> Iterator[Booking]:
    random = random_of(seed, "purchases", day)
    for account, chance, usual in ((CHECKING, 0.4, 1400), (JOINT, 0.7, 4600), (CARD, 0.35, 3900)):
        if random.random() < chance:
            cents = int(usual * random.triangular(0.25, 2.4, 0.8))
            cents += 1 if cents % 10 == 3 else 0
            shop = random.choice(_SHOPS[account])
            text = "Kartenzahlung" if account == CHECKING else "PURCHASE"
            yield Booking(account, -cents, shop, text, "purchase")
