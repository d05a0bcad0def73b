"""Gold of real energy and weather files against totals that pandas computes from them."""

import json
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pandas as pd
import pytest

from tests.houses import House

pytestmark = pytest.mark.real_data

PROVIDERS = "smart_home/energy_providers"
HVAC = "smart_home/hvac_baseline_wkcollis"
GREEN_BUTTON = "smart_home/green_button_vladistan"
Days = dict[date, float]


@pytest.fixture(scope="module")
def usage(real_house: House) -> pd.DataFrame:
    return pd.DataFrame(real_house.rows("daily_meter_usage"))


def days_of(usage: pd.DataFrame, meter: str, flow: str) -> Days:
    """Return a meter's quantity by day."""
    rows = usage[(usage["meter_id"] == meter) & (usage["flow"] == flow)]
    return dict(zip(rows["usage_date"], rows["quantity"], strict=True))


def is_complete(usage: pd.DataFrame, meter: str, day: date) -> bool:
    """Tell whether a meter's day is complete in all its flows."""
    rows = usage[(usage["meter_id"] == meter) & (usage["usage_date"] == day)]
    return bool(rows["is_complete"].all())


def by_day(days: pd.Series, quantities: pd.Series) -> Days:
    """Add up quantities by day."""
    sums = quantities.groupby(days).sum()
    return {pd.Timestamp(str(day)).date(): float(total) for day, total in sums.items()}


@pytest.mark.parametrize(
    ("meter", "file", "unit"),
    [("fluvius_power", "*elektriciteit*", "kWh"), ("fluvius_gas", "*gas*", "m³")],
)
def test_days_of_fluvius_in_all_registers(
    real_files: Path, usage: pd.DataFrame, meter: str, file: str, unit: str
) -> None:
    [path] = real_files.glob(f"{PROVIDERS}/Fluvius/{file}.csv")
    raw = pd.read_csv(path, sep=";", decimal=",").dropna(subset=["Volume"])
    raw = raw[raw["Eenheid"] == unit]
    day = pd.to_datetime(raw["Van datum"], format="%d-%m-%Y")
    kind = raw["Register"].str.split(" ").str[0]

    for name, flow in {"Afname": "import", "Injectie": "export"}.items():
        expected = by_day(day[kind == name], raw["Volume"][kind == name])
        assert days_of(usage, meter, flow) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(("meter", "size"), [("sma_6", "6.0"), ("sma_8", "8.0")])
def test_use_of_an_inverter_is_the_difference_of_its_counter(
    real_files: Path, usage: pd.DataFrame, meter: str, size: str
) -> None:
    [path] = real_files.glob(f"{PROVIDERS}/SMA/SUNNY_TRIPOWER_{size}*.csv")
    raw = pd.read_csv(path, skiprows=9, header=None, encoding="utf-8-sig")
    raw["day"] = pd.to_datetime(raw[0], format="%d.%m.%Y %H:%M:%S")
    known = raw.dropna(subset=[1])
    steps = -known[1].diff(-1) / 1000
    expected = by_day(known["day"][:-1], steps[:-1])

    assert days_of(usage, meter, "production") == pytest.approx(expected, abs=1e-9)
    # Nothing is lost over days without a reading, and no such day passes for a whole one.
    total = (known[1].iloc[-1] - known[1].iloc[0]) / 1000
    assert sum(days_of(usage, meter, "production").values()) == pytest.approx(total)
    gaps = known["day"][(-known["day"].diff(-1)) > pd.Timedelta(days=1)]
    assert len(gaps) > 0
    assert not any(is_complete(usage, meter, day.date()) for day in gaps)


def test_registers_of_greenchoice_become_use(real_files: Path, usage: pd.DataFrame) -> None:
    [path] = real_files.glob(f"{PROVIDERS}/GreenChoice/*.csv")
    raw = pd.read_csv(path, sep=";", parse_dates=["OpnameDatum"]).sort_values("OpnameDatum")
    columns = {
        "import": ["StandNormaal", "StandDal"],
        "export": ["TerugleveringNormaal", "TerugleveringDal"],
    }

    for flow, names in columns.items():
        steps = -raw[names].sum(axis=1).diff(-1)
        expected = by_day(raw["OpnameDatum"][:-1], steps[:-1])
        assert days_of(usage, "greenchoice", flow) == pytest.approx(expected)
    # The day of the spring clock change has 23 hours and is whole.
    assert not raw["OpnameDatum"].dt.month.eq(3).any() or is_complete(
        usage, "greenchoice", date(2023, 3, 26)
    )


