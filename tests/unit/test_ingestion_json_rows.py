import re
from pathlib import Path

import pytest

from ingestion.decoders.json_rows import JsonFormat, json_columns_of, read_json_rows
from ingestion.errors import QuarantineError

PATH = JsonFormat("energy.values")


def read(
    tmp_path: Path, text: str | bytes, form: JsonFormat = PATH
) -> list[tuple[int, dict[str, str] | str]]:
    """Return line and cells of each row, or its problem."""
    file = tmp_path / "file.json"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    rows = read_json_rows(file, form)
    header = next(rows, None)
    names = header.cells if header else []
    return [(row.line, row.problem or dict(zip(names, row.cells, strict=True))) for row in rows]


def refusal(tmp_path: Path, text: str | bytes, form: JsonFormat = PATH) -> str:
    with pytest.raises(QuarantineError) as raised:
        read(tmp_path, text, form)
    return f"{raised.value.code}: {raised.value.message}"


def test_each_entry_is_a_row_with_what_stands_around_the_list(tmp_path: Path) -> None:
    text = """{"energy": {"unit": "Wh", "values": [
        {"date": "2024-06-01", "value": 1.50},
        {"date": "2024-06-02", "value": null}
    ], "by": {"kind": "INVERTER"}}, "version": 2}
    """
    around = {"version": "2", "energy.unit": "Wh", "energy.by.kind": "INVERTER"}
    assert read(tmp_path, text) == [
        (2, {**around, "energy.values.date": "2024-06-01", "energy.values.value": "1.50"}),
        (3, {**around, "energy.values.date": "2024-06-02", "energy.values.value": ""}),
    ]


def test_a_text_that_is_a_list_has_rows_too(tmp_path: Path) -> None:
    text = '[{"a": {"b": true, "c": [1, "x"]}}, {"d": "é"}]'
    assert read(tmp_path, text, JsonFormat()) == [
        (1, {"a.b": "true", "a.c": '["1", "x"]', "d": ""}),
        (1, {"a.b": "", "a.c": "", "d": "é"}),
    ]


def test_numbers_stay_as_they_are_written(tmp_path: Path) -> None:
    digits = "9" * 10_000
    text = f'[{{"a": 1e999, "b": NaN, "c": {digits}, "d": -0.10}}]'
    assert read(tmp_path, text, JsonFormat()) == [
        (1, {"a": "1e999", "b": "NaN", "c": digits, "d": "-0.10"})
    ]


def test_half_a_character_becomes_a_question_mark_that_can_be_stored(tmp_path: Path) -> None:
    file = tmp_path / "rows.json"
    file.write_text(r'[{"a\ud800": "b\udfff", "list": ["\ud800"]}]')
    header, row = read_json_rows(file, JsonFormat())
    assert (header.cells, row.cells) == (["a?", "list"], ["b?", '["?"]'])


def test_an_entry_that_is_no_object_is_a_problem_of_its_own(tmp_path: Path) -> None:
    assert read(tmp_path, '[{"a": 1},\n[2],\n3]', JsonFormat()) == [
        (1, {"a": "1"}),
        (2, "row_not_an_object"),
        (3, "row_not_an_object"),
    ]


def test_a_list_without_entries_has_no_rows(tmp_path: Path) -> None:
    assert read(tmp_path, '{"energy": {"values": []}}') == []


def test_long_texts_around_the_list_are_not_repeated_in_its_rows(tmp_path: Path) -> None:
    text = f'{{"note": "{"x" * 201}", "energy": {{"values": [{{"a": 1}}]}}}}'
    assert read(tmp_path, text) == [(1, {"energy.values.a": "1"})]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('{"energy": {"values": [{"a": 1}]', "malformed: .*line 1"),
        ('{"energy": {"values": [{"a": 1},\n]}}', "malformed: .*line 2"),
        ('{"energy": {"values": [{"a": 1}]}} and more', "malformed: .*Text behind the end"),
        ('{"energy": {"values": [{"a": 1, "a": 2}]}}', "malformed: .*'a' stands twice"),
        ('{"energy": {"values": []}, "energy": 1}', "malformed: .*'energy' stands twice"),
        ('{energy: {"values": []}}', "malformed"),
        ('{1: {"values": []}}', "malformed: .*a key in quotes"),
        ("[" * 100_000, "malformed: .*nested too deeply|header_mismatch"),
        ('{"energy": {"values": [' + '{"a":' * 100_000, "malformed: .*nested too deeply"),
        ('{"energy": {"values": [' + "[" * 100_000, "malformed: .*nested too deeply"),
        ('{"energy": {"values": {"a": 1}}}', "header_mismatch: .*energy.values is no list"),
        ('{"energy": []}', "header_mismatch: .*energy is no object"),
        ('{"power": {}}', "header_mismatch: .*no list energy.values"),
        ("day,energy\n1,2\n", "header_mismatch: .*its top is no object"),
        (b'{"energy": "\xff"}', "encoding_invalid: .*read as utf-8"),
    ],
)
def test_what_is_no_such_json_is_refused_with_its_reason(
    tmp_path: Path, text: str | bytes, wanted: str
) -> None:
    assert re.match(wanted, refusal(tmp_path, text))


def test_data_in_the_place_of_keys_is_refused(tmp_path: Path) -> None:
    text = "[" + ",".join(f'{{"k{number}": 1}}' for number in range(1_001)) + "]"
    assert "more than 1000 different keys" in refusal(tmp_path, text, JsonFormat())


def test_a_huge_text_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingestion.decoders.json_rows.MOST_BYTES", 10)
    assert refusal(tmp_path, '[{"a": 12345}]', JsonFormat()).startswith("too_large")


def test_the_first_encoding_that_fits_is_taken(tmp_path: Path) -> None:
    form = JsonFormat("", "utf-8", ("windows-1252",))
    assert read(tmp_path, '[{"a": "Größe"}]'.encode("cp1252"), form) == [(1, {"a": "Größe"})]
    assert read(tmp_path, '[{"a": "Größe"}]'.encode(), form) == [(1, {"a": "Größe"})]


@pytest.mark.parametrize(
    ("head", "columns"),
    [
        (b'{"energy": {"unit": "Wh", "values": [{"date": 1}]}}', True),
        (b'\xef\xbb\xbf {"energy": {"unit": "Wh", "values": [{"date": 1}, {"date": 2, "val', True),
        (b'{"energy": {"unit": "Wh", "va', False),
        (b"date;value\n", False),
        (b"", False),
    ],
)
def test_columns_are_known_from_the_first_bytes(head: bytes, columns: bool) -> None:
    found = json_columns_of(head, PATH)
    assert found == (["energy.unit", "energy.values.date"] if columns else None)
