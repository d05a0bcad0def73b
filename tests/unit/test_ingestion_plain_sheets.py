"""Rows of a sheet that patterns find are those that a parser finds."""

import io
import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingestion.decoders.csv_rows import LONGEST_CELL, Row
from ingestion.decoders.sheet_rows import open_sheets
from ingestion.decoders.xlsx_plain import Pushback, plain_rows
from tests.workbooks import xlsx

TEXTS = "<si><t>Day</t></si><si><t>a &amp; b</t></si><si><t/></si>"
FORMATS = ("0.00", "yyyy-mm-dd", "hh:mm", "yyyy-mm-dd hh:mm")
CELLS = (
    '<c r="A1" t="s"><v>0</v></c>',
    '<c r="B7" s="3"><v>45292.010416666664</v></c>',
    '<c r="C1" s="1"><v>59.5</v></c>',
    '<c r="B1" s="2"><v>0.75</v></c>',
    '<c r="A2" s="0"><v>12.50</v></c>',
    '<c r="B1"><v>-0.00001</v></c>',
    '<c r="B1"><v>1|2</v></c>',
    '<c r="C3"><f t="shared" si="0">A1*"&lt;"</f><v>1e3</v></c>',
    '<c r="C3" t="str"><f>A1</f><v>=x &amp;amp; &apos;y&apos;</v></c>',
    '<c r="D1" t="inlineStr"><is><t xml:space="preserve"> é\n</t></is></c>',
    '<c r="E1" t="b"><v>1</v></c>',
    '<c r="E1" t="b"><v>yes</v></c>',
    '<c r="A1" t="e"><v>#DIV/0!</v></c>',
    '<c r="A1" t="s"><v>1</v></c><c r="B1" t="s"><v>-1</v></c>',
    '<c r="A1" t="s"/><c r="C1" s="1"/>',
    '<c r="AZ1" t="s"><v>2</v></c>',
    '<c r="A1" t="s"><v>99</v></c>',
    '<c r="A1" t="s" s="1"><v>0</v></c><c r="B1" t="n" s="3" /><c r="C1" t="n"><v>7</v></c>',
    '<c s="2" t="str"><v></v></c><c s="1"><v>45292</v></c><c/><c t="s"><v>0</v></c>',
)
ODD_CELLS = (
    '<c r="B1"><v>1</v></c><c><v>2</v></c>',
    "<c><v>1</v></c>" * 1_001,
    '<c r="ABC1"><v>1</v></c>',
    '<c t="n" r="A1"><v>1</v></c>',
    "<c r='A1'><v>1</v></c>",
    '<c r="A1"><v>1&#48;</v></c>',
    '<c r="A1"><v>1\r\n2</v></c>',
    '<c r="A1"><v><![CDATA[</row>]]></v></c>',
    '<c r="A1"><!-- <v>1</v> --><v>2</v></c>',
    '<c r="A1"><is><r><t>a</t></r><rPh><t>b</t></rPh></is></c>',
    '<x:c r="A1"><x:v>1</x:v></x:c>',
    f'<c r="A1" t="str"><v>{"x" * (LONGEST_CELL + 1)}</v></c>',
)
BROKEN_CELLS = (
    '<c r="A1"><v>1</is></c>',
    '<c r="A1"><v>]]></v></c>',
    '<c r="A1"><v>&b;</v></c>',
    '<c r="A1"><v>\x01</v></c>',
    '<c r="A1"><v>\ufffe</v></c>',
    "</sheetData>",
    "<c",
)
ROWS = (
    "<row>{}</row>",
    '<row r="{{}}" spans="1:4" x14ac:dyDescent="0.25">{}</row>',
    '<row r="7" ht="1"/><row r="9">{}</row>',
    '<row spans="1:1"/><row>{}</row>',
    "\n <row>{}</row>",
    '<row r="0000000012">{}</row>',
    '<row spans="1:1" r="3">{}</row>',
)


def rows_of(file: Path, sheet: str) -> list[Row]:
    """Return the rows of a sheet, the problem in the place of what is told of it."""
    file.write_bytes(xlsx(sheet, TEXTS, FORMATS))
    with open_sheets(file) as sheets:
        return [one._replace(text="") if one.problem else one for one in sheets["Usage"]()]


