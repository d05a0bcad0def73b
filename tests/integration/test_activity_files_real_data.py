"""FIT, GPX and TCX files that people published: what each gives, counted once by other means."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ingestion import IngestReport, Lake, ingest
from ingestion.tables import (
    ACTIVITY_FILE_LAPS,
    ACTIVITY_FILE_MONITORING,
    ACTIVITY_FILE_SAMPLES,
    ACTIVITY_FILE_WORKOUTS,
    REJECTS,
)
from tests.faults.lakes import a_lake, current_rows, no_household

pytestmark = pytest.mark.real_data

FIT = "garmin_fit_fitparse"
# Sessions, laps, records and monitoring messages, as the library fitdecode counts them.
FIT_MESSAGES = {
    "2013-02-06-12-11-14": (1, 5, 590, 0),
    "2015-10-13-08-43-15": (1, 1, 221, 0),
    "Activity": (1, 1, 14, 0),
    "MonitoringFile": (0, 0, 0, 337),
    "activity-activity-filecrc": (2, 2, 28, 0),
    "activity-filecrc": (1, 1, 14, 0),
    "activity-large-fenxi2-multisport": (7, 7, 24239, 0),
    "activity-settings": (1, 1, 14, 0),
    "activity-settings-corruptheader": (1, 1, 14, 0),
    "activity-settings-nodata": (1, 1, 14, 0),
    "activity-small-fenix2-run": (1, 4, 2809, 0),
    "activity-unexpected-eof": (1, 1, 14, 0),
    "coros-pace-2-cycling-misaligned-fields": (1, 4, 11272, 0),
    "developer-types-sample": (1, 1, 3424, 0),
    "event_timestamp": (1, 99, 4376, 0),
    "garmin-edge-500-activity": (1, 9, 10686, 0),
    "garmin-edge-820-bike": (1, 1, 15, 0),
    "garmin-fenix-5-bike": (1, 1, 19, 0),
    "garmin-fenix-5-run": (1, 1, 21, 0),
    "garmin-fenix-5-walk": (1, 1, 17, 0),
    # The device never closed the session, and its one lap states no time.
    "nick": (1, 0, 14391, 0),
    "null_compressed_speed_dist": (1, 1, 1808, 0),
    "strava-android-app-201.10-b1218918": (1, 1, 473, 0),
}
DAMAGED = {
    "activity-activity-filecrc": {"checksum_wrong"},
    "activity-filecrc": {"checksum_wrong"},
    "activity-settings-corruptheader": {"rest_unreadable"},
    "activity-settings-nodata": {"rest_unreadable"},
    "activity-unexpected-eof": {"rest_unreadable"},
    "nick": {"time_missing", "rest_unreadable", "checksum_wrong"},
    "strava-android-app-201.10-b1218918": {"rest_unreadable"},
}
WITH_CSV = [name for name in FIT_MESSAGES if name.startswith("garmin-")]


@pytest.fixture(scope="module")
def folder(real_files: Path) -> Path:
    """Return where the real files lie."""
    return real_files / "fitness"


@pytest.fixture(scope="module")
def landed(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Lake, IngestReport]:
    """Land all of them in one lake."""
    lake = a_lake(tmp_path_factory.mktemp("activities"))
    folders = [folder / name for name in (FIT, "gpx_gpxpy", "tcx_vkurup")]
    return lake, ingest(lake, no_household(), folders)


@pytest.fixture(scope="module")
def by_file(landed: tuple[Lake, IngestReport]) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """Return the rows of each table by the file's name."""
    lake, report = landed
    names = {one.content_id: Path(one.path).name for one in report.outcomes}
    found: dict[str, dict[str, list[dict[str, Any]]]] = {name: {} for name in names.values()}
    tables = (ACTIVITY_FILE_WORKOUTS, ACTIVITY_FILE_LAPS, ACTIVITY_FILE_SAMPLES)
    for table in (*tables, ACTIVITY_FILE_MONITORING, REJECTS):
        for row in current_rows(lake, table):
            found[names[row["_content_id"]]].setdefault(table, []).append(row)
    return found


def tags(folder: Path, pattern: str) -> Iterator[tuple[str, str]]:
    """Yield the names and texts of the files that fit a pattern."""
    for file in sorted(folder.glob(pattern)):
        yield file.name, file.read_text("utf-8-sig")


def test_every_file_that_holds_anything_is_landed(landed: tuple[Lake, IngestReport]) -> None:
    refused = {
        (Path(one.path).name, one.reason)
        for one in landed[1].outcomes
        if one.outcome == "quarantined"
    }
    no_format = {(name, "unknown_format") for name, _ in refused if "LICENSE" in name}
    tables = {(f"{name}-records.csv", "unknown_format") for name in WITH_CSV}
    empty = ("custom_schema_locations.gpx", "default_schema_locations.gpx", "unicode2.gpx")
    assert refused == no_format | tables | {(name, "nothing_inside") for name in empty}


