"""Looking at a file: encoding, delimiter, header, what stands above and below the table."""

import pytest

from onboarding.encodings import find_encoding
from onboarding.json_sheets import read_json_sheet
from onboarding.sheets import find_delimiter, read_sheet


@pytest.mark.parametrize(
    ("text", "written_as", "name"),
    [
        ("Datum;Zähler\n", "utf-8", "utf-8"),
        ("Datum;Zähler\n", "utf-8-sig", "utf-8"),
        ("Datum;Zähler\n", "utf-16", "utf-16"),
        ("Empfänger;Größe;25 €\n", "windows-1252", "windows-1252"),
        ("société;été;1er prélèvement\n", "windows-1252", "windows-1252"),
        ("Datum zaúčtování;Číslo účtu;Měna\n", "windows-1250", "windows-1250"),
        ("Wpłata własna;Śląsk;żółty\n", "windows-1250", "windows-1250"),
    ],
)
def test_the_encoding_is_seen_by_the_letters_of_a_language(
    text: str, written_as: str, name: str
) -> None:
    assert find_encoding(text.encode(written_as)).name == name


def test_letters_of_no_known_language_are_a_guess() -> None:
    assert not find_encoding("þð ÿ\n".encode("windows-1252")).is_sure


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("day;kWh\n2026-01-01;1,5\n2026-01-02;2,5\n", ";"),
        ("day,kWh\n2026-01-01,1.5\n2026-01-02,2.5\n", ","),
        ("day\tnote\tkWh\n1.1.26\ta, b\t1,5\n2.1.26\tc\t2,5\n", "\t"),
        ("a|b\n1|2\n", "|"),
        ('date,text,amount\n1.1.26,"a;b",1\n2.1.26,"c;d;e",2\n', ","),
        ("Betrag;Text\n-1,50;Brot, Käse, Wein\n-2,50;Milch\n", ";"),
    ],
)
def test_the_delimiter_is_the_one_that_cuts_lines_evenly(text: str, delimiter: str) -> None:
    assert find_delimiter(text) == delimiter


def test_lines_above_and_below_the_table_are_told_from_it() -> None:
    text = (
        'Account details for:,Savings\nAvailable Balance,"6,666.66"\n\nTransaction History\n'
        "Date,Text,Amount\n01/02/2026,Bread,-3.50\n02/02/2026,Milk,-1.20\nprinted on 3 March\n"
    )

    sheet = read_sheet(text)

    assert sheet.header == ("Date", "Text", "Amount")
    assert (sheet.preamble, sheet.footer) == (4, 1)
    assert sheet.rows == [("01/02/2026", "Bread", "-3.50"), ("02/02/2026", "Milk", "-1.20")]


def test_a_title_filled_up_with_delimiters_is_no_header() -> None:
    sheet = read_sheet("Wasser;19.09.24;\n;;\nDatum;Zeit;Stand\n29.10.22;11:39;381,000\n")

    assert sheet.header == ("Datum", "Zeit", "Stand")


def test_of_several_lines_of_words_the_one_with_different_words_names_the_columns() -> None:
    sheet = read_sheet("time,inverter,inverter\nDate,Wh in,Wh out\n,Counter,Counter\n1.1.26,5,6\n")

    assert sheet.header == ("Date", "Wh in", "Wh out")


def test_a_table_without_header_gets_names_for_its_columns() -> None:
    sheet = read_sheet("20190101,1500\n20190102,2500\n")

    assert sheet.header is None
    assert sheet.names == ("column_1", "column_2")
    assert len(sheet.rows) == 2


def test_rows_with_delimiters_behind_the_last_column_belong_to_the_table() -> None:
    sheet = read_sheet("Datum;Zeit;kWh\n1.1.26;00:00;0,5;\n1.1.26;00:15;0,6;\n")

    assert sheet.header == ("Datum", "Zeit", "kWh")
    assert sheet.rows[0] == ("1.1.26", "00:00", "0,5")


def test_a_text_without_a_table_is_refused_with_the_reason() -> None:
    with pytest.raises(ValueError, match="same number of columns"):
        read_sheet("Dear customer\nthank you\n")


def test_the_longest_list_of_a_json_document_is_its_table() -> None:
    text = '{"energy": {"unit": "Wh", "values": [{"date": "2026-01-01", "value": 1.50}]}}'

    sheet = read_json_sheet(text)

    assert sheet.rows_path == "energy.values"
    assert dict(zip(sheet.names, sheet.rows[0], strict=True)) == {
        "energy.unit": "Wh",
        "energy.values.date": "2026-01-01",
        "energy.values.value": "1.50",
    }


@pytest.mark.parametrize("text", ['{"a": 1}', "[1, 2]", "[" * 100_000, '{"a": '])
def test_a_json_document_without_a_list_of_objects_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"no list of objects|too deeply|Expecting"):
        read_json_sheet(text)
