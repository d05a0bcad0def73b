"""`daybook alert` as a person or a clock calls it."""

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from ingestion import open_lake
from ingestion.storage.local import LocalStorage
from ingestion.storage.locations import location_of
from observability.alerts.health import Health, SourceState, write_health
from runner.command import main
from runner.forget import erase_former
from runner.settings import Settings
from tests.faults.lakes import write
from tests.mail_and_hooks import webhook_server

AS_OF = "2026-07-01T07:00:00Z"
WELL = Health("2026-07-01T06:00:00Z", "published", "2026-07-01T06:00:00Z")
LATE = replace(WELL, sources=(SourceState("bank", "2026-06-20T00:00:00Z", "2026-06-24T00:00:00Z"),))


@pytest.fixture
def lake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("MAIL", "MAIL_TO", "WEBHOOK", "TOPIC", "SILENT_HOURS"):
        monkeypatch.delenv(f"DAYBOOK_ALERT_{name}", raising=False)
    return tmp_path / "lake"


def alert(lake: Path, *options: str, as_of: str = AS_OF) -> int:
    return main(["alert", "--lake", str(lake), "--as-of", as_of, *options])


def told(lake: Path, health: Health) -> None:
    write_health(LocalStorage(lake, lake), health)


def test_the_status_says_whether_something_pages(
    lake: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told(lake, WELL)
    assert alert(lake) == 0
    assert "nothing is wrong" in capsys.readouterr().out

    told(lake, LATE)
    assert alert(lake) == 3
    said = capsys.readouterr()
    assert "page source:bank since 2026-07-01T07:00:00" in said.out
    assert "no channel is named" in said.err


def test_a_lake_without_a_refresh_is_unknown(
    lake: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert alert(lake) == 3
    assert "unknown" in capsys.readouterr().out


def test_a_missed_refresh_is_told_by_the_next_command(
    lake: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told(lake, WELL)

    assert alert(lake, as_of="2026-07-04T06:00:00Z") == 3
    assert "72 hours ago" in capsys.readouterr().out


def test_a_dry_run_sends_and_remembers_nothing(
    lake: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told(lake, LATE)
    with webhook_server() as hook:
        monkeypatch.setenv("DAYBOOK_ALERT_WEBHOOK", hook.address)

        assert alert(lake, "--dry-run", "--json") == 3

        assert json.loads(capsys.readouterr().out)["incidents"][0]["node"] == "source:bank"
        assert (hook.posts, sorted(path.name for path in lake.iterdir())) == ([], ["health.json"])
        assert alert(lake) == 3
        assert len(hook.posts) == 1


def test_who_looks_without_a_channel_takes_no_message_from_the_clock(
    lake: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(lake, LATE)
    assert alert(lake) == 3

    with webhook_server() as hook:
        monkeypatch.setenv("DAYBOOK_ALERT_WEBHOOK", hook.address)
        assert [alert(lake), alert(lake)] == [3, 3]

    assert [post["kind"] for post in hook.posts] == ["opened"]


def test_a_message_that_does_not_arrive_is_said_with_status_1(
    lake: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("observability.alerts.evaluation._FIRST_WAIT_SECONDS", 0)
    monkeypatch.setenv("DAYBOOK_ALERT_WEBHOOK", "http://127.0.0.1:1/hook")
    told(lake, LATE)

    assert alert(lake) == 1
    assert "not delivered by webhook (ConnectionRefusedError)" in capsys.readouterr().err


def test_a_wrong_setting_is_wrong_use(
    lake: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DAYBOOK_ALERT_WEBHOOK", "ftp://example.org")

    assert alert(lake) == 2
    assert "DAYBOOK_ALERT_WEBHOOK is no address" in capsys.readouterr().err


def test_a_refresh_that_breaks_off_is_told(
    lake: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    open_lake(lake, datetime.fromisoformat(AS_OF))
    told(lake, WELL)
    household = write(tmp_path / "household" / "household.yml", "version: [").parent
    refresh = ["refresh", "--lake", str(lake), "--household", str(household), "--as-of", AS_OF]
    assert main(refresh) == 2
    capsys.readouterr()

    assert alert(lake, "--json") == 3

    (run,) = json.loads(capsys.readouterr().out)["incidents"]
    assert "HouseholdError" in run["own"]["run/failed"]
    assert f"The numbers of {WELL.published_as_of} stay up" in run["own"]["run/failed"]


def test_a_folder_that_is_no_lake_stays_none(lake: Path, tmp_path: Path) -> None:
    household = write(tmp_path / "household" / "household.yml", "version: [").parent

    assert main(["refresh", "--lake", str(lake), "--household", str(household)]) == 2

    assert not lake.exists()


def test_what_was_said_of_something_forgotten_goes_with_it(lake: Path) -> None:
    settings = Settings(location_of(lake), None, datetime.fromisoformat(AS_OF), "local")
    told(lake, LATE)
    assert alert(lake) == 3
    assert (lake / "alerts.json").exists()

    assert erase_former(settings, []) == 0

    assert not (lake / "alerts.json").exists()
