"""How Ben moved and slept follows from his exports alone, second by second."""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest

from tests.truths import landed_files, truth_rows

ZONE = ZoneInfo("Europe/Amsterdam")
CHANGE = date(2026, 3, 29)  # the clock is put forward
WATCH, PHONE, STUDIO = "Ben's Apple Watch", "Ben's iPhone", "Studio Nord"
PRIORITIES = {WATCH: 1, PHONE: 2, STUDIO: 5}
# The unit in which the truth is written, for one unit of the export.
MEASURES = {
    "StepCount": ("step_count", 1),
    "DistanceWalkingRunning": ("distance_meters", 1000),
    "ActiveEnergyBurned": ("active_energy_kilocalories", 1),
}


@dataclass(frozen=True)
class Record:
    kind: str
    name: str
    begin: int
    end: int
    value: str


@pytest.fixture(scope="module")
def exports(sample: Path) -> list[ET.Element]:
    """The two exports, the older one first."""
    found = []
    for path in sorted(landed_files(sample, "apple_health/")):
        with ZipFile(path) as archive:
            text = archive.read("apple_health_export/export.xml")
        found.append(ET.fromstring(text))  # noqa: S314 - the sample wrote it itself
    return found


@pytest.fixture(scope="module")
def records(exports: list[ET.Element]) -> list[Record]:
    return list(records_of(exports[-1]))


def records_of(export: ET.Element) -> Iterator[Record]:
    for one in export.iter("Record"):
        kind = one.attrib["type"].split("TypeIdentifier")[1]
        name = one.attrib["sourceName"].replace("\u00a0", " ").replace("\u2019", "'")
        begin, end = (second(one.attrib[key]) for key in ("startDate", "endDate"))
        value = one.attrib["value"].removeprefix("HKCategoryValueSleepAnalysis")
        yield Record(kind, name, begin, end, value)


def second(text: str) -> int:
    return int(datetime.strptime(text, "%Y-%m-%d %H:%M:%S %z").timestamp())


def midnight(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=ZONE).timestamp())


def local_date(moment: int) -> date:
    return datetime.fromtimestamp(moment, ZONE).date()


def fitbit_totals(sample: Path, day: date) -> dict[str, float]:
    """Return what the newest export of the tracker says of a day, by kind."""
    rows: list[tuple[str, dict[str, str]]] = []
    for path in landed_files(sample, "fitbit_ben/"):
        with path.open(encoding="utf-8", newline="") as handle:
            rows += [(path.name, row) for row in csv.DictReader(handle)]
    of_day = [pair for pair in rows if pair[1]["Date"] == day.isoformat()]
    if not of_day:
        return {}
    row = max(of_day, key=lambda pair: pair[0])[1]
    columns = ("Steps", "Distance (km)", "Active Calories (kcal)")
    return {kind: float(row[column]) for kind, column in zip(MEASURES, columns, strict=True)}


def best_by_second(found: list[Record], day: date) -> dict[str, float]:
    """Give each second of a day to the best recorder, and add up what each recorder is given."""
    first, last = midnight(day), midnight(day + timedelta(days=1))
    rates: dict[int, tuple[tuple[int, str], float]] = {}
    for one in found:
        end = max(one.end, one.begin + 1)
        rank, rate = (PRIORITIES[one.name], one.name), float(one.value) / (end - one.begin)
        for moment in range(max(one.begin, first), min(end, last)):
            best = rates.get(moment)
            if best is None or rank < best[0]:
                rates[moment] = (rank, rate)
            elif rank == best[0]:
                rates[moment] = (rank, rate + best[1])
    given: dict[str, float] = defaultdict(float)
    for (_, name), rate in rates.values():
        given[name] += rate
    return given


