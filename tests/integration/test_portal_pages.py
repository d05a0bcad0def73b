"""Pages of hand-made gold: empty and young households, awkward names, stale and missing states."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pyarrow as pa
import pytest
from babel import Locale
from deltalake import write_deltalake

from ingestion.storage.locations import location_of
from portal.charts.drawing import draw
from portal.formats import Formats
from portal.pages import write_pages
from portal.pages.contents import DOMAINS
from runner.publication import Publication
from runner.settings import Settings
from tests.pages import Element, read_page, table_of
from tests.unit.test_dbt_project import GOLD

AS_OF = datetime(2026, 7, 1, 6, tzinfo=UTC)
TODAY, YESTERDAY = date(2026, 7, 1), date(2026, 6, 30)
PAGES = ("index", *(domain.name for domain in DOMAINS))
TYPES = {
    "string": pa.string(),
    "date": pa.date32(),
    "double": pa.float64(),
    "bigint": pa.int64(),
    "int": pa.int32(),
    "boolean": pa.bool_(),
    "timestamp": pa.timestamp("us", tz="UTC"),
    "decimal(18,2)": pa.decimal128(18, 2),
    "decimal(18,6)": pa.decimal128(18, 6),
}
EVIL = '<img src=x onerror="alert(1)">&amp;</script><b>'
HEBREW = "\u05e9\u05dc\u05d5\u05dd"
UMLAUT = "B\u00fcro/K\u00fcche 100%"
LONG = "a_room_with_a_name_that_goes_on_" * 8
NAMES = (EVIL, HEBREW, UMLAUT, LONG)
UP_TO_DATE: dict[str, Any] = {"is_stale": False, "stale_reasons": [], "tables": {}}


def schema_of(table: str) -> pa.Schema:
    columns = (column.split() for column in re.split(r",\s+", GOLD[table].strip()))
    return pa.schema([(name.rstrip("!"), TYPES[kind]) for name, kind in columns])


class Gold:
    """A lake with every gold table, and the pages that are written from it."""

    def __init__(self, folder: Path, rows: Mapping[str, list[dict[str, Any]]]) -> None:
        self.site = folder / "site"
        self.site.mkdir()
        self.settings = Settings(location_of(folder / "lake"), None, AS_OF, "local")
        for name in GOLD:
            table = pa.Table.from_pylist(rows.get(name, []), schema=schema_of(name))
            write_deltalake(str(folder / "lake" / "gold" / name), table)
        versions = dict.fromkeys(GOLD, 0)
        self.publication: Publication | None = Publication(AS_OF.isoformat(), "one", versions, "")

    def write(self, document: Mapping[str, Any] | None = None) -> "Gold":
        write_pages(self.settings, self.publication, document, self.site)
        return self

    def page(self, name: str) -> Element:
        return read_page(self.site / f"{name}.html")


def tile(tile_id: str, domain: str, **values: Any) -> dict[str, Any]:
    usual = {"title": tile_id, "value": Decimal("1.00"), "unit": "count", "status": "good"}
    row = {"brief_date": TODAY, "tile_id": tile_id, "domain": domain, "comparison": ""}
    return {**usual, **row, "as_of_at": AS_OF, **values}


def one_day() -> dict[str, list[dict[str, Any]]]:
    """A household of one day, whose rooms, categories and payees have awkward names."""
    climate = {
        "climate_date": YESTERDAY,
        "covered_percent": 100.0,
        "count_readings": 1,
        "event_month": "2026-06",
        "humidity_percent_mean": 50.0,
    }
    payment = {
        "typical_amount": Decimal("-9.99"),
        "currency_code": "EUR",
        "next_expected_date": TODAY,
        "cadence": "monthly",
        "is_active": True,
        "is_own_transfer": False,
    }
    point = {"observed_at": AS_OF, "value": 1234.56789, "phase": "learning", "is_signal": True}
    return {
        "morning_brief": [
            *(tile(f"climate_{name}", "home", title=name, comparison=name) for name in NAMES),
            tile("balance_usd", "finance", value=Decimal("-1234.56"), unit="USD", status="alert"),
            tile("unknown", "fitness", value=None, unit="kWh", status="unknown"),
        ],
        "daily_room_climate": [
            {**climate, "room_id": name, "temperature_celsius_mean": degrees}
            for name, degrees in zip(NAMES, (20.26, None, 17.0, 30.0), strict=True)
        ],
        "daily_room_comfort": [
            {"climate_date": YESTERDAY, "room_id": name, "event_month": "2026-06"} for name in NAMES
        ],
        "monthly_category_spend": [
            {
                "month_date": date(2026, 6, 1),
                "category": name,
                "currency_code": currency,
                "spend_amount": Decimal("1234.50"),
                "count_transactions": 1,
            }
            for name in NAMES
            for currency in ("EUR", "USD")
        ],
        "recurring_payments": [{**payment, "payee": name} for name in NAMES],
        "process_points": [{**point, "metric_id": f"room.{EVIL}"}],
        "process_values": [
            {"metric_id": f"room.{EVIL}", "observed_at": AS_OF, "observed_date": TODAY}
        ],
        "process_signals": [
            {
                "metric_id": f"room.{EVIL}",
                "observed_at": AS_OF,
                "rule_set": "nelson",
                "rule_number": 1,
                "severity": "page",
                "explanation": EVIL,
            }
        ],
        "daily_account_balance": [
            {
                "balance_date": TODAY,
                "account_id": name,
                "balance_amount": Decimal("1.00"),
                "currency_code": currency,
                "is_reconciled": False,
            }
            for name, currency in ((EVIL, "EUR"), (HEBREW, "USD"))
        ],
    }


@pytest.fixture(scope="module")
def young(tmp_path_factory: pytest.TempPathFactory) -> Gold:
    return Gold(tmp_path_factory.mktemp("young"), one_day()).write(UP_TO_DATE)


def test_names_stay_text_whatever_they_hold(young: Gold) -> None:
    for name in PAGES:
        root = young.page(name)
        tags = {one.tag for one in root.all()}
        assert not tags & {"img", "b", "iframe"}, name
        assert len(list(root.all("script"))) == (1 if name == "index" else 2)
        assert [one for one in root.all() if "onerror" in one.attributes] == []
    assert young.page("index").text.count(EVIL) >= 4
    # An axis cuts long names.
    assert EVIL[:12] in young.page("home").by_id("climate").one("svg").text


def test_names_of_any_script_stand_apart_from_what_is_around_them(young: Gold) -> None:
    titles = [one.text for one in young.page("home").all("bdi")]
    assert {EVIL, HEBREW, UMLAUT, LONG} <= set(titles)
    rooms = [row[1] for row in table_of(young.page("home").by_id("climate"))[1:]]
    assert sorted(rooms) == sorted(NAMES)


def test_links_within_a_page_lead_to_their_tiles(young: Gold) -> None:
    root = young.page("index")
    ids = {one.attributes.get("id") for one in root.all()}
    links = [one.attributes["href"] for one in root.all("a")]
    within = {unquote(link[1:]) for link in links if link.startswith("#")}
    assert within - ids == set()
    assert "tile-balance_usd" in within


def test_what_is_not_known_is_said_and_is_no_zero(young: Gold) -> None:
    shown = young.page("index").by_id("tile-unknown")
    assert (shown.one("data").text, shown.one("data").attributes["value"]) == ("\u2013", "")
    assert shown.one("span", "status").text == "unknown"
    rows = {row[1]: row[2] for row in table_of(young.page("home").by_id("climate"))[1:]}
    assert rows[HEBREW] == "\u2013"
    assert rows[EVIL] == "20.3"


def test_each_currency_has_a_picture_of_its_own(young: Gold) -> None:
    words = young.page("money").by_id("categories").one("svg").text
    assert "EUR" in words
    assert "USD" in words
    shown = young.page("index").by_id("tile-balance_usd").one("data").text
    assert shown == "-$1,234.56"


def test_what_needs_a_person_stands_first_with_a_shape_and_a_word(young: Gold) -> None:
    tiles = list(young.page("money").all("li", "tile"))
    status = tiles[0].one("span", "status")
    assert status.text == "alert"
    assert status.one("use").attributes["href"] == "#state-alert"
    assert "balance_usd" in young.page("index").one("section", "needs").text


def test_digits_in_a_name_or_a_tip_are_never_rounded(tmp_path: Path) -> None:
    rows = one_day()
    for row in rows["daily_room_climate"]:
        row["room_id"] = f"v1.23456 {row['room_id'][:3]}"
    drawn = Gold(tmp_path, rows).write(UP_TO_DATE).page("home").by_id("climate").one("svg")
    assert "v1.23456" in drawn.text
    tips = [one.attributes["data-tip"] for one in drawn.all() if "data-tip" in one.attributes]
    assert all("v1.23456" in tip for tip in tips)
    assert len(tips) == 3


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Gold:
    return Gold(tmp_path_factory.mktemp("empty"), {}).write(UP_TO_DATE)


def test_a_household_without_files_reads_what_each_page_needs(empty: Gold) -> None:
    hints = [one.text for one in empty.page("index").all("p", "empty")]
    assert len(hints) == len(DOMAINS)
    for domain, hint in zip(DOMAINS, hints, strict=True):
        assert domain.hint in hint
        assert domain.hint in empty.page(domain.name).one("p", "empty").text
        assert list(empty.page(domain.name).all("section", "card")) == []


def test_before_anything_is_published_every_page_says_so(tmp_path: Path) -> None:
    gold = Gold(tmp_path, {})
    gold.publication = None
    gold.write({**UP_TO_DATE, "is_stale": True, "stale_reasons": [f"It was held back by {EVIL}"]})
    for name in PAGES:
        root = gold.page(name)
        assert root.one("h1").text == "Nothing is published yet"
        assert "daybook refresh" in root.by_id("freshness").text
        assert EVIL in root.one("ul", "reasons").text


def test_a_stale_page_says_since_when_and_why_and_keeps_its_numbers(tmp_path: Path) -> None:
    gold = Gold(tmp_path, one_day())
    reasons = ["STALE since yesterday: the run failed", "net_worth found 3 rows"]
    gold.write({**UP_TO_DATE, "is_stale": True, "stale_reasons": reasons})
    for name in PAGES:
        root = gold.page(name)
        assert root.by_id("freshness").text.startswith("STALE These are the numbers of Jul 1, 2026")
        assert [one.text for one in root.one("ul", "reasons").all("li")] == reasons
        assert root.by_id("freshness").one("use").attributes["href"] == "#state-alert"
    assert gold.page("index").by_id("tile-balance_usd").one("data").text == "-$1,234.56"


def test_a_fresh_page_gives_no_reasons(young: Gold) -> None:
    for name in PAGES:
        assert young.page(name).by_id("freshness").text.startswith("Fresh as of Jul 1, 2026")
        assert list(young.page(name).all("ul", "reasons")) == []


def test_pages_are_written_in_the_locale_and_zone_of_the_household(tmp_path: Path) -> None:
    gold = Gold(tmp_path, one_day())
    household = tmp_path / "household"
    household.mkdir()
    lines = ("version: 1", "time_zone: Europe/Berlin", "currency: EUR", "locale: de_DE")
    (household / "household.yml").write_text("\n".join(lines))
    gold.settings = Settings(gold.settings.lake, household, AS_OF, "local")
    root = gold.write(UP_TO_DATE).page("index")

    assert root.one("h1").text == "Mittwoch, 1. Juli 2026"
    assert "01.07.2026, 08:00" in root.by_id("freshness").text
    assert root.by_id("tile-balance_usd").one("data").text == "-1.234,56 $"
    assert "1.234,50 \u20ac" in root.by_id("categories").one("table").text
    # The axis of the drawing, too.
    assert "1.000" in root.by_id("categories").one("svg").text


@pytest.mark.parametrize("locale", ["ar_EG", "fa_IR", "hi_IN", "ja_JP", "my", "zh_Hant_TW"])
def test_any_locale_is_drawn(locale: str) -> None:
    panel = next(panel for panel in DOMAINS[0].detail if panel.name == "daily-use")
    row: dict[str, Any] = dict.fromkeys((column.name for column in panel.columns), 1234.5)
    row |= {"usage_date": YESTERDAY, "commodity_and_unit": HEBREW}
    svg = draw(panel, [row], Formats(Locale.parse(locale)), 300, has_tips=False)
    assert HEBREW in svg


def test_the_page_of_trust_lists_every_table_with_its_state(tmp_path: Path) -> None:
    table = {
        "name": "daily_activity",
        "layer": "gold",
        "owner": None,
        "is_stored": True,
        "state": "watch",
        "state_reasons": [EVIL],
        "count_rows": 12345,
        "quality": {"score_percent": 99.5},
        "tests": {"one": {"status": "fail"}, "other": {"status": "pass"}},
    }
    seed = {**table, "name": "units", "layer": "seed"}
    part = {**table, "name": "brief_tiles_home", "is_stored": False}
    tables = {"model.daybook.a": table, "seed.daybook.b": seed, "model.daybook.c": part}
    root = Gold(tmp_path, {}).write({**UP_TO_DATE, "tables": tables}).page("trust")

    (row,) = root.one("tbody").all("tr")
    assert [cell.text for cell in row.all("td")] == [
        "daily_activity",
        "gold",
        f"watch {EVIL}",
        "12,345",
        "99.5 %",
        "1",
        "\u2013",
    ]


def test_the_page_of_trust_tells_what_changed_in_the_shape_of_tables(tmp_path: Path) -> None:
    change = {"found_at": "2026-07-01T06:00:00Z", "table": "model.daybook.daily_activity"}
    changes: list[dict[str, Any]] = [
        {"column": "new", "change": "added", "former_type": None, "type": "bigint"},
        {"column": "old", "change": "type_changed", "former_type": "int", "type": EVIL},
        {"column": None, "change": "removed", "former_type": None, "type": None},
    ]
    document = {**UP_TO_DATE, "schema_changes": [change | one for one in changes]}
    root = Gold(tmp_path, {}).write(document).page("trust")

    shown = [[cell.text for cell in row.all("td")][1:] for row in root.one("tbody").all("tr")]
    assert shown == [
        ["daily_activity", "new", "added bigint"],
        ["daily_activity", "old", f"int became {EVIL}"],
        ["daily_activity", "", "removed"],
    ]


def test_of_very_many_series_some_are_drawn_and_the_page_says_so(tmp_path: Path) -> None:
    day = {"activity_date": date(2020, 2, 29), "event_month": "2020-02"}
    people = [{**day, "person_id": f"person_{number:02d}", "step_count": 1} for number in range(33)]
    gold = Gold(tmp_path, {"daily_activity": people}).write(UP_TO_DATE)

    for page, count in (("index", 6), ("body", 16)):
        card = gold.page(page).by_id("activity")
        assert f"{count} of 33 are shown" in card.one("p", "about").text
        assert len(table_of(card)) == 1 + count
    # A chart has no year on its axis, and this one ended years ago.
    assert "Up to Feb 29, 2020." in card.one("p", "about").text
