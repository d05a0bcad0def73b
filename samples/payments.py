"""List the payments of the household that come back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

CHECKING, SAVINGS, JOINT, CARD = "checking", "savings", "joint", "card"
EVERY_MONTH = tuple(range(1, 13))


@dataclass(frozen=True)
class Booking:
    """Hold one movement of an account before the bank numbers it; cents, out is negative."""

    account_id: str
    cents: int
    counterparty: str
    description: str
    purpose: str
    transfer_id: str = ""


@dataclass(frozen=True)
class Payment:
    """Hold a payment that comes back; `prices` are cents from a day on."""

    account_id: str
    counterparty: str
    description: str
    purpose: str
    day_of_month: int
    months: tuple[int, ...]
    prices: tuple[tuple[date, int], ...]

    def booking_on(self, day: date) -> Booking | None:
        """Return the booking if the payment is due on this day."""
        if day.month not in self.months or day != business_day(day.replace(day=self.day_of_month)):
            return None
        cents = next(cents for since, cents in reversed(self.prices) if since <= day)
        return Booking(self.account_id, cents, self.counterparty, self.description, self.purpose)


def business_day(day: date) -> date:
    """Return the day itself, or the Monday after a weekend."""
    return day + timedelta(days=7 - day.weekday()) if day.weekday() >= 5 else day


def _always(cents: int) -> tuple[tuple[date, int], ...]:
    return ((date.min, cents),)


def _from(before: int, *steps: tuple[date, int]) -> tuple[tuple[date, int], ...]:
    return (*_always(before), *steps)


_QUARTERS = (1, 4, 7, 10)
_NEW_YEAR = date(2026, 1, 1)
_SALARY = _from(284_000, (_NEW_YEAR, 291_000))
_RENT = _from(-115_000, (date(2025, 7, 1), -118_000))
_ABO = _from(-799, (date(2021, 5, 1), -999), (date(2026, 2, 1), -1299))
_SALARY_2 = _from(241_000, (_NEW_YEAR, 246_000))
_HEALTH = _from(-26_540, (_NEW_YEAR, -27_810))
PAYMENTS = (
    Payment(CHECKING, "Deichbau eG", "Gehalt", "salary", 25, EVERY_MONTH, _SALARY),
    Payment(CHECKING, "Hausverwaltung", "Miete; Wohnung 3", "rent", 1, EVERY_MONTH, _RENT),
    Payment(CHECKING, "Stadtwerk", "Abschlag", "energy", 3, EVERY_MONTH, _always(-8_550)),
    Payment(CHECKING, "Filmkiste", "Abo Film", "subscription", 8, EVERY_MONTH, _ABO),
    Payment(CHECKING, "Wasserverband", "Quartal", "water", 15, _QUARTERS, _always(-6_120)),
    Payment(CHECKING, "Schirm AG", "Hausrat Jahr", "insurance", 10, (3,), _always(-18_450)),
    Payment(CHECKING, "Ruderverein Ost", "Beitrag", "club", 2, (9,), _always(-9_600)),
    Payment(CHECKING, "Finanzamt", "Erstattung", "tax", 11, (6,), _always(12_345)),
    Payment(SAVINGS, "Fondshaus", "Sparplan", "fund", 18, EVERY_MONTH, _always(-117_500)),
    Payment(JOINT, "MUEHLENWERK BV", "SALARY", "salary", 26, EVERY_MONTH, _SALARY_2),
    Payment(JOINT, "GLASNETZ", "INTERNET", "internet", 3, EVERY_MONTH, _always(-3_950)),
    Payment(JOINT, "AUTOHAUS WEIDE", "LEASE", "car", 5, EVERY_MONTH, _always(-38_900)),
    Payment(JOINT, "GUTE KASSE", "HEALTH", "insurance", 4, EVERY_MONTH, _HEALTH),
    Payment(JOINT, "GEMEENTE", "CHILD CARE", "child care", 16, EVERY_MONTH, _always(-21_080)),
    Payment(JOINT, "BRANDWACHT", "CAR INSURANCE", "insurance", 21, (2, 8), _always(-15_725)),
    Payment(CARD, "CARD SERVICE", "YEARLY FEE", "fee", 17, (4,), _always(-4_200)),
)


@dataclass(frozen=True)
class Transfer:
    """Hold a transfer between own accounts; it arrives one or two days after it left."""

    left_on: date
    lag_days: int
    cents: int
    from_account: str
    to_account: str
    description: str

    @property
    def transfer_id(self) -> str:
        """Return a name that both sides share."""
        return f"{self.left_on.isoformat()} {self.from_account} {self.to_account}"


_HOLDERS = {
    CHECKING: "Anna Muster Girokonto",
    SAVINGS: "Anna Muster Sparkonto",
    JOINT: "A and B Muster",
    CARD: "CARD SERVICE",
}


def transfer_out(transfer: Transfer) -> Booking:
    """Return the side that pays."""
    return _transfer_side(transfer, transfer.from_account, transfer.to_account, -transfer.cents)


def transfer_in(transfer: Transfer) -> Booking:
    """Return the side that receives."""
    return _transfer_side(transfer, transfer.to_account, transfer.from_account, transfer.cents)


def _transfer_side(transfer: Transfer, account: str, other: str, cents: int) -> Booking:
    holder, text = _HOLDERS[other], transfer.description
    return Booking(account, cents, holder, text, "transfer", transfer.transfer_id)


def fixed_transfers(day: date) -> Iterator[Transfer]:
    """Yield the standing orders that leave on a day: early in a week, so that none meets a weekend.

    None leaves in the first four days of a month, so that a sample that starts with a month has
    both sides of each.
    """
    lag = 1 + (day.month + day.year) % 2
    if day == early_in_week(day.replace(day=6)):
        yield Transfer(day, lag, 30_000, CHECKING, SAVINGS, "Sparen")
    if day == early_in_week(day.replace(day=14)):
        yield Transfer(day, 3 - lag, 111_000, CHECKING, JOINT, "Haushalt")
    if day == early_in_week(day.replace(day=20)):
        yield Transfer(day, lag, 101_000, JOINT, SAVINGS, "SAVING")
    if day.month in (3, 9) and day == early_in_week(day.replace(day=7)):
        yield Transfer(day, 1, 50_000, SAVINGS, CHECKING, "Rücklage")


def early_in_week(day: date) -> date:
    """Return the day itself, or the next Monday from a Thursday on."""
    return day if day.weekday() <= 2 else day + timedelta(days=7 - day.weekday())
