"""Precision, recall and F1 of what was found, against what happened."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Score:
    """Count what was found rightly, found wrongly, and missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def __add__(self, other: "Score") -> "Score":
        """Add the counts of another household."""
        return Score(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)

    @property
    def precision(self) -> float:
        """Return the share of what was found that is right."""
        return self.right / max(self.right + self.wrong, 1)

    @property
    def recall(self) -> float:
        """Return the share of what there is that was found."""
        return self.right / max(self.right + self.missed, 1)

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall."""
        return 2 * self.right / max(2 * self.right + self.wrong + self.missed, 1)


@dataclass(frozen=True)
class Booking:
    """Hold a booking that was kept: what a matcher may see, and what happened (the event)."""

    account: str
    day: date
    cents: int
    payee: str
    event_id: str
    category: str = ""
    series_id: str = ""
    transfer_id: str = ""


@dataclass(frozen=True)
class Found:
    """Hold the bookings of a recurring payment by their events, and its cadence."""

    cadence: str
    event_ids: frozenset[str]


def duplicates_score(told: Iterable[str], kept: Iterable[str]) -> Score:
    """Score which records were taken for another's duplicate: events told, and events kept."""
    told_times, kept_times = Counter(told), Counter(kept)
    right = wrong = missed = 0
    for event_id, times in told_times.items():
        left = kept_times[event_id]
        right += min(times - left, times - 1)
        wrong += left == 0
        missed += max(left - 1, 0)
    return Score(right, wrong, missed)


def transfers_score(bookings: Sequence[Booking], pairs: Collection[frozenset[str]]) -> Score:
    """Score the pairs of events; a transfer of which one side was never exported is none.

    Of transfers that are equal it does not matter which side meets which.
    """
    by_event = {booking.event_id: booking for booking in bookings}
    sides: dict[str, set[str]] = defaultdict(set)
    for booking in bookings:
        if booking.transfer_id:
            sides[booking.transfer_id].add(booking.event_id)
    true = Counter(_kind(by_event, events) for events in sides.values() if len(events) == 2)
    found = Counter(
        _kind(by_event, events)
        for events in pairs
        if all(by_event[event].transfer_id for event in events)
    )
    right = (true & found).total()
    return Score(right, len(pairs) - right, true.total() - right)


def _kind(by_event: Mapping[str, Booking], events: Iterable[str]) -> tuple[object, ...]:
    """Return what equal transfers share: their accounts and amounts."""
    paid, received = sorted((by_event[event] for event in events), key=lambda one: one.cents)
    return paid.account, received.account, paid.cents, received.cents


def categories_score(true: Mapping[str, str], suggested: Mapping[str, str]) -> Score:
    """Score suggested categories by transaction; where nothing is suggested, it is missed."""
    right = sum(true.get(number) == category for number, category in suggested.items())
    return Score(right, len(suggested) - right, len(true) - right)


def recurring_score(
    bookings: Iterable[Booking], cadences: Mapping[str, str], found: Sequence[Found]
) -> Score:
    """Score the series: one is found where cadence and half of all its payments agree.

    Of a series with less than three payments (two of half a year or more) nothing is asked.
    """
    true: dict[str, set[str]] = defaultdict(set)
    for booking in bookings:
        if booking.series_id:
            true[booking.series_id].add(booking.event_id)
    asked = {
        name: events
        for name, events in true.items()
        if len(events) >= (2 if cadences[name] in {"half_yearly", "yearly"} else 3)
    }
    right = {
        name
        for name, events in asked.items()
        if any(
            one.cadence == cadences[name]
            and 2 * len(events & one.event_ids) >= len(events | one.event_ids)
            for one in found
        )
    }
    small = {event for name in true.keys() - asked.keys() for event in true[name]}
    judged = [one for one in found if not one.event_ids <= small]
    return Score(len(right), len(judged) - len(right), len(asked) - len(right))
