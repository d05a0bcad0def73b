"""Two commands at once on one lake."""

import multiprocessing
from collections import Counter
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from ingestion import ingest
from tests.faults.lakes import (
    a_lake,
    leftovers,
    no_household,
    ofx,
    outcomes_of,
    state_of,
    states,
    write,
)

PROCESSES = 2


def an_inbox(folder: Path) -> Path:
    """Write twelve files."""
    for number in range(10):
        content = states(f"sensor.a,{number},2026-01-01T00:00:00Z", "bad")
        write(folder / "in" / "ha" / f"{number}.csv", content)
    write(folder / "in" / "bank" / "a.ofx", ofx("20260102 5 A", "20260202 6 B"))
    write(folder / "in" / "bank" / "b.ofx", "nothing")
    return folder / "in"


def run(folder: Path, barrier: Barrier, answers: Any) -> None:
    """Ingest in a process of its own, all at the same moment."""
    lake = a_lake(folder)
    barrier.wait()
    report = ingest(lake, no_household(), [folder / "in"])
    answers.put([(one.path, one.outcome) for one in report.outcomes])


def test_each_file_lands_once_and_the_index_is_whole(tmp_path: Path) -> None:
    inbox = an_inbox(tmp_path)
    context = multiprocessing.get_context("spawn")
    barrier, answers = context.Barrier(PROCESSES), context.Queue()
    processes = [
        context.Process(target=run, args=(tmp_path, barrier, answers)) for _ in range(PROCESSES)
    ]
    for process in processes:
        process.start()
    outcomes = [outcome for _ in processes for outcome in answers.get(timeout=60)]
    for process in processes:
        process.join(timeout=60)
        assert process.exitcode == 0

    by_path: dict[str, Counter[str]] = {}
    for path, outcome in outcomes:
        by_path.setdefault(path, Counter())[outcome] += 1
    quarantined = str(inbox / "bank" / "b.ofx")
    assert by_path.pop(quarantined) == {"quarantined": PROCESSES}
    assert len(by_path) == 11
    assert all(counts == {"landed": 1, "duplicate": PROCESSES - 1} for counts in by_path.values())

    alone = a_lake(tmp_path / "alone")
    ingest(alone, no_household(), [an_inbox(tmp_path / "alone")])
    lake = a_lake(tmp_path)
    assert state_of(lake) == state_of(alone)
    assert Counter(outcomes_of(lake))["landed", None] == 11
    assert leftovers(lake) == []


def test_a_living_run_keeps_its_journal(tmp_path: Path) -> None:
    inbox = an_inbox(tmp_path)
    seen: list[list[str]] = []

    def meanwhile(point: str) -> None:
        if point == "after raw" and not seen:
            other = a_lake(tmp_path)
            ingest(other, no_household(), [inbox / "bank" / "a.ofx"])
            seen.append(leftovers(other))

    lake = a_lake(tmp_path, meanwhile)
    ingest(lake, no_household(), [inbox])
    assert any(name.endswith("journal") for name in seen[0])
    assert leftovers(lake) == []
    alone = a_lake(tmp_path / "alone")
    ingest(alone, no_household(), [an_inbox(tmp_path / "alone")])
    assert [row["content_id"] for row in state_of(lake)["files"]] == [
        row["content_id"] for row in state_of(alone)["files"]
    ]
