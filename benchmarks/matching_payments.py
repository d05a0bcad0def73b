"""The payments that come back in a generated household of the matching benchmark."""

import calendar
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

CHECKING, SAVINGS, JOINT, CARD = "checking", "savings", "joint", "card"
ACCOUNTS = (CHECKING, SAVINGS, JOINT, CARD)


@dataclass(frozen=True)
class Event:
    """Hold one booking that really happened; cents, out is negative."""

    account: str
    day: date
    cents: int
    payee: str
    text: str
    category: str
    series_id: str = ""
    transfer_id: str = ""
    event_id: str = ""


@dataclass(frozen=True)
class Series:
    """Hold a payment that comes back, from a day to a day, with its prices from days on."""

    series_id: str
    account: str
    payee: str
    text: str
    category: str
    cadence: str
    due_day: int
    prices: tuple[tuple[date, int], ...]
    first: date = date.min
    last: date = date.max
    varies: bool = False

    def cents_on(self, day: date) -> int:
        """Return the price of a day."""
        return next(cents for since, cents in reversed(self.prices) if since <= day)

    def days(self, first: date, last: date) -> Iterator[date]:
        """Yield the days on which it is booked, moved off weekends."""
        for day in self._due(first, last):
            if max(first, self.first) <= day <= min(last, self.last):
                yield business_day(day)

    def _due(self, first: date, last: date) -> Iterator[date]:
        weeks = {"weekly": 1, "biweekly": 2}.get(self.cadence)
        if weeks:
            day = first + timedelta(days=self.due_day)
            while day <= last:
                yield day
                day += timedelta(weeks=weeks)
            return
        step = {"monthly": 1, "quarterly": 3, "half_yearly": 6, "yearly": 12}[self.cadence]
        for month in range(self.due_day % step, 12 * (last.year - first.year + 1), step):
            year, number = first.year + month // 12, 1 + month % 12
            yield date(year, number, min(self.due_day, calendar.monthrange(year, number)[1]))


def business_day(day: date) -> date:
    """Return the day itself, or the Monday after a weekend."""
    return day + timedelta(days=7 - day.weekday()) if day.weekday() >= 5 else day


_PAYEES = (
    ("Hausverwaltung Süd", "Miete", "housing", "monthly", -115_000, CHECKING),
    ("Deichbau eG", "Gehalt", "salary", "monthly", 284_000, CHECKING),
    ("Mühlenwerk BV", "Lohn", "salary", "monthly", 241_000, JOINT),
    ("Glasnetz", "Internet", "telecom", "monthly", -3_950, JOINT),
    ("Filmkiste", "Abo", "streaming", "monthly", -1_299, CARD),
    ("Tonspur", "Abo Musik", "streaming", "monthly", -1_099, CARD),
    ("Schirm AG", "Hausrat", "insurance", "yearly", -18_450, CHECKING),
    ("Brandwacht", "Autoversicherung", "insurance", "half_yearly", -15_725, JOINT),
    ("Wasserverband", "Abschlag", "energy", "quarterly", -6_120, CHECKING),
    ("Kita Regenbogen", "Beitrag", "child care", "monthly", -21_080, JOINT),
    ("Gemüsekiste", "Lieferung", "groceries", "weekly", -2_490, CARD),
    ("Putzdienst Blank", "Reinigung", "household", "biweekly", -6_400, CHECKING),
    ("Ruderverein Ost", "Beitrag", "leisure", "yearly", -9_600, CHECKING),
    ("Familienkasse", "Kindergeld", "benefits", "monthly", 25_000, JOINT),
)


def household_series(seed: int) -> list[Series]:
    """Return the series of one household: fixed and varying ones, dearer and stopped ones."""
    chance = random.Random(f"series {seed}")  # noqa: S311 (made-up payments)
    return [*_fixed(chance), *_varying(chance), *_stopped(chance), *_interleaved(chance)]


def _fixed(chance: random.Random) -> Iterator[Series]:
    for number, (payee, text, category, cadence, usual, account) in enumerate(_PAYEES):
        cents = round(usual * chance.uniform(0.8, 1.2))
        prices = [(date.min, cents)]
        if chance.random() < 0.4:
            rise = date(2024 + chance.randrange(2), chance.randrange(3, 11), 1)
            prices.append((rise, round(cents * chance.uniform(1.03, 1.2))))
        is_last_day = cadence == "monthly" and chance.random() < 0.25
        due = 31 if is_last_day else chance.randrange(1, 29)
        yield Series(f"s{number:02}", account, payee, text, category, cadence, due, tuple(prices))


def _varying(chance: random.Random) -> Iterator[Series]:
    prices = ((date.min, -round(8_500 * chance.uniform(0.8, 1.3))),)
    due = chance.randrange(1, 28)
    yield Series(
        "power", JOINT, "Stadtwerk Nord", "Strom", "energy", "monthly", due, prices, varies=True
    )
    prices = ((date.min, -round(2_800 * chance.uniform(0.8, 1.3))),)
    yield Series(
        "phone", CARD, "Funknetz", "Rechnung", "telecom", "monthly", 17, prices, varies=True
    )


def _stopped(chance: random.Random) -> Iterator[Series]:
    last = date(2024, 8, 1) + timedelta(days=chance.randrange(200))
    prices = ((date.min, -chance.randrange(1990, 3990)),)
    yield Series(
        "gym", CHECKING, "Kraftraum", "Mitglied", "leisure", "monthly", 2, prices, last=last
    )
    first = date(2025, 3, 1) + timedelta(days=chance.randrange(100))
    prices = ((date.min, -chance.randrange(490, 1490)),)
    yield Series("news", CARD, "Tagblatt", "Abo", "leisure", "monthly", 21, prices, first=first)


def _interleaved(chance: random.Random) -> Iterator[Series]:
    """Yield two subscriptions of one payee, and one at a shop of many other purchases."""
    for number, day in enumerate((chance.randrange(1, 14), chance.randrange(14, 28))):
        cents = -round((799, 1499)[number] * chance.uniform(0.9, 1.1))
        prices = ((date.min, cents), (date(2025, 4, 1), round(cents * (1.0, 1.1)[number])))
        yield Series(f"app{number}", CARD, "Appmarkt", "Abo", "streaming", "monthly", day, prices)
    club = ((date.min, -chance.randrange(1500, 1900)),)
    yield Series("club", CARD, "Buchstabe Bücher", "Buchclub", "leisure", "monthly", 9, club)
