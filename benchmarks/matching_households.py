"""Generated households for the matching benchmark: what happened, and the exports that tell of it.

Each seed is another household; a variant makes its exports harder. Truth is what happened.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count

from benchmarks.matching_payments import (
    CARD,
    CHECKING,
    JOINT,
    SAVINGS,
    Event,
    Series,
    business_day,
    household_series,
)

FIRST, LAST = date(2024, 1, 1), date(2025, 12, 31)
# From the next day on the household has labelled nothing.
LABELLED = date(2025, 6, 30)
HOLDERS = {CHECKING: "Anna Muster", SAVINGS: "Anna Muster Tagesgeld", JOINT: "A + B Muster"}
SHOPS = {
    "Grünmarkt": "groceries",
    "Bäckerei Sonnenstein": "groceries",
    "Kaffeebar am Markt": "eating out",
    "Pizzeria Vesuv": "eating out",
    "Drogerie Veer": "household",
    "Tankpunkt A9": "car",
    "Buchstabe Bücher": "leisure",
    "Kino Palast": "leisure",
    "Elektro Funke": "electronics",
}
# Shops that open when labelling has ended: nothing is known of them.
NEW_SHOPS = {"Obsthof Lenz": "groceries", "Kletterhalle Fels": "leisure"}


@dataclass(frozen=True)
class Variant:
    """Say what makes the exports of a household hard."""

    name: str
    changes_payees: bool = False
    has_fees: bool = False
    has_twins: bool = False
    misses_exports: bool = False
    has_second_formats: bool = False


PLAIN = Variant("plain")
VARIANTS = (
    PLAIN,
    Variant("payee texts change", changes_payees=True),
    Variant("fees on transfers", has_fees=True),
    Variant("equal twins", has_twins=True),
    Variant("missing exports", misses_exports=True),
    Variant("second formats", has_second_formats=True),
    Variant(
        "all of these",
        changes_payees=True,
        has_fees=True,
        has_twins=True,
        misses_exports=True,
        has_second_formats=True,
    ),
)


def events_of(seed: int, variant: Variant) -> list[Event]:
    """Return everything that is booked in the household's accounts, by day."""
    chance = random.Random(f"{seed} {variant.name}")  # noqa: S311 (made-up payments)
    found = [event for series in household_series(seed) for event in payments_of(series, chance)]
    found += _purchases(chance)
    found += _transfers(chance, variant)
    if variant.has_twins:
        found += _twins(chance)
    if variant.changes_payees:
        found = [_with_new_text(event, chance) for event in found]
    kept = [event for event in found if FIRST <= event.day <= LAST]
    kept.sort(key=lambda event: event.day)
    return [replace(event, event_id=f"e{number:05}") for number, event in enumerate(kept)]


def payments_of(series: Series, chance: random.Random) -> Iterator[Event]:
    """Yield the payments of one series."""
    for number, day in enumerate(series.days(FIRST, LAST)):
        cents = series.cents_on(day)
        if series.varies:
            cents = int(cents * chance.uniform(0.7, 1.4))
        text = f"{series.text} {day:%m/%Y}" if number % 2 else series.text
        yield Event(
            series.account, day, cents, series.payee, text, series.category, series.series_id
        )


def _purchases(chance: random.Random) -> Iterator[Event]:
    for offset in range((LAST - FIRST).days + 1):
        for account, share in ((CHECKING, 0.45), (CARD, 0.6)):
            if chance.random() < share:
                day = FIRST + timedelta(days=offset)
                yield _purchase(chance, account, day)
                if chance.random() < 0.03:
                    yield _returned(chance, account, day)


def _purchase(chance: random.Random, account: str, day: date) -> Event:
    shops = SHOPS if day <= LABELLED else SHOPS | NEW_SHOPS
    shop = chance.choice(list(shops))
    cents = -int(2600 * chance.triangular(0.1, 3, 0.6))
    branch = f"{shop} {chance.randrange(10, 99)}" if account == CARD else shop
    return Event(account, day, cents, branch, "Kartenzahlung", shops[shop])


def _returned(chance: random.Random, account: str, day: date) -> Event:
    cents = chance.randrange(900, 9000)
    return Event(
        account, day + timedelta(days=5), cents, "Elektro Funke", "Gutschrift", "electronics"
    )


def _twins(chance: random.Random) -> Iterator[Event]:
    for _ in range(20):
        day = FIRST + timedelta(days=chance.randrange(730))
        cents = -chance.choice((320, 450, 1290))
        for _ in range(2):
            yield Event(CHECKING, day, cents, "Kaffeebar am Markt", "Kartenzahlung", "eating out")


def _transfers(chance: random.Random, variant: Variant) -> Iterator[Event]:
    numbers = count(1)
    for month in range(24):
        first = date(2024 + month // 12, 1 + month % 12, 1)
        plans = [
            (6, CHECKING, SAVINGS, 30_000, "Sparen"),
            (13, CHECKING, JOINT, 111_000, "Haushalt"),
            (19, JOINT, CARD, 41_000 + chance.randrange(9000), "Kartenabrechnung"),
        ]
        if chance.random() < 0.5:  # two equal transfers whose days cross
            plans += [(6 + chance.randrange(3), CHECKING, SAVINGS, 30_000, "Sparen extra")]
        if chance.random() < 0.4:
            plans += [
                (chance.randrange(2, 27), SAVINGS, CHECKING, 5000 * chance.randrange(1, 9), "")
            ]
        for due_day, source, target, cents, text in plans:
            left = business_day(first.replace(day=due_day))
            came = business_day(left + timedelta(days=chance.randrange(3)))
            fee = 150 if variant.has_fees and chance.random() < 0.3 else 0
            transfer = f"t{next(numbers):04}"
            paid = f"{text} Übertrag".strip()
            yield Event(source, left, -cents, _holder(target), paid, "transfer", "", transfer)
            yield Event(target, came, cents - fee, _holder(source), text, "transfer", "", transfer)
        # What looks like a transfer and is none: the same amount out and in within days.
        if month % 3 == 0:
            day = first + timedelta(days=chance.randrange(20))
            yield Event(CARD, day, -3490, "Elektro Funke", "Kauf", "electronics")
            yield Event(
                CHECKING, day + timedelta(days=1), 3490, "Berta Beispiel", "danke", "uncategorised"
            )


def _holder(account: str) -> str:
    return HOLDERS.get(account, "Karte 4711")


def _with_new_text(event: Event, chance: random.Random) -> Event:
    """Write the payee as another system does: in capitals, with a branch, city or reference."""
    if event.transfer_id or chance.random() < 0.5:
        return event
    payee = chance.choice(
        (
            event.payee.upper(),
            f"{event.payee} {chance.randrange(1000, 9999)} Berlin",
            f"PAYPAL *{event.payee}",
            f"{event.payee} GmbH",
        )
    )
    return replace(event, payee=payee)
