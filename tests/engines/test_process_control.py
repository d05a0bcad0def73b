"""Control charts of the shipped models against published numbers."""

from collections.abc import Iterator

import pytest

from benchmarks.model_sql import EngineSession, render
from tests.engines.charts import Note, Series, day, run_charts, scores_of, signals_of

KNOWN = {"known_centre": "0e0", "known_sigma": "1e0"}
# NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2: an individuals chart.
INDIVIDUALS = (49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1)
# The same, 6.3.2.4: an EWMA of weight 0.3 around 50, sigma 2.0539.
MEANS_OF = (52.0, 47.0, 53.0, 49.3, 50.1, 47.0, 51.0, 50.1, 51.2, 50.5, *INDIVIDUALS)
MEANS = """
50.60 49.52 50.56 50.18 50.16 49.21 49.75 49.85 50.26 50.33 50.11 49.36 49.52 50.05 49.38 49.92
50.73 51.23 51.94 51.99
"""
# Montgomery, Introduction to Statistical Quality Control, table 9.1: mean 10, sigma 1.
MONTGOMERY = """
9.45 7.99 9.29 11.66 12.16 10.18 8.04 11.46 9.20 10.34 9.03 11.47 10.51 9.40 10.08 9.37 10.62 10.31
8.52 10.84 10.90 9.33 12.29 11.50 10.60 11.08 10.38 11.62 11.31 10.52
"""
CUSUM_HIGH = """
0 0 0 1.16 2.82 2.50 .04 1.00 0 0 0 .97 .98 0 0 0 .12 0 0 .34 .74 0 1.79 2.79 2.89 3.47 3.35 4.47
5.28 5.30
"""
CUSUM_LOW = ".05 1.56 1.77 0 0 0 1.46 0 .30 0 .47 0 0 .10 0 .13 0 0 .98 0 0 .17 0"
# The R package qcc, data/viscosity.txt: batches 1 to 20, then 21 to 35.
VISCOSITY = """
34.05 34.40 33.59 35.96 34.70 33.51 33.79 34.04 34.52 33.75 33.27 33.71 34.03 34.58 34.02 33.97
34.05 34.04 33.73 34.05 34.39 33.75 33.40 33.27 34.65 34.80 34.55 35.40 34.75 34.50 34.70 34.29
34.61 34.49 35.03
"""
# The tests of qcc: values around 0 of sigma 1, and at which of them a rule signals.
RUNS: dict[tuple[str, int, tuple[float, ...]], list[int]] = {
    ("western_electric", 1, (0, 3.2, -3.5, 2.9)): [2, 3],
    ("western_electric", 2, (0, 2.5, 1.0, 2.6, 0)): [4],
    ("western_electric", 3, (0, 1.2, 1.3, 0.2, 1.4, 1.5)): [6],
    ("western_electric", 4, (*[-1] * 8, 1)): [8],
    ("western_electric", 1, (*[2.5] * 7, 3.2)): [8],
    ("western_electric", 2, (*[2.5] * 7, 3.2)): [3, 4, 5, 6, 7, 8],
    ("western_electric", 3, (*[2.5] * 7, 3.2)): [5, 6, 7, 8],
    ("western_electric", 4, (*[2.5] * 7, 3.2)): [8],
    ("western_electric", 4, (*[1] * 4, 0, *[1] * 7)): [],
    ("nelson", 1, (0, 3.2, -3.4, 3)): [2, 3],
    ("nelson", 2, (*[0.5] * 10, *[-0.5] * 10)): [9, 10, 19, 20],
    ("nelson", 3, (1, 2, 3, 4, 5, 6, 7, 7, 6, 5, 4, 3, 2, 1)): [6, 7, 13, 14],
    ("nelson", 4, (1, 3, 2, 4, 3, 5, 4, 6, 5, 7, 6, 8, 7, 9, 8)): [14, 15],
    ("nelson", 5, (0, 2.3, 0.4, 2.2, -2.4, -0.2, -2.5)): [4, 7],
    ("nelson", 6, (1.2, 1.3, 0.2, 1.4, 1.5, -1.2, -1.3, -0.1, -1.4, -1.5)): [5, 10],
    ("nelson", 7, (*[0.3] * 16, 1.2)): [15, 16],
    ("nelson", 8, (1.2, -1.3, 1.1, -1.4, 1.5, -1.2, 1.3, -1.1, 0.2)): [8],
    ("nelson", 8, (*[1.2] * 8,)): [],
}
# Five equal values in a row, six, four, and five zeros, of which only those before them vary.
REPEATED = (1.5, *[0.3] * 5, 1.1, *[0.2] * 6, *[0.4] * 4, *[0] * 5, 0.1)


def numbers(text: str) -> list[float]:
    return [float(word) for word in text.split()]


