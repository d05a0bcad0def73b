"""Whole households on both engines: a full build, five days with late files, a rebuild.

Hours on Apache Spark: `make parity` sets DAYBOOK_PARITY; test_spark_parity.py is the small version.
"""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from samples import write_next_day
from tests.houses import House, new_house
from tests.parity import (
    assert_equal_lakes,
    build_on_local,
    build_on_spark,
    new_twin,
    take_bronze,
)
from tests.real_houses import new_real_house
from tests.spark import need_java, only_on_request

pytestmark = [
    pytest.mark.spark,
    *only_on_request(4, "hours on Apache Spark: make parity"),
]

DAYS = 5
# One file of so many comes late.
HELD_BACK = 10


def test_the_sample_household_is_equal(tmp_path: Path) -> None:
    need_java()
    house = new_house(tmp_path, days=400)
    mornings = (write_next_day(house.folder).as_of for _ in range(DAYS))

    _assert_equal_day_by_day(house, mornings)


@pytest.mark.real_data
def test_the_household_of_real_files_is_equal(tmp_path: Path, real_files: Path) -> None:
    need_java()
    house = new_real_house(tmp_path, real_files)
    inbox = house.folder / "inbox"
    for path in sorted(path for path in inbox.rglob("*") if path.is_file())[::HELD_BACK]:
        target = house.folder / "late" / path.relative_to(inbox)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(path, target)
    first = datetime.fromisoformat(house.as_of)

    _assert_equal_day_by_day(house, (first + timedelta(days=n + 1) for n in range(DAYS)))


def _assert_equal_day_by_day(house: House, mornings: Iterator[datetime]) -> None:
    """Build on both engines, go on morning by morning with a share of the late files, rebuild."""
    inbox, late = house.folder / "inbox", house.folder / "late"
    files = sorted(path for path in late.rglob("*") if path.is_file())
    assert files
    house.refresh("--inbox", str(inbox))
    spark = new_twin(house, house.lake.parent / "spark")
    build_on_spark(spark)
    assert_equal_lakes(house, spark)

    for number, morning in enumerate(mornings):
        for path in files[number::DAYS]:
            shutil.move(path, inbox / path.relative_to(late))
        house = replace(house, as_of=morning.isoformat())
        house.refresh("--inbox", str(inbox))
        spark = take_bronze(spark, house)
        build_on_spark(spark)
    assert_equal_lakes(house, spark)

    build_on_local(house, "--full-refresh")
    build_on_spark(spark, "--full-refresh")
    assert_equal_lakes(house, spark)
