"""Real files of homes, where they lie: what their profiles give, counted by other means."""

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ingestion import IngestReport, Lake, ingest
from ingestion.tables import CLIMATE_DAYS, METER_READINGS, REJECTS, SLEEP_NIGHTS
from tests.faults.lakes import a_household, a_lake, current_rows

pytestmark = pytest.mark.real_data

PROVIDERS = "smart_home/energy_providers"
HVAC = "smart_home/hvac_baseline_wkcollis"
UCI = "smart_home/uci_household_daily"
SLEEP = "fitness/fitbit_fitabase_apr_may/sleepDay_merged.csv"
# Known by their content; the others only by what the household says of their folder.
BY_CONTENT = (
    *(f"{PROVIDERS}/{name}" for name in ("Fluvius", "SMA", "Shelly_EM3", "SolarEdge")),
    *(f"{PROVIDERS}/GreenChoice", UCI, f"{HVAC}/daily_temperature.csv", SLEEP),
)
BY_SOURCE = {
    "enphase": f"{PROVIDERS}/Enphase/*.csv",
    "sun": f"{PROVIDERS}/MeterN/1FV_Totale*.csv",
    "grid_in": f"{PROVIDERS}/MeterN/7Prelievi*.csv",
    "grid_out": f"{PROVIDERS}/MeterN/8Immissioni*.csv",
    "gas": f"{HVAC}/monthly_gas_scg.csv",
    "hot_water": f"{HVAC}/monthly_dhw_navien.csv",
    "power": f"{HVAC}/monthly_electricity_eversource.csv",
}
SOURCES = """\
  enphase: {profile: enphase_hourly, time_zone: America/New_York}
  sun: {profile: metern_daily, flow: production, time_zone: Europe/Rome}
  grid_in: {profile: metern_daily, flow: import, time_zone: Europe/Rome}
  grid_out: {profile: metern_daily, flow: export, time_zone: Europe/Rome}
  gas: {profile: utility_monthly_gas_ccf, time_zone: America/New_York}
  hot_water: {profile: utility_monthly_gas_ccf, flow: consumption, time_zone: America/New_York}
  power: {profile: utility_monthly_electricity, time_zone: America/New_York}
"""
Row = dict[str, Any]


@pytest.fixture(scope="module")
def landed(
    real_files: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Lake, dict[str, IngestReport]]:
    """Land all sets in one lake."""
    place = tmp_path_factory.mktemp("energy")
    lake, household = a_lake(place), a_household(place, SOURCES)
    reports = {"": ingest(lake, household, [real_files / one for one in BY_CONTENT])}
    for source, pattern in BY_SOURCE.items():
        reports[source] = ingest(lake, household, sorted(real_files.glob(pattern)), source)
    return lake, reports


@pytest.fixture(scope="module")
def readings(landed: tuple[Lake, dict[str, IngestReport]]) -> dict[str, list[Row]]:
    """Return all readings by source."""
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in current_rows(landed[0], METER_READINGS):
        found[row["_source"]].append(row)
    return found


def lines_of(pattern: Path, delimiter: str = ",") -> list[list[str]]:
    """Return the rows of files as the csv module reads them, without header."""
    rows = []
    for file in sorted(pattern.parent.glob(pattern.name)):
        with file.open(newline="", encoding="utf-8-sig") as stream:
            rows += list(csv.reader(stream, delimiter=delimiter))[1:]
    return rows


def sums(keyed: Iterable[tuple[Any, str]]) -> dict[Any, Decimal]:
    """Add up numbers by key."""
    found: defaultdict[Any, Decimal] = defaultdict(Decimal)
    for key, number in keyed:
        found[key] += Decimal(number.replace(",", "."))
    return dict(found)


def instant(row: Row, key: str = "started_at") -> datetime:
    """Return a time of a reading."""
    return datetime.fromisoformat(row[key])


def length(row: Row) -> timedelta:
    """Return how long the interval of a reading is."""
    return instant(row, "ended_at") - instant(row)


