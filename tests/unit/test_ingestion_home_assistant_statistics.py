from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from households import ColumnMap
from ingestion.decoders.base import Record
from ingestion.decoders.home_assistant_statistics import HomeAssistantStatistics
from ingestion.decoders.home_assistant_statistics_rows import is_statistics
from ingestion.errors import QuarantineError
from ingestion.tables import RECORD_TABLES

VIENNA = ZoneInfo("Europe/Vienna")
COUNTERS = (
    "statistic_id\tunit\tstart\tsum\tstate\tdelta\n"
    "sensor.grid\tkWh\t26.01.2024 12:00\t10.5\t100\t\n"
    "sensor.grid\tkWh\t26.01.2024 13:00\t11.2\t110\t0.7\n"
)
MIXED = (
    "statistic_id;start;min;max;mean;sum\n"
    "sensor:bath;26.01.2024 12:00;18,5;22,3;20,1\n"
    "sensor:grid;26.01.2024 12:00;;;;7\n"
)
JSON = """[
 {"id": "sensor.grid", "unit": "kWh", "values": [
   {"datetime": "26.01.2024 12:00", "sum": 10.5, "delta": null}, 7,
   {"datetime": "26.01.2024 13:00", "sum": "x"}]},
 {"id": "sensor.bath", "unit": "°C"},
 {"id": "sensor.bath", "values": [{"datetime": "26.01.2024 12:00", "mean": 20.10}]}
]"""


def decoded(
    folder: Path, content: str | bytes, decoder: HomeAssistantStatistics | None = None
) -> list[dict[str, str] | str]:
    """Return records as the columns that they fill, rejects as line and message."""
    file = folder / "statistics.csv"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    found: list[dict[str, str] | str] = []
    for item in (decoder or HomeAssistantStatistics(VIENNA)).decode(file):
        if isinstance(item, Record):
            columns = zip(RECORD_TABLES[item.table].values, item.values, strict=True)
            found.append({name: value for name, value in columns if value is not None})
        else:
            found.append(f"{item.line}: {item.reason}: {item.message}")  # type: ignore[union-attr]
    return found


def rows(*said: str, columns: str = "statistic_id,start,sum") -> str:
    return "\n".join((columns, *said))


def starts(folder: Path, content: str, decoder: HomeAssistantStatistics | None = None) -> list[str]:
    found = decoded(folder, content, decoder)
    return [row["started_at"] if isinstance(row, dict) else row for row in found]


def test_a_counter_is_read_in_the_zone_of_the_home(tmp_path: Path) -> None:
    first, second = decoded(tmp_path, COUNTERS)
    assert first == {
        "statistic_id": "sensor.grid",
        "unit": "kWh",
        "started_at": "2024-01-26T11:00:00Z",
        "sum_value": "10.5",
        "state_value": "100",
        "is_time_zone_assumed": "true",
    }
    assert isinstance(second, dict)
    assert second["delta_value"] == "0.7"


def test_short_rows_and_decimal_commas_are_read(tmp_path: Path) -> None:
    bath, grid = decoded(tmp_path, MIXED)
    assert bath == {
        "statistic_id": "sensor:bath",
        "started_at": "2024-01-26T11:00:00Z",
        "min_value": "18.5",
        "max_value": "22.3",
        "mean_value": "20.1",
        "is_time_zone_assumed": "true",
    }
    assert isinstance(grid, dict)
    assert grid["sum_value"] == "7"


def test_json_says_the_same_as_a_table(tmp_path: Path) -> None:
    grid, seven, wrong, nothing, bath = decoded(tmp_path, JSON)
    assert grid == {
        "statistic_id": "sensor.grid",
        "unit": "kWh",
        "started_at": "2024-01-26T11:00:00Z",
        "sum_value": "10.5",
        "is_time_zone_assumed": "true",
    }
    assert str(seven).startswith("2: row_not_an_object")
    assert str(wrong).startswith("2: number_invalid")
    assert str(nothing).startswith("5: row_not_an_object")
    assert isinstance(bath, dict)
    assert bath["mean_value"] == "20.1"


def test_the_hour_that_comes_twice_is_first_summer_then_winter_time(tmp_path: Path) -> None:
    hours = ("01:00", "02:00", "02:00", "03:00")
    content = rows(*(f"sensor.a,26.10.2025 {hour},1" for hour in hours))
    assert starts(tmp_path, content) == [
        "2025-10-25T23:00:00Z",
        "2025-10-26T00:00:00Z",
        "2025-10-26T01:00:00Z",
        "2025-10-26T02:00:00Z",
    ]


