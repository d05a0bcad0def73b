"""Green Button feeds that people published: what each gives, counted once by other means."""

import zipfile
from collections import Counter
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from ingestion import Lake, ingest
from ingestion.tables import GREEN_BUTTON_READINGS
from tests.faults.lakes import a_lake, current_rows, no_household

pytestmark = pytest.mark.real_data

FEEDS = {
    "green_button_cew821/sample_greenbutton_data.xml": 362,
    "green_button_vladistan/Coastal_Multi_Family_Jan_1_2011_to_Jan_1_2012_RetailCustomer_5.xml": (
        8760
    ),
    "green_button_vladistan/TestGBDataHourlyNineDaysBinnedDaily.xml": 216,
    "green_button_vladistan/TestGBDataOneYearDailyBinnedMonthly.xml": 444,
    "green_button_vladistan/electric_containerized.xml": 8,
    "green_button_vladistan/gas_containerized.xml": 3,
    "green_button_vladistan/gas_direct.xml": 5,
    "green_button_vladistan/ngma_gas_provider_2024-07-16.xml": 36,
    "green_button_vladistan/"
    "ngma_natural_gas_billing_billing_data_Service_1_1_2021-05-26_to_2024-04-25.xml": 35,
    "energy_providers/United_Power/green_button_data_1760853600000.zip": 7,
}


@pytest.fixture(scope="module")
def folder(real_files: Path) -> Path:
    """Return where the real feeds lie."""
    return real_files / "smart_home"


@pytest.fixture(scope="module")
def lake(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """Land all feeds in one lake."""
    lake = a_lake(tmp_path_factory.mktemp("green_button"))
    report = ingest(lake, no_household(), [folder / name for name in FEEDS])
    assert {one.outcome for one in report.outcomes} == {"landed"}
    return lake


def xml_of(file: Path) -> str:
    if file.suffix != ".zip":
        return file.read_text(encoding="utf-8")
    with zipfile.ZipFile(file) as archive:
        return archive.read(next(n for n in archive.namelist() if n.endswith(".xml"))).decode()


def readings_in(file: Path) -> list[dict[str, str]]:
    """Return the leaves of each IntervalReading, found by the standard library's own parser."""
    found = []
    for element in ET.fromstring(xml_of(file)).iter():  # noqa: S314  (these few files are known)
        if element.tag.endswith("}IntervalReading"):
            leaves = [one for one in element.iter() if one.text and one.text.strip()]
            found.append({one.tag.rpartition("}")[2]: str(one.text) for one in leaves})
    return found


def test_every_reading_of_every_feed_is_a_record(folder: Path, lake: Lake) -> None:
    stated = {name: len(readings_in(folder / name)) for name in FEEDS}
    assert stated == FEEDS
    assert len(current_rows(lake, GREEN_BUTTON_READINGS)) == sum(FEEDS.values())


def test_values_starts_and_lengths_are_those_of_the_feeds(folder: Path, lake: Lake) -> None:
    def told(row: dict[str, str]) -> tuple[Decimal, int]:
        return Decimal(row["value"]), int(row["duration"])

    stated = Counter(told(row) for name in FEEDS for row in readings_in(folder / name))
    rows = current_rows(lake, GREEN_BUTTON_READINGS)
    assert Counter((Decimal(r["value"]), int(r["duration_seconds"])) for r in rows) == stated


def test_each_series_of_the_archive_keeps_its_direction_and_unit(lake: Lake) -> None:
    rows = [
        row
        for row in current_rows(lake, GREEN_BUTTON_READINGS)
        if row["usage_point"] == "User/redacted_user_id/UsagePoint/0"
    ]
    values: dict[tuple[str, str], list[str]] = {}
    for row in sorted(rows, key=lambda row: row["started_at"]):
        values.setdefault((row["flow_direction"], row["uom"]), []).append(row["value"])
    assert values == {
        ("1", "72"): ["49600", "23030"],
        ("4", "72"): ["38600", "-6490"],
        ("19", "72"): ["-11000", "-29520"],
        ("1", "38"): ["10672"],
    }
