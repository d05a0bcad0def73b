"""Spreadsheets read by profiles: what their cells mean, and what a hostile one can not do."""

import tracemalloc
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingestion.decoders.base import Head, Item, Record, Reject
from ingestion.decoders.encodings import head_of
from ingestion.decoders.profile import ProfileDecoder
from ingestion.decoders.sheet_cells import Shown, number_text, serial_text, shown_by
from ingestion.decoders.sheet_rows import SheetFormat, read_sheet_rows
from ingestion.errors import QuarantineError
from ingestion.recognition import load_rules, looked_into, recognise
from tests.faults.lakes import a_household
from tests.profiles import built, problems_of, read
from tests.workbooks import row, xlsx

PROFILE = """\
name: my_sheet
version: 1
reads: meter_readings
file: {format: sheet}
match: {header: [Day, Use]}
time: {column: Day, formats: ["%Y-%m-%d"], interval: day}
values:
  - {column: Use, meter: main, unit: kWh, commodity: electricity, flow: import, reading: interval}
"""
HEADER = row(1, "Day", "Use")
ENTITY = '<!DOCTYPE a [<!ENTITY b "c">]><worksheet>&b;</worksheet>'


def rows_of(folder: Path, content: bytes, form: SheetFormat | None = None) -> list[list[str]]:
    """Return the cells of all rows, with the problem in the place of those of a bad one."""
    file = folder / "book.xlsx"
    file.write_bytes(content)
    found = read_sheet_rows(file, form or SheetFormat())
    return [[one.problem] if one.problem else one.cells for one in found]


def refusal(folder: Path, content: bytes, form: SheetFormat | None = None) -> str:
    """Return why a workbook is not read."""
    with pytest.raises(QuarantineError) as refused:
        rows_of(folder, content, form)
    return f"{refused.value.code}: {refused.value.message}"


def test_cells_of_every_kind_are_texts(tmp_path: Path) -> None:
    texts = "<si><t>Zähler</t></si><si><r><t>a</t></r><r><t>b</t></r><rPh><t>x</t></rPh></si>"
    cells = (
        '<c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="s"><v>9</v></c><c><v>1.5</v></c>'
        '<c><v>28.199999999999999</v></c><c t="b"><v>1</v></c><c t="e"><v>#DIV/0!</v></c>'
        '<c t="d"><v>2026-01-01T00:00:00</v></c><c t="str"><f>A1*2</f><v>=SUM(1)</v></c>'
        "<c><f>1+1</f><v>2</v></c><c><v>1e999</v></c><c><v>NaN</v></c>"
    )

    (found,) = rows_of(tmp_path, xlsx(f"<row>{cells}</row>", texts))

    assert found[:3] == ["Zähler", "ab", "#REF!"]
    assert found[3:8] == ["1.5", "28.2", "true", "#DIV/0!", "2026-01-01T00:00:00"]
    assert found[8:] == ["=SUM(1)", "2", "1e999", "NaN"]


@pytest.mark.parametrize(
    ("serial", "code", "text"),
    [
        (45292, "dd/mm/yyyy", "2024-01-01"),
        (45292, "yyyy-mm-dd hh:mm", "2024-01-01 00:00:00"),
        (45292.010416666664, "dd/mm/yyyy", "2024-01-01 00:15:00"),
        (45292.25, '[$-409]d" Jan "yyyy', "2024-01-01 06:00:00"),
        (0.75, "h:mm AM/PM", "18:00:00"),
        (0.5000001157407, "h:mm:ss.000", "12:00:00.010"),
        (1.5, "[h]:mm", "1.5"),
        (59, "m/d/yy", "1900-02-28"),
        (61, "m/d/yy", "1900-03-01"),
        (45292.0, '0.00" kWh, year"', "45292"),
        (45292.0, "[Red]0", "45292"),
        (-1.0, "yyyy", "-1"),
        (1e300, "yyyy", "1e+300"),
    ],
)
def test_a_number_is_a_date_where_its_format_shows_one(serial: float, code: str, text: str) -> None:
    assert serial_text(serial, shown_by(code), is_1904=False) == text


