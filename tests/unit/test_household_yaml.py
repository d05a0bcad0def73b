"""YAML is read so that nothing changes its meaning, and its errors are in plain words."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from households.document import Document, read_document

FILE = Path("household.yml")


def read(text: str) -> Document:
    document, problems = read_document(FILE, text)
    assert problems == []
    assert document is not None
    return document


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("NO", "NO"),
        ("yes", "yes"),
        ("2024-01-01", "2024-01-01"),
        ("12:30", "12:30"),
        ("007", "007"),
        ("1e5", "1e5"),
        ("0x1F", "0x1F"),
        ("12345678901234567890", "12345678901234567890"),
        ("-12", -12),
        ("19.50", Decimal("19.50")),
        ("true", True),
        ("", None),
        ("~", None),
        ('"12"', "12"),
        ("'true'", "true"),
        ("!!str 12", "12"),
    ],
)
def test_a_scalar_means_what_is_written(written: str, value: object) -> None:
    found = read(f"key: {written}\n").value["key"]

    assert found == value
    assert type(found) is type(value)


def test_keys_are_always_text() -> None:
    assert read("1503960366: anna\ntrue: ben\n").value == {"1503960366": "anna", "true": "ben"}


def test_anchors_and_merges_keep_what_is_written_nearest() -> None:
    text = "a: &a {x: 1, y: 2}\nb: {y: 3, <<: *a}\nc: {<<: [*a, {y: 9, z: 4}]}\nd: [*a, *a]\n"

    assert read(text).value == {
        "a": {"x": 1, "y": 2},
        "b": {"y": 3, "x": 1},
        "c": {"x": 1, "y": 2, "z": 4},
        "d": [{"x": 1, "y": 2}, {"x": 1, "y": 2}],
    }


def test_every_value_knows_its_line() -> None:
    text = "# head\n\npeople:\n  - id: anna\n    name: Anna\n  - {id: ben}\nzone:\n  UTC\n"
    document = read(text)

    assert document.line_of(()) == 3
    assert document.line_of(("people", 0, "name")) == 5
    assert document.line_of(("people", 1)) == 6
    assert document.line_of(("people", 1, "id")) == 6
    assert document.line_of(("zone",)) == 7
    assert document.line_of(("people", 1, "missing", 4)) == 6


SYNTAX = {
    "a: b: c\n": (1, "A second colon stands in one line"),
    "a: 1\n b: 2\n": (2, "the line is indented too far"),
    "a:\n\tb: 1\n": (2, "A tab stands where YAML takes only spaces"),
    "\ta: 1\n": (1, "A tab stands where YAML takes only spaces"),
    "a: 1\nb: [1, 2\nc: 3\n": (2, "A list or block in brackets is not closed"),
    "a: {b: 1\n": (1, "A list or block in brackets is not closed"),
    "a: 1\nb: 'x\n\nc: 2\n": (2, "A bracket, brace or quote is not closed"),
    "a: *x\n": (1, "An alias (*name) has no anchor (&name) above it"),
    "a: @x\n": (1, "The text starts with a sign that has a meaning in YAML"),
    'a: "\\q"\n': (1, "A backslash in double quotes starts a code"),
    "- a\nb: 1\n": (2, "The indentation does not fit the lines above"),
    "a: |\n x\ny\n": (3, "A colon is missing after a key"),
    "---\na: x\n---\nb: y\n": (3, "The file has two documents"),
    "# only a comment\n": (1, "The file is empty"),
    "a: 1\nb: \x01\n": (2, "The file holds a character that no text file has"),
    "a: " + "[" * 5000: (1, "The file is nested too deeply"),
    "a: 1\nb: &b [*b]\n": (2, "An anchor contains itself"),
    "a: &a {<<: *a}\n": (1, "An anchor contains itself"),
}


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [(text, *expected) for text, expected in SYNTAX.items()],
    ids=[message for _, message in SYNTAX.values()],
)
def test_a_broken_file_is_answered_with_line_and_remedy(text: str, line: int, message: str) -> None:
    document, (problem,) = read_document(FILE, text)

    assert document is None
    assert (problem.file, problem.line) == (FILE, line)
    assert message in problem.message
    assert problem.remedy.endswith(".")


MEANING = {
    "a: 1\nb: 2\na: 3\n": (3, "a is written twice, first in line 1"),
    "a: 1\n? [b]\n: 2\n": (2, "A key must be one word"),
    "a: !!python/object/apply:os.system [ls]\n": (
        1,
        "!!python/object/apply:os.system is not known",
    ),
    "a: 1\nb: !secret x\n": (2, "The tag !secret is not known"),
    "a: !!int x\n": (1, '"x" is no number'),
    'a: "\\ud800"\n': (1, "half a character"),
    '"\\udc00": 1\n': (1, "half a character"),
    "<<: 3\n": (1, "<< takes only a block of keys"),
}


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [(text, *expected) for text, expected in MEANING.items()],
    ids=[message for _, message in MEANING.values()],
)
def test_what_yaml_would_allow_but_a_person_did_not_mean_is_a_problem(
    text: str, line: int, message: str
) -> None:
    _, (problem,) = read_document(FILE, text)

    assert problem.line == line
    assert message in problem.message


def test_a_value_written_twice_keeps_the_first() -> None:
    document, _ = read_document(FILE, "a: 1\na: 2\n")

    assert document is not None
    assert document.value == {"a": 1}


def test_aliases_that_grow_without_end_are_refused_at_once() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30)]

    document, (problem,) = read_document(FILE, "\n".join(lines))

    assert document is None
    assert problem.message == "The file is too large"


def test_a_file_that_is_no_settings_file_by_its_size_is_not_parsed() -> None:
    document, (problem,) = read_document(FILE, "a: 1\n" * 200_001)

    assert document is None
    assert problem.message == "The file has more than 1,000,000 characters"


def test_a_byte_order_mark_is_not_part_of_the_first_key() -> None:
    assert read("\ufeffversion: 1\n").value == {"version": 1}


@given(st.text(max_size=200))
def test_any_text_gives_a_document_or_a_problem_and_never_an_exception(text: str) -> None:
    document, problems = read_document(FILE, text)

    assert document is not None or problems


_TEXTS = st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), max_size=12)
_VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | _TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXTS, inner, max_size=4),
    max_leaves=20,
)


@given(_VALUES)
def test_what_another_library_writes_is_read_back_the_same(value: object) -> None:
    assert read(json.dumps(value, ensure_ascii=False)).value == value
