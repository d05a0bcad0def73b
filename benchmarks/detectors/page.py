"""The study's results as the page docs/detectors.md."""

import math
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.detectors.baselines import BASELINES
from benchmarks.detectors.contest import LEVELS, Results, Sizes
from benchmarks.detectors.goals import DETECTORS, goals, lost
from benchmarks.detectors.run_lengths import RunLength, ShortBaseline
from benchmarks.detectors.scores import a_month
from benchmarks.detectors.series import GROSS_FAULTS, KINDS, SMALL_FAULTS, Fault

_TEMPLATE = Path(__file__).with_name("page.txt")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table; all columns but the first hold numbers."""
    rule = ("---", *("--:" for _ in head[1:]))
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, rule, *rows))


def known_table(found: Iterable[RunLength]) -> str:
    """Return measured run lengths in control beside theory's."""
    return table(
        ("chart", "measured", "standard error", "theory", "ratio"),
        (
            (
                length.name,
                f"{length.measured:.1f}",
                f"{length.error_percent:.1f} %",
                f"{length.theory:.1f}",
                f"{length.ratio:.3f}",
            )
            for length in found
        ),
    )


def short_table(found: Iterable[ShortBaseline]) -> str:
    """Return how often limits from short baselines alarm, as estimated and widened."""
    by_points: dict[int, dict[bool, ShortBaseline]] = {}
    for one in found:
        by_points.setdefault(one.count_points, {})[one.is_widened] = one
    return table(
        (
            "points in the baseline",
            "beyond 3 sigma: one point in",
            "widened",
            "a page: one point in",
            "widened",
            "false pages a month of 50 metrics",
        ),
        (
            (
                str(points),
                f"{both[False].shewhart:.0f}",
                f"{both[True].shewhart:.0f}",
                f"{both[False].page:.0f}",
                f"{both[True].page:.0f}",
                f"{a_month(1 / both[True].page):.2f}",
            )
            for points, both in by_points.items()
        ),
    )


def rates_table(results: Results) -> str:
    """Return false alarms a month of 50 metrics, each tool at its own threshold."""
    names = (*LEVELS, *(baseline.name for baseline in BASELINES))
    rows = [
        (kind.name, *(f"{a_month(results.rates[name, kind.name]):.2f}" for name in names))
        for kind in KINDS
    ]
    means = (sum(results.rates[name, kind.name] for kind in KINDS) / len(KINDS) for name in names)
    rows.append(("mean", *(f"{a_month(mean):.2f}" for mean in means)))
    head = ("series", "Daybook pages", "Daybook logs", *(b.name for b in BASELINES))
    return table(head, rows)


def gross_table(results: Results) -> str:
    """Return the share of gross faults that page on their first day."""
    rows = []
    for fault in GROSS_FAULTS:
        for kind in filter(fault.applies, KINDS):
            own = (results.found["page", name, kind.name, fault.name] for name in DETECTORS)
            shares = (f"{100 * found.share_first_day:.0f} %" for found in own)
            rows.append((fault.name, kind.name, *shares))
    return table(("fault", "series", *DETECTORS), rows)


def delay_table(results: Results, level: str) -> str:
    """Return median days until a small fault is found, and the share found at all."""
    return table(
        ("fault", "series", *DETECTORS),
        (
            (
                fault.name,
                kind.name,
                *(_delay(results, level, name, kind.name, fault) for name in DETECTORS),
            )
            for fault in SMALL_FAULTS
            for kind in KINDS
            if fault.applies(kind)
        ),
    )


def _delay(results: Results, level: str, detector: str, kind: str, fault: Fault) -> str:
    found = results.found[level, detector, kind, fault.name]
    median = "-" if math.isinf(found.median_days) else f"{found.median_days:.0f}"
    return f"{median} ({100 * found.share_found:.0f} %)"


def page(
    known: Sequence[RunLength],
    short: Sequence[ShortBaseline],
    results: Results,
    sizes: Sizes,
    short_day: str,
) -> str:
    """Return docs/detectors.md."""
    losses = {level: [name for name, _, _ in lost(results, level)] for level in LEVELS}
    return _TEMPLATE.read_text("utf-8").format(
        goals=goals(known, results),
        known=known_table(known),
        short=short_table(short),
        rates=rates_table(results),
        gross=gross_table(results),
        pages=delay_table(results, "page"),
        logs=delay_table(results, "log"),
        lost_pages=_sentence(losses["page"]),
        lost_logs=_sentence(losses["log"]),
        short_day=short_day,
        days_watched=sizes.days - sizes.first,
        **vars(sizes),
    )


def _sentence(losses: Sequence[str]) -> str:
    counts = "; ".join(f"{name} in {losses.count(name)} rows" for name in dict.fromkeys(losses))
    return f"Sooner than Daybook: {counts or 'nobody'}."