def test_days_are_counted_from_1904_where_the_workbook_says_so(tmp_path: Path) -> None:
    cells = '<row><c s="0"><v>43830</v></c></row>'

    assert rows_of(tmp_path, xlsx(cells, formats=("yyyy",))) == [["2019-12-31"]]
    assert rows_of(tmp_path, xlsx(cells, formats=("yyyy",), is_1904=True)) == [["2024-01-01"]]


def test_long_numbers_stay_digits() -> None:
    assert [number_text(one) for one in (123456789987654.0, 0.1, -3.0)] == [
        "123456789987654",
        "0.1",
        "-3",
    ]
    assert serial_text(5.0, Shown.NUMBER, is_1904=False) == "5"


def test_a_row_is_known_by_its_number_and_missing_cells_are_empty(tmp_path: Path) -> None:
    rows = HEADER + '<row r="7"><c r="B7"><v>3</v></c></row>' + row(9, "2026-01-01", "4", "x")

    found, rejects = read(tmp_path, PROFILE, xlsx(rows), "UTC")

    assert found == []
    assert [reject.split(":")[0] for reject in rejects] == ["7 time_invalid", "9 row_ragged"]


def test_a_sheet_is_found_by_its_name_and_a_header_below_other_rows(tmp_path: Path) -> None:
    content = xlsx(row(1, "Plant", "Home") + row(3, "Day", "Use") + row(4, "a", "b"))

    assert rows_of(tmp_path, content, SheetFormat("Usage", skip_lines=1))[0] == ["Day", "Use"]
    assert rows_of(tmp_path, content, SheetFormat(header_begins="Day"))[0] == ["Day", "Use"]
    assert "has no sheet 'Cost', but 'Usage'" in refusal(tmp_path, content, SheetFormat("Cost"))


def test_what_stands_above_the_header_can_name_the_meter(tmp_path: Path) -> None:
    profile = PROFILE.replace("{format: sheet}", "{format: sheet, header_begins: Day}")
    profile = profile.replace("meter: main", "meter: {above: {lines: [2], cell: 2}}")
    content = xlsx(row(2, "Plant", "Home") + row(4, "Day", "Use") + row(5, "2026-01-01", "4"))

    found, _ = read(tmp_path, profile, content, "UTC")

    assert [(one["meter"], one["quantity"]) for one in found] == [("Home", "4")]


def test_a_workbook_is_recognised_by_its_header(tmp_path: Path) -> None:
    house = a_household(tmp_path, profiles={"my_sheet": PROFILE})
    file = tmp_path / "usage"
    file.write_bytes(xlsx(HEADER + row(2, "2026-01-01", "4")))

    head = looked_into(Head(head_of(file), file.stat().st_size), file)

    assert recognise(head, None, load_rules(house)).name == "profile:my_sheet"


def test_an_unknown_workbook_is_told_with_its_sheets_and_what_is_near(tmp_path: Path) -> None:
    house = a_household(tmp_path, profiles={"my_sheet": PROFILE})
    file = tmp_path / "usage"
    file.write_bytes(xlsx(row(1, "Day", "Use", "Cost")))
    head = looked_into(Head(head_of(file), file.stat().st_size), file)

    with pytest.raises(QuarantineError, match="with the sheets 'Usage'; nearest profiles: my_sh"):
        recognise(head, None, load_rules(house))


@pytest.mark.parametrize("is_workbook", [True, False])
def test_a_profile_of_the_other_format_says_what_the_file_is(
    tmp_path: Path, is_workbook: bool
) -> None:
    texts = PROFILE.replace("file: {format: sheet}\n", "").replace("my_sheet", "my_text")
    house = a_household(
        tmp_path,
        f"  here: {{profile: {'my_text' if is_workbook else 'my_sheet'}}}\n",
        {"my_text": texts, "my_sheet": PROFILE},
    )
    file = tmp_path / "usage"
    file.write_bytes(xlsx(HEADER) if is_workbook else b"Day,Use\n2026-01-01,4\n")
    head = looked_into(Head(head_of(file), file.stat().st_size), file)

    with pytest.raises(QuarantineError) as refused:
        list(recognise(head, "here", load_rules(house)).decode(file))

    told = "it is a workbook with the sheets 'Usage'" if is_workbook else "it is no workbook"
    assert (refused.value.code, told in refused.value.message) == ("header_mismatch", True)


