"""The steps of a refresh, each in a process of its own, as a clock of another machine runs them."""

import json
import shutil
from pathlib import Path

import pytest
from deltalake import DeltaTable

from observability.alerts.health import read_health
from tests.houses import House

pytestmark = pytest.mark.slow
HEADER = "Date,Steps,Distance (km),Active Calories (kcal)\n"
CHECK = "in_range_silver_fitness__activity_days_step_count__300000__0"


@pytest.fixture(scope="module")
def house(small_house: House, tmp_path_factory: pytest.TempPathFactory) -> House:
    """A household that was refreshed once; the tests carry it on in their order."""
    return small_house.copy(tmp_path_factory.mktemp("apart"))


def published(house: House) -> dict[str, object]:
    content: dict[str, object] = json.loads((house.lake / "published.json").read_text())
    return content


def lands(house: House, name: str, steps: int) -> None:
    file = house.folder / "inbox" / "fitbit_anna" / f"{name}.csv"
    file.write_text(f"{HEADER}2026-06-29,{steps},5,300\n2026-07-01,100,1,10\n", "utf-8")
    house.daybook("reconcile")


def test_what_is_up_already_is_left_alone(house: House) -> None:
    before = published(house)

    assert "nothing new" in house.daybook("build").stderr
    house.daybook("publish")

    assert published(house) == before


def test_a_lake_without_a_build_says_what_to_do_first(tmp_path: Path, house: House) -> None:
    nowhere = House(house.folder, tmp_path / "lake", house.as_of)

    assert "Run `daybook build` first" in nowhere.daybook("publish", status=2).stderr


def test_a_build_is_seen_by_nobody_until_it_is_published_as_it_was(house: House) -> None:
    before = published(house)
    lands(house, "walked", 12345)

    house.daybook("build")

    assert published(house) == before
    waits = house.daybook("status", status=3).stdout
    assert "passed, and was not published: run daybook publish" in waits
    table = DeltaTable(str(house.lake / "gold" / "daily_activity"))
    built = table.version()
    table.delete("step_count = 12345")
    # Another machine publishes: it has the lake and nothing of the one that built.
    shutil.rmtree(house.lake / ".daybook")
    house.daybook("publish")

    after = published(house)
    assert after["run_id"] != before["run_id"]
    assert after["tables"] == {**house_versions(house), "daily_activity": built}
    health = read_health(house.settings().lake.storage)
    assert health is not None
    assert health.outcome == "published"
    assert health.published_as_of == after["as_of"]
    assert "STALE" not in house.daybook("status", status=None).stdout
    table.restore(built)


def test_a_check_that_fails_stops_the_publication_and_not_the_build(house: House) -> None:
    before = published(house)
    lands(house, "impossible", 9999999)

    assert "will not publish" in house.daybook("build").stderr
    said = house.daybook("publish", status=3).stderr

    assert f"{CHECK} of silver_fitness__activity_days found 1 row." in said
    assert published(house) == before
    health = read_health(house.settings().lake.storage)
    assert health is not None
    assert health.outcome == "held_back"
    assert [problem.name for problem in health.problems] == [CHECK]
    # Asking again does not let it through.
    house.daybook("publish", status=3)


def test_a_build_that_breaks_off_is_told_and_leaves_nothing_to_publish(house: House) -> None:
    path = house.folder / "household" / "household.yml"
    right = path.read_text("utf-8")
    path.write_text(right.replace("Amsterdam", "Amstredam"), "utf-8")

    house.daybook("build", status=2)

    health = read_health(house.settings().lake.storage)
    assert health is not None
    assert (health.outcome, [one.name for one in health.problems]) == ("failed", ["refresh"])
    path.write_text(right, "utf-8")
    house.leave_a_run("error")
    assert "Run `daybook build` again" in house.daybook("publish", status=2).stderr


def house_versions(house: House) -> dict[str, int]:
    return {
        name.removeprefix("gold/"): version
        for name, version in house.versions().items()
        if name.startswith("gold/")
    }
