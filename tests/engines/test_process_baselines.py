"""What the control charts compare a value with: baselines, seasons, trends, memories, notes."""

from collections.abc import Iterator

import numpy as np
import pytest

from benchmarks.model_sql import EngineSession
from tests.engines.charts import Note, Series, day, run_charts, scores_of, signals_of

RANDOM = np.random.default_rng(33)
CALM = 20 + RANDOM.normal(size=120)
DAYS = np.arange(120)
WEEKEND = np.where(DAYS % 7 >= 5, 30, 0)
OUTLIER = np.where(DAYS == 11, 1000, 0)
SHIFTED = np.where(DAYS >= 60, 40, 0)
MONTH_END = np.array([day(number + 4).day <= 3 for number in range(120)]) * 50
# 2 of 100 fail, and once 12 do; 4 faults in 2 hours, and once 20.
SHARES = np.where(DAYS == 80, 0.12, 0.02 + 0.01 * (DAYS % 3 - 1))
RATES = np.where(DAYS == 80, 10, 2 + 0.5 * (DAYS % 3 - 1))


def remembering() -> np.ndarray:
    values = RANDOM.normal(size=120)
    for number in range(1, 120):
        values[number] += 0.8 * values[number - 1]
    return values


def changed(values: np.ndarray, first: int) -> np.ndarray:
    """Return other values from one on, counted from 0."""
    return np.where(first <= DAYS, values * 3 + 7, values)


WIDE = {"is_widened": True}
WEEKLY = {"seasonality": "weekday"}
SERIES = {
    "calm": Series(CALM, WIDE),
    "calm_narrow": Series(CALM),
    "calm_changed": Series(changed(CALM, 70), WIDE),
    "outlier": Series(CALM + OUTLIER),
    "robust": Series(CALM + OUTLIER, {"estimator": "robust"}),
    "mean": Series(CALM + OUTLIER, {"estimator": "mean"}),
    "weekly": Series(CALM + WEEKEND, WEEKLY),
    "weekly_blind": Series(CALM + WEEKEND),
    "month_end": Series(CALM + MONTH_END, {"seasonality": "month_end"}),
    "trend": Series(CALM + DAYS, {"has_trend": True}),
    "memory": Series(remembering(), {"has_memory": True}),
    "constant": Series([*[96] * 90, 95, *[96] * 29]),
    "constant_up": Series([*[96] * 90, 95, *[96] * 29], {"direction": "up"}),
    "energy": Series(np.exp(CALM / 10) * np.where(DAYS == 100, 1000, 1), {"scale": "log"}),
    "shares": Series(SHARES, {"chart": "p"}, [100.0] * 120),
    "rates": Series(RATES, {"chart": "u"}, [2.0] * 120),
    "lasting": Series(CALM + SHIFTED),
    "lasting_unsaid": Series(CALM + SHIFTED),
    "renewed": Series(CALM + SHIFTED, {"renewal_points": 20}),
    "recovering": Series(CALM + np.where((DAYS >= 70) & (DAYS < 100), 3, 0)),
}


@pytest.fixture(scope="module")
def charts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineSession]:
    with EngineSession(tmp_path_factory.mktemp("baselines")) as session:
        run_charts(session, SERIES, [Note("lasting", day(61))])
        yield session


def test_what_comes_later_changes_no_earlier_score(charts: EngineSession) -> None:
    before = scores_of(charts, "calm")
    after = scores_of(charts, "calm_changed")
    kept = 70 - 20

    for one, other in zip(before[:kept], after[:kept], strict=True):
        for name in ("centre", "upper_limit", "z", "cusum_high", "cusum_low", "ewma"):
            assert one[name] == pytest.approx(other[name], abs=1e-6), name
    assert abs(after[kept]["z"]) > 3.6


def test_limits_grow_with_the_baseline_and_are_frozen_then(charts: EngineSession) -> None:
    scores = scores_of(charts, "calm")

    counts = [row["count_baseline"] for row in scores]
    assert counts == [20] * 20 + [40] * 20 + [60] * 60
    assert {row["phase"] for row in scores[:40]} == {"baseline"}
    assert {row["phase"] for row in scores[40:]} == {"monitoring"}
    assert len({(row["centre"], row["upper_limit"]) for row in scores[40:]}) == 1