@pytest.mark.parametrize(
    ("start", "at"),
    [
        ("26.01.2024 12:00:00", "2024-01-26T11:00:00Z"),
        ("2024-01-26 12:00", "2024-01-26T11:00:00Z"),
        ("2024-01-26T12:00:00+00:00", "2024-01-26T12:00:00Z"),
    ],
)
def test_other_writings_of_the_start_are_read(tmp_path: Path, start: str, at: str) -> None:
    assert starts(tmp_path, rows(f"sensor.a,{start},1")) == [at]


def test_slashes_are_read_in_the_order_that_the_source_states(tmp_path: Path) -> None:
    content = rows("sensor.a,02/03/2024 12:00,1")
    american = HomeAssistantStatistics(VIENNA, date_order="month_first")
    assert starts(tmp_path, content, american) == ["2024-02-03T11:00:00Z"]
    british = HomeAssistantStatistics(VIENNA, date_order="day_first")
    assert starts(tmp_path, content, british) == ["2024-03-02T11:00:00Z"]
    assert "it looks like %d/%m/%Y %H:%M or %m/%d/%Y %H:%M" in starts(tmp_path, content)[0]


def test_the_household_says_zone_and_flow_of_a_source(tmp_path: Path) -> None:
    flow = ColumnMap("statistic_id", {"sensor.solar": "production"})
    decoder = HomeAssistantStatistics(ZoneInfo("UTC"), is_zone_stated=True, flow=flow)
    content = rows("sensor.solar,26.01.2024 12:00,1", "sensor.grid,26.01.2024 12:00,1")
    solar, grid = decoded(tmp_path, content, decoder)
    assert isinstance(solar, dict)
    assert isinstance(grid, dict)
    assert (solar["flow"], solar["is_time_zone_assumed"]) == ("production", "false")
    assert "flow" not in grid


@pytest.mark.parametrize(
    ("row", "reject"),
    [
        (",26.01.2024 12:00,1", "2: entity_missing: "),
        ("Grid,26.01.2024 12:00,1", "2: entity_missing: "),
        ("sensor.a,,1", "2: time_invalid: "),
        ("sensor.a,30.02.2024 12:00,1", "2: time_invalid: "),
        ("sensor.a,31.03.2024 02:30,1", "2: time_nonexistent: "),
        ("sensor.a,26.01.2024 12:00,", "2: number_missing: "),
        ("sensor.a,26.01.2024 12:00,unavailable", "2: number_invalid: "),
        ("sensor.a,26.01.2024 12:00,1,2", "2: row_ragged: "),
    ],
)
def test_a_row_that_does_not_fit_costs_itself(tmp_path: Path, row: str, reject: str) -> None:
    told, kept = decoded(tmp_path, rows(row, "sensor.a,26.01.2024 12:00,1"))
    assert isinstance(told, str)
    assert told.startswith(reject)
    assert isinstance(kept, dict)


@pytest.mark.parametrize(
    ("columns", "detail"),
    [
        ("statistic_id,start,mean,foo", "'foo': known are statistic_id, start, unit, mean"),
        ("statistic_id,start,mean,mean", "mean: known are"),
        ("statixstic_id,start,mean", "needed are statistic_id, start and one of mean"),
        ("statistic_id,start,unit", "needed are statistic_id, start and one of mean"),
    ],
)
def test_other_columns_are_refused_with_those_that_are_known(
    tmp_path: Path, columns: str, detail: str
) -> None:
    with pytest.raises(QuarantineError, match=detail) as refusal:
        decoded(tmp_path, rows("sensor.a,26.01.2024 12:00,1", columns=columns))
    assert refusal.value.code == "header_mismatch"


def test_exports_are_known_by_their_beginning() -> None:
    for content in (COUNTERS, MIXED, JSON, rows()):
        assert is_statistics(content.encode())
    # A column too many is told by the decoder, which knows what should be there.
    assert is_statistics(rows(columns="statistic_id,start,sum,foo").encode())
    for content in ("entity_id,state,last_changed", "[]", '[{"id": 7, "values": []}]', "start,sum"):
        assert not is_statistics(content.encode())


DEEP = b'[{"id": "sensor.a", "datetime": "", "values": ' + b"[" * 900


@given(st.binary(max_size=200), st.integers(0, 400), st.sampled_from((COUNTERS, MIXED, JSON)))
@example(b"]" * 900 + b"}]", 0, DEEP.decode())
@example(b"\xff", 10, MIXED)
def test_any_bytes_end_in_items_or_a_refusal(mutation: bytes, place: int, whole: str) -> None:
    content = whole.encode()
    with TemporaryDirectory() as folder:
        changes = (content[:place] + mutation, content[:place] + mutation + content[place:])
        for changed in (*changes, content + mutation):
            with suppress(QuarantineError):
                decoded(Path(folder), changed)
