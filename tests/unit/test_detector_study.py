"""The detector study's own parts: theory against published numbers, the detectors of others."""

import numpy as np
import pytest

from benchmarks.detectors import theory
from benchmarks.detectors.baselines import modified_z, point_inside, rolling, sarimax
from benchmarks.detectors.scores import calibrated, false_alarm_rate, found, signals_of
from benchmarks.detectors.series import FAULTS, KINDS, in_control, with_fault


def test_run_lengths_of_theory_are_the_published_ones() -> None:
    # Montgomery, Introduction to Statistical Quality Control, 7th edition, table 9.3 and section
    # 9.1: in control and after a shift of one sigma.
    assert theory.cusum(0.5, 4) == pytest.approx(168, abs=0.5)
    assert theory.cusum(0.5, 5) == pytest.approx(465, abs=0.5)
    assert theory.cusum(0.5, 4, shift=1) == pytest.approx(8.38, abs=0.01)
    assert theory.cusum(0.5, 5, shift=1) == pytest.approx(10.4, abs=0.05)
    # Lucas and Saccucci (1990), table 3: designs with a run length of 500.
    for weight, width in ((0.1, 2.814), (0.2, 2.962), (0.4, 3.054)):
        assert theory.ewma(weight, width) == pytest.approx(500, abs=1)
    assert theory.ewma(0.1, 2.814, shift=1) == pytest.approx(10.3, abs=0.05)
    assert theory.shewhart(3) == pytest.approx(370.4, abs=0.1)


def test_a_point_inside_its_baseline_cannot_be_far_from_it() -> None:
    outage = np.full((1, 14), 100.0)
    outage[0, -1] = 0
    # (n - 1) / sqrt(n) at 7, 11 and 14 points; a second day without rows hides both.
    assert point_inside(outage[:, -7:])[0, -1] == pytest.approx(2.268, abs=1e-3)
    assert point_inside(outage[:, -11:])[0, -1] == pytest.approx(3.015, abs=1e-3)
    outage[0, -2] = 0
    assert point_inside(outage)[0, -1] == pytest.approx(2.360, abs=1e-3)
    assert np.isnan(point_inside(outage)[0, :6]).all()


def test_detectors_of_the_days_before_do_not_look_at_the_day() -> None:
    values = np.array([[1.0, 2, 1, 2, 1, 2, 1, 9]])
    assert rolling(values)[0, -1] == pytest.approx((9 - 10 / 7) / values[0, :7].std(ddof=1))
    # Median 1, deviations 0 and 1: more than half are equal, so the mean deviation counts.
    assert modified_z(values)[0, -1] == pytest.approx(8 / (1.253314 * 3 / 7))
    assert np.isnan(rolling(values)[0, :7]).all()


def test_the_fitted_detector_scores_by_a_forecast_of_the_days_before() -> None:
    values = in_control(KINDS[0], 1, 28, seed=1)
    scores = sarimax(values)
    changed = values.copy()
    changed[0, -1] += 1000
    assert np.isnan(scores[0, :20]).all()
    assert np.allclose(sarimax(changed)[0, 20:-1], scores[0, 20:-1])
    assert sarimax(changed)[0, -1] > 10 > np.nanmax(scores)


def test_the_same_seed_gives_the_same_series_and_days_before_a_fault_stay() -> None:
    starts = np.array([10, 11])
    for kind in KINDS:
        calm = in_control(kind, 2, 30, seed=3)
        assert (calm == in_control(kind, 2, 30, seed=3)).all()
        assert (calm != in_control(kind, 2, 30, seed=4)).any()
        for fault in FAULTS:
            if fault.applies(kind):
                faulty = with_fault(fault, kind, calm, starts)
                assert (faulty[0, :10] == calm[0, :10]).all(), (kind.name, fault.name)
                assert (faulty[:, 11:] != calm[:, 11:]).any(), (kind.name, fault.name)


def test_series_have_the_mean_and_spread_that_they_state() -> None:
    for kind in KINDS:
        working_days = in_control(kind, 300, 140, seed=5)[:, np.arange(140) % 7 < 5]
        assert working_days.mean() == pytest.approx(kind.mean, rel=0.02), kind.name
        assert working_days.std() == pytest.approx(kind.sigma, rel=0.03), kind.name


def test_first_alarms_are_counted_by_days_at_risk() -> None:
    signals = np.array([[1, 0, 0, 1, 1], [0, 0, 0, 0, 0]], dtype=bool)
    # From day 1 on: three days until the first alarm, four without one.
    assert false_alarm_rate(signals, first=1) == pytest.approx(1 / 7)


def test_a_threshold_is_calibrated_to_a_rate() -> None:
    scores = np.random.default_rng(1).exponential(size=(200, 50))
    threshold = calibrated(scores, 0, 0.001)
    assert false_alarm_rate(signals_of(scores, threshold), 0) <= 0.001
    assert false_alarm_rate(signals_of(scores, threshold * 0.98), 0) > 0.001


def test_a_fault_is_found_from_its_day_on_and_never_by_an_alarm_that_stood() -> None:
    signals = np.zeros((4, 10), bool)
    signals[0, 5] = signals[1, 7] = signals[2, 3] = signals[3, 9] = True
    seen = found(signals, 0, np.array([5, 5, 5, 5]), horizon=4)
    # The third alarmed before; the fourth only after the horizon.
    assert seen.count_series == 3
    assert seen.share_first_day == pytest.approx(1 / 3)
    assert seen.share_found == pytest.approx(2 / 3)
    assert seen.median_days == 3
