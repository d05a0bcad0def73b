from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.clock import later
from ingestion.times import (
    LocalClock,
    StatedValueError,
    calendar_period,
    first_after,
    likely_formats,
    parse_date,
    parse_time,
    utc_text,
)

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
ZONES = ("Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata")


def resolved(*local: str, zone: ZoneInfo = AMSTERDAM) -> list[str]:
    clock = LocalClock(zone)
    return [f"{clock.resolve(datetime.fromisoformat(text)):%H:%M}" for text in local]


def test_the_repeated_hour_is_summer_time_first_and_standard_time_then() -> None:
    quarter_hours = [f"2025-10-26T02:{minute:02d}" for minute in (0, 15, 30, 45)]
    assert resolved("2025-10-26T01:45", *quarter_hours, *quarter_hours, "2025-10-26T03:00") == [
        *("23:45", "00:00", "00:15", "00:30", "00:45", "01:00", "01:15", "01:30", "01:45", "02:00")
    ]


def test_a_file_with_only_one_of_the_repeated_hours_takes_the_first() -> None:
    assert resolved("2025-10-26T01:45", "2025-10-26T02:00", "2025-10-26T03:00") == [
        *("23:45", "00:00", "02:00")
    ]


def test_times_that_stand_twice_in_a_row_are_the_first_and_then_the_second() -> None:
    quarter_hours = [f"2025-10-26T02:{minute:02d}" for minute in (0, 0, 15, 15, 45, 45)]
    assert resolved(*quarter_hours, "2025-10-26T03:00") == [
        *("00:00", "01:00", "00:15", "01:15", "00:45", "01:45", "02:00")
    ]


def test_irregular_stamps_step_back_once() -> None:
    assert resolved("2025-10-26T02:10", "2025-10-26T02:50", "2025-10-26T02:05") == [
        *("00:10", "00:50", "01:05")
    ]


def test_a_file_that_runs_backwards_is_read_the_other_way_round() -> None:
    half_hours = ["2025-10-26T02:30", "2025-10-26T02:00"]
    assert resolved("2025-10-26T03:30", "2025-10-26T03:00", *half_hours, *half_hours) == [
        *("02:30", "02:00", "01:30", "01:00", "00:30", "00:00")
    ]


def test_the_same_day_exported_twice_in_one_file_is_read_alike() -> None:
    night = ["2025-10-26T01:30", "2025-10-26T02:00", "2025-10-26T02:00", "2025-10-26T03:00"]
    first, second = resolved(*night), resolved(*night, *night)[4:]
    assert first == second


def test_interleaved_series_do_not_disturb_each_other() -> None:
    clock, stamp = LocalClock(AMSTERDAM), datetime.fromisoformat("2025-10-26T02:00")
    assert clock.resolve(stamp, "a").hour == 0
    assert clock.resolve(stamp, "b").hour == 0
    assert clock.resolve(stamp, "a").hour == 1


def test_the_hour_that_spring_skips_is_refused() -> None:
    with pytest.raises(StatedValueError, match="2026-03-29 02:30 does not exist") as raised:
        resolved("2026-03-29T02:30")
    assert raised.value.code == "time_nonexistent"


def test_days_of_a_clock_that_skips_midnight_begin_when_the_clock_goes_on() -> None:
    start, end = calendar_period(date(2018, 11, 4), "day", ZoneInfo("America/Sao_Paulo"))
    assert (utc_text(start), utc_text(end)) == ("2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z")


@pytest.mark.parametrize(
    ("start", "local", "utc"),
    [
        ("2025-10-26T00:45", "2025-10-26T02:00", "01:00"),
        ("2025-10-26T01:45", "2025-10-26T02:00", "01:00"),
        ("2025-10-26T00:30", "2025-10-26T02:45", "00:45"),
        ("2025-07-01T00:30", "2025-07-01T02:45", "00:45"),
        ("2026-03-29T00:45", "2026-03-29T03:00", "01:00"),
        ("2026-03-29T00:45", "2026-03-29T02:00", "01:00"),
    ],
)
def test_an_end_is_the_first_time_after_the_start_that_the_clock_shows(
    start: str, local: str, utc: str
) -> None:
    begun = datetime.fromisoformat(f"{start}Z")
    assert f"{first_after(begun, datetime.fromisoformat(local), AMSTERDAM):%H:%M}" == utc


@pytest.mark.parametrize(
    ("text", "formats"),
    [
        ("2024-01-31", ("%Y-%m-%d",)),
        ("1/2/2015 7:30", ("%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M")),
        ("2024-01-31T00:15:00.250", ("%Y-%m-%dT%H:%M:%S.%f",)),
        ("31.01.24", ("%d.%m.%y",)),
        ("tomorrow", ()),
        ("2024-01-31 at noon", ()),
        ("2024-01-31 noon", ()),
        ("", ()),
    ],
)
def test_likely_formats_are_those_of_a_texts_shape(text: str, formats: tuple[str, ...]) -> None:
    assert likely_formats(text) == formats


@given(st.sampled_from(ZONES), st.dates(date(2000, 1, 1), date(2035, 1, 1)))
def test_every_quarter_hour_of_a_day_survives_the_way_to_local_time_and_back(
    zone_name: str, day: date
) -> None:
    zone = ZoneInfo(zone_name)
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    moments = [start + timedelta(minutes=15 * number) for number in range(200)]
    clock = LocalClock(zone)
    back = [clock.resolve(moment.astimezone(zone).replace(tzinfo=None)) for moment in moments]
    assert back == moments


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-01-01T00:00:00+01:00", "2023-12-31T23:00:00Z"),
        ("2026-03-26T04:00:00.120Z", "2026-03-26T04:00:00.120Z"),
        ("2026-03-26 04:00Z", "2026-03-26T04:00:00Z"),
        ("2026-03-26T04:00:00.123456789+0530", "2026-03-25T22:30:00.123456789Z"),
    ],
)
def test_iso_times_keep_their_fraction_as_written(text: str, expected: str) -> None:
    assert utc_text(*parse_time(text, ())) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "time_invalid"),
        ("yesterday", "time_invalid"),
        ("2026-02-30T00:00:00Z", "time_invalid"),
        ("2026-01-01T25:00:00Z", "time_invalid"),
        ("0001-01-01T00:00:00Z", "time_out_of_range"),
        ("2200-01-01T00:00:00Z", "time_out_of_range"),
    ],
)
def test_impossible_times_are_refused(text: str, code: str) -> None:
    with pytest.raises(StatedValueError) as raised:
        parse_time(text, ())
    assert raised.value.code == code


def test_formats_are_tried_in_order() -> None:
    formats = ["%d/%m/%Y %H:%M:%S", "%d/%m/%Y"]
    assert parse_date("20/09/2018 12:04:08", formats) == "2018-09-20"
    assert parse_date("1/2/2015", formats) == "2015-02-01"


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "date_missing"), ("2026-02-30", "date_invalid"), ("1/1/2026", "date_invalid")],
)
def test_dates_that_do_not_exist_are_refused(text: str, code: str) -> None:
    with pytest.raises(StatedValueError) as raised:
        parse_date(text, ())
    assert raised.value.code == code


def test_a_commit_is_always_later_than_the_one_before() -> None:
    as_of = datetime(2026, 7, 1, tzinfo=UTC)
    assert later(as_of) == "2026-07-01T00:00:00.000000Z"
    assert later(as_of, "2026-06-01T00:00:00.000000Z", None) == "2026-07-01T00:00:00.000000Z"
    assert later(as_of, "2026-07-01T00:00:00.000000Z") == "2026-07-01T00:00:00.000001Z"
