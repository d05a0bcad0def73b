"""Bank records of real files, and the rules of known tools on them."""

import calendar
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any

from benchmarks.matching_baselines import (
    greedy_transfers,
    kept_by_equal_fields,
    kept_by_near_days,
    recurring_by_exact_amount,
    recurring_by_payee,
)
from benchmarks.matching_payments import Event
from benchmarks.matching_scores import Booking

# A file below the folder of finance, and the record's number in it.
Key = tuple[str, int]


@dataclass(frozen=True)
class Record:
    """Hold a bank record as decoded; cents, out is negative."""

    key: Key
    content_id: str
    number: int
    text_hash: str
    account: str
    day: date
    cents: int
    payee: str
    category: str

    @classmethod
    def of(cls, row: Mapping[str, Any], file: str) -> "Record":
        """Return the record of a row of bronze."""
        number = row["_record_number"]
        return cls(
            key=(file, number),
            content_id=row["_content_id"],
            number=number,
            text_hash=hashlib.sha256(row["_raw_record"].encode()).hexdigest()[:12],
            account=f"{row['_source']} {row.get('account') or row.get('account_number')}",
            day=date.fromisoformat(row["booked_date"]),
            cents=round(Decimal(row["amount"]) * 100),
            payee=" ".join(
                str(row.get(name) or "") for name in ("counterparty", "name", "description", "memo")
            ).strip(),
            category=str(row.get("category") or "").strip().lower(),
        )

    @property
    def event_id(self) -> str:
        """Return the key as one text."""
        return f"{self.key[0]}:{self.number}"

    def event(self) -> Event:
        """Return the record as something that a file tells."""
        return Event(self.account, self.day, self.cents, self.payee, "", "", event_id=self.event_id)

    def booking(self) -> Booking:
        """Return the record as a booking that was kept."""
        return Booking(self.account, self.day, self.cents, self.payee, self.event_id)


def key_of(event_id: str) -> Key:
    """Return the key of an event."""
    file, _, number = event_id.rpartition(":")
    return file, int(number)


def files_of(records: Iterable[Record]) -> list[list[Event]]:
    """Return what each file tells."""
    ordered = sorted(records, key=lambda one: one.key)
    return [[one.event() for one in of] for _, of in groupby(ordered, lambda one: one.key[0])]


def keys_of_equal_fields(records: Iterable[Record]) -> list[Key]:
    """Return what is kept where equal account, day, amount and payee count once."""
    return [key_of(event) for event in kept_by_equal_fields(files_of(records))]


def keys_of_near_days(records: Iterable[Record]) -> list[Key]:
    """Return what is kept where another file's equal amount within two days is a duplicate."""
    return [key_of(event) for event in kept_by_near_days(files_of(records))]


def keys_of_greedy_transfers(records: Iterable[Record]) -> set[Key]:
    """Return both sides of what pairs with the first opposite amount within four days."""
    pairs = greedy_transfers(one.booking() for one in records)
    return {key_of(event) for pair in pairs for event in pair}


def equal_amounts_back(records: Iterable[Record]) -> set[Key]:
    """Return what comes back to an account in the amount of a payment up to 30 days before."""
    paid: dict[tuple[str, int], list[date]] = defaultdict(list)
    ordered = list(records)
    for one in ordered:
        paid[one.account, one.cents].append(one.day)
    return {
        one.key
        for one in ordered
        if one.cents > 0
        and any(0 <= (one.day - day).days <= 30 for day in paid[one.account, -one.cents])
    }


def month_ends(first: date, last: date) -> Iterator[date]:
    """Yield the last days of all months from one day to another."""
    day = first
    while day <= last:
        day = day.replace(day=calendar.monthrange(day.year, day.month)[1])
        yield day
        day += timedelta(days=1)


def keys_of_repeated_amounts(records: Sequence[Record]) -> set[Key]:
    """Return payments of one amount three times in three months, asked at each month's end."""
    found: set[Key] = set()
    for _, of_account in by_account(records):
        known = [one.booking() for one in of_account]
        for last in month_ends(known[0].day, known[-1].day):
            told = [one for one in known if one.day <= last]
            for series in recurring_by_exact_amount(told, last):
                found |= {key_of(event) for event in series.event_ids}
    return found


def keys_of_payee_chains(records: Sequence[Record]) -> set[Key]:
    """Return payments of a payee with about one amount, two days around each period."""
    series = recurring_by_payee(one.booking() for one in records)
    return {key_of(event) for one in series for event in one.event_ids}


def by_account(records: Sequence[Record]) -> Iterator[tuple[str, list[Record]]]:
    """Yield the records of each account in the order of their days."""
    ordered = sorted(records, key=lambda one: (one.account, one.day, one.key))
    for account, of in groupby(ordered, lambda one: one.account):
        yield account, list(of)


def commonest_categories(records: Iterable[Record], hidden: Iterable[Key]) -> dict[Key, str]:
    """Return for each hidden record the commonest category of the others with its text."""
    without = set(hidden)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    ordered = list(records)
    for one in ordered:
        if one.key not in without and one.payee:
            counts[one.payee.lower()][one.category] += 1
    return {
        one.key: _commonest(counts[one.payee.lower()])
        for one in ordered
        if one.key in without and one.payee.lower() in counts
    }


def _commonest(found: Counter[str]) -> str:
    return min(found, key=lambda name: (-found[name], name))
