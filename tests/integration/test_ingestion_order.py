"""Whatever the order, the grouping, the names and the repetitions: the same tables."""

import tempfile
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from households import Household
from ingestion import ingest, reconcile, redecode_stale, replay
from tests.faults.lakes import a_household, a_lake, ofx, state_of, states, write

SOURCES = "  power: {profile: sample_electricity}\n  copy: {profile: sample_electricity}\n"
POWER = "Zeitpunkt;Bezug (kWh);Einspeisung (kWh)\n"
FILES = {
    "ha/january": states("sensor.a,1,2026-01-31T23:59:59Z", "sensor.a,2,2026-02-01T00:00:00Z"),
    "ha/overlap": states("sensor.a,2,2026-02-01T00:00:00Z", "bad"),
    "bank/first": ofx("20260102 5 A", "20260103 6 B"),
    "bank/overlap": ofx("20260103 6 B", "20261301 7 C"),
    "power/autumn": POWER + "26.10.2025 02:45;1;0\n26.10.2025 02:00;2;0\n",
    "power/in_two": POWER + "01.01.2026 00:00;1;0\n",
    "copy/in_two": POWER + "01.01.2026 00:00;1;0\n",
    "bank/damaged": "OFXHEADER:100\n<OFX><cut",
    "ha/empty": "",
}
ORDERS = st.permutations(sorted(FILES))
CUTS = st.lists(st.integers(0, len(FILES)), max_size=3)
REPEATED = st.lists(st.sampled_from(sorted(FILES)), max_size=3)
BETWEEN = st.lists(st.sampled_from(["replay", "reconcile", "stale"]), max_size=2)


@cache
def expected() -> dict[str, Any]:
    """Return the state after all files came at once, and each once."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        offer(folder, sorted(FILES), "txt")
        lake = a_lake(folder)
        ingest(lake, a_household(folder, SOURCES), [folder / "in"])
        return without_counts(state_of(lake))


def offer(folder: Path, names: list[str], ending: str) -> None:
    """Put files into the inbox, all under the same ending."""
    for name in names:
        write(folder / "in" / f"{name}.{ending}", FILES[name])


def without_counts(state: dict[str, Any]) -> dict[str, Any]:
    """Leave out how often a content was delivered: that is what differs."""
    files = [
        {name: value for name, value in row.items() if name != "count_occurrences"}
        for row in state["files"]
    ]
    return {**state, "files": files}


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ORDERS, CUTS, REPEATED, BETWEEN)
def test_any_order_ends_in_the_same_tables(
    order: list[str], cuts: list[int], repeated: list[str], between: list[str]
) -> None:
    edges = sorted({0, *cuts, len(order)})
    parts = [order[start:end] for start, end in pairwise(edges)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        household = a_household(folder, SOURCES)
        for number, part in enumerate(parts):
            offer(folder, part, "csv")
            offer(folder, [one for one in repeated if one in part], f"copy{number}.csv")
            ingest(a_lake(folder), household, [folder / "in"])
            for step in between[number : number + 1]:
                meanwhile(folder, household, step)
        assert without_counts(state_of(a_lake(folder))) == expected()


def meanwhile(folder: Path, household: Household, step: str) -> None:
    """Do something that must not change what counts."""
    lake = a_lake(folder)
    if step == "replay":
        replay(lake, household)
    elif step == "reconcile":
        reconcile(lake, household, folder / "in")
    else:
        redecode_stale(lake, household)
