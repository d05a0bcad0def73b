"""Local times are read in the zone in which the household lived on their own day."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from ingestion.home_zone import HomeZone
from ingestion.times import LocalClock, utc_text

AMSTERDAM, NEW_YORK = ZoneInfo("Europe/Amsterdam"), ZoneInfo("America/New_York")
MOVED = HomeZone(AMSTERDAM, [(date(2026, 3, 15), NEW_YORK), (date(2026, 9, 1), AMSTERDAM)])


@pytest.mark.parametrize(
    ("local", "utc"),
    [
        ("2026-03-14T23:59", "2026-03-14T22:59:00Z"),
        ("2026-03-15T00:00", "2026-03-15T04:00:00Z"),
        # Summer time of New York has begun a week before, that of Amsterdam two weeks later.
        ("2026-03-29T02:30", "2026-03-29T06:30:00Z"),
        ("2026-08-31T23:59", "2026-09-01T03:59:00Z"),
        ("2026-09-01T00:00", "2026-08-31T22:00:00Z"),
    ],
)
def test_a_local_time_means_the_zone_of_its_day(local: str, utc: str) -> None:
    clock = LocalClock(MOVED)

    assert utc_text(clock.resolve(datetime.fromisoformat(local))) == utc


@pytest.mark.parametrize(
    "utc",
    ["2026-01-01T12:00", "2026-03-15T04:00", "2026-08-31T22:00", "2026-10-25T00:30"],
)
def test_an_instant_has_the_local_time_that_is_read_back_as_it(utc: str) -> None:
    moment = datetime.fromisoformat(utc).replace(tzinfo=UTC)

    assert moment.astimezone(MOVED).astimezone(UTC) == moment


def test_the_hour_that_comes_twice_is_known_in_the_zone_of_its_day() -> None:
    clock = LocalClock(MOVED)
    stamps = ["2026-10-25T01:00", "2026-10-25T02:00", "2026-10-25T02:00", "2026-10-25T03:00"]

    hours = [clock.resolve(datetime.fromisoformat(stamp)).hour for stamp in stamps]

    assert hours == [23, 0, 1, 2]


def test_the_key_names_every_zone_with_its_first_day() -> None:
    assert MOVED.key == (
        "Europe/Amsterdam, America/New_York from 2026-03-15, Europe/Amsterdam from 2026-09-01"
    )
