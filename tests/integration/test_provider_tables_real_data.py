"""Real exports of energy providers: how they are recognised, and what they give by other counts."""

import csv
import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from contextlib import closing, suppress
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from random import Random

import pandas as pd
import pytest
import xlrd

from ingestion.decoders.base import Head, Record, Reject
from ingestion.decoders.csv_rows import Row as Line
from ingestion.decoders.encodings import head_of
from ingestion.decoders.sheet_rows import SheetFormat, read_sheet_rows
from ingestion.errors import QuarantineError
from ingestion.recognition import load_rules, looked_into, recognise
from ingestion.tables import RECORD_TABLES
from tests.faults.lakes import a_household

pytestmark = pytest.mark.real_data

PROVIDERS = "smart_home/energy_providers"
SOURCES = """\
  grafana: {profile: grafana_counter, flow: production, time_zone: Europe/Rome}
  chronograf: {profile: chronograf_counter, flow: production}
  counter: {profile: epoch_counter, flow: import}
  shared: {profile: edc_shared_energy, flow: import}
  counters: {profile: domoticz_counters, flow: production}
  days: {profile: domoticz_days, flow: production}
  kwh_meter: {profile: homewizard_kwh_meter}
"""
Row = dict[str, str | None]
Sums = dict[tuple[str, ...], Decimal]


class Reader:
    """Read real files as a household does that says of some folders what lies in them."""

    def __init__(self, data: Path, folder: Path) -> None:
        self._data = data / PROVIDERS
        self._rules = load_rules(a_household(folder, SOURCES))

    def file(self, pattern: str) -> Path:
        """Return the one file of a pattern."""
        (found,) = self._data.glob(pattern)
        return found

    def read(self, pattern: str, source: str | None = None) -> tuple[str, list[Row]]:
        """Return the decoder's name and the records of a file; there are no rejects."""
        file = self.file(pattern)
        head = looked_into(Head(head_of(file), file.stat().st_size), file)
        decoder = recognise(head, source, self._rules)
        items = list(decoder.decode(file))
        assert not [item for item in items if isinstance(item, Reject)]
        records = [item for item in items if isinstance(item, Record)]
        columns = RECORD_TABLES[records[0].table].values
        return decoder.name, [dict(zip(columns, one.values, strict=True)) for one in records]


