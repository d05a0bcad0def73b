"""When a refresh writes the site, when it leaves it alone, and what it says of a bad day."""

import json
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from ingestion.storage.bucket_access import client
from portal.site import keep_site
from runner.building import show
from samples import SAMPLE_AS_OF
from tests.buckets import Bucket
from tests.houses import DAYBOOK, PROJECT, House

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A household of one file, refreshed once with its site. Copy it to change it."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "house" / "household").mkdir(parents=True)
    (folder / "house" / "household" / "household.yml").write_text(
        "version: 1\ntime_zone: Europe/Amsterdam\ncurrency: EUR\ninbox: ../inbox\n"
        "people:\n  - {id: anna, name: Anna}\n"
        "sources:\n  watch: {profile: fitbit_daily, person: anna}\n",
        "utf-8",
    )
    (folder / "house" / "inbox" / "watch").mkdir(parents=True)
    (folder / "house" / "inbox" / "watch" / "steps.csv").write_text(
        "Date,Steps,Distance (km),Active Calories (kcal)\n2026-06-01,1234,1,100\n", "utf-8"
    )
    house = House(folder / "house", folder / "lake", SAMPLE_AS_OF.isoformat(), site="")
    house.refresh()
    return house


@pytest.fixture
def house(built: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    # The docs for plain dbt: not beside those of the project's own lake.
    monkeypatch.setenv("DBT_TARGET_PATH", str(tmp_path / "target"))
    return built.copy(tmp_path)


def link_of(house: House) -> Path:
    return house.lake / ".daybook" / "site"


def page_of(house: House) -> str:
    return (link_of(house) / "index.html").read_text("utf-8")


def test_serve_shows_the_site_with_the_docs_of_the_lake(built: House) -> None:
    with served(built) as address:
        with urllib.request.urlopen(f"{address}/") as page:
            assert b"Morning" in page.read()
        with urllib.request.urlopen(f"{address}/docs/index.html") as page:
            assert b"<title>dbt Docs</title>" in page.read()
        with urllib.request.urlopen(f"{address}/docs/catalog.json") as catalog:
            nodes = json.load(catalog)["nodes"]
    assert "step_count" in nodes["model.daybook.daily_activity"]["columns"]


def test_a_refresh_without_news_leaves_the_site_alone(built: House) -> None:
    before = link_of(built).readlink()

    built.refresh()

    assert link_of(built).readlink() == before


def test_where_no_site_is_wanted_none_is_left_that_would_say_fresh_for_ever(house: House) -> None:
    without = replace(house, site="none")

    assert keep_site(without.settings())

    assert not link_of(house).exists()
    assert "Run `daybook refresh` first" in without.daybook("serve", status=1).stderr


def test_a_site_that_cannot_be_written_stays_as_it_was_until_that_is_mended(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    before = link_of(house).readlink()
    catalog = house.lake / "catalog.json"
    content = catalog.read_text()
    catalog.unlink()
    catalog.mkdir()
    house.leave_a_run("fail")

    assert not keep_site(house.settings())

    assert "the numbers are safe" in capsys.readouterr().err
    assert link_of(house).readlink() == before
    assert "STALE" not in page_of(house)
    catalog.rmdir()
    catalog.write_text(content)
    assert keep_site(house.settings())
    assert "STALE" in page_of(house)
    assert "nobody_walks_so_far" in page_of(house)


def test_pages_that_could_not_be_written_are_a_step_that_failed(house: House) -> None:
    assert show(house.settings()) == 0
    (house.lake / "catalog.json").unlink()
    (house.lake / "catalog.json").mkdir()
    house.leave_a_run("fail")

    assert show(house.settings()) == 1


def test_a_refresh_that_breaks_off_says_so_on_the_site(house: House) -> None:
    path = house.folder / "household" / "household.yml"
    path.write_text(path.read_text("utf-8").replace("Amsterdam", "Amstredam"), "utf-8")

    house.daybook("refresh", status=2)

    assert "STALE" in page_of(house)
    assert "broke off" in page_of(house)


def test_each_publication_also_goes_to_the_bucket_that_is_named(
    house: House, bucket: Bucket
) -> None:
    address = f"s3://{bucket.name}/our/site"
    assert house.daybook("crawl", "--upload", address).stdout.endswith(f"{address}\n")
    first = bucket.get("our/site/version")
    house.leave_a_run("error")

    assert keep_site(replace(house, site=address).settings())

    assert bucket.get("our/site/version") != first
    assert b"STALE" in bucket.get("our/site/index.html")
    head = client().head_object(Bucket=bucket.name, Key="our/site/docs/manifest.json")
    assert head["ContentType"] == "application/json"


@pytest.mark.parametrize("address", ["/somewhere", "https://example.org", "s3://"])
def test_a_place_that_is_none_is_refused(built: House, address: str) -> None:
    answer = built.daybook("crawl", "--upload", address, status=2)

    assert "s3://bucket/prefix" in answer.stderr


@contextmanager
def served(house: House) -> Iterator[str]:
    process = subprocess.Popen(
        [str(DAYBOOK), "serve", "--port", "0", "--lake", str(house.lake)],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield process.stdout.readline().split()[1]
    finally:
        process.terminate()
        process.wait()
