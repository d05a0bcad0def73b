"""Work out how much Ben's training took, and how his body was, day after day."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp, log
from statistics import fmean, stdev
from typing import TYPE_CHECKING

from samples.fitness import BEN
from samples.health import Workout, health_of
from samples.local_days import local_date
from samples.plan import days_between
from samples.recorders import HEART_RATE, MASS, RESTING, VARIABILITY, Kind
from samples.sleep_truth import sleep_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from samples.plan import Plan

HIGHEST_BPM, RESTING_BPM = 180.0, 60.0  # where nothing else is known
RUNNING_LOAD_PER_HOUR = 64.0
FEWEST_BEATS = 5
_FOUR_WEEKS, _SIX_WEEKS = 28, 42

Daily = dict[date, float]


def means_of(plan: Plan, kind: Kind) -> Daily:
    """Return the mean of a kind of measurement by the local day on which each began."""
    found: defaultdict[date, list[float]] = defaultdict(list)
    for one in health_of(plan).amounts:
        if one.kind is kind:
            found[local_date(one.begin)].append(one.amount / 10**kind.decimals)
    return {day: fmean(values) for day, values in sorted(found.items())}


@dataclass(frozen=True)
class Load:
    """Hold a day of training; fitness and fatigue at its end, form at its beginning."""

    load: float = 0.0
    fitness: float = 0.0
    fatigue: float = 0.0
    form: float = 0.0
    count: int = 0
    count_assumed: int = 0

    def after(self, loads: Sequence[float | None], assumed: float) -> Load:
        """Return the next day; a workout without a load counts as `assumed` says."""
        stated = [one for one in loads if one is not None]
        load = sum(stated) + assumed
        return Load(
            load,
            self.fitness + (load - self.fitness) / 42,
            self.fatigue + (load - self.fatigue) / 7,
            self.fitness - self.fatigue,
            len(loads),
            len(loads) - len(stated),
        )


def load_days(plan: Plan) -> dict[date, Load]:
    """Return every day from Ben's first workout to the as-of date."""
    workouts: defaultdict[date, list[Workout]] = defaultdict(list)
    for one in health_of(plan).workouts:
        workouts[local_date(one.walk.begin)].append(one)
    if not workouts:
        return {}
    beats = _beats(plan)
    highest = max([HIGHEST_BPM, *(max(found) for found in beats.values())])
    resting = means_of(plan, RESTING)
    days, state = {}, Load()
    for day in days_between(min(workouts), plan.as_of.date()):
        rest = _resting(resting, day)
        found = [(one, _load_of(one, beats.get(one), rest, highest)) for one in workouts[day]]
        hours = sum(_hours(one) for one, load in found if load is None)
        state = state.after([load for _, load in found], hours * RUNNING_LOAD_PER_HOUR)
        days[day] = state
    return days


def _beats(plan: Plan) -> Mapping[Workout, list[int]]:
    amounts = [one for one in health_of(plan).amounts if one.kind is HEART_RATE]
    found = {}
    for workout in health_of(plan).workouts:
        walk = workout.walk
        beats = [one.amount for one in amounts if walk.begin <= one.begin < walk.end]
        if len(beats) >= FEWEST_BEATS:
            found[workout] = beats
    return found


def _resting(resting: Daily, day: date) -> float:
    first = day - timedelta(days=_SIX_WEEKS)
    return fmean([one for at, one in resting.items() if first <= at <= day] or [RESTING_BPM])


def _hours(workout: Workout) -> float:
    return (workout.walk.end - workout.walk.begin) / 3600


def _load_of(
    workout: Workout, beats: Sequence[int] | None, resting: float, highest: float
) -> float | None:
    if beats is None:
        return None
    share = min((fmean(beats) - resting) / (highest - resting), 1.0)
    return 100 * _hours(workout) * share / 0.85 * exp(1.92 * (share - 0.85))


def load_rows(plan: Plan) -> Iterator[list[str]]:
    """Yield the rows of `daily_training_load`."""
    days = load_days(plan)
    for number, (day, one) in enumerate(days.items()):
        figures = map(repr, (one.load, one.fitness, one.fatigue, one.form))
        counts = (str(one.count), str(one.count_assumed))
        is_building_up = str(number < _SIX_WEEKS).lower()
        yield [day.isoformat(), BEN.person_id, *figures, *counts, is_building_up]


def body_rows(plan: Plan) -> Iterator[list[str]]:
    """Yield the rows of `daily_body`."""
    resting, sdnn, mass = (means_of(plan, kind) for kind in (RESTING, VARIABILITY, MASS))
    for day in sorted(resting.keys() | sdnn.keys() | mass.keys()):
        yield [
            day.isoformat(),
            BEN.person_id,
            *(repr(one[day]) if day in one else "" for one in (resting, sdnn, mass)),
            repr(_trend(mass, day)) if day in mass else "",
            "Ben's Apple Watch" if day in resting else "",
            "Ben's Apple Watch" if day in sdnn else "",
            "Scale" if day in mass else "",
        ]


def _trend(mass: Daily, day: date) -> float:
    weights = {at: 0.9 ** (day - at).days for at in mass if at <= day}
    return sum(mass[at] * weight for at, weight in weights.items()) / sum(weights.values())


def readiness_rows(plan: Plan) -> Iterator[list[str]]:
    """Yield the rows of `daily_readiness`."""
    settled = list(load_days(plan).items())[_SIX_WEEKS:]
    series = (
        {day: -one for day, one in means_of(plan, RESTING).items()},
        {day: log(one) for day, one in means_of(plan, VARIABILITY).items()},
        {date.fromisoformat(row[0]): int(row[2]) / 3600 for row in sleep_rows(plan) if row[2]},
        {day: one.form for day, one in settled},
    )
    for day in sorted(set().union(*series[:3])):
        scores = [_score(one, day) for one in series]
        known = [one for one in scores if one is not None]
        is_known = sum(one is not None for one in scores[:3]) >= 2
        readiness = 50 + 25 * fmean(known) if is_known else None
        texts = ("" if one is None else repr(one) for one in scores)
        text = "" if readiness is None else repr(readiness)
        yield [day.isoformat(), BEN.person_id, text, _status(readiness), "1", *texts]


def _score(series: Daily, day: date) -> float | None:
    first = day - timedelta(days=_FOUR_WEEKS)
    before = [one for at, one in series.items() if first <= at < day]
    if day not in series or len(before) < 14:
        return None
    return max(-2.0, min(2.0, (series[day] - fmean(before)) / stdev(before)))


def _status(readiness: float | None) -> str:
    if readiness is None:
        return "not_enough_data"
    return "strained" if readiness < 35 else "ready" if readiness > 65 else "usual"
