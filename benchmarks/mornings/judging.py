"""Whether a morning is right: its published numbers against the truth of the sample."""

import csv
import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from benchmarks.mornings.faults import sources_of
from ingestion.storage.locations import Location
from runner.publication import Publication, read_publication
from runner.tables import read_delta_rows

# The domain of each table, by whose tiles the brief says what it lacks, and its key.
TABLES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "daily_meter_usage": ("home", ("usage_date", "meter_id", "commodity", "flow")),
    "daily_energy_cost": ("home", ("usage_date", "meter_id", "commodity", "flow")),
    "daily_room_climate": ("home", ("climate_date", "room_id")),
    "daily_activity": ("fitness", ("activity_date", "person_id")),
    "nightly_sleep": ("fitness", ("sleep_date", "person_id")),
    "daily_training_load": ("fitness", ("activity_date", "person_id")),
    "daily_body": ("fitness", ("body_date", "person_id")),
    "monthly_cash_flow": ("finance", ("month_date", "currency_code")),
    "monthly_category_spend": ("finance", ("month_date", "category", "currency_code")),
    "daily_account_balance": ("finance", ("balance_date", "account_id")),
}
DOMAINS = {
    **dict.fromkeys(("electricity", "water", "home_assistant"), "home"),
    **dict.fromkeys(("fitbit_anna", "fitbit_ben", "apple_health"), "fitness"),
    **dict.fromkeys(("bank_a_checking", "bank_a_savings", "bank_b"), "finance"),
}


@dataclass(frozen=True)
class Verdict:
    """Say what a morning was: fresh_and_right, stale_and_said, incomplete_and_said or wrong."""

    kind: str
    why: str = ""


def judge(
    sample: Path, lake: Location, as_of: datetime, lacking: set[str], damaged: Collection[str] = ()
) -> Verdict:
    """Judge what is published as of a morning; `lacking` are sources with files outstanding.

    A state of an earlier morning says so by its own date. A fresh one equals the truth, or it
    differs in domains of lacking sources only, and its brief says so of each such domain.
    """
    published = read_publication(lake)
    if published is None or datetime.fromisoformat(published.as_of) < as_of:
        return Verdict("stale_and_said", published.as_of if published else "nothing yet")
    differing = {table: _differences(sample, lake, published, table) for table in TABLES}
    domains = {TABLES[table][0] for table, found in differing.items() if found}
    if not domains:
        return Verdict("fresh_and_right")
    why = "; ".join(f"{table}: {found[0]}" for table, found in differing.items() if found)
    version = published.tables["morning_brief"]
    tiles = read_delta_rows(lake / "gold" / "morning_brief", version)
    said = {DOMAINS[source] for source in lacking if is_said(source, tiles)}
    if tile(tiles, "quarantined_files")["value"] >= _count_refused(sample) + len(damaged):
        said |= {DOMAINS[source] for source in sources_of(damaged)}
    return Verdict("incomplete_and_said" if domains <= said else "wrong", why)


def is_said(source: str, tiles: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether a brief says that a source lacks something.

    It does not tell of yesterday, left out days, or, of a bank, the balances do not agree.
    """
    told = (tile(tiles, one)["comparison"] for one in ("sources_behind", "days_left_out"))
    if any(source in re.findall(r"\w+", text) for text in told):
        return True
    return DOMAINS[source] == "finance" and tile(tiles, "balance_eur")["status"] == "watch"


def tile(tiles: Sequence[Mapping[str, Any]], tile_id: str) -> Mapping[str, Any]:
    """Return a brief's tile."""
    return next(one for one in tiles if one["tile_id"] == tile_id)


def _count_refused(sample: Path) -> int:
    """Return how many files of the sample itself cannot be read."""
    with (sample / "truth" / "files.csv").open(encoding="utf-8", newline="") as file:
        return sum(row["outcome"] == "quarantined" for row in csv.DictReader(file))


def _differences(sample: Path, lake: Location, published: Publication, table: str) -> list[str]:
    keys = TABLES[table][1]
    rows = read_delta_rows(lake / "gold" / table, published.tables[table])
    found = {tuple(str(row[key]) for key in keys): row for row in rows}
    with (sample / "truth" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        true = {tuple(row[key] for key in keys): row for row in csv.DictReader(file)}
    return list(_compared(found, true))


def _compared(
    found: Mapping[tuple[str, ...], Mapping[str, Any]],
    true: Mapping[tuple[str, ...], Mapping[str, str]],
) -> Iterator[str]:
    for key in sorted(set(found) ^ set(true)):
        yield f"{' '.join(key)} {'is too much' if key in found else 'is not there'}"
    for key in sorted(set(found) & set(true)):
        for column in set(true[key]) & set(found[key]):
            if not _is_equal(found[key][column], true[key][column]):
                said = f"{found[key][column]} for {true[key][column]}"
                yield f"{' '.join(key)} {column}: {said}"


def _is_equal(value: Any, true: str) -> bool:
    if isinstance(value, bool):
        return str(value).lower() == true.lower()
    if isinstance(value, float):
        return bool(true) and math.isclose(value, float(true), rel_tol=1e-6, abs_tol=1e-6)
    if isinstance(value, Decimal):
        return value == Decimal(true or "nan")
    return ("" if value is None else str(value)) == true
