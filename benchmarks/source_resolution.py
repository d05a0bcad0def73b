"""How many steps a day had, where several devices counted them: Daybook beside usual rules.

Made-up people walk (the walks of the sample household), and devices count the walks, each with its
own habits; the truth is what was walked. All goes as files through the project's own models.
Precision is the share of the counted steps that were walked, recall the share of the walked steps
that were counted, day by day. Written to `docs/source-resolution.md`.
"""

import csv
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

from deltalake import DeltaTable

from benchmarks.timing import PROJECT, environment_of, seconds
from samples.local_days import local_date, start_second
from samples.walks import Walk, walks_of

FIRST, DAYS, PEOPLE, HOUR = date(2026, 3, 1), 60, 5, 3600
AS_OF = "2026-05-01T06:00:00Z"
PAGE = PROJECT / "docs" / "source-resolution.md"
Daily = Mapping[tuple[str, date], float]


@dataclass(frozen=True)
class Counted:
    """Hold what a device counted between two seconds since 1970, the end exclusive."""

    device: str
    begin: int
    end: int
    steps: int


Habit = Callable[[Random, Walk, int], Iterator[Counted]]


def watch(random: Random, walk: Walk, _: int) -> Iterator[Counted]:
    """Count a walk in pieces of minutes; the watch is charged between 18:00 and 20:00."""
    hour = (walk.begin - start_second(local_date(walk.begin))) // HOUR
    if not 18 <= hour < 20:
        yield from in_pieces(random, "Apple Watch", walk, longest=240, rate=1.0)


def phone(random: Random, walk: Walk, _: int) -> Iterator[Counted]:
    """Count the walks on which the phone is taken along, a little less than all of their steps."""
    if random.random() < 0.7:
        yield from in_pieces(random, "iPhone", walk, longest=600, rate=0.96)


def imported(random: Random, walk: Walk, number: int) -> Iterator[Counted]:
    """Repeat what the watch counted, as an app that copies it does."""
    for one in watch(random, walk, number):
        yield Counted("Strides", one.begin, one.end, one.steps)


def phone_then_watch(random: Random, walk: Walk, number: int) -> Iterator[Counted]:
    """Count by the phone alone for a month, then by both."""
    yield from phone(random, walk, number)
    if number >= DAYS // 2:
        yield from watch(random, walk, number)


def tracker(random: Random, walk: Walk, _: int) -> Iterator[Counted]:
    """Count every walk with an error of some percent, told as a day's total only."""
    length = walk.end - walk.begin
    steps = round(length * walk.steps_per_minute / 60 * random.gauss(1, 0.03))
    yield Counted("fitbit", walk.begin, walk.end, steps)


VARIANTS: Mapping[str, tuple[Habit, ...]] = {
    "watch and phone": (watch, phone),
    "watch, phone and a copying app": (watch, phone, imported),
    "phone, later also a watch": (phone_then_watch,),
    "phone and a tracker of daily totals": (phone, tracker),
    "all of them": (watch, phone, imported, tracker),
}
RULES = ("Daybook", "sum over sources", "largest source of the day", "best source only")


