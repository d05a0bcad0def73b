"""Market prices are read by a profile: the interval, the unit, and what is no price."""

from pathlib import Path

from tests.profiles import Rows, problems_of, read

PROFILE = """\
name: spot
version: 1
reads: market_prices
file: {delimiter: ";", decimal_mark: ","}
time: {column: Hour, interval_minutes: 60, zone: Europe/Amsterdam}
fields: {market: {constant: nl}, price: {column: Price, unit: EUR/MWh}}
"""


def prices(folder: Path, *rows: str) -> tuple[Rows, list[str]]:
    return read(folder, PROFILE, "Hour;Price\n" + "".join(f"{row}\n" for row in rows))


def test_a_price_holds_for_its_hour_in_the_unit_of_the_profile(tmp_path: Path) -> None:
    found, rejects = prices(tmp_path, "2026-07-01 00:00;-12,5")

    assert rejects == []
    assert found == [
        {
            "market": "nl",
            "started_at": "2026-06-30T22:00:00Z",
            "ended_at": "2026-06-30T23:00:00Z",
            "price": "-12.5",
            "unit": "EUR/MWh",
            "is_time_zone_assumed": "false",
        }
    ]


def test_the_hour_that_comes_twice_in_autumn_has_two_prices(tmp_path: Path) -> None:
    found, _ = prices(tmp_path, *(f"2026-10-25 0{hour}:00;{hour}" for hour in (1, 2, 2, 3)))

    assert [str(row["started_at"])[8:13] for row in found] == ["24T23", "25T00", "25T01", "25T02"]


def test_an_empty_cell_is_no_record_and_a_word_is_rejected(tmp_path: Path) -> None:
    found, rejects = prices(tmp_path, "2026-07-01 00:00;", "2026-07-01 01:00;closed")

    assert found == []
    assert len(rejects) == 1
    assert "number_invalid" in rejects[0]


def test_a_price_without_a_known_unit_is_a_mistake_in_the_profile() -> None:
    said = problems_of(PROFILE.replace("EUR/MWh", "EUR"))

    assert "a currency, ct or p for hundredths, a slash and MWh, kWh or m3" in said
