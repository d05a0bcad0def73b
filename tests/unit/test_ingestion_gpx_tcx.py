from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingestion.decoders.base import Record, Reject
from ingestion.decoders.gpx import Gpx
from ingestion.decoders.gpx_tcx_xml import begins_with
from ingestion.decoders.tcx import Tcx
from ingestion.errors import QuarantineError
from ingestion.tables import RECORD_TABLES

ZONE = ZoneInfo("Europe/Amsterdam")
POINT = '<trkpt lat="52.1" lon="4.5"><ele>3</ele><time>2026-01-02T08:00:00Z</time></trkpt>'
LATER = '<trkpt lat="52.2" lon="4.6"><time>2026-01-02T08:10:00Z</time></trkpt>'
RDF = "http://www.garmin.com/xmlschemas/"


def gpx(inside: str) -> str:
    return f'<?xml version="1.0"?>\n<gpx version="1.1" creator="Watch">{inside}</gpx>'


def track(*points: str) -> str:
    return f"<trk><name>Home</name><type>run</type><trkseg>{''.join(points)}</trkseg></trk>"


def tcx(inside: str) -> str:
    return (
        f'<TrainingCenterDatabase xmlns="{RDF}TrainingCenterDatabase/v2" '
        f'xmlns:n="{RDF}ActivityExtension/v2">{inside}</TrainingCenterDatabase>'
    )


def lap(start: str, inside: str, seconds: str = "60") -> str:
    return (
        f'<Lap StartTime="{start}"><TotalTimeSeconds>{seconds}</TotalTimeSeconds>'
        f"<DistanceMeters>200.5</DistanceMeters><Calories>10</Calories>{inside}</Lap>"
    )


def beats(mean: int, most: int) -> str:
    return (
        f"<AverageHeartRateBpm><Value>{mean}</Value></AverageHeartRateBpm>"
        f"<MaximumHeartRateBpm><Value>{most}</Value></MaximumHeartRateBpm>"
    )


def activity(*laps: str) -> str:
    creator = "<Creator><Name>Watch 3</Name></Creator>"
    inside = f"<Id>2026-01-02T08:00:00Z</Id>{''.join(laps)}<Notes>Home</Notes>{creator}"
    return f'<Activities><Activity Sport="Running">{inside}</Activity></Activities>'


RUN = gpx(track(POINT, LATER))
TRAINING = tcx(activity(lap("2026-01-02T08:00:00Z", "")))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tracks")


def items(folder: Path, content: str | bytes) -> list[Record | Reject]:
    file = folder / "file.xml"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    is_gpx = b"gpx" in file.read_bytes()
    found = list((Gpx if is_gpx else Tcx)("me", ZONE).decode(file))
    assert all(isinstance(item, Record | Reject) for item in found)
    return found  # type: ignore[return-value]


def rows(folder: Path, content: str | bytes, kind: str) -> list[dict[str, str | None]]:
    """Return what the records of one table state, without empty columns."""
    return [
        {
            name: value
            for name, value in zip(RECORD_TABLES[item.table].values, item.values, strict=True)
            if value is not None
        }
        for item in items(folder, content)
        if isinstance(item, Record) and item.table.endswith(kind)
    ]


def told(folder: Path, content: str | bytes) -> list[tuple[str, int | None]]:
    """Return the reasons and lines of rejects."""
    found = items(folder, content)
    return [(item.reason, item.line) for item in found if isinstance(item, Reject)]


def test_a_track_is_a_workout_from_its_first_to_its_last_point(folder: Path) -> None:
    owner = {"person": "me", "file_kind": "gpx", "workout_number": "1"}
    span = {"started_at": "2026-01-02T08:00:00Z", "ended_at": "2026-01-02T08:10:00Z"}
    zone = {"is_time_zone_assumed": "false"}
    known = {"activity_type": "run", "name": "Home", "device": "Watch"}
    assert rows(folder, RUN, "workouts") == [{**owner, **known, **span, **zone}]
    assert rows(folder, RUN, "laps") == [{**owner, "lap_number": "1", **span, **zone}]
    assert rows(folder, RUN, "samples")[0] == {
        **owner,
        "recorded_at": "2026-01-02T08:00:00Z",
        "latitude": "52.1",
        "longitude": "4.5",
        "altitude": "3",
        **zone,
    }


