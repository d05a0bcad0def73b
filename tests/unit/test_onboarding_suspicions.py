"""Suspicions: each is found where it is true, and says what to change."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from ingestion.decoders.base import Reject
from onboarding.rows import Booking, Reading
from onboarding.suspicions import Suspicion
from onboarding.suspicions.bookings import foreign_account, foreign_opening, suspect_bookings
from onboarding.suspicions.files import (
    cut_off,
    everything_rejected,
    in_the_future,
    times_that_do_not_exist,
    wrong_decimal_mark,
)
from onboarding.suspicions.readings import suspect_readings

AMSTERDAM, UTC_ZONE = ZoneInfo("Europe/Amsterdam"), ZoneInfo("UTC")


def reading(
    at: datetime, quantity: float, flow: str = "import", *, is_cumulative: bool = False
) -> Reading:
    return Reading(
        line=2,
        series=("main", "electricity", flow, ""),
        flow=flow,
        is_cumulative=is_cumulative,
        started_at=at,
        ended_at=at + timedelta(hours=1),
        quantity=quantity,
        unit="kWh",
        is_assumed=True,
    )


def hours(start: datetime, quantities: list[float], flow: str = "import") -> list[Reading]:
    return [
        reading(start + timedelta(hours=number), quantity, flow)
        for number, quantity in enumerate(quantities)
    ]


def codes(found: list[Suspicion]) -> list[str]:
    return [suspicion.code for suspicion in found]


def bookings(rows: Sequence[tuple[str, str, str | None]]) -> list[Booking]:
    return [
        Booking(
            line,
            "a",
            date.fromisoformat(day),
            Decimal(amount),
            Decimal(balance) if balance else None,
            "",
        )
        for line, (day, amount, balance) in enumerate(rows, start=2)
    ]


NOON = datetime(2026, 3, 28, 12, tzinfo=UTC)


def test_plain_readings_are_not_suspicious() -> None:
    found = hours(NOON, [1, 2, 1, 3, 2, 1, 0, 2, 1, 3])

    assert suspect_readings(found, AMSTERDAM, AMSTERDAM) == []


def test_a_last_row_that_sums_all_others_is_a_total() -> None:
    [suspicion] = suspect_readings(hours(NOON, [1, 2, 1, 3, 7]), AMSTERDAM, AMSTERDAM)

    assert suspicion.code == "totals_row"
    assert "skip_last_lines" in suspicion.remedy


def test_amounts_that_only_grow_are_states_of_a_counter() -> None:
    found = hours(NOON, [1000 + number * 0.5 for number in range(20)])

    [suspicion] = suspect_readings(found, AMSTERDAM, AMSTERDAM)

    assert suspicion.code == "looks_cumulative"
    assert "reading: cumulative" in suspicion.remedy


def test_a_counter_that_falls_again_and_again_holds_amounts() -> None:
    found = [
        reading(NOON + timedelta(hours=number), number % 3, is_cumulative=True)
        for number in range(20)
    ]

    [suspicion] = suspect_readings(found, AMSTERDAM, AMSTERDAM)

    assert "reading: interval" in suspicion.remedy


def test_a_missing_hour_where_another_zone_jumps_is_a_wrong_zone() -> None:
    # Local hours of Amsterdam around 29 March 2026, taken for UTC: 02:00 is missing.
    start = datetime(2026, 3, 28, 20, tzinfo=UTC)
    found = [
        reading(start + timedelta(hours=number), number % 3 + 1)
        for number in range(12)
        if number != 6
    ]

    [suspicion] = suspect_readings(found, AMSTERDAM, UTC_ZONE)

    assert suspicion.code == "wrong_zone"
    assert "zone: Europe/Amsterdam" in suspicion.remedy


def test_an_autumn_without_its_second_hour_is_suspicious_in_local_times_only() -> None:
    # Times in UTC, taken for local ones of Amsterdam: 02:00 stands there once.
    start = datetime(2026, 10, 24, 20, tzinfo=UTC)
    found = [
        reading(start + timedelta(hours=number), number % 3 + 1)
        for number in range(12)
        if number != 5
    ]

    [suspicion] = suspect_readings(found, AMSTERDAM, AMSTERDAM)

    assert suspicion.code == "hour_told_once"
    assert "zone: UTC" in suspicion.remedy
    assert suspect_readings(found, AMSTERDAM, UTC_ZONE) == []


def test_a_missing_hour_on_another_day_is_just_missing() -> None:
    start = datetime(2026, 5, 28, 20, tzinfo=UTC)
    found = [
        reading(start + timedelta(hours=number), number % 3 + 1)
        for number in range(12)
        if number != 6
    ]

    assert suspect_readings(found, AMSTERDAM, UTC_ZONE) == []


@pytest.mark.parametrize(("start_hour", "is_dark"), [(20, True), (8, False)])
def test_solar_production_at_night_is_suspicious(start_hour: int, is_dark: bool) -> None:
    start = datetime(2026, 6, 1, start_hour, tzinfo=UTC)
    found = hours(start, [1, 2, 3, 2, 1, 2, 0, 1], flow="production")

    assert codes(suspect_readings(found, AMSTERDAM, UTC_ZONE)) == (
        ["production_at_night"] if is_dark else []
    )


def test_amounts_below_zero_do_not_count_and_are_named() -> None:
    [suspicion] = suspect_readings(hours(NOON, [-1, -3, -2]), AMSTERDAM, AMSTERDAM)

    assert "below zero" in suspicion.message


def test_a_balance_that_changes_the_other_way_is_a_wrong_sign() -> None:
    right = bookings([("2026-01-13", "-5", "95"), ("2026-01-14", "-10", "85")])
    wrong = bookings([("2026-01-13", "5", "95"), ("2026-01-14", "10", "85")])

    assert suspect_bookings(right) == []
    [suspicion] = suspect_bookings(wrong)
    assert suspicion.code == "wrong_sign"
    assert "negate: true" in suspicion.remedy


def test_amounts_of_one_sign_are_suspicious_unless_the_balance_agrees() -> None:
    rows = [(f"2026-01-{day:02}", f"{day % 7 + 1}.50", None) for day in range(13, 24)]

    assert codes(suspect_bookings(bookings(rows))) == ["one_sign"]
    assert suspect_bookings(bookings([*rows, ("2026-01-25", "-4", None)])) == []


def test_a_last_amount_that_sums_all_others_is_a_total() -> None:
    rows = [("2026-01-13", "5", None), ("2026-01-14", "-7", None), ("2026-01-15", "9", None)]

    assert codes(suspect_bookings(bookings([*rows, ("2026-01-16", "7", None)]))) == ["totals_row"]


def test_dates_that_jump_from_month_to_month_are_swapped() -> None:
    swapped = [(f"2026-{day:02}-03", "-1" if day % 2 else "2", None) for day in range(1, 13)]
    right = [(f"2026-03-{day:02}", "-1" if day % 2 else "2", None) for day in range(1, 13)]

    assert codes(suspect_bookings(bookings(swapped))) == ["day_and_month_swapped"]
    assert suspect_bookings(bookings(right)) == []


def test_a_file_that_names_another_account_is_in_the_wrong_place() -> None:
    numbers = {"NL01 BANK 0123": "checking", "NL02BANK0456": "savings"}

    [suspicion] = foreign_account(["EUR", "NL02 BANK 0456"], numbers, "checking")

    assert "account: savings" in suspicion.remedy
    assert list(foreign_account(["NL01BANK0123"], numbers, "checking")) == []
    assert list(foreign_account(["EUR"], numbers, "checking")) == []


def test_a_file_that_begins_with_another_opening_balance_is_in_the_wrong_place() -> None:
    openings = {
        "checking": (date(2026, 1, 1), Decimal("100.00")),
        "savings": (date(2026, 1, 1), Decimal("500.00")),
    }
    forwards = bookings([("2026-01-13", "-5", "495"), ("2026-01-14", "-10", "485")])

    for found in (forwards, forwards[::-1]):
        [suspicion] = foreign_opening(found, openings, "checking")
        assert "account: savings" in suspicion.remedy
        assert list(foreign_opening(found, openings, "savings")) == []


def reject(reason: str, line: int) -> Reject:
    return Reject("bronze_profile__meter_readings", reason, f"meaning of {reason}", "raw", line)


def test_rows_in_the_skipped_hour_are_a_wrong_zone() -> None:
    [suspicion] = times_that_do_not_exist([reject("time_nonexistent", 7)], "Europe/Amsterdam")

    assert "line 7" in suspicion.message
    assert list(times_that_do_not_exist([reject("time_invalid", 7)], "Europe/Amsterdam")) == []


@pytest.mark.parametrize(
    ("line", "end", "is_cut"), [(9, b"x", True), (9, b"\n", False), (5, b"x", False)]
)
def test_a_short_last_line_without_an_end_is_half_a_download(
    line: int, end: bytes, is_cut: bool
) -> None:
    assert codes(list(cut_off([reject("row_ragged", line)], 9, end))) == (
        ["cut_off"] if is_cut else []
    )


def test_rows_behind_the_moment_of_all_numbers_are_suspicious() -> None:
    assert codes(list(in_the_future(NOON + timedelta(days=1), NOON))) == ["in_the_future"]
    assert list(in_the_future(NOON, NOON)) == []
    assert list(in_the_future(None, NOON)) == []


def test_a_thousands_mark_behind_a_zero_is_a_decimal_mark() -> None:
    [suspicion] = wrong_decimal_mark(["12", "0,041"], ".", ",")

    assert 'decimal_mark: ","' in suspicion.remedy
    assert list(wrong_decimal_mark(["1,041"], ".", ",")) == []
    assert list(wrong_decimal_mark(["0,041"], ",", "")) == []


def test_a_file_whose_rows_are_mostly_rejected_names_the_main_reason() -> None:
    rejects = [reject("time_invalid", 3), reject("number_invalid", 4), reject("number_invalid", 5)]

    [suspicion] = everything_rejected(2, rejects)

    assert suspicion.message.startswith("2 rows cannot be read, the first in line 4")
    assert list(everything_rejected(3, rejects)) == []
