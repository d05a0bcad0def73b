"""Eight mornings, one of each class of fault: right, or saying what they lack."""

from collections.abc import Iterator, Sequence
from random import Random

import pytest

from benchmarks.mornings.judging import judge
from benchmarks.mornings.year import Morning, Year
from ingestion.storage.locations import location_of

# Eight refreshes and a move to a bucket: on a busy machine more than the ten minutes of others.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]
FAULTS = (
    "duplicate",
    "late",
    "corrupt",
    "killed",
    "disk_full",
    "s3_errors",
    "s3_silent",
    "missing",
)
# From the first question to the bucket until the refresh gives up.
OUTAGE = ((0, 0), (600, 600))


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    """A household whose sources are known to tell of every day."""
    year = Year(tmp_path_factory.mktemp("mornings"), Random(7), (4, 4), OUTAGE, is_one_process=True)
    year.begin(days=10, seed=7)
    return year


@pytest.fixture(scope="module")
def mornings(year: Year) -> Iterator[Sequence[Morning]]:
    """The mornings, each with its verdict; a silent bucket is asked once, which takes its time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_MAX_ATTEMPTS", "1")
        yield list(year.mornings(FAULTS))


def test_no_morning_is_wrong_whatever_goes_wrong(mornings: Sequence[Morning]) -> None:
    assert {one.fault: (one.verdict.kind, one.exit_status) for one in mornings} == {
        "duplicate": ("fresh_and_right", 0),
        "late": ("incomplete_and_said", 0),
        "corrupt": ("incomplete_and_said", 0),
        "killed": ("stale_and_said", -9),
        "disk_full": ("stale_and_said", 1),
        "s3_errors": ("stale_and_said", 1),
        "s3_silent": ("stale_and_said", 1),
        "missing": ("incomplete_and_said", 0),
    }


def test_numbers_that_lack_a_file_of_which_nobody_knows_are_wrong(
    year: Year, mornings: Sequence[Morning]
) -> None:
    assert (
        judge(year.sample, location_of(year.lake), mornings[-1].as_of, lacking=set()).kind
        == "wrong"
    )
