from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.canonical import canonical_number, difference, negated

AMOUNTS = st.decimals(
    min_value=Decimal(-(10**12)), max_value=Decimal(10**12), places=4, allow_nan=False
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1234.50", "1234.5"),
        ("-6.60", "-6.6"),
        ("+00000000000115.8331", "115.8331"),
        (" 12 ", "12"),
        ("-0.00", "0"),
        (".5", "0.5"),
        ("5.", "5"),
        ("1E+3", "1000"),
        ("(12.50)", "-12.5"),
        ("12.50-", "-12.5"),
        ("\u221212.5", "-12.5"),
    ],
)
def test_a_number_has_one_writing(text: str, expected: str) -> None:
    assert canonical_number(text) == expected


@pytest.mark.parametrize(
    ("text", "decimal_mark", "thousands_mark", "expected"),
    [
        ("1.234,56", ",", ".", "1234.56"),
        ("-1.234.567,8", ",", ".", "-1234567.8"),
        ("0,179", ",", ".", "0.179"),
        ("1 234,5", ",", " ", "1234.5"),
        ("1\u00a0234,5", ",", " ", "1234.5"),
        ("1\u202f234,5", ",", " ", "1234.5"),
        ("1'234.5", ".", "'", "1234.5"),
        ("1\u2019234.5", ".", "'", "1234.5"),
        ("1,23,456.78", ".", ",", "123456.78"),
    ],
)
def test_marks_of_other_countries_are_read(
    text: str, decimal_mark: str, thousands_mark: str, expected: str
) -> None:
    assert canonical_number(text, decimal_mark, thousands_mark) == expected


@pytest.mark.parametrize(
    ("text", "decimal_mark", "thousands_mark"),
    [
        ("", ".", ""),
        ("abc", ".", ""),
        ("$120", ".", ""),
        ("1.5", ",", "."),
        ("1.2.345,0", ",", "."),
        ("1,5", ".", ""),
        ("--5", ".", ""),
        ("1.2.3", ".", ""),
        ("NaN", ".", ""),
        ("Infinity", ".", ""),
        ("1e999", ".", ""),
        ("1e-999", ".", ""),
        ("9" * 60, ".", ""),
        ("\u0661\u0662", ".", ""),
        ("12.50 EUR", ".", ""),
    ],
)
def test_what_could_mean_something_else_is_refused(
    text: str, decimal_mark: str, thousands_mark: str
) -> None:
    with pytest.raises(ValueError, match=r"number|digits|thousands"):
        canonical_number(text, decimal_mark, thousands_mark)


@given(AMOUNTS)
def test_the_value_is_kept_and_the_writing_is_a_fixed_point(amount: Decimal) -> None:
    written = canonical_number(f"{amount:f}")
    assert Decimal(written) == amount
    assert canonical_number(written) == written


@given(AMOUNTS)
def test_a_number_with_german_marks_is_the_same_number(amount: Decimal) -> None:
    german = f"{amount:,.4f}".translate(str.maketrans(",.", ".,"))
    assert canonical_number(german, ",", ".") == canonical_number(f"{amount:f}")


@pytest.mark.parametrize(
    ("number", "taken_away", "result"),
    [("0", "3.4", "-3.4"), ("5", "5", "0"), ("9" * 38, "0.01", "9" * 37 + "8.99")],
)
def test_differences_are_exact(number: str, taken_away: str, result: str) -> None:
    assert difference(number, taken_away) == result


@pytest.mark.parametrize(("number", "result"), [("0", "0"), ("-1.5", "1.5"), ("1.5", "-1.5")])
def test_the_other_sign(number: str, result: str) -> None:
    assert negated(number) == result
