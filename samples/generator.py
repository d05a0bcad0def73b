"""Write a sample household: its folder, its files and the truth about them."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from samples.household_folder import write_household
from samples.inbox import write_day, write_inbox
from samples.plan import (
    PLAN_FILE,
    SAMPLE_AS_OF,
    SAMPLE_LAST_DATE,
    Plan,
    SampleError,
    days_between,
    make_plan,
    read_plan,
    write_plan,
)
from samples.truth import append_file_truth, write_file_truth, write_truth
from samples.writing import SampleFiles

if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "SAMPLE_AS_OF",
    "SAMPLE_LAST_DATE",
    "SampleError",
    "SampleSummary",
    "write_next_day",
    "write_sample",
]
_GENERATED = ("inbox", "late", "truth", "truth_with_late")


@dataclass(frozen=True)
class SampleSummary:
    """Hold where a sample lies and what it covers; days are inclusive."""

    directory: Path
    household: Path
    inbox: Path
    first_date: date
    last_date: date
    as_of: datetime
    count_files: int


def write_sample(
    directory: Path, days: int = 400, seed: int = 7, last_date: date = SAMPLE_LAST_DATE
) -> SampleSummary:
    """Write a household with known truth; the same arguments give the same bytes.

    Raises: SampleError where the folder holds something else or the days are out of range.
    """
    plan = make_plan(days, seed, last_date)
    _clear(directory)
    write_plan(directory, plan)
    write_household(directory / "household", plan)
    files = SampleFiles(directory)
    write_inbox(files, plan)
    write_file_truth(directory, files)
    write_truth(directory, plan)
    return _summary(directory, plan)


def write_next_day(directory: Path, days: int = 1) -> SampleSummary:
    """Add the files of the next days to a sample and write its truth anew.

    Raises: SampleError where the folder holds no sample.
    """
    before = read_plan(directory)
    plan = replace(before, extra_days=before.extra_days + days)
    files = SampleFiles(directory)
    for day in days_between(before.end_date + timedelta(days=1), plan.end_date):
        write_day(files, plan, day)
    append_file_truth(directory, files)
    write_truth(directory, plan)
    write_plan(directory, plan)
    return _summary(directory, plan)


def _clear(directory: Path) -> None:
    is_foreign = directory.exists() and (not directory.is_dir() or any(directory.iterdir()))
    if is_foreign and not (directory / PLAN_FILE).is_file():
        raise SampleError(f"{directory} is not empty and holds no sample. Choose another folder.")
    for name in _GENERATED:
        shutil.rmtree(directory / name, ignore_errors=True)
    directory.mkdir(parents=True, exist_ok=True)


def _summary(directory: Path, plan: Plan) -> SampleSummary:
    return SampleSummary(
        directory,
        directory / "household",
        directory / "inbox",
        plan.first_date,
        plan.end_date,
        plan.as_of,
        sum(1 for path in (directory / "inbox").rglob("*") if path.is_file()),
    )
