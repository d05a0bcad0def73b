"""What happens to a lake day after day: nothing new, late files, other orders, mended profiles."""

import json
import random
import shutil
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from deltalake import DeltaTable

from households import load_household
from ingestion import ingest, land_household, open_lake, replay
from ingestion.storage.locations import location_of
from observability.alerts.causes import ancestors
from observability.alerts.health import read_health, write_health
from runner.command import main
from runner.maintain import maintained
from runner.settings import Settings, iso
from tests.houses import House, new_house
from tests.mail_and_hooks import webhook_server
from tests.truths import KEYS, assert_equal_rows, read_truth

FRESHNESS = "silver_operations__source_freshness"


def test_a_refresh_with_nothing_new_changes_nothing(sample_house: House) -> None:
    versions, files = sample_house.versions(), sample_house.files()

    again = sample_house.refresh()

    assert again["build"] is None
    assert again["ingest"]["landed"] == 0
    assert sample_house.versions() == versions
    assert sample_house.files() == files


def test_verify_says_equal(sample_house: House) -> None:
    assert sample_house.daybook("verify").stdout.startswith("equal")


def test_verify_finds_a_row_that_raw_does_not_hold(small_house: House, tmp_path: Path) -> None:
    house = small_house.copy(tmp_path)
    DeltaTable(str(house.lake / "gold" / "daily_activity")).delete(
        "person_id = 'anna' and activity_date = '2026-06-15'"
    )
    _publish_present_versions(house)

    answer = house.daybook("verify", status=1)

    assert "gold/daily_activity: 0 rows only in the lake, 1 only in the rebuild" in answer.stdout
    assert "anna" in answer.stdout


def test_the_same_files_under_other_names_are_duplicates(
    small_house: House, tmp_path: Path
) -> None:
    house = small_house.copy(tmp_path)
    for path in sorted((house.folder / "inbox").rglob("*")):
        if path.is_file():
            path.rename(path.with_name(f"renamed {path.name}"))

    again = house.refresh()

    assert again["ingest"]["landed"] == 0
    assert again["ingest"]["failed"] == 0
    for table in KEYS:
        assert house.rows_as_text(table) == small_house.rows_as_text(table), table


def test_a_late_file_mends_its_month_and_touches_no_other(
    sample_house: House, tmp_path: Path
) -> None:
    house = sample_house.copy(tmp_path)
    files_before = _data_files(house, "daily_meter_usage")
    for late in (house.folder / "late").rglob("*.csv"):
        shutil.copy(late, house.folder / "inbox" / late.parent.name / late.name)

    house.refresh()

    for table in ("daily_meter_usage", "daily_room_climate", "daily_activity"):
        truth = read_truth(house, "truth_with_late", table)
        assert_equal_rows(house.rows(table), truth, KEYS[table])
    changed = {
        name.split("/")[0] for name in files_before ^ _data_files(house, "daily_meter_usage")
    }
    assert changed == {"event_month=2026-02"}


def test_files_in_any_order_with_a_replay_in_between_end_in_the_same_gold(
    small_house: House, tmp_path: Path
) -> None:
    house = new_house(tmp_path, days=40)
    inbox = house.folder / "inbox"
    files = sorted(path for path in inbox.rglob("*") if path.is_file())
    random.Random(11).shuffle(files)
    household = load_household(house.folder / "household")
    lake = open_lake(house.lake, datetime.fromisoformat(house.as_of))
    land_household(lake, household)
    for number, path in enumerate(files):
        ingest(lake, household, [path], source=path.parent.name)
        if number == len(files) // 2:
            (house.folder / "nothing").mkdir()
            house.refresh("--inbox", str(house.folder / "nothing"))
            replay(lake, household, source="electricity")

    house.refresh()

    for table in (*KEYS, "morning_brief"):
        assert house.rows_as_text(table) == small_house.rows_as_text(table), table


def test_a_mended_profile_brings_the_rows_of_a_quarantined_file(
    small_house: House, tmp_path: Path
) -> None:
    house = small_house.copy(tmp_path)
    folder = house.folder / "inbox" / "tracker"
    folder.mkdir()
    (folder / "steps.csv").write_text("when;walked\n2026-06-20;4321\n", "utf-8")
    first = house.refresh()
    [entry] = [file for file in first["ingest"]["files"] if file["path"].endswith("steps.csv")]
    assert (entry["outcome"], entry["reason"]) == ("quarantined", "unknown_format")

    profiles = house.folder / "household" / "profiles"
    profiles.mkdir(exist_ok=True)
    (profiles / "tracker.yml").write_text(
        "name: tracker\nversion: 1\nreads: activity_days\n"
        'file: {delimiter: ";"}\nmatch: {header: [when, walked]}\n'
        "fields:\n  person: {constant: ben}\n  activity_date: when\n  step_count: walked\n",
        "utf-8",
    )
    (folder / "steps.csv").unlink()  # not even offered again: raw has it
    house.refresh()

    rows = house.rows("silver_fitness__activity_days", "silver")
    assert [row["step_count"] for row in rows if row["source_name"] == "tracker"] == [4321]


