"""Alarms that cry wolf, or stay silent: series through the control charts to the messages."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

import numpy as np
import pytest

from benchmarks.model_sql import EngineSession, model_sql
from observability.alerts.health import Health, Signal
from observability.alerts.incidents import after_sending, evaluated
from observability.alerts.state import State
from tests.engines.charts import Series, day, run_charts

RANDOM = np.random.default_rng(48)
DAYS = np.arange(126)
NOISE = RANDOM.normal(size=126)
RECORDS = 96 + 2 * NOISE
# Fewer on Saturday and Sunday, by as much as the rest of the week has.
WEEKENDS = np.where(DAYS % 7 >= 5, 40, 96) + 2 * NOISE
PAGES = {"severity": "page", "is_widened": True}
BAD_DAY = 100


def zero_on(values: np.ndarray, *numbers: int) -> list[float]:
    """Return the values with none on some days, counted from 1."""
    found: list[float] = np.where(np.isin(DAYS + 1, numbers), 0.0, values).tolist()
    return found


SERIES = {
    "constant": Series([96.0] * (BAD_DAY - 1) + [95.0] * 27, PAGES),
    "empty": Series([], PAGES),
    "few": Series(zero_on(RECORDS, 12)[:15], PAGES),
    "zero": Series(zero_on(RECORDS, BAD_DAY), PAGES),
    "two_zeros": Series(zero_on(RECORDS, BAD_DAY, BAD_DAY + 1), PAGES),
    "again": Series(zero_on(RECORDS, BAD_DAY, BAD_DAY + 14), PAGES),
    "weekends": Series(zero_on(WEEKENDS), {**PAGES, "seasonality": "weekday"}),
    "no_sunday": Series(zero_on(WEEKENDS, 105), {**PAGES, "seasonality": "weekday"}),
}


@pytest.fixture(scope="module")
def charts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineSession]:
    with EngineSession(tmp_path_factory.mktemp("alarms")) as session:
        run_charts(session, SERIES)
        session.query("process_points", model_sql("process_points", day(126)))
        yield session


def points_of(charts: EngineSession, name: str) -> list[tuple[int, str]]:
    """Return the number and the phase of each point of a series."""
    rows = charts.rows(
        f"select observed_at, phase from process_points where metric_id = '{name}.x'"
        " order by observed_at"
    )
    return [((row["observed_at"].date() - day(1)).days + 1, row["phase"]) for row in rows]


def messages_of(charts: EngineSession, *names: str) -> list[tuple[int, str]]:
    """Return day and kind of all messages, looking every morning at what is known by then."""
    listed = ", ".join(f"'{name}.x'" for name in names)
    signals = [
        Signal(
            row["metric_id"], _text(row["observed_at"]), row["severity"], row["explanation"], "t"
        )
        for row in charts.rows(f"select * from process_signals where metric_id in ({listed})")
    ]
    state = State()
    told: list[tuple[int, str]] = []
    for number in range(1, 127):
        at = datetime.combine(day(number), time(), UTC)
        known = tuple(one for one in signals if one.observed_at <= _text(at))
        newest = {one.metric_id: _text(at) for one in known}
        health = Health(_text(at), "published", _text(at), signals=known, newest_points=newest)
        state = evaluated(state, health, at, ["mail"], 36)
        told += [(number, one.message.kind) for one in state.outbox]
        state = after_sending(state, [(one, 1, None) for one in state.outbox], at)
    return told


def _text(moment: datetime) -> str:
    return moment.replace(tzinfo=UTC).isoformat()


def test_any_change_of_a_constant_series_is_told_on_its_first_day(charts: EngineSession) -> None:
    assert messages_of(charts, "constant")[0] == (BAD_DAY, "opened")


def test_too_few_points_are_learning_and_no_pass(charts: EngineSession) -> None:
    assert {phase for _, phase in points_of(charts, "few")} == {"learning"}
    assert points_of(charts, "empty") == []
    # The first points that are judged come after those that are learnt from.
    first = next(number for number, phase in points_of(charts, "zero") if phase != "learning")
    assert first == 21


def test_a_day_without_rows_is_told_on_that_day_and_over_after_it(charts: EngineSession) -> None:
    told = messages_of(charts, "zero")

    assert told[0] == (BAD_DAY, "opened")
    assert [kind for _, kind in told] == ["opened", "recovered"]
    # The sum of a CUSUM needs some days to forget it.
    assert told[1][0] <= BAD_DAY + 14


def test_a_second_bad_day_is_still_a_signal_and_no_second_message(charts: EngineSession) -> None:
    rows = charts.rows(
        "select observed_at from process_signals where metric_id = 'two_zeros.x'"
        " and rule_set = 'shewhart' and severity = 'page'"
    )

    assert {(row["observed_at"].date() - day(1)).days + 1 for row in rows} >= {100, 101}
    assert [kind for _, kind in messages_of(charts, "two_zeros")] == ["opened", "recovered"]


def test_a_bad_day_two_weeks_after_another_is_told_anew(charts: EngineSession) -> None:
    opened = [number for number, kind in messages_of(charts, "again") if kind == "opened"]

    assert opened == [BAD_DAY, BAD_DAY + 14]


def test_a_weekend_is_no_alarm_and_a_sunday_without_rows_is_one(charts: EngineSession) -> None:
    assert messages_of(charts, "weekends") == []
    assert (105, "opened") in messages_of(charts, "no_sunday")


def test_equal_alarms_of_one_morning_are_one_message(charts: EngineSession) -> None:
    told = messages_of(charts, "zero", "two_zeros", "again")

    assert [one for one in told if one[0] == BAD_DAY] == [(BAD_DAY, "opened")]


def test_a_pipeline_that_falls_silent_is_told() -> None:
    at = datetime(2026, 7, 1, 6, tzinfo=UTC)
    health = Health(_text(at), "published", _text(at))

    quiet = evaluated(State(), health, at + timedelta(hours=30), ["mail"], 36)
    silent = evaluated(quiet, health, at + timedelta(hours=37), ["mail"], 36)

    assert (quiet.outbox, quiet.is_known) == ((), True)
    assert ([one.message.kind for one in silent.outbox], silent.is_known) == (["opened"], False)