def test_extensions_are_read_whatever_prefix_a_program_chose(folder: Path) -> None:
    point = (
        '<trkpt lat="1" lon="2"><time>2026-01-02T08:00:00Z</time><extensions>'
        "<power>210</power><x:TrackPointExtension><x:atemp>21.5</x:atemp><x:hr>141</x:hr>"
        "<x:cad>88</x:cad><x:speed>3.2</x:speed></x:TrackPointExtension></extensions></trkpt>"
    )
    (row,) = rows(folder, gpx(track(point)), "samples")
    wanted = {"power": "210", "temperature": "21.5", "heart_rate": "141", "cadence": "88"}
    assert row.items() >= {**wanted, "speed": "3.2"}.items()


def test_a_time_without_zone_is_the_home_s_and_says_so(folder: Path) -> None:
    local = '<trkpt lat="1" lon="2"><time>2026-07-02T08:00:00.250</time></trkpt>'
    (row,) = rows(folder, gpx(track(local)), "workouts")
    assert (row["started_at"], row["is_time_zone_assumed"]) == ("2026-07-02T06:00:00.250Z", "true")


def test_points_without_times_and_planned_ones_are_counted(folder: Path) -> None:
    place = '<trkpt lat="1" lon="2"/>'
    plan = '\n<wpt lat="1" lon="2"/><rte><rtept lat="1" lon="2"/><rtept lat="1" lon="2"/></rte>'
    content = gpx(plan + track(place, place))
    found = [item for item in items(folder, content) if isinstance(item, Reject)]
    whats = [item.message.partition("(")[2].partition(",")[0] for item in found]
    assert whats == ["points of this track: 2", "waypoints: 1", "points of a route: 2"]
    assert [item.reason for item in found] == [
        "time_missing",
        "unsupported_record",
        "unsupported_record",
    ]


@pytest.mark.parametrize(
    ("point", "reason"),
    [
        ('<trkpt lat="1" lon="2"><time>soon</time></trkpt>', "time_invalid"),
        ('<trkpt lat="1" lon="2"><time>2026-02-30T08:00:00Z</time></trkpt>', "time_invalid"),
        ('<trkpt lat="1" lon="2"><time>1901-12-13T20:45:52Z</time></trkpt>', "time_out_of_range"),
        ('<trkpt lat="N1" lon="2"><time>2026-01-02T08:00:00Z</time></trkpt>', "number_invalid"),
        ('<trkpt lat="1" lon="2"><time>2026-03-29T02:30:00</time></trkpt>', "time_nonexistent"),
    ],
)
def test_a_malformed_point_costs_only_itself(folder: Path, point: str, reason: str) -> None:
    content = gpx(track(POINT, f"\n{point}", LATER))
    assert told(folder, content) == [(reason, 3)]
    assert len(rows(folder, content, "samples")) == 2


def test_an_activity_is_the_sum_of_its_laps(folder: Path) -> None:
    content = tcx(
        activity(
            lap("2026-01-02T08:00:00Z", beats(100, 120), "90"),
            lap("2026-01-02T08:02:00Z", beats(160, 171), "30"),
        )
    )
    (row,) = rows(folder, content, "workouts")
    assert (
        row.items()
        >= {
            "activity_type": "Running",
            "name": "Home",
            "device": "Watch 3",
            "started_at": "2026-01-02T08:00:00Z",
            "ended_at": "2026-01-02T08:02:30Z",
            "timer_seconds": "120",
            "distance": "401.0",
            "distance_unit": "m",
            "energy": "20",
            "energy_unit": "kcal",
            "heart_rate_mean": "115.0",
            "heart_rate_max": "171",
        }.items()
    )
    assert [one["lap_number"] for one in rows(folder, content, "laps")] == ["1", "2"]


def test_a_trackpoint_gives_all_that_its_extensions_state(folder: Path) -> None:
    point = (
        "<Track><Trackpoint><Time>2026-01-02T08:00:05.000Z</Time><Position>"
        "<LatitudeDegrees>52.1</LatitudeDegrees><LongitudeDegrees>4.5</LongitudeDegrees>"
        "</Position><AltitudeMeters>3.2</AltitudeMeters><DistanceMeters>12.5</DistanceMeters>"
        "<HeartRateBpm><Value>141</Value></HeartRateBpm><Extensions><n:TPX><n:Speed>3.1</n:Speed>"
        "<n:RunCadence>88</n:RunCadence><n:Watts>210</n:Watts></n:TPX></Extensions>"
        "</Trackpoint></Track>"
    )
    content = tcx(activity(lap("2026-01-02T08:00:00Z", point)))
    (row,) = rows(folder, content, "samples")
    assert row == {
        "person": "me",
        "file_kind": "tcx",
        "workout_number": "1",
        "recorded_at": "2026-01-02T08:00:05.000Z",
        "latitude": "52.1",
        "longitude": "4.5",
        "altitude": "3.2",
        "heart_rate": "141",
        "cadence": "88",
        "speed": "3.1",
        "power": "210",
        "distance": "12.5",
        "is_time_zone_assumed": "false",
    }