def test_a_changed_household_rebuilds_what_depends_on_it_and_nothing_else(
    small_house: House, tmp_path: Path
) -> None:
    house = small_house.copy(tmp_path)
    before = house.versions()
    path = house.folder / "household" / "household.yml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("temperature_celsius: [19, 23]", "temperature_celsius: [5, 35]"))
    (house.folder / "household" / "rules" / "source_priorities.csv").write_text(
        "recorder,priority,person_id,metric,valid_from\nfitbit_ben,1,ben,step_count,2026-06-20\n",
        "utf-8",
    )
    steps_before = _steps_of_ben(house)

    house.refresh()

    comfort = {
        row["comfort_percent"]
        for row in house.rows("daily_room_climate")
        if row["room_id"] == "living_room" and row["comfort_percent"] is not None
    }
    assert comfort == {100.0}
    totals = {
        row["activity_date"]: row["step_count"]
        for row in house.rows("silver_fitness__activity_days", "silver")
        if row["source_name"] == "fitbit_ben" and row["activity_date"] >= date(2026, 6, 20)
    }
    assert _steps_of_ben(house) == steps_before | totals
    assert steps_before != steps_before | totals
    after = house.versions()
    untouched = (
        "gold/daily_meter_usage",
        "gold/nightly_sleep",
        "silver/silver_home__sensor_states",
        "silver/silver_fitness__activity_intervals",
    )
    assert [after[name] for name in untouched] == [before[name] for name in untouched]


def _steps_of_ben(house: House) -> dict[date, int]:
    rows = house.rows("daily_activity")
    return {row["activity_date"]: row["step_count"] for row in rows if row["person_id"] == "ben"}


def test_plain_dbt_builds_a_selection_in_a_fresh_process(
    small_house: House, tmp_path: Path
) -> None:
    house = small_house.copy(tmp_path)

    answer = house.dbt("build", "--select", "gold")

    assert "ERROR=0" in answer
    for table in KEYS:
        assert house.rows_as_text(table) == small_house.rows_as_text(table), table


def test_a_lost_table_is_built_whole_again(small_house: House, tmp_path: Path) -> None:
    house = small_house.copy(tmp_path)
    shutil.rmtree(house.lake / "silver" / "silver_home__meter_intervals")

    house.dbt("run", "--select", "silver_home__meter_intervals")

    rows = house.rows_as_text("silver_home__meter_intervals", "silver")
    assert rows == small_house.rows_as_text("silver_home__meter_intervals", "silver")


def _publish_present_versions(house: House) -> None:
    path = house.lake / "published.json"
    published = json.loads(path.read_text())
    published["tables"] = {
        folder.name: DeltaTable(str(folder)).version()
        for folder in (house.lake / "gold").iterdir()
        if folder.is_dir()
    }
    path.write_text(json.dumps(published))


def _data_files(house: House, table: str) -> set[str]:
    return set(
        DeltaTable(str(house.lake / "gold" / table))
        .get_add_actions(flatten=True)["path"]
        .to_pylist()
    )


def test_a_refresh_leaves_all_that_alerts_are_judged_by(small_house: House) -> None:
    health = read_health(location_of(small_house.lake).storage)

    assert health is not None
    assert (health.outcome, health.problems) == ("published", ())
    assert datetime.fromisoformat(health.as_of) == datetime.fromisoformat(small_house.as_of)
    late = {row["source_name"] for row in small_house.rows(FRESHNESS, "silver") if row["late_at"]}
    assert late == {one.name for one in health.sources if one.late_at}
    assert len(late) > 2
    points = {row["metric_id"] for row in small_house.rows("process_points")}
    assert set(health.newest_points) == points
    assert len(points) > 20
    # Down to the files: a silent bank explains a strange month, and nothing of the meters.
    assert "source:bank_b" in ancestors("monthly_cash_flow", health.parents)
    assert "source:bank_b" not in ancestors("daily_meter_usage", health.parents)


def test_a_silent_source_is_told_by_the_clock_alone(small_house: House, tmp_path: Path) -> None:
    house = small_house.copy(tmp_path)
    storage = location_of(house.lake).storage
    health = read_health(storage)
    assert health is not None
    first = min(one.late_at for one in health.sources if one.late_at)
    after = iso(datetime.fromisoformat(first) + timedelta(minutes=1))
    write_health(storage, replace(health, as_of=after))

    said = json.loads(house.daybook("alert", "--json", "--as-of", after, status=3).stdout)

    pages = [one["node"] for one in said["incidents"] if one["severity"] == "page"]
    assert pages
    assert all(node.startswith("source:") for node in pages)


def test_a_digest_is_sent_once_a_week_and_names_no_file(
    small_house: House,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    house = small_house.copy(tmp_path)
    command = ["digest", "--send", "--lake", str(house.lake), "--as-of"]
    with webhook_server() as hook:
        monkeypatch.setenv("DAYBOOK_ALERT_WEBHOOK", hook.address)
        for day in ("2026-07-01", "2026-07-03", "2026-07-06"):
            assert main([*command, f"{day}T06:00:00Z"]) == 0

    assert [post["subject"] for post in hook.posts] == [
        "Daybook: your week 2026-W27",
        "Daybook: your week 2026-W28",
    ]
    text = hook.posts[0]["text"]
    assert "3 files in quarantine (1 empty_file, 1 html_page, 1 malformed)." in text
    assert "/" not in text
    printed = capsys.readouterr().out
    assert "fitbit_2026-06_leer.csv (empty_file)" in printed
    assert "Raw files take" in printed


def test_a_maintained_lake_goes_on_as_before(small_house: House, tmp_path: Path) -> None:
    house = small_house.copy(tmp_path)
    table = DeltaTable(str(house.lake / "gold" / "daily_activity"))
    before = table.version()
    table.delete("person_id = 'anna'")
    table.restore(before)
    _publish_present_versions(house)
    settings = Settings(location_of(house.lake), None, datetime.fromisoformat(house.as_of), "local")

    upkeep = maintained(settings, 0, is_dry=False)

    assert sum(table.count_expired_files for table in upkeep.tables) > 0
    assert house.refresh()["is_published"] is True
    for name in KEYS:
        assert house.rows_as_text(name) == small_house.rows_as_text(name), name