def of_baseline(points: int, **declared: object) -> dict[str, object]:
    return {"learning_points": points, "baseline_points": points, "estimator": "mean", **declared}


@pytest.fixture(scope="module")
def charts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineSession]:
    """Every published series, charted at once."""
    known_ten = {"known_centre": "10e0", "known_sigma": "1e0"}
    series = {
        "individuals": Series((*INDIVIDUALS, 50.0), of_baseline(10)),
        "montgomery": Series(numbers(MONTGOMERY), known_ten),
        "viscosity": Series(numbers(VISCOSITY), of_baseline(20)),
        "viscosity_annotated": Series(numbers(VISCOSITY), of_baseline(19)),
        "continuous": Series(REPEATED, KNOWN | {"is_continuous": True}),
        "counted": Series(REPEATED, KNOWN),
    } | {f"run_{number}": Series(run[2], KNOWN) for number, run in enumerate(RUNS)}
    notes = [Note("viscosity_annotated", day(4), day(4))]
    with EngineSession(tmp_path_factory.mktemp("charts")) as session:
        run_charts(session, series, notes)
        yield session


def test_limits_of_individuals_are_those_of_nist(charts: EngineSession) -> None:
    (judged,) = scores_of(charts, "individuals")

    assert judged["centre"] == pytest.approx(50.81, abs=1e-3)
    assert judged["upper_limit"] == pytest.approx(55.8041, abs=1e-3)
    assert judged["lower_limit"] == pytest.approx(45.8159, abs=1e-3)


def test_moving_means_are_those_of_nist(charts: EngineSession) -> None:
    rows = [f"select {n} as position, 1 as key, {x} - 50e0 as x" for n, x in enumerate(MEANS_OF, 1)]
    query = "{{ moving_mean('(' ~ rows ~ ')', 'key', 'x', '0.3e0') }}"
    means = charts.rows(f"{render(query, rows=' union all '.join(rows))} order by position")

    found = [50 + row["moving_mean"] for row in means]
    assert found == pytest.approx(numbers(MEANS), abs=0.0051)
    # Limits 52.5884 and 47.4115: no signal.
    assert max(found) < 50 + 3 * 2.0539 * (0.3 / 1.7) ** 0.5 == pytest.approx(52.5884, abs=1e-3)


def test_sums_and_means_are_those_of_montgomery(charts: EngineSession) -> None:
    scores = scores_of(charts, "montgomery")

    assert [row["cusum_high"] for row in scores] == pytest.approx(numbers(CUSUM_HIGH), abs=0.01)
    low = [row["cusum_low"] for row in scores[: len(CUSUM_LOW.split())]]
    assert low == pytest.approx(numbers(CUSUM_LOW), abs=0.01)
    means = [scores[number - 1]["ewma"] for number in (1, 2, 28, 29, 30)]
    assert means == pytest.approx([-0.055, -0.2505, 0.5731, 0.6468, 0.6341], abs=1e-3)
    assert signals_of(charts, "montgomery", "cusum", 1) == [29, 30]
    assert signals_of(charts, "montgomery", "ewma", 1) == [29]


def test_limits_of_viscosity_are_those_of_qcc(charts: EngineSession) -> None:
    judged = scores_of(charts, "viscosity")[0]

    assert judged["centre"] == pytest.approx(34.088, abs=1e-3)
    assert judged["lower_limit"] == pytest.approx(32.56504, abs=1e-3)
    assert judged["upper_limit"] == pytest.approx(35.61096, abs=1e-3)


def test_an_annotated_batch_is_in_no_baseline_and_no_signal(charts: EngineSession) -> None:
    judged = scores_of(charts, "viscosity_annotated")[0]

    assert judged["centre"] == pytest.approx(33.98947, abs=1e-3)
    assert judged["lower_limit"] == pytest.approx(32.75425, abs=1e-3)
    assert judged["upper_limit"] == pytest.approx(35.2247, abs=1e-3)
    expected = {1: [28], 2: [], 3: [28, 29, 30, 31, 33, 34, 35], 4: [32, 33, 34, 35]}
    for number, values in expected.items():
        found = signals_of(charts, "viscosity_annotated", "western_electric", number)
        assert found == values, number


def test_a_sensor_is_frozen_at_the_fifth_equal_value(charts: EngineSession) -> None:
    assert signals_of(charts, "continuous", "shewhart", 2) == [6, 12, 13]
    assert signals_of(charts, "counted", "shewhart", 2) == []


@pytest.mark.parametrize("number", range(len(RUNS)), ids=[f"{s} {n}" for s, n, _ in RUNS])
def test_a_run_signals_where_it_is_complete(charts: EngineSession, number: int) -> None:
    (rule_set, rule, _), expected = list(RUNS.items())[number]

    assert signals_of(charts, f"run_{number}", rule_set, rule) == expected
