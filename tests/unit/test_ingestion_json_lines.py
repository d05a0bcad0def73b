"""JSON lines read by profiles: one bad line costs that line."""

import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingestion.decoders.json_lines import json_lines_columns, read_json_lines
from ingestion.decoders.json_rows import JsonFormat
from ingestion.errors import QuarantineError
from tests.profiles import built, read

FORM = JsonFormat(is_lines=True)
PROFILE = """\
name: my_lines
version: 1
reads: meter_readings
file: {format: json_lines}
match: {keys: [time, use.kwh]}
time: {column: time, zone: offset}
values:
  - {column: use.kwh, meter: main, unit: kWh, commodity: electricity, flow: import,
     reading: cumulative}
"""


def problems(folder: Path, content: bytes) -> list[str | None]:
    """Return the problem of each row."""
    file = folder / "lines"
    file.write_bytes(content)
    return [row.problem for row in read_json_lines(file, FORM)][1:]


def test_each_line_is_a_row_and_a_bad_one_costs_itself(tmp_path: Path) -> None:
    content = (
        '{"time": "2026-01-01T00:00Z", "use": {"kwh": 1.50}}\n\n'
        '{"time": "2026-01-01T01:00Z", "use": {"kwh": 1e999}}\n'
        '{"time": "2026-01-01T02:00Z", "use"\n'
        '{"use": {"kwh": 2}, "time": "2026-01-01T03:00Z"}'
    )

    rows, rejects = read(tmp_path, PROFILE, content)

    assert [(row["started_at"], row["quantity"]) for row in rows] == [
        ("2026-01-01T00:00:00Z", "1.5"),
        ("2026-01-01T03:00:00Z", "2"),
    ]
    assert [reject.split(":")[0] for reject in rejects] == [
        "3 number_invalid",
        "4 row_not_an_object",
    ]


@pytest.mark.parametrize(
    "line",
    [
        b'{"a": 1, "a": 2}',
        b"[1]",
        b'{"a": 1} {"a": 2}',
        b"{" * 100_000,
        b'{"a":' * 100_000,
        b"[" * 100_000,
        b"\x00",
    ],
)
def test_a_hostile_line_is_no_object(tmp_path: Path, line: bytes) -> None:
    assert problems(tmp_path, line + b'\n{"a": ' + b"9" * 9000 + b"}\n") == [
        "row_not_an_object",
        None,
    ]


def test_a_line_without_end_and_too_many_keys_are_bounded(tmp_path: Path) -> None:
    assert problems(tmp_path, b'{"a": "' + b"x" * 3_000_000 + b'"}') == ["line_too_long"]
    with pytest.raises(QuarantineError, match="more than 1000 different keys"):
        problems(tmp_path, json.dumps({str(n): n for n in range(1001)}).encode())


def test_lines_are_recognised_by_their_keys() -> None:
    head = b'{"time": "a", "use": {"kwh": 1}}\n{"time": "b", "use": {"kw'

    columns = json_lines_columns(head, FORM)

    assert columns == ["time", "use.kwh"]
    assert built(PROFILE).fits(columns)
    assert json_lines_columns(b"time,use\n1,2\n", FORM) is None
    assert json_lines_columns(b'[{"time": 1},\n{"time": 2}]\n', FORM) is None


@given(st.binary(max_size=100))
@example(b"\xff\xfe{")
@example(b'{"a": "\\ud800"}')
def test_any_bytes_end_in_rows_or_a_refusal(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    file = tmp_path_factory.mktemp("any") / "lines"
    file.write_bytes(b'{"a": 1}\n' + content)

    try:
        rows = list(read_json_lines(file, FORM))
    except QuarantineError as refusal:
        assert refusal.code == "encoding_invalid"  # noqa: PT017 - most bytes are read
        return
    assert rows[1].cells[0] == "1"