def local(row: Row, zone: str, form: str) -> str:
    """Return the start of a reading as a clock of a zone shows it."""
    return f"{instant(row).astimezone(ZoneInfo(zone)):{form}}"


def test_only_what_cannot_be_is_rejected(
    landed: tuple[Lake, dict[str, IngestReport]],
) -> None:
    lake, reports = landed
    refused = [
        (Path(one.path).name, one.reason)
        for report in reports.values()
        for one in report.outcomes
        if one.outcome != "landed" and "LICENSE" not in one.path.upper()
    ]
    rejects = [(row["reason"], row["raw_text"].strip()) for row in current_rows(lake, REJECTS)]
    # The report has 24 hours on the day of 23.
    assert (refused, rejects) == ([], [("time_nonexistent", "03/10/2024 02:00,0")])


def test_every_volume_of_fluvius_counts_in_its_register(
    real_files: Path, readings: dict[str, list[Row]]
) -> None:
    rows = lines_of(real_files / PROVIDERS / "Fluvius" / "*elektriciteit*.csv", ";")
    names = {"import day": "Afname Dag", "import night": "Afname Nacht"}
    names |= {"export day": "Injectie Dag", "export night": "Injectie Nacht"}
    found = readings["fluvius_electricity"]
    assert sums((names[f"{r['flow']} {r['register']}"], r["quantity"]) for r in found) == sums(
        (row[7], row[8]) for row in rows if row[8]
    )
    assert len(found) == sum(1 for row in rows if row[8])
    assert {length(row) for row in found} == {timedelta(minutes=15)}
    assert {row["meter"] for row in found} == {"123456879123456789"}
    assert {local(row, "Europe/Brussels", "%d-%m-%Y %H:%M:%S") for row in found} == {
        f"{row[0]} {row[1]}" for row in rows if row[8]
    }


def test_gas_of_fluvius_counts_as_volume_and_not_as_energy_too(
    real_files: Path, readings: dict[str, list[Row]]
) -> None:
    rows = lines_of(real_files / PROVIDERS / "Fluvius" / "*gas*.csv", ";")
    found = readings["fluvius_gas"]
    volumes = [(row[0], row[8]) for row in rows if row[9] == "m³" and row[8]]
    assert sums((local(r, "Europe/Brussels", "%d-%m-%Y"), r["quantity"]) for r in found) == sums(
        volumes
    )
    assert (len(found), {row["unit"] for row in found}) == (len(volumes), {"m3"})


def test_the_counters_of_two_inverters_do_not_mix(
    real_files: Path, readings: dict[str, list[Row]]
) -> None:
    wanted = {
        (f"SUNNY TRIPOWER {size} XXXXXXXXXX", row[0][:10], row[1])
        for size in ("6.0", "8.0")
        for row in lines_of(real_files / PROVIDERS / "SMA" / f"SUNNY_TRIPOWER_{size}_*.csv")
        if row and row[0][:1].isdigit() and row[1] != "NaN"
    }
    found = readings["sma_webui_daily"]
    production = [row for row in found if row["flow"] == "production"]
    assert len(production) == len(wanted)
    assert wanted == {
        (row["meter"], local(row, "Europe/Amsterdam", "%d.%m.%Y"), row["quantity"])
        for row in production
    }
    assert {row["reading"] for row in found} == {"cumulative"}
    assert all(row["started_at"] == row["ended_at"] for row in found)
    assert {row["quantity"] for row in found if row["flow"] != "production"} == {"0"}