def test_limits_are_wider_after_a_short_baseline(charts: EngineSession) -> None:
    wide, narrow = scores_of(charts, "calm"), scores_of(charts, "calm_narrow")
    ratios = [
        (one["upper_limit"] - one["centre"]) / (other["upper_limit"] - other["centre"])
        for one, other in zip(wide, narrow, strict=True)
    ]

    # Student's t at 11.5, 23.6 and 35.7 degrees of freedom, 99.865 %: 3.82, 3.35 and 3.22; times
    # the root of 1 + 1/n, over 3.
    assert [ratios[0], ratios[20], ratios[40]] == pytest.approx([1.305, 1.131, 1.082], abs=0.02)


def test_an_outlier_of_the_baseline_is_left_out_of_the_limits(charts: EngineSession) -> None:
    for name, sigma in (("outlier", 1), ("robust", 1), ("mean", 30)):
        judged = scores_of(charts, name)[-1]
        found = (judged["upper_limit"] - judged["centre"]) / 3
        assert found == pytest.approx(sigma, rel=0.6), name


def test_weekdays_are_compared_with_their_own_kind(charts: EngineSession) -> None:
    scores = scores_of(charts, "weekly")

    assert max(abs(row["z"]) for row in scores) < 4
    weekend, monday = scores[5], scores[7]
    assert weekend["centre"] - monday["centre"] == pytest.approx(30, abs=2)
    blind = scores_of(charts, "weekly_blind")[-1]
    assert blind["upper_limit"] - blind["centre"] > 20


def test_ends_of_months_trends_and_memories_are_taken_out(charts: EngineSession) -> None:
    for name in ("month_end", "trend", "memory"):
        scores = scores_of(charts, name)
        assert np.std([row["z"] for row in scores]) == pytest.approx(1, abs=0.35), name


def test_any_change_of_what_never_changed_is_a_signal_on_the_side_that_counts(
    charts: EngineSession,
) -> None:
    assert signals_of(charts, "constant", "shewhart", 1) == [91]
    assert signals_of(charts, "constant_up", "shewhart", 1) == []


def test_another_unit_is_seen_in_the_scale_of_logarithms(charts: EngineSession) -> None:
    assert signals_of(charts, "energy", "shewhart", 1) == [101]


def test_shares_and_rates_are_judged_by_what_they_count(charts: EngineSession) -> None:
    assert signals_of(charts, "shares", "shewhart", 1) == [81]
    judged = scores_of(charts, "shares")[-1]
    assert judged["upper_limit"] == pytest.approx(0.02 + 3 * (0.02 * 0.98 / 100) ** 0.5, abs=1e-6)
    assert signals_of(charts, "rates", "shewhart", 1) == [81]
    judged = scores_of(charts, "rates")[-1]
    assert judged["upper_limit"] == pytest.approx(2 + 3 * (2 / 2) ** 0.5, abs=1e-6)


def test_only_a_note_or_a_declared_rule_moves_the_limits(charts: EngineSession) -> None:
    unsaid = signals_of(charts, "lasting_unsaid", "shewhart", 1)
    assert unsaid[-60:] == list(range(61, 121))

    assert [n for n in signals_of(charts, "lasting", "shewhart", 1) if n > 60] == []
    last = scores_of(charts, "lasting")[-1]
    assert (last["epoch_number"], last["position"]) == (1, 60)
    assert last["centre"] == pytest.approx(60, abs=1)

    # The window of 60 values holds more of the new than of the old after two renewals.
    renewed = scores_of(charts, "renewed")
    assert renewed[-1]["centre"] == pytest.approx(20 + 40 * 2 / 3, abs=2)


def test_a_sum_recovers_soon_after_a_fault(charts: EngineSession) -> None:
    pages = charts.rows(
        "select count(*) as count_pages from process_signals"
        f" where metric_id = 'recovering.x' and rule_set = 'cusum' and observed_at >= '{day(107)}'"
    )
    during = signals_of(charts, "recovering", "cusum", 1)

    assert set(range(75, 101)) <= set(during)
    assert pages == [{"count_pages": 0}]