@pytest.mark.parametrize("name", FIT_MESSAGES)
def test_every_message_of_a_fit_file_is_there_once(
    by_file: dict[str, dict[str, list[dict[str, Any]]]], name: str
) -> None:
    rows = by_file[f"{name}.fit"]
    tables = (ACTIVITY_FILE_WORKOUTS, ACTIVITY_FILE_LAPS, ACTIVITY_FILE_SAMPLES)
    counts = tuple(len(rows.get(one, ())) for one in (*tables, ACTIVITY_FILE_MONITORING))
    assert counts == FIT_MESSAGES[name]
    reasons = {row["reason"] for row in rows.get(REJECTS, ())} - {"unsupported_record"}
    assert reasons == DAMAGED.get(name, set())


@pytest.mark.parametrize("name", WITH_CSV)
def test_samples_equal_those_that_another_program_took_out(
    folder: Path, by_file: dict[str, dict[str, list[dict[str, Any]]]], name: str
) -> None:
    with (folder / FIT / f"{name}-records.csv").open(newline="") as stream:
        wanted = [as_measured(row) for row in csv.DictReader(stream)]
    found = [
        (
            datetime.fromisoformat(row["recorded_at"]),
            *(number(row[column]) for column in ("heart_rate", "cadence", "speed", "distance")),
            *(semicircles(row[column]) for column in ("latitude", "longitude")),
            *(number(row[column]) for column in ("altitude", "temperature")),
        )
        for row in by_file[f"{name}.fit"][ACTIVITY_FILE_SAMPLES]
    ]
    pairs = [pair for rows in zip(found, wanted, strict=True) for pair in zip(*rows, strict=True)]
    assert [pair for pair in pairs if pair[0] is not None and pair[0] != pair[1]] == []
    # Where the Edge 500 states no cadence or place, the other program writes 0 or the last one.
    filled = sum(pair[0] is None and pair[1] is not None for pair in pairs)
    assert filled == (139 if name == "garmin-edge-500-activity" else 0)


def as_measured(row: dict[str, str]) -> tuple[datetime | float | None, ...]:
    """Read a row of the other program, whose times are those of California in summer."""
    local = datetime.strptime(row["timestamp"].replace("PDT ", ""), "%a %b %d %H:%M:%S %Y")  # noqa: DTZ007 - the zone is added here
    return (
        (local + timedelta(hours=7)).replace(tzinfo=UTC),
        *(number(row[column]) for column in ("heart_rate", "cadence", "speed", "distance")),
        *(number(row[column]) for column in ("position_lat", "position_long")),
        *(number(row[column]) for column in ("altitude", "temperature")),
    )


def number(text: str | None) -> float | None:
    return round(float(text), 3) if text else None


def semicircles(degrees: str | None) -> int | None:
    return round(float(degrees) * 2**31 / 180) if degrees else None


def test_every_point_of_a_gpx_file_is_a_sample_or_told_to_have_no_time(
    folder: Path, by_file: dict[str, dict[str, list[dict[str, Any]]]]
) -> None:
    for name, text in tags(folder, "gpx_gpxpy/*.gpx"):
        rows = by_file[name]
        said = Counter(row["reason"] for row in rows.get(REJECTS, ()))
        untimed = counted(rows, "points of this track")
        outside = said["time_out_of_range"]
        found = len(rows.get(ACTIVITY_FILE_SAMPLES, ())) + untimed + outside
        assert found == len(re.findall(r"<trkpt\b", text)), name
        assert counted(rows, "waypoints") == len(re.findall(r"<wpt\b", text)), name
        assert counted(rows, "points of a route") == len(re.findall(r"<rtept\b", text)), name


def counted(rows: dict[str, list[dict[str, Any]]], what: str) -> int:
    """Return how many of something the rejects of a file tell of."""
    messages = "\n".join(row["message"] for row in rows.get(REJECTS, ()))
    return sum(map(int, re.findall(rf"{what}: (\d+)", messages)))


def test_every_activity_lap_and_trackpoint_of_a_tcx_file_is_there_once(
    folder: Path, by_file: dict[str, dict[str, list[dict[str, Any]]]]
) -> None:
    wanted = {ACTIVITY_FILE_WORKOUTS: r"<Activity\b", ACTIVITY_FILE_LAPS: r"<Lap\b"}
    wanted[ACTIVITY_FILE_SAMPLES] = r"<Trackpoint\b"
    for name, text in tags(folder, "tcx_vkurup/*.tcx"):
        for table, pattern in wanted.items():
            assert len(by_file[name][table]) == len(re.findall(pattern, text)), (name, table)


def test_lines_lead_back_to_the_file(
    folder: Path, by_file: dict[str, dict[str, list[dict[str, Any]]]]
) -> None:
    lines = (folder / "tcx_vkurup" / "test.tcx").read_text("utf-8").splitlines()
    for row in by_file["test.tcx"][ACTIVITY_FILE_SAMPLES]:
        assert "<Trackpoint" in lines[row["_line_number"] - 1]
