"""Values are written as the household reads them; links name files whatever a key is made of."""

from datetime import UTC, date, datetime
from decimal import Decimal
from urllib.parse import unquote

import pytest
from babel import Locale

from portal.formats import UNKNOWN, Formats
from portal.links import trace_href, trace_path

JULY = date(2026, 7, 1)


def formats(locale: str, time_zone: str = "Europe/Amsterdam") -> Formats:
    return Formats(Locale.parse(locale), time_zone)


@pytest.mark.parametrize(
    ("locale", "written"),
    [
        ("en", "-€1,234.56"),
        ("de_DE", "-1.234,56\xa0€"),
        ("fr_CH", "-1\u202f234,56\xa0€"),
        ("en_IN", "-€1,234.56"),
    ],
)
def test_money_is_written_by_locale_and_currency(locale: str, written: str) -> None:
    assert formats(locale).quantity(Decimal("-1234.56"), "EUR") == written


def test_a_currency_without_cents_has_none() -> None:
    assert formats("ja_JP").quantity(Decimal("1234.00"), "JPY") == "￥1,234"


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        (Decimal("12345.00"), "steps", "12.345 steps"),
        (Decimal("3.00"), "count", "3"),
        (Decimal("7.40"), "hours", "7 h 24 min"),
        (Decimal("21.46"), "°C", "21,5 °C"),
        (Decimal("1234567.80"), "kWh", "1.234.567,8 kWh"),
        (None, "EUR", UNKNOWN),
        (None, "kWh", UNKNOWN),
    ],
)
def test_a_quantity_stands_before_its_unit(value: Decimal | None, unit: str, written: str) -> None:
    assert formats("de_DE").quantity(value, unit) == written


def test_a_duration_never_has_sixty_minutes() -> None:
    assert formats("en").duration(7 * 3600 - 1) == "7 h 00 min"


def test_days_have_the_names_of_the_locale() -> None:
    assert formats("de_DE").long_day(JULY) == "Mittwoch, 1. Juli 2026"
    assert formats("en_GB").day(JULY) == "1 Jul 2026"
    assert formats("nl_NL").month(JULY) == "jul 2026"


def test_a_moment_is_told_by_the_clock_of_the_home() -> None:
    moment = datetime(2026, 7, 1, 6, 0, tzinfo=UTC)
    assert formats("de_DE").moment(moment) == "01.07.2026, 08:00"
    assert formats("de_DE", "America/Los_Angeles").moment(moment) == "30.06.2026, 23:00"


@pytest.mark.parametrize(
    "name", ["anna", "Büro/Küche", "<b>x</b>", "a b?c#d%41", "שלום", "..", "x" * 400, "é" * 300]
)
def test_a_key_of_any_text_names_one_file_and_its_link_leads_there(name: str) -> None:
    path = trace_path("morning_brief", {"tile_id": name})
    assert path.count("/") == 2
    assert len(path.rpartition("/")[2].encode()) < 255
    assert set(path) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789%._-~/")
    assert unquote(trace_href("morning_brief", {"tile_id": name})) == path


def test_long_keys_that_differ_only_at_their_end_name_two_files() -> None:
    one, other = (trace_path("t", {"a": "x" * 200 + end, "b": JULY}) for end in "yz")
    assert one != other