@pytest.mark.parametrize(
    ("day", "names"),
    [
        ("2026-01-10", {"fitbit_ben", PHONE}),
        ("2026-03-29", {"fitbit_ben", PHONE, WATCH}),  # has 23 hours
        ("2026-04-04", {"fitbit_ben", PHONE, WATCH}),  # ends in the middle of a walk
        ("2026-04-05", {"fitbit_ben", PHONE, WATCH}),  # begins with its rest
        ("2026-04-24", {PHONE, STUDIO, WATCH}),  # the watch is charged while Ben trains
        ("2026-05-03", {PHONE, WATCH}),
        ("2026-06-18", {"fitbit_ben", PHONE}),
        ("2026-06-16", {"fitbit_ben", PHONE, STUDIO, WATCH}),
    ],
)
def test_activity_is_what_the_best_recorder_counted_in_each_second_and_totals_beyond_it(
    sample: Path, records: list[Record], day: str, names: set[str]
) -> None:
    at = date.fromisoformat(day)
    begin, end = midnight(at), midnight(at + timedelta(days=1))
    found = [one for one in records if one.kind in MEASURES and one.begin < end and one.end > begin]
    totals = fitbit_totals(sample, at)
    [row] = [
        row
        for row in truth_rows(sample, "daily_activity")
        if (row["activity_date"], row["person_id"]) == (day, "ben")
    ]

    assert {one.name for one in found} | ({"fitbit_ben"} if totals else set()) == names
    given: dict[str, dict[str, float]] = {}
    for kind in MEASURES:
        given[kind] = best_by_second([one for one in found if one.kind == kind], at)
        if totals:  # says nothing of when, so that it fills what is left of the day
            left = totals[kind] - sum(given[kind].values())
            given[kind]["fitbit_ben"] = max(left, 0)
    for kind, (column, factor) in MEASURES.items():
        total = sum(given[kind].values()) * factor
        expected = int(total + 0.5) if column == "step_count" else total
        assert (float(row[column]) if row[column] else 0) == pytest.approx(expected, abs=1e-4)
    steps = given["StepCount"]
    assert row["step_source"] == max(steps, key=lambda name: steps[name])


def test_every_day_on_which_something_counted_has_a_row(
    sample: Path, records: list[Record]
) -> None:
    days = {local_date(one.begin) for one in records if one.kind in MEASURES}
    days |= {local_date(one.end - 1) for one in records if one.kind in MEASURES}
    for path in landed_files(sample, "fitbit_ben/"):
        lines = path.read_text(encoding="utf-8").splitlines()[1:]
        days |= {date.fromisoformat(line.split(",")[0]) for line in lines}
    assert {day.isoformat() for day in days} == {
        row["activity_date"]
        for row in truth_rows(sample, "daily_activity")
        if row["person_id"] == "ben"
    }


# sleep


def sessions(seconds: set[int]) -> Iterator[list[int]]:
    """Yield the runs of seconds between gaps of an hour and more."""
    ordered = sorted(seconds)
    run = ordered[:1]
    for before, moment in pairwise(ordered):
        if moment - before - 1 >= 3600:
            yield run
            run = []
        run.append(moment)
    yield run


def slept_by_day(stages: list[Record]) -> dict[date, int]:
    seconds: set[int] = set()
    for one in stages:
        seconds.update(range(one.begin, one.end))
    slept: Counter[date] = Counter()
    for run in sessions(seconds):
        slept[local_date(run[-1] + 1)] += len(run)
    return slept


def test_nights_are_the_seconds_asleep_by_the_best_recorder(
    sample: Path, records: list[Record]
) -> None:
    since = midnight(date(2026, 3, 1)) - 6 * 3600
    nights = [one for one in records if one.kind == "SleepAnalysis" and one.begin >= since]
    asleep = [one for one in nights if one.value.startswith("Asleep")]
    phone = slept_by_day([one for one in asleep if one.name == PHONE])
    watch = slept_by_day([one for one in asleep if one.name == WATCH])
    in_bed = slept_by_day(
        [one for one in nights if one.name == PHONE and one.value in ("InBed", "AsleepUnspecified")]
    )
    rows = truth_rows(sample, "nightly_sleep")
    rows = [row for row in rows if row["sleep_date"] >= "2026-03-01"]

    expected = dict.fromkeys(phone, PHONE) | dict.fromkeys(watch, WATCH)
    assert {date.fromisoformat(row["sleep_date"]): row["sleep_source"] for row in rows} == expected
    for row in rows:
        day = date.fromisoformat(row["sleep_date"])
        assert int(row["asleep_seconds"]) == (watch.get(day) or phone[day])
        assert row["in_bed_seconds"] == (str(in_bed[day]) if day in in_bed else "")
        stages = ("light_sleep_seconds", "deep_sleep_seconds", "rem_sleep_seconds")
        told = sum(int(row[name] or 0) for name in (*stages, "unstaged_sleep_seconds"))
        assert told == int(row["asleep_seconds"])
        assert (row["stage_source"], row["rem_sleep_seconds"] != "") == (
            (WATCH, True) if day in watch else ("", False)
        )