def test_laps_and_points_of_a_course_are_planned(folder: Path) -> None:
    point = "<Track><Trackpoint><Time>2026-01-02T08:00:00Z</Time></Trackpoint></Track>"
    course = f"<Courses><Course><Name>Loop</Name><Lap/>{point}</Course></Courses>"
    (found,) = items(folder, tcx(course))
    assert isinstance(found, Reject)
    assert "courses: 1" in found.message


@pytest.mark.parametrize(
    ("inside", "reason"),
    [
        (lap("", ""), "time_missing"),
        (lap("2026-01-02T08:00:00Z", beats(0, 0).replace("0", "x")), "number_invalid"),
    ],
)
def test_a_malformed_lap_costs_only_itself(folder: Path, inside: str, reason: str) -> None:
    content = tcx(activity(inside, lap("2026-01-02T08:02:00Z", "")))
    assert told(folder, content) == [(reason, 1)]
    (row,) = rows(folder, content, "workouts")
    assert row["timer_seconds"] == "60"


def test_an_activity_without_any_time_is_a_reject(folder: Path) -> None:
    assert told(folder, tcx(activity())) == [("time_missing", 1)]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (gpx(""), "nothing_inside"),
        (tcx(""), "nothing_inside"),
        (RUN[:-30], "malformed"),
        (gpx("<a>" * 200), "malformed"),
        (gpx(f"<trk><name>{'x' * 2_000_000}"), "malformed"),
        (gpx(f"<trk {'x' * 2_000_000}"), "malformed"),
        (gpx(f"<trk>{''.join(f'<a{n}>1</a{n}>' for n in range(1200))}"), "malformed"),
        ('<!DOCTYPE gpx [<!ENTITY a "aaaa">]><gpx>&a;</gpx>', "entities_forbidden"),
        ('<?xml version="1.0" encoding="klingon"?><gpx/>', "encoding_invalid"),
    ],
    ids=["gpx", "tcx", "cut", "deep", "text", "token", "parts", "entities", "encoding"],
)
def test_what_cannot_be_read_as_a_whole_is_refused(folder: Path, content: str, code: str) -> None:
    with pytest.raises(QuarantineError) as raised:
        items(folder, content)
    assert raised.value.code == code


def test_blanks_before_the_declaration_are_passed_over(folder: Path) -> None:
    (row,) = (item for item in items(folder, f"  \n {RUN}") if item.table.endswith("workouts"))
    assert row.line == 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_names_survive_their_encoding(folder: Path, encoding: str) -> None:
    content = RUN.replace("Home", "Češka")
    file = folder / "file.gpx"
    file.write_bytes(content.encode(encoding))
    *_, workout = Gpx("me", ZONE).decode(file)
    assert isinstance(workout, Record)
    assert "Češka" in workout.values


@pytest.mark.parametrize(
    ("head", "is_gpx"),
    [
        (b'<?xml version="1.0"?><!-- a <gpx> --><gpx>', True),
        (b"\xef\xbb\xbf  <x:gpx a='1'>", True),
        (b"<!DOCTYPE gpx [<!ENTITY a 'b'>]> <gpx>", True),
        (b"<kml><gpx>", False),
        (b"<!-- <gpx>", False),
        (b"<?" * 30_000 + b"<gpx>", False),
    ],
)
def test_a_file_is_known_by_its_root(head: bytes, is_gpx: bool) -> None:
    assert begins_with("gpx", head) is is_gpx


@given(
    st.sampled_from([RUN, TRAINING]),
    st.text(st.sampled_from("<>/&;\"'trkptimeLap 019:-TZ\x00é"), max_size=30),
    st.floats(0, 1),
    st.integers(0, 30),
)
@example(RUN, "&#1e99;", 0.5, 0)
@example(TRAINING, "1e99", TRAINING.index("60</Total") / len(TRAINING), 0)
def test_any_change_ends_in_items_or_quarantine(
    folder: Path, content: str, noise: str, place: float, taken: int
) -> None:
    at = int(place * len(content))
    try:
        found = items(folder, content[:at] + noise + content[at + taken :])
    except QuarantineError:
        return
    assert found
