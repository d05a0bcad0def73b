"""Gold of real Apple Health exports and nights against what plain Python makes of the files."""

import json
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.houses import House

pytestmark = pytest.mark.real_data

MADRID = ZoneInfo("Europe/Madrid")
FILE = "fitness/apple_health_comocomo/export.xml"
TO_METERS = {"km": 1000.0, "m": 1.0, "mi": 1609.344}
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Interval:
    """What one recorder of the person with many apps counted."""

    rank: tuple[int, str]
    start: datetime
    end: datetime
    quantity: float


def records(real_files: Path, kind: str) -> Iterable[ET.Element]:
    """Return the records of a type; some apps write one again and again, and the last counts."""
    last = {}
    root = ET.parse(real_files / FILE)  # noqa: S314  (a file that came with its sha256)
    for record in root.iter("Record"):
        if record.get("type", "").endswith(kind):
            state = record.get("value") if kind == "SleepAnalysis" else None
            names = ("sourceName", "startDate", "endDate")
            last[state, *(record.get(name) for name in names)] = record
    return last.values()


def rank_of(record: ET.Element) -> tuple[int, str]:
    """Return phone before other apps, and what was typed by hand last."""
    name = (record.get("sourceName") or "").replace("\xa0", " ").replace("\u2019", "'")
    entries = {entry.get("key"): entry.get("value") for entry in record.iter("MetadataEntry")}
    if entries.get("HKWasUserEntered") == "1":
        return 9, name
    return (2 if "iPhone" in name else 5), name


def moment(record: ET.Element, key: str) -> datetime:
    stated = datetime.strptime(record.get(key, ""), "%Y-%m-%d %H:%M:%S %z")
    return stated.astimezone(UTC)


def intervals(real_files: Path, kind: str) -> list[Interval]:
    found = []
    for record in records(real_files, kind):
        start = moment(record, "startDate")
        end = max(moment(record, "endDate"), start + timedelta(seconds=1))
        quantity = float(record.get("value", "")) * TO_METERS.get(record.get("unit", ""), 1.0)
        found.append(Interval(rank_of(record), start, end, quantity))
    return found


def best_of_each_piece(found: list[Interval]) -> dict[date, float]:
    """Cut the time at all ends; each piece takes all intervals of its best recorder, pro rata."""
    midnights = {
        datetime(2017, 1, 1, tzinfo=MADRID) + timedelta(days=number) for number in range(365)
    }
    ends = sorted({one.start for one in found} | {one.end for one in found} | midnights)
    totals: defaultdict[date, float] = defaultdict(float)
    waiting, open_now = sorted(found, key=lambda one: one.start, reverse=True), list[Interval]()
    for start, end in pairwise(ends):
        while waiting and waiting[-1].start <= start:
            open_now.append(waiting.pop())
        open_now = [one for one in open_now if one.end > start]
        best = min((one.rank for one in open_now), default=None)
        for one in open_now:
            if one.rank == best:
                share = (end - start) / (one.end - one.start)
                totals[start.astimezone(MADRID).date()] += one.quantity * share
    return dict(totals)


@pytest.mark.parametrize(
    ("kind", "column", "tolerance"),
    [
        ("StepCount", "step_count", 0.500001),
        ("DistanceWalkingRunning", "distance_meters", 1e-3),
        ("ActiveEnergyBurned", "active_energy_kilocalories", 1e-3),
    ],
)
def test_days_of_many_recorders_are_never_their_sum(
    real_files: Path, real_house: House, kind: str, column: str, tolerance: float
) -> None:
    found = intervals(real_files, kind)
    expected = best_of_each_piece(found)
    rows = {
        row["activity_date"]: row[column]
        for row in real_house.rows("daily_activity")
        if row["person_id"] == "comocomo" and row[column] is not None
    }

    assert rows == pytest.approx(expected, abs=tolerance)
    if kind != "ActiveEnergyBurned":
        assert sum(rows.values()) < sum(one.quantity for one in found) - 1


