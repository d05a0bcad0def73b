"""NEM12: intervals in the market's time, and what of a file costs what."""

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingestion.decoders.base import Record, Reject
from ingestion.decoders.nem12 import Nem12, is_nem12
from ingestion.errors import QuarantineError

METER = "200,4001234567,E1B1,E1,E1,,252129362,KWH,30,\n"


def day(date: str, first: str = "1", quality: str = "A") -> str:
    """Return a row of half hours; all but the first two are 0.25."""
    return f"300,{date},{first},2.50,{','.join(['0.25'] * 46)},{quality},,,20260102000000,\n"


def decoded(folder: Path, content: str | bytes) -> tuple[list[Record], list[str]]:
    """Return the readings beside line and reason of what was rejected."""
    file = folder / "file.csv"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    items = list(Nem12().decode(file))
    rejects = [f"{one.line} {one.reason}" for one in items if isinstance(one, Reject)]
    return [one for one in items if isinstance(one, Record)], rejects


def test_each_value_is_an_interval_of_the_markets_day(tmp_path: Path) -> None:
    content = "100,NEM12,202601020000,A,B\n" + METER + day("20260101") + "900\n"

    readings, rejects = decoded(tmp_path, content)

    assert (len(readings), rejects) == (48, [])
    assert readings[0].values == (
        *("4001234567", "electricity", "import", "E1", "interval"),
        *("2025-12-31T14:00:00Z", "2025-12-31T14:30:00Z", "1", "kWh", "false"),
    )
    assert readings[1].values[7] == "2.5"
    assert readings[-1].values[6] == "2026-01-01T14:00:00Z"
    assert {one.line for one in readings} == {3}


def test_what_was_fed_in_stands_under_its_own_meter_row(tmp_path: Path) -> None:
    fed_in = METER.replace("E1,E1", "B1,B1").replace("KWH", "wh")

    readings, _ = decoded(tmp_path, METER + day("20260101") + fed_in + day("20260101"))

    assert [(one.values[2], one.values[3], one.values[8]) for one in readings[::48]] == [
        ("import", "E1", "kWh"),
        ("export", "B1", "Wh"),
    ]


def test_intervals_without_data_are_no_zeros(tmp_path: Path) -> None:
    content = METER + day("20260101", quality="N") + day("20260102", quality="V")
    content += "400,1,2,N,,\n400,3,48,A,,\n" + day("20260103", first="")

    readings, rejects = decoded(tmp_path, content)

    days = [one.values[5] for one in readings]
    assert (len(days), rejects) == (46 + 47, [])
    assert days[0] == "2026-01-01T15:00:00Z"


def test_what_is_wrong_costs_its_interval_its_day_or_its_meter(tmp_path: Path) -> None:
    content = day("20260101") + METER + day("20260101", first="x") + day("2026-W01") + "777,a\n"
    content += METER.replace("E1,E1", "Q1,Q1") + day("20260101")

    readings, rejects = decoded(tmp_path, content)

    assert len(readings) == 47
    assert rejects == [
        "1 meter_missing",
        "3 number_invalid",
        "4 date_invalid",
        "5 unsupported_record",
        *("6 flow_unknown", "7 flow_unknown"),
    ]


@pytest.mark.parametrize(
    ("head", "fits"),
    [
        (b"100,NEM12,202601020000,A,B\r\n", True),
        (METER.encode(), True),
        (b"100,NEM13,202601020000,A,B\n", False),
        (b"200,a,b\n", False),
        (b"", False),
    ],
)
def test_a_file_is_known_by_its_first_row(head: bytes, fits: bool) -> None:
    assert is_nem12(head) == fits


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200), st.text(alphabet='0123456789,AEN"\n', max_size=200))
@example(b"\xff", "")
@example(b"", "300," + "," * 400)
@example(b"", f'400,"\n400,{"9" * 5000},1,N\n')
@example(b"", day("99991231"))
def test_any_rows_end_in_records_rejects_or_a_refusal(
    tmp_path_factory: pytest.TempPathFactory, behind: bytes, rows: str
) -> None:
    folder = tmp_path_factory.mktemp("any")
    content = (METER + day("20260101") + rows).encode() + behind

    try:
        readings, _ = decoded(folder, content)
    except QuarantineError:
        return
    assert all(one.at for one in readings)
