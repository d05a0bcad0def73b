"""The project's own models of weekly insights on series whose relations are known."""

import datetime as dt
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

from tests.engines.lake_project import LakeProject

PROJECT = Path(__file__).resolve().parents[2]
MACROS = ("normal_two_sided", "rank_correlation_score")
LAST_DATE = dt.date(2026, 6, 28)
DAYS = 182
ROOMS, PEOPLE = 8, 4
Row = Mapping[str, Any]


def remembering(random: np.random.Generator, memory: float) -> np.ndarray:
    """Return a series in which each day keeps a share of the day before."""
    values = random.normal(size=DAYS)
    for day in range(1, DAYS):
        values[day] = memory * values[day - 1] + (1 - memory**2) ** 0.5 * values[day]
    return values


def household(random: np.random.Generator) -> pd.DataFrame:
    """Return independent series with seasons and weekends, but for the sleep of person 0.

    That person sleeps a quarter of an hour less for each degree in room 0 the day before.
    """
    days = np.arange(DAYS)
    season, weekend = np.sin(days / 60), days % 7 >= 5
    series = {
        ("room_temperature_celsius", f"room_{n}"): 20 + 4 * season + remembering(random, 0.8)
        for n in range(ROOMS)
    }
    for n in range(PEOPLE):
        series["asleep_hours", f"person_{n}"] = 7 + season + weekend + remembering(random, 0.5)
    warm = series["room_temperature_celsius", "room_0"]
    noise = 0.3 * remembering(random, 0)
    series["asleep_hours", "person_0"] = 8 - 0.25 * np.roll(warm - 20, 1) + weekend + noise
    return pd.concat(
        pd.DataFrame(
            {
                "metric": metric,
                "subject_id": subject,
                "metric_date": [LAST_DATE - dt.timedelta(DAYS - 1 - int(day)) for day in days],
                "value": values,
                "last_date": LAST_DATE,
            }
        )
        for (metric, subject), values in series.items()
    )


@pytest.fixture(scope="module")
def series() -> pd.DataFrame:
    return household(np.random.default_rng(20260628))


@pytest.fixture(scope="module")
def insights(tmp_path_factory: pytest.TempPathFactory, series: pd.DataFrame) -> list[Row]:
    folder = tmp_path_factory.mktemp("insights")
    project = LakeProject(folder / "project", folder / "lake")
    for model in ("daily_residuals", "daily_memories", "weekly_relations", "weekly_insights"):
        sql = (PROJECT / f"models/gold/insights/{model}.sql").read_text()
        project.write(f"models/{model}.sql", sql)
    for macro in MACROS:
        shutil.copy(PROJECT / f"macros/{macro}.sql", folder / "project/macros")
    project.write(
        "macros/as_of_date.sql", "{% macro as_of_date() %}date '2026-07-01'{% endmacro %}"
    )
    for seed in ("insight_metrics.csv", "insight_pairs.csv"):
        (folder / "project/seeds").mkdir(exist_ok=True)
        shutil.copy(PROJECT / "seeds" / seed, folder / "project/seeds")
    series.to_csv(folder / "project/seeds/daily_series.csv", index=False)
    project.dbt("build")
    return project.rows("silver.weekly_insights")


def test_only_the_planted_relation_is_shown_among_many(insights: list[Row]) -> None:
    tested = [row for row in insights if row["p_value"] is not None]
    assert len(tested) == ROOMS * PEOPLE * 2
    shown = [row for row in insights if row["status"] == "shown"]
    assert [
        (row["cause_subject_id"], row["effect_subject_id"], row["lag_days"]) for row in shown
    ] == [("room_0", "person_0", 1)]
    assert shown[0]["effect_per_unit"] == pytest.approx(-0.25, abs=0.05)
    assert "less sleep (person_0)" in shown[0]["explanation"]


def test_p_values_of_unrelated_series_are_as_often_small_as_they_say(insights: list[Row]) -> None:
    unrelated = [
        row["p_value"]
        for row in insights
        if row["p_value"] is not None
        and (row["cause_subject_id"], row["effect_subject_id"]) != ("room_0", "person_0")
    ]
    # 62 tests that are not independent: 5 % of them are 3; 10 % is beyond what chance does to them.
    assert np.mean(np.array(unrelated) < 0.05) < 0.13
    assert 0.3 < np.mean(unrelated) < 0.7


def test_correlations_equal_those_of_scipy(insights: list[Row], series: pd.DataFrame) -> None:
    rest = series.assign(metric_date=pd.to_datetime(series["metric_date"]))
    by_day = rest.pivot(index="metric_date", columns=["metric", "subject_id"], values="value")
    centred = by_day - by_day.groupby(np.arange(len(by_day)) % 7).transform("mean")
    left = centred - centred.rolling(29, center=True, min_periods=1).mean()
    for row in insights:
        if row["p_value"] is None:
            continue
        cause = left[row["cause_metric"], row["cause_subject_id"]]
        effect = left[row["effect_metric"], row["effect_subject_id"]].shift(-row["lag_days"])
        known = effect.notna()
        expected = spearmanr(cause[known], effect[known]).statistic
        assert row["rank_correlation"] == pytest.approx(expected, abs=1e-9)


def test_a_pair_without_data_says_so(insights: list[Row]) -> None:
    spending = [row for row in insights if row["cause_metric"] == "spend_amount"]
    assert {row["status"] for row in spending} == {"not_enough_data"}