@pytest.mark.parametrize(
    ("source", "files", "flow"),
    [
        ("sun", "1FV_Totale*.csv", "production"),
        ("grid_in", "7Prelievi*.csv", "import"),
        ("grid_out", "8Immissioni*.csv", "export"),
    ],
)
def test_every_day_of_metern_is_a_local_day(
    real_files: Path, readings: dict[str, list[Row]], source: str, files: str, flow: str
) -> None:
    rows = []
    for file in (real_files / PROVIDERS / "MeterN").glob(files):
        rows += [line.split(",") for line in file.read_text().split()]
    found = readings[source]
    assert {row["flow"] for row in found} == {flow}
    assert Counter((local(r, "Europe/Rome", "%Y%m%d %H"), r["quantity"]) for r in found) == Counter(
        (f"{day} 00", energy) for day, energy in rows
    )
    hours = Counter(length(row) // timedelta(hours=1) for row in found)
    springs = sum(day[4:6] == "03" and _is_last_sunday(day) for day, _ in rows)
    autumns = sum(day[4:6] == "10" and _is_last_sunday(day) for day, _ in rows)
    assert (hours[23], hours[25]) == (springs, autumns)


def _is_last_sunday(day: str) -> bool:
    date = datetime.strptime(day, "%Y%m%d").replace(tzinfo=UTC)
    return date.weekday() == 6 and date.day > 24


def test_every_hour_of_enphase_counts_in_its_local_month(
    real_files: Path, readings: dict[str, list[Row]]
) -> None:
    rows = lines_of(real_files / PROVIDERS / "Enphase" / "*.csv")
    found = readings["enphase"]
    assert len(found) == len(rows) - 1
    assert sums((local(r, "America/New_York", "%m/%Y"), r["quantity"]) for r in found) == sums(
        (f"{row[0][:2]}/{row[0][6:10]}", row[1]) for row in rows
    )


@pytest.mark.parametrize("phase", ["A", "B", "C"])
def test_intervals_of_a_phase_do_not_overlap_and_repeated_rows_agree(
    real_files: Path, readings: dict[str, list[Row]], phase: str
) -> None:
    rows = lines_of(real_files / PROVIDERS / "Shelly_EM3" / f"em_data_phase{phase}.csv")
    register = f"phase_{phase.lower()}"
    found = readings[f"shelly_em3_{register}"]
    assert len(found) == 2 * len(rows)
    once = {
        (row["flow"], row["started_at"], row["ended_at"], row["quantity"])
        for row in found
        if row["register"] == register
    }
    for flow, column in (("import", 1), ("export", 2)):
        spans = sorted((start, end, number) for f, start, end, number in once if f == flow)
        assert all(end <= start for (_, end, _), (start, _, _) in pairwise(spans))
        wanted = {(row[0], Decimal(row[column])) for row in rows}
        assert wanted == {(s[:16].replace("T", " "), Decimal(number)) for s, _, number in spans}
    lengths = {length(row) for row in found}
    assert lengths == {timedelta(minutes=1), timedelta(minutes=10)}


def test_every_value_of_solaredge_is_an_interval(
    real_files: Path, readings: dict[str, list[Row]]
) -> None:
    wanted: Counter[tuple[datetime, int, Decimal]] = Counter()
    for file in (real_files / PROVIDERS / "SolarEdge").glob("*.json"):
        energy = json.loads(file.read_text())["energy"]
        minutes = {"HOUR": 60, "QUARTER_OF_AN_HOUR": 15}[energy["timeUnit"]]
        for entry in energy["values"]:
            clock, _, offset = entry["date"].partition(" CE")
            zone = offset.partition("T")[2] or "+0200"  # that of the summer day without offset
            start = datetime.fromisoformat(f"{clock}{zone}").astimezone(UTC)
            if entry["value"] is not None:
                wanted[start, minutes, Decimal(str(entry["value"]))] += 1
    found = readings["solaredge_energy"]
    assert wanted == Counter(
        (instant(row), length(row) // timedelta(minutes=1), Decimal(row["quantity"]))
        for row in found
    )
    assert Counter(row["is_time_zone_assumed"] for row in found)["true"] == 70
    assert {(row["flow"], row["unit"]) for row in found} == {("production", "Wh")}


def test_states_of_greenchoice_are_those_of_local_midnights(
    real_files: Path, readings: dict[str, list[Row]]
) -> None:
    rows = lines_of(real_files / PROVIDERS / "GreenChoice" / "*.csv", ";")
    registers = ["import normal", "import low", "export normal", "export low"]
    wanted = {
        (f"{row[0]} 00:00", register, number)
        for row in rows
        for register, number in zip(registers, row[1:], strict=True)
    }
    found = readings["greenchoice_readings"]
    assert len(found) == len(wanted) == 412
    assert wanted == {
        (
            local(row, "Europe/Amsterdam", "%Y-%m-%d %H:%M"),
            f"{row['flow']} {row['register']}",
            row["quantity"],
        )
        for row in found
    }


def test_every_day_of_the_uci_household_has_four_meters(
    real_files: Path, readings: dict[str, list[Row]]
) -> None:
    rows = lines_of(real_files / UCI / "*.csv")
    found = readings["uci_household_daily"]
    meters = {"whole_house": 1, "kitchen": 5, "laundry": 6, "water_heater_and_air_conditioner": 7}
    assert sums((r["meter"], r["quantity"]) for r in found) == {
        meter: sum(Decimal(row[column]) for row in rows) for meter, column in meters.items()
    }
    assert {row["unit"] for row in found if row["meter"] == "whole_house"} == {"kW min"}
    assert Counter(local(row, "Europe/Paris", "%Y-%m-%d %H") for row in found) == {
        f"{row[0]} 00": 4 for row in rows
    }


@pytest.mark.parametrize(
    ("source", "file", "unit_and_flow"),
    [
        ("gas", "monthly_gas_scg.csv", ("ccf", "import")),
        ("hot_water", "monthly_dhw_navien.csv", ("ccf", "consumption")),
        ("power", "monthly_electricity_eversource.csv", ("kWh", "import")),
    ],
)
def test_every_bill_is_that_of_a_local_month(
    real_files: Path,
    readings: dict[str, list[Row]],
    source: str,
    file: str,
    unit_and_flow: tuple[str, str],
) -> None:
    wanted = Counter((row[0], Decimal(row[1])) for row in lines_of(real_files / HVAC / file))
    found = readings[source]
    zone = "America/New_York"
    assert wanted == Counter((local(r, zone, "%Y-%m-%d"), Decimal(r["quantity"])) for r in found)
    assert {(row["unit"], row["flow"]) for row in found} == {unit_and_flow}
    assert {instant(row, "ended_at").astimezone(ZoneInfo(zone)).day for row in found} == {1}


def test_the_weather_of_every_day_is_kept(
    real_files: Path, landed: tuple[Lake, dict[str, IngestReport]]
) -> None:
    rows = lines_of(real_files / HVAC / "daily_temperature.csv")
    found = current_rows(landed[0], CLIMATE_DAYS)
    named = ("climate_date", "temperature_max", "temperature_min", "temperature_mean")
    assert sorted((row[0], *map(Decimal, row[1:4])) for row in rows) == sorted(
        (row[named[0]], *(Decimal(row[name]) for name in named[1:])) for row in found
    )
    assert {(row["sensor"], row["temperature_unit"]) for row in found} == {("outdoor", "°F")}


def test_every_line_of_nights_is_kept(
    real_files: Path, landed: tuple[Lake, dict[str, IngestReport]]
) -> None:
    wanted = Counter(
        (row[0], datetime.strptime(row[1], "%m/%d/%Y %I:%M:%S %p").date().isoformat(), *row[3:])  # noqa: DTZ007 - a day
        for row in lines_of(real_files / SLEEP)
    )
    found = current_rows(landed[0], SLEEP_NIGHTS)
    assert wanted == Counter(
        (row["person"], row["sleep_date"], row["asleep"], row["in_bed"]) for row in found
    )
    # Three lines stand in the file twice.
    assert (len(found), len(wanted)) == (413, 410)
    assert {(row["duration_unit"], row["device"]) for row in found} == {("min", "fitbit")}
