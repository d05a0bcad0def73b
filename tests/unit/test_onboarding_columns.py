"""What columns hold: numbers and their marks, dates and their formats, counters, balances."""

import pytest

from onboarding.balances import balance_agreement
from onboarding.counters import grows
from onboarding.marks import find_marks
from onboarding.stamps import find_stamps
from onboarding.totals import ends_with_totals, is_sum_of_others, total_words


@pytest.mark.parametrize(
    ("cells", "decimal", "thousands"),
    [
        (["1.5", "-2.25"], ".", ""),
        (["1,5", "-2,25"], ",", ""),
        (["1.234,50", "3,20"], ",", "."),
        (["1,234.50", "3.20"], ".", ","),
        (["1 234,50", "3,20"], ",", " "),
        (["1'234.50", "3.20"], ".", "'"),
        (["0,041", "1,250"], ",", ""),
        (["£67.40", "£1,183.23"], ".", ","),
        (["NaN", "-", "4.5"], ".", ""),
    ],
)
def test_the_marks_are_those_by_which_all_cells_are_numbers(
    cells: list[str], decimal: str, thousands: str
) -> None:
    marks = find_marks(cells)

    assert (marks.decimal, marks.thousands, marks.other) == (decimal, thousands, None)


def test_numbers_that_fit_both_marks_are_asked_about() -> None:
    assert find_marks(["1.234", "5.678"]).other == (",", ".")


def test_what_stands_around_numbers_is_taken_out() -> None:
    marks = find_marks(['="12"', "£5.00"])

    assert marks.number("£5.00") == 5
    assert marks.number('="12"') == 12


@pytest.mark.parametrize(
    ("cells", "formats"),
    [
        (["31.12.2026", "01.01.2027"], ("%d.%m.%Y",)),
        (["31.12.26"], ("%d.%m.%y",)),
        (["1/13/2026", "1/2/2026"], ("%m/%d/%Y",)),
        (["13/1/2026", "2/1/2026"], ("%d/%m/%Y",)),
        (["4/13/2016 12:00:00 AM"], ("%m/%d/%Y %I:%M:%S %p",)),
        (["20260131"], ("%Y%m%d",)),
        (["27 Feb 2018"], ("%d %b %Y",)),
        (["2019.04.19."], ("%Y.%m.%d.",)),
        (["2026-01-31"], ("%Y-%m-%d",)),
        (["2026-01-31T10:00:00+01:00"], ()),
        (["13-10-2021 00:15:00"], ("%d-%m-%Y %H:%M:%S",)),
    ],
)
def test_the_format_of_times_is_found(cells: list[str], formats: tuple[str, ...]) -> None:
    stamps = find_stamps(cells)

    assert stamps is not None
    assert stamps.formats == formats
    assert stamps.other is None


def test_the_order_of_the_rows_tells_day_from_month() -> None:
    days = find_stamps([f"{day:02}/03/2026" for day in range(1, 13)])
    months = find_stamps([f"03/{day:02}/2026" for day in range(1, 13)])

    assert days is not None
    assert days.formats == ("%d/%m/%Y",)
    assert "day by day" in days.evidence
    assert months is not None
    assert months.formats == ("%m/%d/%Y",)


def test_dates_that_fit_both_orders_are_asked_about() -> None:
    stamps = find_stamps(["03/04/2026"])

    assert stamps is not None
    assert stamps.other == "%m/%d/%Y"


@pytest.mark.parametrize("cells", [[], [""], ["12.5", "13.5"], ["bread", "milk"], ["31.02.2026"]])
def test_other_columns_are_no_times(cells: list[str]) -> None:
    assert find_stamps(cells) is None


def test_a_word_among_dates_does_not_hide_them() -> None:
    stamps = find_stamps(["Pending", "Pending", "14-Dec-2019", "13-Dec-2019"])

    assert stamps is not None
    assert stamps.formats == ("%d-%b-%Y",)


def test_counters_hardly_ever_fall_and_lie_above_their_steps() -> None:
    assert grows([1000.5, 1001, 1001, 1003.25, 1004])
    assert not grows([0, 0.5, 2, 1, 0, 0.5, 3])
    assert not grows([0, 1, 3, 7, 15])
    assert not grows([5, 5, 5, 5])


def test_balances_tell_the_sign_in_either_direction_of_time() -> None:
    assert balance_agreement([-5, 100, -20], [95, 195, 175]) == 1
    assert balance_agreement([-20, 100, -5], [175, 195, 95]) == 1
    assert balance_agreement([5, 20], [95, 75]) == -1
    assert balance_agreement([5, 20], [None, None]) == 0


def test_totals_are_found_by_their_sum_or_their_word() -> None:
    assert is_sum_of_others([1, 2, 3, 6])
    assert not is_sum_of_others([1, 2, 3])
    assert ends_with_totals([[1, 2, 3, 6], [0, 0, 0, 0]])
    assert not ends_with_totals([[1, 2, 3, 6], [1, 1, 1, 1]])
    assert total_words(["01.01.2026", "Summe 2026", "Totaal:"]) == ["Summe", "Totaal:"]
