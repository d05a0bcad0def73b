from pathlib import Path

import pytest

from ingestion.decoders.csv_rows import CsvFormat, header_of, read_above, read_rows
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


def test_a_file_without_header_takes_the_names_of_its_profile(tmp_path: Path) -> None:
    form = CsvFormat(columns=("day", "energy"))
    assert read(tmp_path, b"20190101,0\n20190102\n20190103,7,\n", form) == [
        (0, ["day", "energy"]),
        (1, ["20190101", "0"]),
        (2, "row_ragged"),
        (3, ["20190103", "7"]),
    ]
    assert header_of(b"20190101,0\n", form) == ["day", "energy"]


def test_named_columns_must_be_as_many_as_the_first_rows_cells(tmp_path: Path) -> None:
    with pytest.raises(QuarantineError, match="names 3 columns, line 2 has others") as raised:
        read(tmp_path, b"\n1,2\n", CsvFormat(columns=("a", "b", "c")))
    assert raised.value.code == "header_mismatch"


def test_a_file_without_header_and_rows_is_empty(tmp_path: Path) -> None:
    assert read(tmp_path, b"\n", CsvFormat(columns=("a",))) == []


@pytest.mark.parametrize("above", [b"", b"Bank,\nAccount,1\n\n", b'"open\n' * 99])
def test_the_header_is_found_below_any_number_of_lines(tmp_path: Path, above: bytes) -> None:
    rows = read(tmp_path, above + b"Day ,Amount\n1,2\n", CsvFormat(header_begins="Day"))
    first = above.count(b"\n") + 1
    assert rows == [(first, ["Day ", "Amount"]), (first + 1, ["1", "2"])]


@pytest.mark.parametrize("content", [b"a,b\n1,2\n", b"a\n" * 101 + b"Day,Amount\n", b""])
def test_a_header_that_never_comes_is_none(tmp_path: Path, content: bytes) -> None:
    form = CsvFormat(header_begins="Day")
    assert read(tmp_path, content, form) == []
    assert header_of(content, form) is None


def test_lines_above_the_header_can_be_read(tmp_path: Path) -> None:
    file = tmp_path / "file.csv"
    file.write_bytes(b"\xef\xbb\xbfsep=,\n\nAccount , NL1\nDay,Amount\n")
    wanted = [["sep=", ""], [], ["Account", "NL1"]]
    assert read_above(file, CsvFormat(header_begins="Day")) == wanted
    assert read_above(file, CsvFormat(skip_lines=3)) == wanted
    assert read_above(file, CsvFormat(skip_lines=9)) == [*wanted, ["Day", "Amount"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1252"])
def test_the_first_encoding_that_fits_the_whole_file_is_taken(
    tmp_path: Path, encoding: str
) -> None:
    form = CsvFormat(other_encodings=("utf-16", "windows-1252"))
    content = ("a,b\n" + "1,2\n" * 30_000 + "Größe,3\n").encode(encoding)
    assert read(tmp_path, content, form)[-1] == (30_002, ["Größe", "3"])


def test_where_no_encoding_fits_the_first_one_is_named(tmp_path: Path) -> None:
    with pytest.raises(QuarantineError, match="line 2, read as utf-8"):
        read(tmp_path, b"a,b\n\x81,3\n", CsvFormat(other_encodings=("windows-1252",)))