def test_nights_have_the_cases_that_readers_get_wrong(sample: Path, records: list[Record]) -> None:
    rows = {row["sleep_date"]: row for row in truth_rows(sample, "nightly_sleep")}
    stages = [one for one in records if one.kind == "SleepAnalysis"]
    watch = [one for one in stages if one.name == WATCH]
    assert {one.value for one in watch} == {"AsleepCore", "AsleepDeep", "AsleepREM", "Awake"}
    assert {one.value for one in stages if one.name == PHONE} == {"InBed", "AsleepUnspecified"}
    # A doze ends before midnight, exactly an hour before the night begins.
    gaps = [(one, other) for one, other in pairwise(watch) if other.begin - one.end == 3600]
    assert [local_date(one.end).isoformat() for one, _ in gaps] == ["2026-04-10", "2026-06-10"]
    naps = [one for one in stages if 15 <= datetime.fromtimestamp(one.begin, ZONE).hour < 17]
    assert {one.name for one in naps} == {PHONE, WATCH}
    assert 5 < sum(not row["in_bed_seconds"] for row in rows.values()) < 40
    # The night in which the clock is put forward.
    [night] = [one for one in stages if one.value == "InBed" and local_date(one.end) == CHANGE]
    assert local_date(night.begin) < CHANGE
    assert int(rows["2026-03-29"]["in_bed_seconds"]) == night.end - night.begin


# the files


def test_the_later_export_holds_the_older_one_again_and_more(
    exports: list[ET.Element], records: list[Record]
) -> None:
    older = list(records_of(exports[0]))
    latest_end = second(exports[0].find("ExportDate").attrib["value"])  # type: ignore[union-attr]

    assert set(older) == {one for one in records if one.end + 7 <= latest_end}
    assert len(older) < len(records)
    for tag in ("Workout", "ActivitySummary"):
        assert 0 < len(exports[0].findall(tag)) < len(exports[1].findall(tag))


def test_no_recorder_states_one_interval_twice(records: list[Record]) -> None:
    keys = Counter((one.kind, one.name, one.begin, one.end) for one in records)
    assert set(keys.values()) == {1}


def test_names_devices_and_times_are_written_as_a_phone_writes_them(
    exports: list[ET.Element],
) -> None:
    for export in exports:
        rows = [one.attrib for one in export.iter("Record")]
        names = {row["sourceName"] for row in rows}
        assert names == {"Ben\u2019s Apple\u00a0Watch", "Ben\u2019s iPhone", STUDIO, "Scale"}
        devices = {row["device"] for row in rows if "Watch" in row["sourceName"]}
        assert len(devices) > 3
        assert len({device.split(">, ")[1] for device in devices}) == 1
        # Every time has the offset of the export's own moment, also in winter.
        assert {row["startDate"][-5:] for row in rows} == {"+0200"}
        assert min(row["startDate"] for row in rows) < "2025-11-16"


def test_the_truth_counts_every_element_of_an_export(
    sample: Path, exports: list[ET.Element]
) -> None:
    counts = [len(export) - 2 for export in exports]  # without ExportDate and Me
    rows = [row for row in truth_rows(sample, "files") if row["path"].startswith("apple_health/")]
    assert [int(row["records"]) for row in rows] == counts
    assert 20_000 < counts[0] < counts[1] < 30_000


def test_records_without_length_and_over_midnight_occur(records: list[Record]) -> None:
    steps = [one for one in records if one.kind == "StepCount"]
    assert sum(one.begin == one.end for one in steps) > 50
    over = [one for one in steps if local_date(one.begin) != local_date(one.end - 1)]
    assert {one.name for one in over if one.begin < one.end} == {PHONE, WATCH}
