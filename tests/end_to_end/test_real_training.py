"""Training of a real Apple Health export against what plain Python makes of the file."""

import csv
from collections import defaultdict
from datetime import date, datetime, timedelta
from math import exp
from pathlib import Path
from statistics import fmean
from xml.etree import ElementTree as ET

import pytest

from tests.end_to_end.test_real_bodies import FILE, MADRID, moment, rank_of, records
from tests.houses import PROJECT, House

pytestmark = pytest.mark.real_data

RESTING, HIGHEST = 60.0, 180.0  # the export holds no heart at rest, and none beats faster


def intensities() -> dict[str, float]:
    with (PROJECT / "seeds" / "activity_intensities.csv").open(encoding="utf-8") as file:
        return {
            row["activity_type"].replace("_", ""): float(row["metabolic_equivalents"]) / 10
            for row in csv.DictReader(file)
        }


def beats_during(found: list[ET.Element], start: datetime, end: datetime) -> list[float]:
    """Return the values of the best recorder with any five of them."""
    values: defaultdict[tuple[int, str], list[float]] = defaultdict(list)
    for record in found:
        if start <= moment(record, "startDate") < end:
            values[rank_of(record)].append(float(record.get("value", "")))
    return next((values[rank] for rank in sorted(values) if len(values[rank]) >= 5), [])


def expected_loads(real_files: Path) -> dict[tuple[datetime, str], float]:
    """Return the load of each workout by its start and the app that recorded it."""
    beats = list(records(real_files, "IdentifierHeartRate"))
    of_sport, loads = intensities(), {}
    root = ET.parse(real_files / FILE)  # noqa: S314  (a file that came with its sha256)
    for workout in root.iter("Workout"):
        start, end = moment(workout, "startDate"), moment(workout, "endDate")
        hours = float(workout.get("duration", "")) / 60
        kind = workout.get("workoutActivityType", "").removeprefix("HKWorkoutActivityType")
        during = beats_during(beats, start, end)
        share = (fmean(during) - RESTING) / (HIGHEST - RESTING) if during else 0.0
        if share > 0:
            load = 100 * hours * share / 0.85 * exp(1.92 * (share - 0.85))
        else:
            load = 100 * hours * of_sport.get(kind.lower(), 0.4) ** 2
        loads[start, rank_of(workout)[1]] = load
    return loads


def test_loads_follow_from_the_workouts_and_heart_beats_of_the_export(
    real_files: Path, real_house: House
) -> None:
    expected = expected_loads(real_files)
    rows = {
        (row["started_at"], row["recorder_name"]): row["training_load"]
        for row in real_house.rows("silver_fitness__workout_loads", "silver")
        if row["person_id"] == "comocomo"
    }

    # What two apps recorded at once counts once.
    assert 50 < len(rows) <= len(expected)
    assert rows == pytest.approx({key: expected[key] for key in rows}, rel=1e-6, abs=1e-6)


def test_fitness_and_fatigue_are_those_of_a_plain_loop_over_the_days(real_house: House) -> None:
    loads: defaultdict[date, float] = defaultdict(float)
    counted = real_house.rows("silver_fitness__workout_loads", "silver")
    for row in counted:
        if row["person_id"] == "comocomo":
            loads[row["started_at"].astimezone(MADRID).date()] += row["training_load"]
    days = {
        row["activity_date"]: (row["fitness_load"], row["fatigue_load"], row["form_load"])
        for row in real_house.rows("daily_training_load")
        if row["person_id"] == "comocomo"
    }

    expected, fitness, fatigue = {}, 0.0, 0.0
    day, last = min(loads), datetime.fromisoformat(real_house.as_of).date()
    while day <= last:
        form = fitness - fatigue
        fitness += (loads[day] - fitness) / 42
        fatigue += (loads[day] - fatigue) / 7
        expected[day] = (fitness, fatigue, form)
        day += timedelta(days=1)
    assert len(expected) > 3000
    assert days.keys() == expected.keys()
    for at, figures in days.items():
        assert figures == pytest.approx(expected[at], abs=2e-6), at