def parsed_rows_of(file: Path, sheet: str) -> list[Row]:
    """Return the rows as a parser reads them: with a comment nothing in a sheet is plain."""
    return rows_of(file, f"<!-- -->{sheet}")


@pytest.mark.parametrize("cell", [*CELLS, *ODD_CELLS, *BROKEN_CELLS])
def test_a_row_of_any_form_is_what_the_parser_says(tmp_path: Path, cell: str) -> None:
    before = '<row r="2"><c r="A2" t="s"><v>0</v></c></row>'
    behind = before.replace("2", "6")
    sheets = [before + row.format(cell).format(5) + behind for row in ROWS]

    found = [rows_of(tmp_path / "book", sheet) for sheet in sheets]

    assert found == [parsed_rows_of(tmp_path / "book", sheet) for sheet in sheets]


any_cells = st.lists(st.sampled_from((*CELLS, *CELLS, *ODD_CELLS[:5])), max_size=4).map("".join)
any_rows = st.lists(st.tuples(st.sampled_from(ROWS[:5]), any_cells), max_size=12)


@settings(max_examples=100, deadline=None)
@given(any_rows)
@example([(ROWS[0], ""), (ROWS[0], CELLS[0] + CELLS[1]), (ROWS[0], CELLS[0] + CELLS[1])])
@example([(ROWS[1], CELLS[7])] * 3 + [(ROWS[0], ODD_CELLS[0])] + [(ROWS[0], CELLS[2])])
def test_rows_in_any_order_are_what_the_parser_says(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]
) -> None:
    file = tmp_path_factory.mktemp("any") / "book"
    sheet = "".join(row.format(cells).format(n + 20) for n, (row, cells) in enumerate(rows))

    assert rows_of(file, sheet) == parsed_rows_of(file, sheet)


def test_rows_of_a_sheet_of_several_chunks_are_what_the_parser_says(tmp_path: Path) -> None:
    sheet = "".join(
        f'<row r="{n}"><c r="A{n}" s="3"><v>{45000 + n / 96!r}</v></c>'
        f'<c r="B{n}"><v>{n * 0.7:.3f}</v></c></row>'
        for n in range(1, 3000)
    )

    found = rows_of(tmp_path / "book", sheet)

    assert found == parsed_rows_of(tmp_path / "book", sheet)
    assert found[-1].cells == ["2023-04-15 05:45:00", "2099.3"]


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("prefix", ["", "x:"])
def test_what_programs_write_needs_no_parser(cell: str, prefix: str) -> None:
    sheet = f'<worksheet><sheetData><row r="1" spans="1:2">{cell}</row></sheetData></worksheet>'
    part = Pushback(io.BytesIO(re.sub(r"<(/?)", rf"<\1{prefix}", sheet).encode()))

    (found,) = [one for batch in plain_rows(part) for one in batch]

    assert found[0] == 1
    rest = b"<worksheet><sheetData></sheetData></worksheet>"
    assert part.read(1000) == re.sub(rb"<(/?)", rb"<\1" + prefix.encode(), rest)


def test_elements_of_another_prefix_are_left_to_the_parser(tmp_path: Path) -> None:
    sheet = '<x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row><row r="2"><c r="A2"/></row>'

    assert [one.cells for one in rows_of(tmp_path / "book", sheet)] == [["1"]]


@pytest.mark.parametrize(
    "beginning",
    [
        '<?xml version="1.0" encoding="latin-1"?><worksheet>',
        "\ufeff<worksheet>",
        "<!DOCTYPE worksheet><worksheet>",
        "<worksheet><!-- <sheetData> -->",
        f"<worksheet>{' ' * 70_000}",
    ],
)
def test_a_document_of_which_patterns_know_too_little_is_left_whole(beginning: str) -> None:
    sheet = f'{beginning}<sheetData><row r="1">{CELLS[0]}</row></sheetData></worksheet>'.encode()
    part = Pushback(io.BytesIO(sheet))

    assert [one for batch in plain_rows(part) for one in batch] == []
    assert part.read(100_000) + part.read(100_000) == sheet
