"""Duplicates, transfers, recurring payments and categories, found in generated households.

All goes as files through the project's own decoders and models; the rules of known tools are
measured beside. Written to `docs/matching.md`, above what `matching_real.py` measures.
"""

import argparse
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks.matching_baselines import (
    greedy_transfers,
    kept_by_equal_fields,
    kept_by_near_days,
    recurring_by_exact_amount,
    recurring_by_payee,
)
from benchmarks.matching_households import LAST, VARIANTS
from benchmarks.matching_lake import House, Result, build, houses_of, pairing, results_of
from benchmarks.matching_optimum import optimal_share
from benchmarks.matching_payments import household_series
from benchmarks.matching_scores import (
    Score,
    categories_score,
    duplicates_score,
    recurring_score,
    transfers_score,
)
from benchmarks.timing import PROJECT

OURS = "Daybook"
PAGE = PROJECT / "docs" / "matching.md"
REAL = "\n## On real ledgers\n"
Scores = Mapping[tuple[str, str, str], Score]


def main() -> None:
    """Build, score, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    seeds = parser.parse_args().seeds
    houses = houses_of(range(seeds), VARIANTS)
    with tempfile.TemporaryDirectory(prefix="daybook-bench-") as scratch:
        lake = build(Path(scratch), houses)
        scores = summed(houses, results_of(lake, houses))
        optimal = optimal_share(*pairing(lake))
    text = page(seeds, scores, optimal) + real_part()
    PAGE.write_text(text, encoding="utf-8")
    print(text)


def real_part() -> str:
    """Return the page's section on real ledgers, which `matching_real.py` wrote."""
    _, heading, text = PAGE.read_text("utf-8").partition(REAL)
    return heading + text


def summed(houses: Sequence[House], results: Mapping[str, Result]) -> Scores:
    """Return the scores by task, variant and rule, over all seeds."""
    scores: dict[tuple[str, str, str], Score] = defaultdict(Score)
    for house in houses:
        for task, rule, score in scores_of(house, results[house.name]):
            scores[task, house.variant.name, rule] += score
    return scores


def scores_of(house: House, result: Result) -> Iterator[tuple[str, str, Score]]:
    """Yield what is measured in a house: the task, the rule, the score."""
    files = [export.events for export in house.exports]
    told = [event.event_id for file in files for event in file]
    yield "duplicates", OURS, duplicates_score(told, [one.event_id for one in result.bookings])
    yield "duplicates", "equal fields", duplicates_score(told, kept_by_equal_fields(files))
    yield "duplicates", "amount within two days", duplicates_score(told, kept_by_near_days(files))
    # Rules for pairs and series see each event once, so that no fault of the first counts twice.
    once = list({one.event_id: one for one in result.bookings}.values())
    yield "transfers", OURS, transfers_score(once, result.pairs)
    yield "transfers", "greedy within four days", transfers_score(once, greedy_transfers(once))
    cadences = {one.series_id: one.cadence for one in household_series(house.seed)}
    plain = [one for one in once if not one.transfer_id]
    for rule, series in (
        (OURS, result.series),
        ("exact amount, three months", recurring_by_exact_amount(plain, LAST)),
        ("payee, about the amount, two days", recurring_by_payee(plain)),
    ):
        yield "recurring payments", rule, recurring_score(once, cadences, series)
    yield "categories", OURS, categories_score(result.categories, result.suggested)


def page(seeds: int, scores: Scores, optimal: tuple[int, int]) -> str:
    """Return the page with a table for each task."""
    tasks = dict.fromkeys(task for task, _, _ in scores)
    return (
        "# Matching money, measured\n\n"
        f"{seeds} generated households for each variant, two years in four accounts at two banks,"
        " 24 exports of each account that overlap by six days; the truth is what happened.\n"
        "The last variant has all difficulties at once."
        " Written by `python -m benchmarks.matching`, which says how.\n"
        + "".join(table(task, scores) for task in tasks)
        + "\n## Cost of pairing\n\n"
        f"{optimal[0]} of {optimal[1]} groups of possible transfers cost as little as scipy's"
        " optimal assignment.\n" + NOTES
    )


NOTES = (
    "\n## How it is counted\n\n"
    "- A duplicate is a record of something that another file tells too; a wrong one is a booking"
    " lost.\n"
    "- Of transfers that are equal it does not matter which side meets which; one of which a side"
    " is in no file is none.\n"
    "- A recurring payment is found when the cadence is right and half of all payments involved"
    " are shared; own transfers and irregular ones are left out.\n"
    "- Categories: rules label all until 2025-06-30; what comes later is suggested or not. Nothing"
    " suggested counts as missed; two shops open after that day, of which nothing can be known."
    " All households are in one lake and share these labels.\n"
    "- The rules beside: equal account, day, amount and payee; equal amount within two days; the"
    " first opposite amount within four days; one amount three times in three months on near days"
    " of the month; payee and about the amount (7.5 %) within two days of a period.\n"
)


def table(task: str, scores: Scores) -> str:
    """Return one task's table."""
    lines = [
        f"| {variant} | {rule} | {one.precision:.3f} | {one.recall:.3f} | {one.f1:.3f} |"
        for (name, variant, rule), one in scores.items()
        if name == task
    ]
    head = "| files | rule | precision | recall | F1 |\n|---|---|---|---|---|\n"
    return f"\n## {task.capitalize()}\n\n{head}" + "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
