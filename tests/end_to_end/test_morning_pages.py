"""The pages of the sample household show what gold has, and nothing else."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from babel import Locale

from ingestion.storage.locations import location_of
from portal.charts.drawing import text
from portal.charts.panel import Panel
from portal.formats import Formats
from portal.links import trace_href, trace_path
from portal.pages import write_pages
from portal.pages.contents import DOMAINS
from runner.publication import read_publication
from runner.settings import Settings
from tests.houses import House
from tests.pages import Element, read_page, table_of

FORMATS = Formats(Locale.parse("en"), "Europe/Amsterdam")
TRACED = {"tile_id": "net_worth_eur"}
# The sample has no gas, no budgets and no relation that survives.
WITHOUT_ROWS = {"heating", "budgets", "insights"}
DETAILS = [(domain.name, panel) for domain in DOMAINS for panel in domain.detail]
MORNING = [("index", panel) for domain in DOMAINS for panel in domain.morning]
PANELS = [
    pytest.param(*one, id=f"{one[0]}-{one[1].name}")
    for one in (*MORNING, *DETAILS)
    if one[1].name not in WITHOUT_ROWS
]


@pytest.fixture(scope="module")
def folder(sample_house: House, tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = tmp_path_factory.mktemp("site")
    trace = site / trace_path("morning_brief", TRACED)
    trace.parent.mkdir(parents=True)
    trace.write_text("where it comes from", "utf-8")
    lake = location_of(sample_house.lake)
    as_of = datetime.fromisoformat(sample_house.as_of)
    settings = Settings(lake, sample_house.folder / "household", as_of, "local")
    write_pages(settings, read_publication(lake), None, site)
    return site


@cache
def page_of(folder: Path, name: str) -> Element:
    return read_page(folder / f"{name}.html")


def card_of(folder: Path, page: str, panel: Panel) -> Element:
    return page_of(folder, page).by_id(panel.name)


def test_every_tile_shows_the_number_of_gold(folder: Path, sample_house: House) -> None:
    shown = {
        tile.attributes["id"].removeprefix("tile-"): (
            tile.one("data").attributes["value"],
            tile.one("data").text,
            tile.one("h3").text,
            tile.one("p", "comparison").text,
            tile.one("span", "status").text,
        )
        for tile in page_of(folder, "index").all("li", "tile")
    }
    assert shown == {
        row["tile_id"]: (
            "" if row["value"] is None else str(row["value"]),
            " ".join(FORMATS.quantity(row["value"], row["unit"]).split()),
            row["title"],
            row["comparison"],
            row["status"],
        )
        for row in sample_house.rows("morning_brief")
    }


def test_each_domains_page_repeats_its_tiles(folder: Path, sample_house: House) -> None:
    for domain in DOMAINS:
        tiles = page_of(folder, domain.name).all("li", "tile")
        rows = sample_house.rows("morning_brief")
        assert {tile.attributes["id"] for tile in tiles} == {
            f"tile-{row['tile_id']}" for row in rows if row["domain"] == domain.in_gold
        }


@pytest.mark.parametrize(("page", "panel"), PANELS)
def test_every_row_of_a_table_is_one_of_gold(
    page: str, panel: Panel, folder: Path, sample_house: House
) -> None:
    headings, *shown = table_of(card_of(folder, page, panel))
    gold = sample_house.rows(panel.tables[0])
    columns = [
        (place, column)
        for place, column in enumerate(panel.columns[: len(headings)])
        if column.name in gold[0] and column.kind != "state"
    ]
    known = {
        tuple(" ".join(text(column, row, FORMATS).split()) for _, column in columns) for row in gold
    }
    rows = [tuple(row[place] for place, _ in columns) for row in shown]

    assert headings == [column.heading for column in panel.columns[: len(headings)]]
    assert len(columns) >= 1
    # What was known of a balance before its forecast comes from another table.
    assert set(rows) - known == set() or panel.name == "forecast"


def test_what_has_no_rows_is_named_instead(folder: Path) -> None:
    for page, panel in DETAILS:
        root = page_of(folder, page)
        left_out = [one.text for one in root.all("p", "left-out")]
        is_left_out = any(panel.title in text for text in left_out)
        assert is_left_out == (panel.name in WITHOUT_ROWS), panel.name


def test_a_table_has_every_day_of_its_month(folder: Path, sample_house: House) -> None:
    rows = sample_house.rows("daily_activity")
    newest = max(row["activity_date"] for row in rows)
    recent = [row for row in rows if row["activity_date"] > newest - timedelta(days=28)]
    panel = next(panel for _, panel in MORNING if panel.name == "activity")

    _, *shown = table_of(card_of(folder, "index", panel))

    assert len(recent) > 40
    assert sorted(shown) == sorted(
        [
            FORMATS.day(row["activity_date"]),
            row["person_id"],
            *(FORMATS.number(row[name], 0) for name in ("step_count", "distance_meters")),
        ]
        for row in recent
    )


def test_the_forecast_shows_its_bands_and_what_is_known(folder: Path, sample_house: House) -> None:
    panel = next(panel for page, panel in DETAILS if panel.name == "forecast")
    _, *shown = table_of(card_of(folder, "money", panel))
    newest = [
        row for row in sample_house.rows("daily_balance_forecast") if row["model"] == "daybook"
    ]
    expected = {
        (FORMATS.day(row["forecast_date"]), FORMATS.money(row["balance_amount_p50"], "EUR"))
        for row in newest
    }
    known = {
        (FORMATS.day(row["trend_date"]), FORMATS.money(row["value"], "EUR"))
        for row in sample_house.rows("morning_trends")
        if row["tile_id"] == "balance_eur"
    }

    assert {(row[0], row[1]) for row in shown if row[1] != "\u2013"} == expected
    assert {(row[0], row[2]) for row in shown if row[2] != "\u2013"} < known
    assert len(expected) == 90


def tips_of(card: Element) -> list[str]:
    tips = (one.attributes.get("data-tip") for one in card.one("svg").all())
    return [tip for tip in tips if tip is not None]


# A mark for each row: were rows drawn in a series that is not theirs, there would be more of them.
@pytest.mark.parametrize(
    ("page", "name", "column"),
    [
        ("home", "daily-use", "import_quantity"),
        ("home", "climate", "temperature_celsius_mean"),
        ("home", "humidity", "humidity_percent_mean"),
        ("body", "activity", "step_count"),
        ("body", "heart", "resting_heart_rate_bpm"),
        ("money", "accounts", "balance_amount"),
        ("trust", "control-more", "value"),
    ],
)
def test_each_value_is_drawn_once_and_says_its_row(
    page: str, name: str, column: str, folder: Path
) -> None:
    panel = next(panel for _, panel in DETAILS if panel.name == name)
    card = card_of(folder, page, panel)
    place = [one.name for one in panel.columns].index(column)
    _, *rows = table_of(card)

    drawn = tips_of(card)

    assert len(rows) > 50
    assert len(drawn) == len([row for row in rows if row[place] != "\u2013"])
    headings = [one.heading for one in panel.columns]
    assert {" ".join(tip.split()) for tip in drawn} <= {
        "; ".join(f"{heading} {cell}" for heading, cell in zip(headings, row, strict=True))
        for row in rows
    }


def test_the_morning_page_needs_no_script_and_is_small(folder: Path) -> None:
    page = folder / "index.html"
    content = page.read_text("utf-8")
    assert page.stat().st_size < 500_000
    assert "data-tip" not in content
    assert [one.attributes["src"] for one in page_of(folder, "index").all("script")] == [
        "assets/site.js"
    ]


@pytest.mark.parametrize("page", ["index", *(domain.name for domain in DOMAINS)])
def test_a_page_loads_nothing_from_outside_and_styles_nothing_inline(
    page: str, folder: Path
) -> None:
    root = page_of(folder, page)
    addresses = [
        value
        for one in root.all()
        for name, value in one.attributes.items()
        if name in ("src", "href", "xlink:href", "action", "data")
    ]
    assert len(addresses) > 20
    assert [one for one in addresses if re.match(r"[a-z]+:|//", one)] == []
    assert [one.tag for one in root.all() if {"style", "onclick"} & one.attributes.keys()] == []
    assert list(root.all("style")) == []


@pytest.mark.parametrize("page", ["index", *(domain.name for domain in DOMAINS)])
def test_no_two_elements_of_a_page_share_an_id(page: str, folder: Path) -> None:
    ids = [one.attributes["id"] for one in page_of(folder, page).all() if "id" in one.attributes]
    assert sorted(ids) == sorted(set(ids))
    links = (one.attributes.get("href", "") for one in page_of(folder, page).all("a"))
    assert {link[1:] for link in links if link.startswith("#")} <= set(ids)


def test_a_tile_links_to_its_trace_where_there_is_one(folder: Path) -> None:
    links = [
        one.attributes["href"] for one in page_of(folder, "index").all("a") if one.text == "Trace"
    ]
    assert links == [trace_href("morning_brief", TRACED)]


def test_every_chart_has_words_and_a_table(folder: Path) -> None:
    for page in ("index", *(domain.name for domain in DOMAINS)):
        root = page_of(folder, page)
        charts = list(drawings(root))
        assert len(charts) >= 2
        for svg in charts:
            names = svg.attributes["aria-labelledby"].split()
            assert all(root.by_id(name).text for name in names)
        for card in root.all("section", "card"):
            assert len(list(card.all("tr"))) > 1


def drawings(root: Element) -> Iterator[Element]:
    for one in root.all("div", "chart"):
        yield one.one("svg")


@pytest.mark.parametrize(
    "panel", [one for _, one in (*MORNING, *DETAILS)], ids=lambda one: one.name
)
def test_the_lineage_of_a_panel_begins_at_a_column_of_gold(
    panel: Panel, sample_house: House
) -> None:
    assert panel.measure in sample_house.schema(panel.tables[0])
