"""The rules of known tools, written down, for the matching benchmark."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from statistics import pstdev

from benchmarks.matching_payments import Event
from benchmarks.matching_scores import Booking, Found

PERIODS = {
    "weekly": 7, "biweekly": 14, "monthly": 30, "quarterly": 91, "half_yearly": 182, "yearly": 365
}  # fmt: skip


def kept_by_equal_fields(files: Iterable[Sequence[Event]]) -> Iterator[str]:
    """Keep one of all records with equal account, day, amount and payee."""
    seen = set()
    for file in files:
        for event in file:
            key = (event.account, event.day, event.cents, event.payee)
            if key not in seen:
                seen.add(key)
                yield event.event_id


def kept_by_near_days(files: Iterable[Sequence[Event]]) -> Iterator[str]:
    """Drop what an earlier file has with this amount within two days, each of it once."""
    known: dict[tuple[str, int], list[date]] = defaultdict(list)
    for file in files:
        taken: dict[tuple[str, int], set[int]] = defaultdict(set)
        added = []
        for event in file:
            key = (event.account, event.cents)
            near = [
                number
                for number, day in enumerate(known[key])
                if number not in taken[key] and abs((day - event.day).days) <= 2
            ]
            if near:
                taken[key].add(near[0])
            else:
                added.append((key, event.day))
                yield event.event_id
        for key, day in added:
            known[key].append(day)


def greedy_transfers(bookings: Iterable[Booking]) -> set[frozenset[str]]:
    """Pair each payment with the first opposite amount of another account within four days."""
    ordered = sorted(bookings, key=lambda one: (one.day, one.event_id))
    taken: set[str] = set()
    pairs = set()
    for paid in ordered:
        if paid.cents >= 0:
            continue
        for came in ordered:
            if (
                came.cents == -paid.cents
                and came.account != paid.account
                and abs((came.day - paid.day).days) <= 4
                and came.event_id not in taken
            ):
                taken.add(came.event_id)
                pairs.add(frozenset((paid.event_id, came.event_id)))
                break
    return pairs


def recurring_by_exact_amount(bookings: Iterable[Booking], last: date) -> list[Found]:
    """Take one amount of a payee, three times in the last three months, on days close in months."""
    groups: dict[tuple[str, str, int], list[Booking]] = defaultdict(list)
    for booking in bookings:
        groups[booking.account, booking.payee, booking.cents].append(booking)
    found = []
    for group in groups.values():
        recent = [one for one in group if one.day > last - timedelta(days=92)]
        if len(recent) >= 3 and pstdev(one.day.day for one in recent) <= 5:
            found.append(Found("monthly", frozenset(one.event_id for one in group)))
    return found


def recurring_by_payee(bookings: Iterable[Booking]) -> list[Found]:
    """Chain payments of a payee with about one amount (7.5 %), two days around each period."""
    groups: dict[tuple[str, str, bool], list[Booking]] = defaultdict(list)
    for booking in sorted(bookings, key=lambda one: one.day):
        groups[booking.account, booking.payee.lower(), booking.cents > 0].append(booking)
    found = []
    for group in groups.values():
        taken: set[str] = set()
        for cadence, period in PERIODS.items():
            for start in group:
                chain = _chain(start, [one for one in group if one.event_id not in taken], period)
                if start.event_id not in taken and len(chain) >= 3:
                    taken |= {one.event_id for one in chain}
                    found.append(Found(cadence, frozenset(one.event_id for one in chain)))
    return found


def _chain(start: Booking, group: Sequence[Booking], period: int) -> list[Booking]:
    chain = [start]
    for booking in group:
        gap = (booking.day - chain[-1].day).days
        is_near = abs(booking.cents - chain[-1].cents) <= 0.075 * abs(chain[-1].cents)
        if is_near and abs(gap - period) <= 2:
            chain.append(booking)
    return chain
