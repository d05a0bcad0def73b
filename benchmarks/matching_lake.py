"""The generated households of the matching benchmark as files, built in one lake by the project.

Each household has its own currency, so that none meets another.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deltalake import DeltaTable
from pyarrow.parquet import read_table

from benchmarks.matching_exports import Export, bank_number, exports_of
from benchmarks.matching_households import HOLDERS, LABELLED, SHOPS, Variant, events_of
from benchmarks.matching_payments import ACCOUNTS, Event, household_series
from benchmarks.matching_scores import Booking, Found
from benchmarks.timing import environment_of, seconds

AS_OF = "2026-01-01T06:00:00Z"
MODELS = (
    "silver_operations__built_months",
    "+recurring_payments",
    "+silver_finance__category_suggestions",
)
RECORDS = (
    "bronze_profile__transactions",
    "bronze_ofx__transactions",
    "bronze_bank_statements__bookings",
)


@dataclass(frozen=True)
class House:
    """Hold a generated household: what happened, and its files."""

    name: str
    currency: str
    seed: int
    variant: Variant
    events: Sequence[Event]
    exports: Sequence[Export]


def houses_of(seeds: Iterable[int], variants: Iterable[Variant]) -> list[House]:
    """Return a household for each seed and variant."""
    houses: list[House] = []
    for seed in seeds:
        for variant in variants:
            number = len(houses)
            currency = "Q" + chr(65 + number // 26) + chr(65 + number % 26)
            events = events_of(seed, variant)
            name = f"h{number:02}"
            exports = list(exports_of(name, currency, seed, variant, events))
            houses.append(House(name, currency, seed, variant, events, exports))
    return houses


def write_inbox(folder: Path, houses: Sequence[House]) -> None:
    """Write one household folder that lists the accounts of all houses, and the files."""
    accounts, sources = [], []
    for house in houses:
        for account in ACCOUNTS:
            owner = f", owner: {house.name}" if account in HOLDERS else ""
            accounts.append(
                f"  - {{id: {house.name}_{account}, name: {house.name} {account},"
                f" kind: checking, bank_id: {bank_number(house.name, account)},"
                f" currency: {house.currency}{owner}}}"
            )
            sources.append(
                f"  {house.name}_{account}:"
                f" {{profile: bank_semicolon_csv, account: {house.name}_{account}}}"
            )
        sources += [
            f"  {house.name}_ofx: {{decoder: ofx}}",
            f"  {house.name}_camt: {{decoder: camt}}",
        ]
        for export in house.exports:
            export.write(folder / "inbox")
    rules = folder / "household" / "rules" / "categories.csv"
    rules.parent.mkdir(parents=True)
    rules.write_text(category_rules(houses[0].seed), encoding="utf-8")
    people = [f"  - {{id: {house.name}, name: Muster}}" for house in houses]
    text = ["version: 1", "time_zone: Europe/Berlin", "currency: EUR", "inbox: ../inbox"]
    text += ["people:", *people, "accounts:", *accounts, "sources:", *sources, ""]
    (folder / "household" / "household.yml").write_text("\n".join(text), encoding="utf-8")


def category_rules(seed: int) -> str:
    """Return the household's rules: the payees' categories, known until `LABELLED` only."""
    payees = SHOPS | {one.payee: one.category for one in household_series(seed)}
    lines = ["category,pattern,kind,valid_to"]
    for payee, category in payees.items():
        kind = "income" if category in {"salary", "benefits"} else "expense"
        lines.append(f"{category},{payee},{kind},{LABELLED}")
    return "\n".join(lines) + "\n"


def build(folder: Path, houses: Sequence[House]) -> Path:
    """Ingest all files, build what is measured, and return the lake."""
    lake = folder / "lake"
    write_inbox(folder, houses)
    environment = environment_of(folder, lake, AS_OF)
    seconds(["daybook", "ingest", str(folder / "inbox")], environment)
    seconds(["dbt", "seed"], environment)
    seconds(["dbt", "run", "--select", *MODELS], environment)
    return lake


def rows(lake: Path, table: str) -> list[dict[str, Any]]:
    """Return all rows of a table of the lake."""
    layer = table.split("_", maxsplit=1)[0] if "__" in table else "gold"
    found: list[dict[str, Any]] = DeltaTable(lake / layer / table).to_pyarrow_table().to_pylist()
    return found


def numbered_records(lake: Path) -> dict[tuple[str, int], int]:
    """Return the place of each record among those of its file, by content and record number."""
    numbers: dict[str, list[int]] = defaultdict(list)
    for table in RECORDS:
        columns = ["_content_id", "_record_number"]
        for row in read_table(lake / "bronze" / table, columns=columns).to_pylist():
            numbers[row["_content_id"]].append(row["_record_number"])
    return {
        (content_id, number): place
        for content_id, found in numbers.items()
        for place, number in enumerate(sorted(found))
    }


def bookings_of(lake: Path, houses: Iterable[House]) -> dict[str, tuple[str, Booking]]:
    """Return the kept bookings by transaction id: the house, and what happened."""
    places = numbered_records(lake)
    files = {e.content_id: (house.name, e) for house in houses for e in house.exports}
    found = {}
    for row in rows(lake, "silver_finance__transactions"):
        if row["transaction_id"] != row["original_transaction_id"]:
            continue  # a fee
        key = row["_content_id"], row["_record_number"]
        name, export = files[row["_content_id"]]
        event = export.events[places[key]]
        found[row["transaction_id"]] = name, Booking(
            event.account, row["booked_date"], event.cents, row["counterparty"], event.event_id,
            event.category, event.series_id, event.transfer_id,
        )  # fmt: skip
    return found


@dataclass(frozen=True)
class Result:
    """Hold what the project found in one house: bookings, pairs of events, series."""

    bookings: Sequence[Booking]
    pairs: Collection[frozenset[str]]
    series: Sequence[Found]
    categories: Mapping[str, str]
    suggested: Mapping[str, str]


def results_of(lake: Path, houses: Sequence[House]) -> dict[str, Result]:
    """Return what the project found in each house."""
    found = bookings_of(lake, houses)
    bookings: dict[str, list[Booking]] = defaultdict(list)
    for name, booking in found.values():
        bookings[name].append(booking)
    pairs = pairs_of(lake, found)
    series = series_of(lake, found)
    true, suggested = categories_of(lake, found)
    return {
        one.name: Result(
            bookings[one.name],
            pairs[one.name],
            series[one.name],
            true[one.name],
            suggested[one.name],
        )
        for one in houses
    }


Bookings = Mapping[str, tuple[str, Booking]]


def pairs_of(lake: Path, bookings: Bookings) -> Mapping[str, set[frozenset[str]]]:
    """Return the transfers of each house as pairs of events."""
    pairs: dict[str, set[frozenset[str]]] = defaultdict(set)
    for row in rows(lake, "silver_finance__transfers"):
        name, paid = bookings[row["paid_transaction_id"]]
        _, received = bookings[row["received_transaction_id"]]
        pairs[name].add(frozenset((paid.event_id, received.event_id)))
    return pairs


def series_of(lake: Path, bookings: Bookings) -> Mapping[str, list[Found]]:
    """Return the recurring payments of each house; no own transfers, no irregular ones."""
    cadences = {
        row["recurring_payment_id"]: row["cadence"]
        for row in rows(lake, "recurring_payments")
        if row["cadence"] != "irregular" and not row["is_own_transfer"]
    }
    members: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows(lake, "silver_finance__recurring_bookings"):
        if row["recurring_payment_id"] in cadences:
            name, booking = bookings[row["transaction_id"]]
            members[name, row["recurring_payment_id"]].add(booking.event_id)
    series: dict[str, list[Found]] = defaultdict(list)
    for (name, number), events in members.items():
        series[name].append(Found(cadences[number], frozenset(events)))
    return series


def categories_of(
    lake: Path, bookings: Bookings
) -> tuple[Mapping[str, dict[str, str]], Mapping[str, dict[str, str]]]:
    """Return the true and the suggested categories of what came when labelling had ended."""
    suggestions = {
        row["transaction_id"]: row["suggested_category"]
        for row in rows(lake, "silver_finance__category_suggestions")
    }
    true: dict[str, dict[str, str]] = defaultdict(dict)
    suggested: dict[str, dict[str, str]] = defaultdict(dict)
    for number, (name, booking) in bookings.items():
        if booking.day > LABELLED and not booking.transfer_id:
            true[name][number] = booking.category
            if number in suggestions:
                suggested[name][number] = suggestions[number]
    return true, suggested


def pairing(lake: Path) -> tuple[dict[tuple[str, str], int], set[tuple[str, str]]]:
    """Return the cost of each possible transfer, and those that the project chose."""
    costs = {
        (str(row["paid_transaction_id"]), str(row["received_transaction_id"])): row["pairing_cost"]
        for row in rows(lake, "silver_finance__transfer_candidates")
    }
    chosen = {
        (str(row["paid_transaction_id"]), str(row["received_transaction_id"]))
        for row in rows(lake, "silver_finance__transfers")
    }
    return costs, chosen
