"""Write the files of the meter, the room sensors and the trackers."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import date, timedelta
from typing import TYPE_CHECKING

from samples.climate import MEASURES, SENSORS, Sensor, State, states_by_day
from samples.electricity import Reading, broken_interval, day_readings
from samples.fitness import ANNA, ActivityDay, Person, activity_of, unfinished, unfinished_day
from samples.local_days import is_spring_change, utc_text
from samples.plan import Plan, days_between

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from samples.writing import SampleFile, SampleFiles

ELECTRICITY_HEADER = "Zeitpunkt;Bezug (kWh);Einspeisung (kWh)\r\n"
CLIMATE_HEADER = "entity_id,state,last_changed\n"
FITNESS_HEADER = "Date,Steps,Distance (km),Active Calories (kcal)\n"


def write_electricity(
    files: SampleFiles, plan: Plan, path: str, days: Iterable[date], *, is_late: bool = False
) -> None:
    """Write the quarter hours of some days; each row holds an import and an export."""
    with files.open(path, is_late=is_late) as file:
        file.write(ELECTRICITY_HEADER)
        for day in days:
            _write_electricity_day(file, plan, day)


def _write_electricity_day(file: SampleFile, plan: Plan, day: date) -> None:
    broken = broken_interval(plan)
    clock_change = spring_change_of(plan)
    for reading in day_readings(plan.seed, day):
        if day == clock_change and reading.label == "03:00":
            file.write_bad(f"{day:%d.%m.%Y} 02:30;0,041;0,000\r\n", "time_nonexistent")
        if (day, reading.label) == broken:
            file.write_bad(f"{day:%d.%m.%Y} {reading.label}\r\n", "row_ragged")
        else:
            file.write(_electricity_row(reading), records=2)


def _electricity_row(reading: Reading) -> str:
    drawn, fed = _kilo(reading.import_watt_hours), _kilo(reading.export_watt_hours)
    return f"{reading.day:%d.%m.%Y} {reading.label};{drawn};{fed}\r\n"


def _kilo(thousandths: int) -> str:
    return f"{thousandths // 1000},{thousandths % 1000:03}"


def spring_change_of(plan: Plan) -> date | None:
    """Return the last day of the sample on which the clock was put forward."""
    years = range(plan.last_date.year, plan.last_date.year - 2, -1)
    days = (day for year in years for day in days_between(date(year, 3, 25), date(year, 3, 31)))
    changes = (day for day in days if is_spring_change(day))
    inside = [day for day in changes if plan.first_date <= day <= plan.last_date]
    return max(inside, default=None)


def write_climate_months(files: SampleFiles, plan: Plan) -> None:
    """Write a file for each month and measure, the temperatures of one month late."""
    for measure in MEASURES:
        sensors = [sensor for sensor in SENSORS if sensor.measure == measure]
        with ExitStack() as stack:
            file = None
            for day, states in _states_of(plan, sensors, plan.first_date, plan.last_date):
                if file is None or day.day == 1:
                    stack.close()
                    is_late = measure == "temperature" and plan.is_late(day)
                    path = f"home_assistant/{measure}_{day:%Y-%m}.csv"
                    file = stack.enter_context(files.open(path, is_late=is_late))
                    file.write(CLIMATE_HEADER)
                _write_climate_day(file, plan, day, states)


def write_climate_day(files: SampleFiles, plan: Plan, day: date) -> None:
    """Write one file with all states of a day."""
    with files.open(f"home_assistant/states_{day}.csv") as file:
        file.write(CLIMATE_HEADER)
        for _, states in _states_of(plan, SENSORS, day, day):
            _write_climate_day(file, plan, day, states)


def _states_of(
    plan: Plan, sensors: Sequence[Sensor], first: date, last: date
) -> Iterable[tuple[date, list[tuple[State, str]]]]:
    days = list(days_between(first, last))
    streams = [states_by_day(plan.seed, sensor, days) for sensor in sensors]
    for parts in zip(*streams, strict=True):
        yield (
            parts[0][0],
            [
                (state, sensor.entity_id)
                for sensor, (_, states) in zip(sensors, parts, strict=True)
                for state in states
            ],
        )


def _write_climate_day(
    file: SampleFile, plan: Plan, day: date, states: list[tuple[State, str]]
) -> None:
    ordered = sorted(states, key=lambda pair: (pair[0].changed_at, pair[1]))
    for number, (state, entity_id) in enumerate(ordered):
        if day == plan.last_date - timedelta(days=12) and number == 20:
            _write_bad_states(file, entity_id, state.changed_at)
        file.write(f"{entity_id},{state.text},{utc_text(state.changed_at)}\n", records=1)


def _write_bad_states(file: SampleFile, entity_id: str, changed_at: int) -> None:
    time = utc_text(changed_at - 1)
    file.write_bad(f"{entity_id},21.4\n", "row_ragged")
    file.write_bad(f"{entity_id},warm,{time}\n", "state_not_numeric", stage="silver")


def write_fitness_months(files: SampleFiles, plan: Plan, months: Iterable[list[date]]) -> None:
    """Write Anna's monthly exports."""
    for days in months:
        path = f"fitbit_anna/fitbit_{days[0]:%Y-%m}.csv"
        activities = _activities(plan, ANNA, days)
        write_fitness(files, path, activities, is_late=plan.is_late(days[0]))


def write_fitness(
    files: SampleFiles, path: str, activities: list[ActivityDay], *, is_late: bool = False
) -> None:
    """Write an export of some days, no file where the tracker has no data."""
    if not activities:
        return
    with files.open(path, is_late=is_late) as file:
        file.write(FITNESS_HEADER)
        file.write_all((_fitness_row(activity) for activity in activities), records=1)


def write_fitness_weeks(
    files: SampleFiles, plan: Plan, person: Person, weeks: Iterable[list[date]]
) -> None:
    """Write weekly exports; one was made too early, so that the next one brings its Sunday anew."""
    half = unfinished_day(plan)
    for days in weeks:
        year, week, _ = days[0].isocalendar()
        is_next = days[0] == half + timedelta(days=1) and half >= plan.first_date
        activities = _activities(plan, person, [half, *days] if is_next else days)
        if not is_next:
            activities = [unfinished(one) if one.day == half else one for one in activities]
        write_fitness(files, f"fitbit_{person.person_id}/fitbit_{year}-W{week:02}.csv", activities)


def _activities(plan: Plan, person: Person, days: Iterable[date]) -> list[ActivityDay]:
    found = (activity_of(plan.seed, person, day) for day in days)
    return [activity for activity in found if activity is not None]


def write_fitness_day(files: SampleFiles, plan: Plan, person: Person, day: date) -> None:
    """Write one day's export."""
    path = f"fitbit_{person.person_id}/fitbit_{day}.csv"
    write_fitness(files, path, _activities(plan, person, [day]))


def _fitness_row(activity: ActivityDay) -> str:
    kilometers = f"{activity.distance_decameters // 100}.{activity.distance_decameters % 100:02}"
    return (
        f"{activity.day},{activity.step_count},{kilometers},{activity.active_energy_kilocalories}\n"
    )
