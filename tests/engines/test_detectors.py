"""The shipped control charts on seeded series: a short run of the detector study."""

from collections.abc import Iterator

import pytest

from benchmarks.detectors import daybook
from benchmarks.detectors.baselines import POINT_INSIDE, ROLLING
from benchmarks.detectors.contest import Results, Sizes, contest
from benchmarks.detectors.run_lengths import known_limits
from benchmarks.detectors.scores import a_month
from benchmarks.detectors.series import GROSS_FAULTS, KINDS
from benchmarks.model_sql import EngineSession

# Sources page; of the household's own series signals are logged, and a new level is soon the usual.
SOURCES = [kind for kind in KINDS if kind.metric.startswith("source_")]
SMALL = ("shift of 2 sigma", "drift of 0.1 sigma a day")


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineSession]:
    with EngineSession(tmp_path_factory.mktemp("detectors")) as opened:
        yield opened


@pytest.fixture(scope="module")
def results(session: EngineSession) -> Results:
    return contest(
        lambda batches: daybook.judge(session, batches),
        Sizes(calm=40, faulty=7),
        baselines=(POINT_INSIDE, ROLLING),
    )


def test_gross_faults_page_on_their_first_day(results: Results) -> None:
    for fault in GROSS_FAULTS:
        for kind in KINDS:
            if fault.applies(kind):
                seen = results.found["page", "Daybook", kind.name, fault.name]
                assert seen.share_first_day == 1, (fault.name, kind.name)


def test_false_pages_are_rare(results: Results) -> None:
    rates = [results.rates["page", kind.name] for kind in KINDS]
    # Under one a month over thousands of series (docs/detectors.md); twice that in this few.
    assert a_month(sum(rates) / len(rates)) < 2


def test_small_faults_of_sources_are_found_sooner_at_an_equal_rate_of_false_pages(
    results: Results,
) -> None:
    for kind in SOURCES:
        for fault in SMALL:
            own = results.found["page", "Daybook", kind.name, fault]
            for other in (POINT_INSIDE, ROLLING):
                theirs = results.found["page", other.name, kind.name, fault]
                assert own.median_days < theirs.median_days, (kind.name, fault, other.name)


def test_run_lengths_in_control_are_those_of_theory(session: EngineSession) -> None:
    measured = {length.name: length for length in known_limits(session, 150, 300, seed=2)}
    # The rules that alarm most often: some 450 alarms, so that 5 % is one standard error.
    for name in ("Western Electric 1, 2, 3, 4", "Western Electric 1, 4", "CUSUM k 0.5, h 4"):
        length = measured[name]
        assert abs(length.ratio - 1) < 3 * length.error_percent / 100, name