def sessions(spans: list[tuple[datetime, datetime]]) -> Iterator[tuple[date, float]]:
    """Yield the local day on which each session ends, and its seconds."""
    end, seconds = None, 0.0
    for start, stop in sorted(spans):
        if end is not None and start - end >= HOUR:
            yield end.astimezone(MADRID).date(), seconds
            seconds = 0.0
        covered = start if end is None else max(start, end)
        seconds += max((stop - covered).total_seconds(), 0)
        end = stop if end is None else max(end, stop)
    if end is not None:
        yield end.astimezone(MADRID).date(), seconds


def test_nights_are_united_over_the_recorders_of_one_priority(
    real_files: Path, real_house: House
) -> None:
    spans: defaultdict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    for record in records(real_files, "SleepAnalysis"):
        if "SleepAnalysisAsleep" in record.get("value", ""):
            span = moment(record, "startDate"), moment(record, "endDate")
            if span[0] < span[1]:
                spans[rank_of(record)[0]].append(span)
    nights: dict[date, float] = {}
    for priority in sorted(spans, reverse=True):  # the best one last, so that it stays
        of_priority: defaultdict[date, float] = defaultdict(float)
        for day, seconds in sessions(spans[priority]):
            of_priority[day] += seconds
        nights |= of_priority
    rows = {
        row["sleep_date"]: row["asleep_seconds"]
        for row in real_house.rows("nightly_sleep")
        if row["person_id"] == "comocomo" and row["asleep_seconds"] is not None
    }

    assert rows == nights
    assert len(nights) > 50


def test_nights_of_33_people_as_their_tracker_summed_them(
    real_files: Path, real_house: House
) -> None:
    path = real_files / "fitness/fitbit_fitabase_apr_may/sleepDay_merged.csv"
    expected = {}
    for line in path.read_text().splitlines()[1:]:
        person, stamp, _, asleep, in_bed = line.split(",")
        month, day, year = map(int, stamp.split(" ")[0].split("/"))
        name = "first_walker" if person == "1503960366" else f"fitbit_{person}"
        expected[name, date(year, month, day)] = (int(asleep) * 60, int(in_bed) * 60)
    people = {person for person, _ in expected}
    rows = {
        (row["person_id"], row["sleep_date"]): (row["asleep_seconds"], row["in_bed_seconds"])
        for row in real_house.rows("nightly_sleep")
        if row["person_id"] in people
    }

    assert len(expected) == 410
    assert rows == expected


def test_stages_of_98_nights_as_a_ring_wrote_them(real_files: Path, real_house: House) -> None:
    nights = json.loads((real_files / "fitness/oura_darya/daily.json").read_text())
    expected = {}
    for night in nights:
        if night["bedtimeStart"]:
            start, end = (moment_of(night[key]) for key in ("bedtimeStart", "bedtimeEnd"))
            # Five minutes for each digit, of the last one what is left of the night.
            seconds = dict.fromkeys("1234", 0.0)
            for number, phase in enumerate(night["sleepPhase5Min"]):
                seconds[phase] += max(min(300, end - start - 300 * number), 0)
            expected[date.fromisoformat(night["date"])] = [seconds[one] for one in "123"]
    rows = {
        row["sleep_date"]: row
        for row in real_house.rows("nightly_sleep")
        if row["person_id"] == "oura_darya_me"
    }

    assert len(expected) == 98
    assert rows.keys() == expected.keys()
    names = ("deep_sleep_seconds", "light_sleep_seconds", "rem_sleep_seconds")
    for day, row in rows.items():
        assert [row[name] for name in names] == pytest.approx(expected[day], abs=1)
        assert row["unstaged_sleep_seconds"] == 0


def moment_of(stated: str) -> float:
    return datetime.fromisoformat(stated).timestamp()
