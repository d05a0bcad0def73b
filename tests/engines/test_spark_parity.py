"""The same models on the embedded engine and on Apache Spark, in one lake and in two.

Spark builds twice here, all from nothing and a day on what the embedded engine left; what it builds
over weeks of the whole sample and of real files is test_spark_parity_in_full.py, in `make parity`.
"""

import json
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from deltalake import DeltaTable

from samples import write_next_day
from tests.houses import House, new_house
from tests.parity import (
    assert_equal_lakes,
    build_on_local,
    build_on_spark,
    new_twin,
    take_bronze,
    unreadable_tables,
)
from tests.spark import need_java

# Spark takes minutes to build everything, the more so beside another worker.
pytestmark = [pytest.mark.spark, pytest.mark.timeout(3600)]

# A recorder that is quiet at first, and a week of another.
LATE = ("water/*", "fitbit_ben/*W25*")


@dataclass(frozen=True)
class Lakes:
    """Three mornings of one household on the embedded engine alone, and the same lakes moved.

    by_spark: built by Spark on the first morning.
    moved: built by the embedded engine on the first morning, by Spark on the second.
    """

    first: House
    second: House
    third: House
    by_spark: House
    moved: House


@pytest.fixture(scope="module")
def lakes(tmp_path_factory: pytest.TempPathFactory) -> Lakes:
    """A household of 30 days and two days more, of which the first brings late files, too."""
    need_java()
    folder = tmp_path_factory.mktemp("parity")
    house = new_house(folder, days=30)
    paths = [path for pattern in LATE for path in (house.folder / "inbox").glob(pattern)]
    late = {path: path.read_bytes() for path in paths}
    assert len(late) == len(LATE)
    for path in late:
        path.unlink()
    house.refresh()
    first = _as_it_stands(house, folder / "first")
    for path, content in late.items():
        path.write_bytes(content)
    second = _as_it_stands(_next_day(house), folder / "second")
    third = _next_day(house)

    by_spark = new_twin(first, folder / "by_spark")
    build_on_spark(by_spark)
    moved = take_bronze(_as_it_stands(first, folder / "moved"), second)
    build_on_spark(moved)
    return Lakes(first, second, third, by_spark, moved)


def test_spark_builds_the_same_tables_from_nothing(lakes: Lakes) -> None:
    assert_equal_lakes(lakes.first, lakes.by_spark)


def test_spark_goes_on_where_the_embedded_engine_was(lakes: Lakes) -> None:
    assert_equal_lakes(lakes.second, lakes.moved)


def test_the_embedded_engine_goes_on_where_spark_was(lakes: Lakes, tmp_path: Path) -> None:
    went_on = take_bronze(_as_it_stands(lakes.by_spark, tmp_path / "lake"), lakes.second)
    build_on_local(went_on)

    assert_equal_lakes(lakes.second, went_on)


def test_a_lake_comes_back_from_spark(lakes: Lakes, tmp_path: Path) -> None:
    back = take_bronze(_as_it_stands(lakes.moved, tmp_path / "lake"), lakes.third)
    build_on_local(back)

    assert_equal_lakes(lakes.third, back)


def test_what_spark_wrote_asks_for_no_more_than_every_reader_can(lakes: Lakes) -> None:
    assert unreadable_tables(lakes.by_spark) == set()
    assert unreadable_tables(lakes.moved) == set()


def test_the_site_shows_what_spark_wrote(lakes: Lakes, tmp_path: Path) -> None:
    shown = replace(_as_it_stands(lakes.moved, tmp_path / "lake"), site="")
    _publish_present_versions(shown)

    shown.daybook("crawl")

    morning = (shown.lake / ".daybook" / "site" / "index.html").read_text("utf-8")
    titles = {row["title"] for row in lakes.second.rows("morning_brief")}
    assert len(titles) > 10
    assert all(title in morning for title in titles)


def _next_day(house: House) -> House:
    """Refresh the household with the files of one more day; return it on that morning."""
    as_of = write_next_day(house.folder).as_of.isoformat()
    later = replace(house, as_of=as_of)
    later.refresh()
    return later


def _as_it_stands(house: House, lake: Path) -> House:
    """Return a copy of the lake as it is now, of the same household."""
    shutil.copytree(house.lake, lake)
    return replace(house, lake=lake)


def _publish_present_versions(house: House) -> None:
    """Publish what lies there: plain dbt builds, and leaves publishing to the command."""
    path = house.lake / "published.json"
    published = json.loads(path.read_text("utf-8"))
    published["as_of"] = house.as_of
    published["tables"] = {
        folder.name: DeltaTable(str(folder)).version()
        for folder in (house.lake / "gold").iterdir()
        if folder.is_dir()
    }
    path.write_text(json.dumps(published), "utf-8")