@pytest.fixture(scope="module")
def reader(real_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """Read with one household."""
    return Reader(real_files, tmp_path_factory.mktemp("house"))


def lines_of(file: Path, delimiter: str = ",") -> list[list[str]]:
    """Return the rows of a file below its first line."""
    with file.open(newline="", encoding="utf-8-sig") as stream:
        return list(csv.reader(stream, delimiter=delimiter))[1:]


def sums(rows: Iterable[Row], *keys: str) -> Sums:
    """Add up the quantities by some columns."""
    found: defaultdict[tuple[str, ...], Decimal] = defaultdict(Decimal)
    for row in rows:
        found[tuple(str(row[key]) for key in keys)] += Decimal(row["quantity"] or "")
    return dict(found)


def column_sum(rows: Iterable[list[str]], place: int) -> Decimal:
    """Add up a column whose numbers have a comma or a point."""
    return sum((Decimal(row[place].replace(",", ".")) for row in rows if row[place]), Decimal())


def states(rows: Iterable[Row], flow: str, register: str = "") -> list[Decimal]:
    """Return the states of one register in the file's order."""
    chosen = (row for row in rows if (row["flow"], row["register"] or "") == (flow, register))
    return [Decimal(row["quantity"] or "") for row in chosen]


@pytest.mark.parametrize("year", [2013, 2014, 2015, 2016])
def test_a_year_of_days_sums_up_to_the_total_that_its_last_line_states(
    reader: Reader, year: int
) -> None:
    pattern = f"Energie_Manager_Online/{year}.csv"
    *days, total = lines_of(reader.file(pattern), ";")
    stated = [Decimal(cell.replace(".", "").replace(",", ".")) for cell in total[2:6]]

    name, rows = reader.read(pattern)

    assert name == "profile:energie_manager_online"
    assert list(sums(rows, "flow", "register").values()) == [abs(number) for number in stated]
    assert len(rows) == sum(1 for row in days for cell in row[2:6] if cell)
    assert rows[0]["started_at"] == f"{year - 1}-12-31T23:00:00Z"


def test_a_month_of_a_plant_is_read_by_its_days(reader: Reader) -> None:
    pattern = "iSolarCloud/*.csv"
    lines = lines_of(reader.file(pattern))

    name, rows = reader.read(pattern)

    assert name == "profile:isolarcloud_monthly"
    assert sums(rows, "flow") == {
        (flow,): column_sum(lines, place)
        for place, flow in enumerate(("production", "import", "export"), start=1)
    }
    assert len(rows) == 3 * 30


def test_a_load_curve_has_a_reading_for_each_quarter_hour(reader: Reader) -> None:
    pattern = "Enel_Distribuzione/*.csv"
    lines = lines_of(reader.file(pattern), ";")

    name, rows = reader.read(pattern)

    assert name == "profile:enel_load_curve"
    assert len(rows) == 30 * 96
    assert sums(rows, "flow") == {
        ("import",): sum((column_sum(lines, place) for place in range(1, 97)), Decimal())
    }
    assert (rows[0]["started_at"], rows[-1]["ended_at"]) == (
        "2024-08-31T22:00:00Z",
        "2024-09-30T22:00:00Z",
    )


@pytest.mark.parametrize(
    ("pattern", "profile", "columns"),
    [
        ("*electric_only*", "xcel_energy_electricity_bills", {("kWh",): 3}),
        ("*gas_only*", "xcel_energy_gas_bills", {("therm",): 3}),
        ("xcel_energy_sample.csv", "xcel_energy_bills", {("kWh",): 3, ("therm",): 4}),
    ],
)
def test_each_bill_covers_the_time_from_the_bill_before(
    reader: Reader, pattern: str, profile: str, columns: dict[tuple[str, ...], int]
) -> None:
    lines = [row for row in lines_of(reader.file(f"Xcel_Energy/{pattern}")) if row]

    name, rows = reader.read(f"Xcel_Energy/{pattern}")

    assert name == f"profile:{profile}"
    assert sums(rows, "unit") == {unit: column_sum(lines, at) for unit, at in columns.items()}
    one_kind = [row for row in rows if row["unit"] == rows[0]["unit"]]
    assert [row["started_at"] for row in one_kind[:-1]] == [row["ended_at"] for row in one_kind[1:]]
    assert len(one_kind) == len(lines) == 48


@pytest.mark.parametrize(
    ("pattern", "source", "profile", "place"),
    [
        ("Grafana/*.csv", "grafana", "grafana_counter", 1),
        ("InfluxDB/*.csv", "chronograf", "chronograf_counter", 1),
        ("HomeWizard/*P1g*.csv", None, "homewizard_gas", 1),
        ("HomeWizard/*1_phase*.csv", "kwh_meter", "homewizard_kwh_meter", 1),
        ("HomeWizard/*3_phase*.csv", "kwh_meter", "homewizard_kwh_meter", 1),
    ],
)
def test_every_state_of_a_counter_is_read_in_its_order(
    reader: Reader, pattern: str, source: str | None, profile: str, place: int
) -> None:
    lines = lines_of(reader.file(pattern))

    name, rows = reader.read(pattern, source)

    found = states(rows, rows[0]["flow"] or "")
    assert name == f"profile:{profile}"
    assert found == [Decimal(row[place]) for row in lines if row[place]]
    assert found == sorted(found)


def test_the_counter_that_is_written_without_header_has_its_first_line_too(
    reader: Reader,
) -> None:
    lines = reader.file("Home_Assistant/*.csv").read_text().split()

    _, rows = reader.read("Home_Assistant/*.csv", "counter")

    assert states(rows, "import") == [Decimal(line.split(",")[1]) for line in lines]


def test_a_water_meter_without_state_yet_is_no_empty_meter(reader: Reader) -> None:
    lines = lines_of(reader.file("HomeWizard/*Water*"))

    name, rows = reader.read("HomeWizard/*Water*")

    found = states(rows, "import")
    assert name == "profile:homewizard_water"
    assert found == [Decimal(row[1]) for row in lines if row[1] not in ("", "0")]
    assert found == sorted(found)


def test_a_p1_meter_counts_two_registers_each_way(reader: Reader) -> None:
    lines = lines_of(reader.file("HomeWizard/*elec.csv"))

    name, rows = reader.read("HomeWizard/*elec.csv")

    assert name == "profile:homewizard_p1_electricity"
    for place, flow, register in (
        *((1, "import", "t1"), (2, "import", "t2")),
        *((3, "export", "t1"), (4, "export", "t2")),
    ):
        assert states(rows, flow, register) == [Decimal(row[place]) for row in lines]


def test_the_states_of_a_meter_grow_by_what_the_export_says_of_each_day(reader: Reader) -> None:
    lines = lines_of(reader.file("VanOns/*.csv"), ";")

    name, rows = reader.read("VanOns/*.csv")

    low = states(rows, "import", "low")
    grown = [after - before for after, before in pairwise(low)]
    assert name == "profile:vanons_readings"
    # The export says nothing of the last day of the year.
    stated = [(used, row[6]) for used, row in zip(grown, lines[1:], strict=True) if row[6]]
    assert [(used, text) for used, text in stated if used != Decimal(text)] == []
    assert (len(stated), len(rows)) == (69, 4 * 71)


def test_a_person_reads_a_meter_at_any_time_of_day(reader: Reader) -> None:
    lines = lines_of(reader.file("EnergyControl/*.csv"), ";")
    kept = [row for row in lines if row[2].startswith(("3", "5"))]

    name, rows = reader.read("EnergyControl/*.csv")

    assert name == "profile:energycontrol_readings"
    assert {(row["commodity"], row["unit"]) for row in rows} == {("water", "m3")}
    assert states(rows, "import") == [Decimal(row[2].replace(",", ".")) for row in kept]
    assert len(rows) == 10


def test_what_a_charger_diverts_is_read_by_phases(reader: Reader) -> None:
    lines = lines_of(reader.file("Myenergi_Zappi/*.csv"))

    name, rows = reader.read("Myenergi_Zappi/*.csv")

    assert name == "profile:zappi_diverted"
    assert sums(rows, "register") == {(f"phase_{n}",): column_sum(lines, n + 1) for n in (1, 2, 3)}
    assert len(rows) == 3 * 48


def test_energy_shared_between_two_places_is_known_by_both(reader: Reader) -> None:
    lines = lines_of(reader.file("EDC-CR/*.csv"), ";")

    _, rows = reader.read("EDC-CR/*.csv", "shared")

    assert sums(rows, "meter", "flow") == {
        ("123456789987654321-987654321123456789", "import"): column_sum(lines, 3)
    }
    assert len(rows) == 16


def test_every_five_minutes_of_a_meters_days_are_read(reader: Reader) -> None:
    stated: defaultdict[tuple[str, ...], Decimal] = defaultdict(Decimal)
    days, suffix = 0, ""
    for line in reader.file("NEM12/*.csv").read_text().splitlines():
        cells = line.split(",")
        suffix = cells[4] if cells[0] == "200" else suffix
        if cells[0] == "300":
            days += 1
            stated[suffix,] += sum(map(Decimal, cells[2:290]), Decimal())

    name, rows = reader.read("NEM12/*.csv")

    assert name == "nem12"
    assert sums(rows, "register") == dict(stated)
    assert {(row["register"], row["flow"]) for row in rows} == {("E1", "import"), ("B1", "export")}
    assert (len(rows), days) == (288 * 212, 212)
    assert rows[0]["started_at"] == "2023-10-18T14:00:00Z"


@pytest.mark.parametrize("day", ["2025-06-03", "2025-06-06"])
def test_an_inverter_states_its_counters_every_five_minutes(reader: Reader, day: str) -> None:
    points = json.loads(
        reader.file(f"GivEnergy/MeterData_{day}.json").read_text(), parse_float=Decimal
    )["data"]

    name, rows = reader.read(f"GivEnergy/MeterData_{day}.json")

    assert name == "profile:givenergy_totals"
    assert states(rows, "production") == [Decimal(one["total"]["solar"]) for one in points]
    for flow in ("import", "export"):
        assert states(rows, flow) == [Decimal(one["total"]["grid"][flow]) for one in points]


def test_a_workbook_of_days_is_read_as_pandas_reads_it(reader: Reader) -> None:
    table = pd.read_excel(reader.file("Eneco/*.xlsx"), skiprows=1)

    name, rows = reader.read("Eneco/*.xlsx")

    assert name == "profile:eneco_daily_usage"
    assert sums(rows, "flow", "register") == {
        (flow, register): Decimal(int(table[column].sum()))
        for flow, register, column in (
            ("import", "low", "Verbruik laag tarief"),
            ("import", "normal", "Verbruik hoog tarief"),
            ("export", "low", "Teruglevering laag tarief"),
            ("export", "normal", "Teruglevering hoog tarief"),
        )
    }
    assert len(rows) == 4 * len(table) == 4 * 366
    assert rows[0]["started_at"] == "2019-12-31T23:00:00Z"


def test_a_workbook_whose_numbers_are_texts_is_read_as_pandas_reads_it(reader: Reader) -> None:
    table = pd.read_excel(reader.file("Solarman/*.xlsx"), dtype=str)

    name, rows = reader.read("Solarman/*.xlsx")

    assert name == "profile:solarman_daily"
    assert sums(rows, "flow") == {
        (flow,): sum(map(Decimal, table[column]), Decimal())
        for flow, column in (
            ("production", "Production-Today(kWh)"),
            ("export", "Feed-in Power-Today(kWh)"),
            ("import", "Energy Purchased-Today(kWh)"),
        )
    }
    assert len(rows) == 3 * 31


@pytest.mark.parametrize(
    ("month", "days"), [("2023-01", 31), ("2023-02", 28), ("2023-03", 31), ("2024-01", 20)]
)
def test_an_old_workbook_is_read_by_the_header_below_its_title(
    reader: Reader, month: str, days: int
) -> None:
    sheet = xlrd.open_workbook(str(reader.file(f"Solax/*{month}.xls"))).sheet_by_index(0)
    lines = [sheet.row_values(n) for n in range(sheet.nrows)][4:]

    name, rows = reader.read(f"Solax/*{month}.xls")

    assert name == "profile:solax_daily"
    assert sums(rows, "flow") == {
        (flow,): sum((Decimal(str(line[place])) for line in lines), Decimal())
        for place, flow in enumerate(("production", "export", "import"), start=1)
    }
    assert len(rows) == 3 * days


@pytest.mark.parametrize(("source", "table"), [("counters", "Meter"), ("days", "Meter_Calendar")])
def test_a_database_is_read_as_its_table_says(reader: Reader, source: str, table: str) -> None:
    with closing(sqlite3.connect(reader.file("Domoticz/*.db"))) as database:
        stated = database.execute(
            f"select DeviceRowID, sum(Value), count(*) from {table} group by 1"
        ).fetchall()

    _, rows = reader.read("Domoticz/*.db", source)

    assert sums(rows, "meter") == {(str(device),): Decimal(total) for device, total, _ in stated}
    assert len(rows) == sum(count for *_, count in stated)


def test_any_damage_of_an_old_workbook_ends_in_records_rejects_or_a_refusal(
    reader: Reader, tmp_path: Path
) -> None:
    content = reader.file("Solax/*2023-01.xls").read_bytes()
    random = Random(1)
    for _ in range(150):
        damaged = bytearray(content[: random.choice((len(content), random.randrange(600, 9000)))])
        for _ in range(random.randrange(1, 9)):
            damaged[random.randrange(8, len(damaged))] = random.randrange(256)
        file = tmp_path / "damaged"
        file.write_bytes(damaged)
        with suppress(QuarantineError):
            for one in read_sheet_rows(file, SheetFormat()):
                assert isinstance(one, Line)
