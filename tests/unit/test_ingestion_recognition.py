import re
from pathlib import Path

import pytest

from ingestion.decoders.base import Head, Record
from ingestion.errors import QuarantineError
from ingestion.profile_library import load_library
from ingestion.recognition import load_rules, recognise
from ingestion.tables import RECORD_TABLES
from tests.archives import items_of
from tests.faults.lakes import a_household, no_household, ofx, states

DAYS = """\
name: {name}
version: 1
reads: activity_days
match: {{header: [Day, Steps]}}
fields: {{activity_date: Day, step_count: Steps}}
"""
FITBIT = "Date,Steps,Distance (km),Active Calories (kcal)\n"


def name_of(content: str | bytes, tmp_path: Path | None = None, **known: object) -> str:
    """Return the decoder's name, or the code and message of the refusal."""
    source = known.pop("source", None)
    household = a_household(tmp_path, **known) if tmp_path else no_household()  # type: ignore[arg-type]
    data = content.encode() if isinstance(content, str) else content
    try:
        found = recognise(Head(data, len(data)), source, load_rules(household))  # type: ignore[arg-type]
    except QuarantineError as refusal:
        return f"{refusal.code}: {refusal.message}"
    return found.name


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (states("sensor.a,1,2026-01-01T00:00:00Z"), "home_assistant_history"),
        ("\ufeffentity_id,state,last_changed\r\n", "home_assistant_history"),
        (ofx("20260101 1 A"), "ofx"),
        ('<?xml version="1.0"?>\n<OFX>', "ofx"),
        ("\r\n\r\n  <ofx>", "ofx"),
        ('<?xml version="1.0"?>\n<!DOCTYPE HealthData [\n]>\n<HealthData>', "apple_health"),
        (FITBIT, "profile:fitbit_daily"),
        ("Zeitpunkt;Bezug (kWh);Einspeisung (kWh)\n", "profile:sample_electricity"),
    ],
)
def test_certain_contents_are_recognised_without_being_told(content: str, name: str) -> None:
    assert name_of(content) == name


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", "empty_file"),
        (b"\xef\xbb\xbf\n <!DOCTYPE html><p>Log in", "html_page"),
        (b"<HTML>", "html_page"),
        (b"%PDF-1.7", "unknown_format: .*a PDF document"),
        (b"\x00\x01\x02", "unknown_format: .*not text"),
        (FITBIT.encode("utf-16"), "unknown_format: .*encoding: utf-16"),
        (b"entity_id,state,last_updated\n", "unknown_format"),
        (b"Date,Steps,Distance (km)\n", "unknown_format: .*nearest profiles: fitbit_daily"),
        (b"a,b\n1,2\n", "unknown_format: .*Write a profile"),
    ],
)
def test_other_contents_are_refused_with_what_they_look_like(content: bytes, refusal: str) -> None:
    assert re.match(refusal, name_of(content))


def test_two_fitting_profiles_are_no_decision(tmp_path: Path) -> None:
    profiles = {name: DAYS.format(name=name) for name in ("first", "second")}
    answer = name_of("Day,Steps\n", tmp_path, profiles=profiles)
    assert answer.startswith("ambiguous_format")
    assert "first, second" in answer


def test_an_own_profile_goes_before_a_shipped_one_with_the_same_header(tmp_path: Path) -> None:
    header = "[Date, Steps, Distance (km), Active Calories (kcal)]"
    own = DAYS.format(name="own").replace("[Day, Steps]", header).replace(": Day", ": Date")
    assert name_of(FITBIT, tmp_path, profiles={"own": own}) == "profile:own"


def test_an_explicit_source_goes_before_the_content(tmp_path: Path) -> None:
    sources = "  days: {profile: own}\n"
    own = DAYS.format(name="own").replace("match: {header: [Day, Steps]}\n", "")
    content = "Day,Steps,Else\n"
    known = {"sources": sources, "profiles": {"own": own}}
    assert name_of(content, tmp_path, source="days", **known) == "profile:own"
    assert name_of(content, tmp_path, source="other", **known).startswith("unknown_format")


@pytest.mark.parametrize(
    ("entry", "content", "refusal"),
    [
        ("{decoder: home_assistant_history}", b"a,b\n", "header_mismatch"),
        ("{decoder: ofx}", b"\x89binary\x00", "malformed"),
        ("{decoder: apple_health}", b"<ClinicalDocument/>", "malformed"),
        ("{decoder: apple_health, person: {column: who}}", b"<HealthData/>", "header_mismatch"),
        ("{decoder: camt}", b"a,b\n", "malformed"),
        ("{decoder: tea_leaves}", b"a,b\n", "decoder_unknown"),
        ("{profile: nothing}", b"a,b\n", "profile_missing"),
        ("{profile: fitbit_daily}", b"a,b\n", "header_mismatch"),
        ("{profile: fitbit_daily}", FITBIT.encode("utf-16"), "encoding_invalid"),
        ("{profile: fitbit_daily}", b"", "empty_file"),
        ("{profile: fitbit_daily}", b"<html>", "html_page"),
    ],
)
def test_an_explicit_source_that_does_not_fit_is_told(
    tmp_path: Path, entry: str, content: bytes, refusal: str
) -> None:
    answer = name_of(content, tmp_path, sources=f"  here: {entry}\n", source="here")
    assert answer.startswith(refusal)


