"""Mistakes in a profile lead to a message that says what to change."""

from pathlib import Path

import pytest

from ingestion.errors import QuarantineError
from tests.profiles import read

PROFILE = """\
name: my_bank
version: 1
reads: transactions
file: {delimiter: ",", decimal_mark: "."}
fields:
  booked_date: {column: Tag, formats: ["%d.%m.%Y"]}
  amount: Betrag
  counterparty: Empfänger
"""
CONTENT = "Tag,Betrag,Empfänger\n31.01.2026,-5.40,Müller\n"


def refusal(tmp_path: Path, profile: str, content: str | bytes) -> str:
    with pytest.raises(QuarantineError) as raised:
        read(tmp_path, profile, content)
    return f"{raised.value.code}: {raised.value.message}"


def test_the_right_profile_reads_the_file(tmp_path: Path) -> None:
    ((row,), rejects) = read(tmp_path, PROFILE, CONTENT)
    assert (row["amount"], row["counterparty"], rejects) == ("-5.4", "Müller", [])


@pytest.mark.parametrize(
    ("content", "delimiter"),
    [
        (CONTENT.replace(",", ";"), '";"'),
        (CONTENT.replace(",", "\t"), '"\\t"'),
        ("When;Howmuch\n31.01.2026;5\n", '";"'),
    ],
)
def test_another_delimiter_is_named(tmp_path: Path, content: str, delimiter: str) -> None:
    message = refusal(tmp_path, PROFILE, content)
    assert message.startswith("header_mismatch: ")
    assert f"looks separated by {delimiter}, so write delimiter: {delimiter}" in message


@pytest.mark.parametrize(
    ("said", "real"),
    [
        ("windows-1252", "utf-8"),
        ("iso-8859-1", "utf-8"),
        ("windows-1252", "utf-16"),
    ],
)
def test_another_encoding_is_named(tmp_path: Path, said: str, real: str) -> None:
    profile = PROFILE.replace("file: {", f"file: {{encoding: {said}, ")
    message = refusal(tmp_path, profile, CONTENT.encode(real))
    assert message.startswith("header_mismatch: ")
    assert f"so write encoding: {real} in the profile" in message


@pytest.mark.parametrize("real", ["utf-16", "windows-1252"])
def test_bytes_that_are_no_text_are_named_with_the_key_to_change(tmp_path: Path, real: str) -> None:
    message = refusal(tmp_path, PROFILE, CONTENT.encode(real))
    assert message.startswith("encoding_invalid: ")
    assert "Name the file's encoding in the profile (file: encoding)" in message


def test_columns_that_are_missing_are_named(tmp_path: Path) -> None:
    matched = f"{PROFILE}match: {{header: [Tag, Betrag, Empfänger]}}\n"
    content = CONTENT.replace("Betrag", "Umsatz")
    assert "needs the column Betrag." not in refusal(tmp_path, matched, content)
    assert "without Betrag and with Umsatz" in refusal(tmp_path, matched, content)
    assert "needs the column Betrag" in refusal(tmp_path, PROFILE, content)
    swapped = "Betrag,Tag,Empfänger\n"
    assert "another order" in refusal(tmp_path, matched, swapped)


def test_a_header_that_never_comes_is_named(tmp_path: Path) -> None:
    profile = PROFILE.replace("file: {", "file: {header_begins: Datum, ")
    assert "none of its first 100 lines begins with 'Datum'" in refusal(tmp_path, profile, CONTENT)


@pytest.mark.parametrize(
    ("number", "advice"),
    [
        ("-5,40", '; it would be one with decimal_mark: ",")'),
        ("-1.005,40", '; it would be one with decimal_mark: "," and thousands_mark: ".")'),
        ("£5.40", '; it would be one with remove: ["£"])'),
        ("five", "'five' is not a number)"),
    ],
)
def test_another_mark_in_numbers_is_named(tmp_path: Path, number: str, advice: str) -> None:
    content = f'Tag,Betrag,Empfänger\n31.01.2026,"{number}",x\n'
    _, (reject,) = read(tmp_path, PROFILE, content)
    assert reject.startswith("2 number_invalid")
    assert advice in reject


@pytest.mark.parametrize(
    ("day", "advice"),
    [
        ("2026-01-31", "; it looks like %Y-%m-%d)"),
        ("31/01/2026", "; it looks like %d/%m/%Y or %m/%d/%Y)"),
        ("20260131", "; it looks like %Y%m%d)"),
        ("1/31/26 12:30", "; it looks like %d/%m/%y %H:%M or %m/%d/%y %H:%M)"),
        ("2026-01-31T12:30:00", "; it looks like %Y-%m-%dT%H:%M:%S)"),
        ("31.02.2026", "fits none of %d.%m.%Y)"),
        ("yesterday at noon", "fits none of %d.%m.%Y)"),
    ],
)
def test_another_date_format_is_named(tmp_path: Path, day: str, advice: str) -> None:
    _, (reject,) = read(tmp_path, PROFILE, f"Tag,Betrag,Empfänger\n{day},5,x\n")
    assert reject.startswith("2 date_invalid")
    assert advice in reject
