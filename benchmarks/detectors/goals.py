"""What the study set out to show, and what came of it."""

import math
from collections.abc import Iterator, Sequence
from statistics import mean

from benchmarks.detectors.baselines import BASELINES
from benchmarks.detectors.contest import Results
from benchmarks.detectors.run_lengths import RunLength
from benchmarks.detectors.scores import a_month
from benchmarks.detectors.series import FAULTS, GROSS_FAULTS, KINDS, SMALL_FAULTS, Fault, Kind

DETECTORS = ("Daybook", *(baseline.name for baseline in BASELINES))
# Detector, fault, kind of series.
Row = tuple[str, str, str]


def goals(known: Sequence[RunLength], results: Results) -> str:
    """Return each goal and what was measured, as a list of Markdown."""
    farthest = max(abs(length.ratio - 1) for length in known)
    pages = {kind.name: a_month(results.rates["page", kind.name]) for kind in KINDS}
    most = max(pages, key=lambda name: pages[name])
    gross = min(
        results.found["page", "Daybook", kind.name, fault.name].share_first_day
        for fault, kind in rows_of(GROSS_FAULTS)
    )
    small = [
        results.found["page", "Daybook", kind.name, fault.name]
        for fault, kind in rows_of(SMALL_FAULTS)
    ]
    usual = sum(not math.isinf(one.median_days) for one in small)
    missed = [
        f"{fault} of {kind} ({name})" for name, fault, kind in lost(results, "page", SMALL_FAULTS)
    ]
    said = {
        "Run lengths in control within 5 % of theory": f"the farthest is {100 * farthest:.1f} %"
        " away",
        "Less than one false page a month of 50 metrics": f"{mean(pages.values()):.2f} of all"
        f" kinds, {pages[most]:.2f} of {most}, the most restless",
        "Gross faults on their first day": f"at least {100 * gross:.0f} % of each",
        "Small faults sooner than by others that page as often": f"{usual} of {len(small)} rows"
        f" are usually found by Daybook; missed: {', '.join(missed) or 'none'}",
    }
    return "\n".join(f"- {goal}: {found}." for goal, found in said.items())


def rows_of(faults: Sequence[Fault]) -> Iterator[tuple[Fault, Kind]]:
    """Yield these faults with each kind of series to which they can happen."""
    return ((fault, kind) for fault in faults for kind in KINDS if fault.applies(kind))


def lost(results: Results, level: str, faults: Sequence[Fault] = FAULTS) -> Iterator[Row]:
    """Yield each row in which a detector is sooner than Daybook, or finds more as soon."""
    for fault, kind in rows_of(faults):
        own = results.found[level, "Daybook", kind.name, fault.name]
        for name in DETECTORS[1:]:
            other = results.found[level, name, kind.name, fault.name]
            is_sooner = other.median_days < own.median_days
            is_tied = other.median_days == own.median_days
            if is_sooner or (is_tied and other.share_found > own.share_found + 0.1):
                yield name, fault.name, kind.name
