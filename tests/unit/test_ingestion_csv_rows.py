from pathlib import Path

import pytest

from ingestion.decoders.csv_rows import CsvFormat, header_of, read_rows
from ingestion.errors import QuarantineError


def read(tmp_path: Path, content: bytes, form: CsvFormat | None = None) -> list[tuple[object, ...]]:
    file = tmp_path / "file.csv"
    file.write_bytes(content)
    rows = read_rows(file, form or CsvFormat())
    return [(row.line, row.problem or row.cells) for row in rows]


def test_a_row_knows_the_line_where_it_starts(tmp_path: Path) -> None:
    content = b'a,b\r\n"x\r\ny",1\r\n\r\nz,2\r\n'
    assert read(tmp_path, content) == [
        (1, ["a", "b"]),
        (2, ["x\r\ny", "1"]),
        (5, ["z", "2"]),
    ]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_all_line_ends_are_read(tmp_path: Path, end: bytes) -> None:
    assert read(tmp_path, end.join([b"a,b", b"1,2", b"3,4"])) == [
        (1, ["a", "b"]),
        (2, ["1", "2"]),
        (3, ["3", "4"]),
    ]


def test_a_byte_order_mark_is_no_part_of_the_header(tmp_path: Path) -> None:
    assert read(tmp_path, b"\xef\xbb\xbfa,b\n") == [(1, ["a", "b"])]


def test_utf_16_is_read_where_the_format_says_so(tmp_path: Path) -> None:
    content = "Größe;b\n1;2\n".encode("utf-16")
    form = CsvFormat("utf-16", ";")
    assert read(tmp_path, content, form) == [(1, ["Größe", "b"]), (2, ["1", "2"])]
    assert header_of(content, form) == ["Größe", "b"]
    assert header_of(content, CsvFormat("utf-8", ";")) is None


def test_other_encodings_than_said_are_named_with_their_line(tmp_path: Path) -> None:
    with pytest.raises(QuarantineError, match=r"line 3, read as utf-8.*windows-1252") as raised:
        read(tmp_path, b"a,b\n1,2\nM\xfcller,3\n")
    assert raised.value.code == "encoding_invalid"


def test_ragged_rows_are_problems_and_empty_extra_cells_are_not(tmp_path: Path) -> None:
    assert read(tmp_path, b"a,b\n1\n1,2,3\n1,2,,\n") == [
        (1, ["a", "b"]),
        (2, "row_ragged"),
        (3, "row_ragged"),
        (4, ["1", "2"]),
    ]


def test_an_unclosed_quote_costs_its_own_line_only(tmp_path: Path) -> None:
    content = b'a,b\n1,2\n"open,3\n4,5\n6,7\n'
    assert read(tmp_path, content) == [
        (1, ["a", "b"]),
        (2, ["1", "2"]),
        (3, "row_ragged"),
        (4, ["4", "5"]),
        (5, ["6", "7"]),
    ]


def test_an_unclosed_quote_in_a_large_file_costs_its_own_line_only(tmp_path: Path) -> None:
    lines = [b"a,b", b'"open,3', *(b"%d,x" % number for number in range(30_000))]
    rows = read(tmp_path, b"\n".join(lines))
    assert len(rows) == 30_002
    assert [row for row in rows if row[1] in ("row_ragged", "line_too_long")] == [
        (2, "line_too_long")
    ]


def test_a_line_without_end_is_passed_over_in_bounded_memory(tmp_path: Path) -> None:
    content = b"a,b\n" + b"x" * 3_000_000 + b",1\n2,3\n"
    assert read(tmp_path, content) == [(1, ["a", "b"]), (2, "line_too_long"), (3, ["2", "3"])]


def test_nul_characters_spoil_only_their_row(tmp_path: Path) -> None:
    assert read(tmp_path, b"a,b\n1,2\n\0\0\0\0\n3,\0\n") == [
        (1, ["a", "b"]),
        (2, ["1", "2"]),
        (3, "nul_character"),
        (4, "nul_character"),
    ]


def test_lines_above_and_below_the_table_are_passed_over(tmp_path: Path) -> None:
    content = b"Bank\nAccount 1\na,b\n1,2\n3,4\nTotal,6\n"
    form = CsvFormat(skip_lines=2, skip_last_lines=1)
    assert read(tmp_path, content, form) == [(3, ["a", "b"]), (4, ["1", "2"]), (5, ["3", "4"])]