@pytest.mark.parametrize(
    ("pattern", "flow"),
    [("1FV_Totale", "production"), ("7Prelievi", "import"), ("8Immissioni", "export")],
)
def test_every_day_of_metern_is_whole(
    real_files: Path, usage: pd.DataFrame, pattern: str, flow: str
) -> None:
    raw = pd.concat(
        pd.read_csv(path, header=None) for path in real_files.glob(f"{PROVIDERS}/MeterN/{pattern}*")
    )
    expected = by_day(pd.to_datetime(raw[0].astype(str), format="%Y%m%d"), raw[1] / 1000)

    assert days_of(usage, "metern", flow) == pytest.approx(expected, abs=1e-9)
    rows = usage[(usage["meter_id"] == "metern") & (usage["flow"] == flow)]
    assert rows["is_complete"].all()  # those of 23 and 25 hours, too


def test_hours_of_enphase_by_local_day(real_files: Path, usage: pd.DataFrame) -> None:
    [path] = real_files.glob(f"{PROVIDERS}/Enphase/*.csv")
    raw = pd.read_csv(path)
    day = pd.to_datetime(raw["Date/Time"], format="%m/%d/%Y %H:%M").dt.normalize()
    expected = by_day(day, raw["Energy Produced (Wh)"] / 1000)

    assert days_of(usage, "enphase_solar", "production") == pytest.approx(expected, abs=1e-9)
    assert is_complete(usage, "enphase_solar", date(2024, 3, 10))  # 23 hours


def test_phases_of_shelly_are_summed_and_rows_of_joined_exports_count_once(
    real_files: Path, usage: pd.DataFrame
) -> None:
    sums = {"import": 0.0, "export": 0.0}
    for phase in "ABC":
        raw = pd.read_csv(real_files / f"{PROVIDERS}/Shelly_EM3/em_data_phase{phase}.csv")
        once = raw.drop_duplicates("Date/time UTC", keep="last")
        sums["import"] += once[f"Active energy Wh ({phase})"].sum() / 1000
        sums["export"] += once[f"Returned energy Wh ({phase})"].sum() / 1000

    for flow, total in sums.items():
        assert sum(days_of(usage, "shelly", flow).values()) == pytest.approx(total, abs=1e-6)


def test_months_of_solaredge(real_files: Path, usage: pd.DataFrame) -> None:
    months: dict[str, float] = {}
    seen = set()
    for path in sorted(real_files.glob(f"{PROVIDERS}/SolarEdge/*.json")):
        for entry in json.loads(path.read_text())["energy"]["values"]:
            if entry["value"] is not None and entry["date"] not in seen:
                seen.add(entry["date"])
                month = entry["date"][:7]
                months[month] = months.get(month, 0.0) + entry["value"] / 1000
    days = days_of(usage, "solaredge_solar", "production")

    found: dict[str, float] = {}
    for day, quantity in days.items():
        found[f"{day:%Y-%m}"] = found.get(f"{day:%Y-%m}", 0.0) + quantity
    assert found == pytest.approx(months, abs=1e-6)


def test_days_of_the_uci_household(real_files: Path, usage: pd.DataFrame) -> None:
    [path] = real_files.glob("smart_home/uci_household_daily/*.csv")
    raw = pd.read_csv(path, parse_dates=["datetime"])
    meters = {
        ("uci_house", "import"): raw["Global_active_power"] / 60,
        ("uci_kitchen", "consumption"): raw["Sub_metering_1"] / 1000,
        ("uci_laundry", "consumption"): raw["Sub_metering_2"] / 1000,
        ("uci_heater", "consumption"): raw["Sub_metering_3"] / 1000,
    }

    for (meter, flow), quantity in meters.items():
        expected = by_day(raw["datetime"], quantity)
        assert days_of(usage, meter, flow) == pytest.approx(expected, abs=1e-8)


@pytest.mark.parametrize(
    ("series", "file", "factor"),
    [
        (("utility_gas", "import"), "monthly_gas_scg.csv", 2.8316846592),
        (("utility_hot_water", "consumption"), "monthly_dhw_navien.csv", 2.8316846592),
        (("utility_power", "import"), "monthly_electricity_eversource.csv", 1.0),
    ],
)
def test_a_bill_counts_in_its_month_and_is_no_day(
    real_files: Path, usage: pd.DataFrame, series: tuple[str, str], file: str, factor: float
) -> None:
    meter, flow = series
    raw = pd.read_csv(real_files / HVAC / file, parse_dates=["month"])
    # Four months of gas stand there twice, with two amounts: the later line counts.
    once = raw.drop_duplicates("month", keep="last")
    expected = by_day(once["month"], once[once.columns[1]] * factor)

    assert days_of(usage, meter, flow) == pytest.approx(expected, abs=1e-6)
    assert not usage[usage["meter_id"] == meter]["is_complete"].any()


