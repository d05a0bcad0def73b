"""The judged mornings of many runs in one file, a line each, and the page that sums them up."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.mornings.faults import RATES

KINDS = ("fresh_and_right", "incomplete_and_said", "stale_and_said", "wrong")
_NO_FAULT = "no fault"
# How much of a reason is kept: the first difference tells enough.
_REASON_LENGTH = 200


@dataclass(frozen=True)
class Judged:
    """A morning of a seed, counted from 1; `begun_after` is the last one before its run."""

    seed: int
    morning: int
    begun_after: int
    as_of: str
    fault: str | None
    exit_status: int
    kind: str
    why: str


def append(file: Path, one: Judged) -> None:
    """Write a morning down at once: whatever ends the run, it need not be judged again."""
    row = json.dumps(asdict(one) | {"why": one.why[:_REASON_LENGTH]})
    is_cut_off = file.exists() and not file.read_bytes().endswith(b"\n")
    with file.open("a", encoding="utf-8") as lines:
        lines.write(("\n" if is_cut_off else "") + row + "\n")


def read(file: Path) -> list[Judged]:
    """Return the mornings of a file, none where there is no file; a line cut off is none."""
    found = []
    for line in file.read_text("utf-8").splitlines() if file.exists() else ():
        try:
            found.append(Judged(**json.loads(line)))
        except (json.JSONDecodeError, TypeError):
            continue
    return found


def last_morning(mornings: Iterable[Judged], seed: int) -> int:
    """Return the number of a seed's last judged morning, 0 before the first."""
    return max((one.morning for one in mornings if one.seed == seed), default=0)


def page(mornings: Sequence[Judged], days: int) -> str:
    """Return the page: how many mornings of each seed and fault were of each kind."""
    seeds = Counter(one.seed for one in mornings)
    by_seed = [
        (f"{seed} ({count} of {days} mornings)", [one for one in mornings if one.seed == seed])
        for seed, count in sorted(seeds.items())
    ]
    by_fault = [
        (fault, [one for one in mornings if (one.fault or _NO_FAULT) == fault])
        for fault in (_NO_FAULT, *RATES)
    ]
    return (
        f"{_INTRODUCTION}{_verdict(mornings)}\n"
        f"## By seed\n\n{_table('seed', [*by_seed, ('all', list(mornings))])}\n"
        f"## By fault\n\n{_table('fault', by_fault)}\n{_how()}"
    )


def _verdict(mornings: Sequence[Judged]) -> str:
    wrong = [one for one in mornings if one.kind == "wrong"]
    if not mornings:
        return "No morning has been judged yet.\n"
    if not wrong:
        # Source: Clopper and Pearson, Biometrika 26 (1934), for none of n.
        most = 100 * (1 - 0.05 ** (1 / len(mornings)))
        return (
            f"None of {len(mornings)} mornings was wrong: with 95 % confidence fewer than "
            f"{most:.2f} % are.\n"
        )
    lines = (f"- seed {one.seed}, {one.morning}, {one.fault}: {one.why}\n" for one in wrong)
    return f"{len(wrong)} of {len(mornings)} mornings were wrong:\n\n{''.join(lines)}"


def _table(of: str, groups: Iterable[tuple[str, Sequence[Judged]]]) -> str:
    head = " | ".join(kind.replace("_", " ") for kind in KINDS)
    lines = [f"| {of} | mornings | {head} |", "|---" * (len(KINDS) + 2) + "|"]
    for name, group in groups:
        counts: Mapping[str, int] = Counter(one.kind for one in group)
        shown = " | ".join(str(counts.get(kind, 0)) for kind in KINDS)
        lines.append(f"| {name} | {len(group)} | {shown} |")
    return "\n".join(lines) + "\n"


def _how() -> str:
    rates = ", ".join(f"{name.replace('_', ' ')} {rate:.0%}" for name, rate in RATES.items())
    return _HOW.format(rates=rates)


_INTRODUCTION = (
    "# A year of mornings\n\n"
    "A household gets its files every morning, with faults, and refreshes; then its published "
    "numbers are compared with the truth.\n"
    "Written by `python -m benchmarks.mornings` from `benchmarks/mornings/results.jsonl`, which "
    "grows with every run.\n\n"
)
_HOW = (
    "## How it is counted\n\n"
    "- **Fresh and right**: published this morning, and every number of ten gold tables equals the "
    "truth.\n"
    "- **Incomplete and said**: numbers differ only in domains of sources that lack files, and the "
    "brief names each of them.\n"
    "- **Stale and said**: what is published is of an earlier morning, and says so by its date.\n"
    "- **Wrong**: anything else.\n"
    "- Faults of a morning: {rates}. A corrupt or late file comes one to three days later, a "
    "missing one never.\n"
    "- On mornings with errors of S3 the lake lies in a bucket that refuses everything for a while "
    "(s3 errors), or takes every question and answers none (s3 silent).\n"
    "- A run goes on where the last one ended, with a household of as many days whose files had "
    "all come until then: what a missing file does lasts until the end of its run.\n"
)