def in_pieces(
    random: Random, device: str, walk: Walk, *, longest: int, rate: float
) -> Iterator[Counted]:
    """Cut a walk into records of at most `longest` seconds."""
    moment = walk.begin
    while moment < walk.end:
        until = min(moment + random.randrange(longest // 2, longest + 1), walk.end)
        steps = (until - moment) * walk.steps_per_minute / 60 * rate * random.uniform(0.97, 1.03)
        yield Counted(device, moment, until, max(round(steps), 1))
        moment = until


def main() -> None:
    """Make the people, build once, and write the table."""
    with tempfile.TemporaryDirectory(prefix="daybook-bench-") as scratch:
        house, lake = Path(scratch) / "house", Path(scratch) / "lake"
        people = {
            f"{variant.replace(' ', '_').replace(',', '')}_{seed}": (variant, seed)
            for number, variant in enumerate(VARIANTS)
            for seed in range(10 * number, 10 * number + PEOPLE)
        }
        counted = {person: list(counts(*one)) for person, one in people.items()}
        write_house(house, counted)
        environment = environment_of(house, lake, AS_OF)
        seconds(["daybook", "ingest", str(house / "inbox")], environment)
        seconds(["dbt", "seed"], environment)
        models = ["silver_operations__built_months", "+daily_activity"]
        seconds(["dbt", "run", "--select", *models], environment)
        rows = DeltaTable(lake / "gold" / "daily_activity").to_pyarrow_table().to_pylist()
    found: dict[str, Daily] = {
        "Daybook": {(r["person_id"], r["activity_date"]): r["step_count"] or 0 for r in rows}
    }
    found |= baselines(counted)
    truth = {person: walked(seed) for person, (_, seed) in people.items()}
    lines = [
        line_of(
            variant, rule, found[rule], {p: truth[p] for p in people if people[p][0] == variant}
        )
        for variant in VARIANTS
        for rule in RULES
    ]
    PAGE.write_text(page(lines), encoding="utf-8")
    print("\n".join(lines))


def days() -> Iterator[date]:
    """Yield the days that are walked."""
    return (FIRST + timedelta(number) for number in range(DAYS))


def counts(variant: str, seed: int) -> Iterator[Counted]:
    """Yield what the devices of a variant count."""
    for habit in VARIANTS[variant]:
        for number, day in enumerate(days()):
            # A copying app repeats what the watch drew.
            random = Random(  # noqa: S311 (of made-up walks)
                f"{seed}:{day}:{'watch' if habit is imported else habit.__name__}"
            )
            for walk in walks_of(seed, day):
                yield from habit(random, walk, number)


def walked(seed: int) -> Mapping[date, float]:
    """Return the steps of each local day; a walk over midnight belongs to both."""
    found: dict[date, float] = defaultdict(float)
    for day in days():
        midnight = start_second(day + timedelta(1))
        for walk in walks_of(seed, day):
            for begin, end in ((walk.begin, min(walk.end, midnight)), (midnight, walk.end)):
                if begin < end:
                    found[local_date(begin)] += (end - begin) * walk.steps_per_minute / 60
    return {day: found[day] for day in days()}


def baselines(counted: Mapping[str, Iterable[Counted]]) -> dict[str, Daily]:
    """Return each day's steps by the usual rules, from the daily sums of each device."""
    of_device: dict[tuple[str, date], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for person, records in counted.items():
        for one in records:
            of_device[person, local_date(one.begin)][one.device] += one.steps
    devices = {person: {one.device for one in records} for person, records in counted.items()}
    best = {
        person: next(one for one in ("Apple Watch", "fitbit", "iPhone") if one in found)
        for person, found in devices.items()
    }
    return {
        "sum over sources": {key: sum(one.values()) for key, one in of_device.items()},
        "largest source of the day": {key: max(one.values()) for key, one in of_device.items()},
        "best source only": {key: one.get(best[key[0]], 0) for key, one in of_device.items()},
    }


def line_of(
    variant: str, rule: str, found: Daily, truth: Mapping[str, Mapping[date, float]]
) -> str:
    """Return a row of the table."""
    pairs = [
        (found.get((person, day), 0), steps)
        for person, walked_on in truth.items()
        for day, steps in walked_on.items()
    ]
    both = sum(min(pair) for pair in pairs)
    precision, recall = (
        both / sum(one for one, _ in pairs),
        both / sum(t for _, t in pairs),
    )
    close = sum(abs(one - true) <= 0.05 * true for one, true in pairs) / len(pairs)
    f1 = 2 * precision * recall / (precision + recall)
    return f"| {variant} | {rule} | {precision:.3f} | {recall:.3f} | {f1:.3f} | {close:.0%} |"


def write_house(house: Path, counted: Mapping[str, Iterable[Counted]]) -> None:
    """Write a household with a folder for each person's phone and tracker."""
    people = "\n".join(f"  - {{id: {person}}}" for person in counted)
    sources = "\n".join(
        f"  health_{person}: {{decoder: apple_health, person: {person}}}\n"
        f"  fitbit_{person}: {{profile: fitbit_daily, person: {person}}}"
        for person in counted
    )
    (house / "household").mkdir(parents=True)
    (house / "household" / "household.yml").write_text(
        "version: 1\ntime_zone: Europe/Amsterdam\ncurrency: EUR\ninbox: ../inbox\n"
        f"people:\n{people}\nsources:\n{sources}\n"
    )
    for person, records in counted.items():
        write_health(house / "inbox" / f"health_{person}" / "export.xml", records)
        write_tracker(house / "inbox" / f"fitbit_{person}" / "days.csv", records)


def write_health(file: Path, records: Iterable[Counted]) -> None:
    """Write an Apple Health export of what phone, watch and apps counted."""
    file.parent.mkdir(parents=True)
    with file.open("w", encoding="utf-8") as output:
        output.write('<?xml version="1.0"?>\n<HealthData locale="en_NL">\n')
        output.write(f' <ExportDate value="{stamp(start_second(date(2026, 5, 1)))}"/>\n')
        for one in records:
            if one.device != "fitbit":
                output.write(
                    f' <Record type="HKQuantityTypeIdentifierStepCount" unit="count"'
                    f' sourceName="{one.device}" startDate="{stamp(one.begin)}"'
                    f' endDate="{stamp(one.end)}" value="{one.steps}"/>\n'
                )
        output.write("</HealthData>\n")


def stamp(second: int) -> str:
    """Return a moment as Apple writes it."""
    return f"{datetime.fromtimestamp(second, UTC):%Y-%m-%d %H:%M:%S} +0000"


def write_tracker(file: Path, records: Iterable[Counted]) -> None:
    """Write the daily totals of a tracker, no file where there is none."""
    steps: dict[date, int] = defaultdict(int)
    for one in records:
        if one.device == "fitbit":
            steps[local_date(one.begin)] += one.steps
    if not steps:
        return
    file.parent.mkdir(parents=True)
    with file.open("w", encoding="utf-8", newline="") as output:
        writer = csv.writer(output)
        writer.writerow(["Date", "Steps", "Distance (km)", "Active Calories (kcal)"])
        writer.writerows([day, steps[day], "", ""] for day in sorted(steps))


def page(lines: Iterable[str]) -> str:
    """Return the page with its table."""
    return (
        "# One truth among several devices\n\n"
        f"Steps of {len(VARIANTS) * PEOPLE} made-up people on {DAYS} days, counted by devices"
        " with different habits; the truth is what was walked.\n"
        "Written by `python -m benchmarks.source_resolution`, which says how.\n\n"
        "| devices | rule | precision | recall | F1 | days within 5 % |\n"
        "|---|---|---|---|---|---|\n" + "\n".join(lines) + "\n\n"
        "What no device counted cannot be found by any rule: a phone left at home, a watch on its"
        " charger.\nA tracker of daily totals tells how much, not when: its total fills what the"
        " recorders of records left of the day"
        " ([decision 0034](decisions/0034-totals-fill-what-is-left.md)).\n"
    )


if __name__ == "__main__":
    main()