def green_button(file: Path) -> pd.DataFrame:
    """Return start, length and value of each reading, by the standard library's own parser."""
    rows = [
        {leaf.tag.rpartition("}")[2]: leaf.text for leaf in reading.iter()}
        for reading in ET.parse(file).iter("{http://naesb.org/espi}IntervalReading")  # noqa: S314  (known files)
    ]
    raw = pd.DataFrame(rows)[["start", "duration", "value"]].astype("int64")
    return raw.assign(at=pd.to_datetime(raw["start"], unit="s", utc=True))


def test_days_of_a_green_button_feed(real_files: Path, usage: pd.DataFrame) -> None:
    [path] = real_files.glob(f"{GREEN_BUTTON}/Coastal_*.xml")
    raw = green_button(path)
    expected = by_day(raw["at"].dt.tz_convert("America/Los_Angeles").dt.date, raw["value"] / 1000)

    assert days_of(usage, "coastal", "import") == pytest.approx(expected, abs=1e-9)
    assert len(expected) == 365
    assert is_complete(usage, "coastal", date(2011, 3, 13))


def test_bills_of_a_green_button_feed_are_therms_and_no_days(
    real_files: Path, usage: pd.DataFrame
) -> None:
    [path] = real_files.glob(f"{GREEN_BUTTON}/ngma_natural_gas_billing_*.xml")
    raw = green_button(path)
    therms = raw["value"] / 1000
    expected = by_day(raw["at"].dt.tz_convert("America/New_York").dt.date, therms)

    found = days_of(usage, "main_street", "import")
    assert found == pytest.approx({day: 105_480_400 / 3.6e6 * n for day, n in expected.items()})
    assert not usage[usage["meter_id"] == "main_street"]["is_complete"].any()


def test_what_flows_back_is_export_and_a_balance_counts_nowhere(usage: pd.DataFrame) -> None:
    first, second = date(2025, 10, 19), date(2025, 10, 20)
    assert days_of(usage, "united_power", "import") == {first: 49.6, second: 23.03}
    assert days_of(usage, "united_power", "export") == {first: 11.0, second: 29.52}


def test_sums_of_statistics_are_a_register(real_files: Path, usage: pd.DataFrame) -> None:
    file = real_files / "smart_home/ha_statistics_klausj1/test_both_counters.csv"
    raw = pd.read_csv(file, sep="\t")
    raw = raw[raw["statistic_id"] == "sensor:imp_partly_after"]
    raw["read"] = pd.to_datetime(raw["start"], format="%d.%m.%Y %H:%M") + pd.Timedelta(hours=1)
    raw = raw.sort_values("read")
    expected = by_day(raw["read"].dt.date[:-1], raw["sum"].diff().shift(-1)[:-1])

    assert days_of(usage, "counted", "consumption") == pytest.approx(expected)


def test_months_that_a_file_states_twice_are_told(real_house: House) -> None:
    findings = {
        (row["finding"], row["subject"]): row["message"]
        for row in real_house.rows("silver_operations__findings", "silver")
    }

    assert findings.keys() == {("amount_stated_twice", "source utility_gas")}
    assert "4 intervals" in findings["amount_stated_twice", "source utility_gas"]


def test_weather_of_each_day_in_celsius(real_files: Path, real_house: House) -> None:
    raw = pd.read_csv(real_files / HVAC / "daily_temperature.csv", parse_dates=["Date"])
    rows = {
        row["climate_date"]: row
        for row in real_house.rows("daily_room_climate")
        if row["room_id"] == "weather_outdoor"
    }

    assert len(rows) == len(raw) == 423
    for _, day in raw.iterrows():
        row = rows[day["Date"].date()]
        found = (
            row["temperature_celsius_min"],
            row["temperature_celsius_mean"],
            row["temperature_celsius_max"],
        )
        fahrenheit = (day["Outdoor_Low"], day["Outdoor_Mean_F"], day["Outdoor_High"])
        assert found == pytest.approx([(value - 32) / 1.8 for value in fahrenheit], abs=1e-9)
        assert row["comfort_percent"] is None