def test_rules_change_with_everything_that_recognition_reads(tmp_path: Path) -> None:
    plain = load_rules(a_household(tmp_path / "a")).context_id
    same = load_rules(a_household(tmp_path / "b")).context_id
    source = load_rules(a_household(tmp_path / "c", "  x: {decoder: ofx}\n")).context_id
    profile = load_rules(
        a_household(tmp_path / "d", profiles={"own": DAYS.format(name="own")})
    ).context_id
    assert plain == same
    assert len({plain, source, profile, load_rules(no_household()).context_id}) == 4


SOLAR = '{"energy": {"timeUnit": "HOUR", "unit": "Wh", "values": [{"date": "2024", "value": null}'
METERN = "name: daily\nversion: 1\nreads: activity_days\nfile: {columns: [day, steps]}\n"


def test_json_is_recognised_by_its_keys_even_where_the_head_ends_early() -> None:
    assert name_of(SOLAR) == "profile:solaredge_energy"
    assert name_of(SOLAR.replace("timeUnit", "unitOfTime")).startswith("unknown_format")


def test_no_two_shipped_profiles_fit_one_header() -> None:
    shipped = load_library([]).shipped.values()
    headers = [profile.header for profile in shipped if profile.header]
    fitting = [
        sorted(profile.name for profile in shipped if profile.fits(header)) for header in headers
    ]
    assert [names for names in fitting if len(names) > 1] == []


def test_a_file_without_header_is_read_only_where_a_source_says_it(tmp_path: Path) -> None:
    profile = f"{METERN}fields: {{activity_date: day, step_count: steps}}\n"
    known = {"sources": "  steps: {profile: daily}\n", "profiles": {"daily": profile}}
    assert name_of("20190101,0\n", tmp_path, source="steps", **known) == "profile:daily"
    assert name_of("20190101,0\n", tmp_path, source="else", **known).startswith("unknown_format")
    assert name_of("1,2,3\n", tmp_path, source="steps", **known).startswith("header_mismatch")


def test_a_source_says_the_flow_that_a_profile_leaves_open(tmp_path: Path) -> None:
    sources = "  sun: {profile: metern_daily, flow: production}\n"
    rules = load_rules(a_household(tmp_path, sources))
    file = tmp_path / "2019.csv"
    file.write_text("20190101,50\n")
    decoder = recognise(Head(file.read_bytes(), 12), "sun", rules)
    (record,) = [item for item in decoder.decode(file) if isinstance(item, Record)]
    assert record.values[:3] == ("metern", "electricity", "production")


@pytest.mark.parametrize(
    ("content", "advice"),
    [
        (b"Day;Steps;Gr\xc3\xb6\xc3\x9fe\n1;2;3\n", 'the profile own would fit: .*delimiter: ";"'),
        ("Day,Steps,Größe\n".encode("cp1252"), "the profile own would fit: .*: windows-1252"),
    ],
)
def test_an_own_profile_that_would_nearly_fit_is_told(
    tmp_path: Path, content: bytes, advice: str
) -> None:
    own = DAYS.format(name="own").replace("[Day, Steps]", "[Day, Steps, Größe]")
    answer = name_of(content, tmp_path, profiles={"own": own})
    assert re.match(f"unknown_format: .*{advice}", answer)


LOCAL = {
    "gpx": (
        '<gpx><trk><trkseg><trkpt lat="1" lon="2"><time>2026-01-02T08:00:00</time></trkpt>'
        "</trkseg></trk></gpx>"
    ),
    "tcx": (
        "<TrainingCenterDatabase><Activities><Activity><Lap StartTime='2026-01-02T08:00:00'>"
        "<TotalTimeSeconds>60</TotalTimeSeconds></Lap></Activity></Activities>"
        "</TrainingCenterDatabase>"
    ),
    "fitbit_sleep": (
        '[{"logId": 1, "dateOfSleep": "2026-01-02", "startTime": "2026-01-02T08:00:00.000", '
        '"endTime": "2026-01-02T09:00:00.000", "minutesAsleep": 60, "timeInBed": 60, '
        '"levels": {"data": [{"dateTime": "2026-01-02T08:00:00.000", "level": "deep", '
        '"seconds": 3600}]}}]'
    ),
}


@pytest.mark.parametrize("name", LOCAL)
@pytest.mark.parametrize(
    ("entry", "started_at", "is_assumed"),
    [
        ("", "2026-01-02T07:00:00Z", "true"),
        ("  here: {decoder: %s, time_zone: Asia/Tokyo}\n", "2026-01-01T23:00:00Z", "false"),
    ],
    ids=["the home's zone", "the source's zone"],
)
def test_a_time_without_a_zone_is_of_the_zone_that_its_source_names(
    tmp_path: Path, name: str, entry: str, started_at: str, is_assumed: str
) -> None:
    household = a_household(tmp_path, entry and entry % name)
    items = items_of(tmp_path, LOCAL[name].encode(), "here", household)
    records = [
        dict(zip(RECORD_TABLES[item.table].values, item.values, strict=True))
        for item in items
        if isinstance(item, Record)
    ]
    assert {one["is_time_zone_assumed"] for one in records} == {is_assumed}
    assert min(one.get("started_at") or one["recorded_at"] or "" for one in records) == started_at