def test_options_of_another_format_are_told() -> None:
    assert "delimiter means nothing in the format sheet. Take it away, or write format: csv." in (
        problems_of(PROFILE.replace("format: sheet", 'format: sheet, delimiter: ";"'))
    )
    assert "table is missing" in problems_of(PROFILE.replace("format: sheet", "format: sqlite"))
    assert "match needs header" in problems_of(
        PROFILE.replace("header: [Day, Use]", 'begins: "Day;Use"')
    )


def test_rows_before_a_damage_count(tmp_path: Path) -> None:
    broken = f"<worksheet><sheetData>{HEADER}{row(2, '2026-01-01', '4')}<row><c></row>"
    content = xlsx("", parts={"xl/worksheets/sheet1.xml": broken})

    found, rejects = read(tmp_path, PROFILE, content, "UTC")

    assert [one["quantity"] for one in found] == ["4"]
    assert [reject.split(":")[0] for reject in rejects] == ["4 rest_unreadable"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (xlsx(HEADER, parts={"xl/workbook.xml": "<workbook"}), "malformed"),
        (xlsx(HEADER, parts={"xl/sharedStrings.xml": "<sst><si>"}), "malformed"),
        (
            xlsx(
                "", parts={"xl/worksheets/sheet1.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}
            ),
            "entities_forbidden",
        ),
        (xlsx(f"<row><c><v>{'1' * 70_000_000}</v></c></row>"), "archive_too_large"),
        (xlsx(HEADER)[:-30], "malformed"),
        (b"PK\x03\x04", "malformed"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000, "malformed"),
        (b"Day,Use\n", "header_mismatch"),
    ],
)
def test_a_workbook_that_cannot_be_read_is_refused(
    tmp_path: Path, content: bytes, code: str
) -> None:
    assert refusal(tmp_path, content).startswith(f"{code}: ")


def test_far_cells_and_one_text_in_many_cells_cost_no_memory(tmp_path: Path) -> None:
    far = "".join(f'<row r="{n}"><c r="XFD{n}" t="s"><v>0</v></c></row>' for n in range(2, 200))
    far += '<row r="1048576"><c r="ZZZ1048576"><v>1</v></c></row>'
    content = xlsx(HEADER + far, f"<si><t>{'x' * 100_000}</t></si>")

    tracemalloc.start()
    problems = {one[0] for one in rows_of(tmp_path, content)[1:]}
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert problems == {"row_ragged", "line_too_long"}
    assert most < 40_000_000


def decoded(folder: Path, content: bytes) -> list[Item | QuarantineError]:
    """Return what a workbook decodes to; its refusal where it is refused."""
    file = folder / "book"
    file.write_bytes(content)
    decoder = ProfileDecoder(built(PROFILE), {}, ZoneInfo("UTC"), "src")
    try:
        looked_into(Head(head_of(file), len(content)), file)
        return list(decoder.decode(file))
    except QuarantineError as refused:
        return [refused]


VALID = xlsx(HEADER + row(2, "2026-01-01", "4") + row(3, "2026-01-02", "x"))


@settings(max_examples=60, deadline=None)
@given(
    cut=st.integers(0, len(VALID)),
    place=st.integers(0, len(VALID) - 1),
    byte=st.integers(0, 255),
    behind=st.binary(max_size=40),
)
@example(cut=len(VALID), place=0, byte=80, behind=b"")
def test_any_damage_ends_in_records_rejects_or_a_refusal(
    tmp_path_factory: pytest.TempPathFactory, cut: int, place: int, byte: int, behind: bytes
) -> None:
    damaged = bytearray(VALID)
    damaged[place] = byte

    found = decoded(tmp_path_factory.mktemp("any"), bytes(damaged[:cut]) + behind)

    assert all(isinstance(one, Record | Reject | QuarantineError) for one in found)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="<>/crvtis=\"0123456789A ':&;#xe", max_size=80))
@example('<row r="99999999999999999999"><c r="A1" s="99999999999" t="s"><v>99999999999999</v></c>')
@example('<row r="²"><c r="A" t="s" s="²"><v>²</v></c></row>')
def test_any_sheet_ends_in_records_rejects_or_a_refusal(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    found = decoded(tmp_path_factory.mktemp("any"), xlsx(HEADER + text))

    assert all(isinstance(one, Record | Reject | QuarantineError) for one in found)
