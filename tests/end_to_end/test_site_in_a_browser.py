"""A person's ways through the site, in Debian's chromium; each visit ends with what must hold
of all pages: nothing came from outside, no script failed.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browsers import Scheme, Visit, open_browser, serving
from tests.houses import House

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PAGES = ("index.html", "home.html", "body.html", "money.html", "trust.html", "lineage.html")
COLUMN = "lineage.html#daily_meter_usage.quantity"


@pytest.fixture(scope="module")
def house(small_house: House, tmp_path_factory: pytest.TempPathFactory) -> House:
    """The sample household with its site."""
    copy = small_house.copy(tmp_path_factory.mktemp("browser"))
    copy.daybook("crawl")
    return copy


@pytest.fixture(scope="module")
def site(house: House) -> Path:
    """The link to the site that is up."""
    return house.lake / ".daybook" / "site"


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    with serving(site) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    with open_browser() as opened:
        yield opened


@pytest.fixture
def visit(browser: "Browser", address: str) -> Iterator[Visit]:
    made = Visit(browser, address)
    yield made
    made.end()


def test_a_number_leads_to_its_trace_its_lineage_and_its_docs(visit: Visit) -> None:
    page = visit.open("index.html")
    tile = page.locator(".tile", has=page.get_by_role("link", name=re.compile("^Trace of"))).first
    value = tile.locator(".value").inner_text()

    tile.get_by_role("link", name=re.compile("^Trace of")).click()
    expect(page).to_have_url(re.compile("/traces/morning_brief/"))
    expect(page.locator("main")).to_contain_text(value)
    page.locator('main a[href*="lineage.html#"]').first.click()
    expect(page).to_have_url(re.compile("/lineage.html#"))
    expect(page.locator("#picked")).to_be_visible()
    expect(page.locator(".graph a[aria-current]")).to_have_count(1)
    page.locator('#lineage .facts a[href^="docs/"]').click()
    expect(page).to_have_url(re.compile("/docs/index.html#!/(model|seed)/"))
    expect(page.get_by_text("Details").first).to_be_visible()


def test_a_column_is_found_by_keys_alone(visit: Visit) -> None:
    page = visit.open("lineage.html")

    page.keyboard.press("/")
    page.keyboard.type("meter_usage.quan")
    expect(page.get_by_role("option").first).to_contain_text("quantity daily_meter_usage")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"#daily_meter_usage\.quantity$"))
    assert focused(page) == "daily_meter_usage.quantity"
    page.keyboard.press("ArrowLeft")
    assert focused(page) == "silver_home__meter_intervals.quantity"
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"#silver_home__meter_intervals\.quantity$"))
    assert focused(page) == "silver_home__meter_intervals.quantity"
    page.go_back()
    expect(page.locator("#picked")).to_have_text("daily_meter_usage.quantity")


def test_a_column_leads_to_the_field_of_the_raw_record(visit: Visit) -> None:
    page = visit.open("lineage.html#daily_meter_usage.quantity")

    for button in ("columns? upstream", "columns? downstream"):
        more = page.get_by_role("button", name=re.compile(f"^All .*{button}"))
        if more.count():
            more.click()
    raw = page.locator('.graph a[data-key^="bronze_"]')
    assert raw.count() > 0
    raw.first.click()
    expect(page.get_by_text("A field of the records as they came")).to_be_visible()


def test_an_unknown_column_says_so_and_offers_all_tables(visit: Visit) -> None:
    page = visit.open("lineage.html#<b>no</b>")

    expect(page.get_by_role("status")).to_contain_text("There is no column <b>no</b>")
    expect(page.get_by_role("link", name="daily_meter_usage", exact=True)).to_be_visible()
    # No escape of any text.
    visit.open("lineage.html#%E0%A4%A")


def test_escape_leaves_the_search_for_the_column(visit: Visit) -> None:
    page = visit.open(COLUMN)

    page.keyboard.press("/")
    page.keyboard.type("zzz")
    expect(page.get_by_role("status")).to_have_text("No column found")
    page.keyboard.press("Escape")

    assert focused(page) == "daily_meter_usage.quantity"
    expect(page.get_by_role("combobox")).to_have_value("")


def test_dark_and_light_are_chosen_once_for_all_pages(visit: Visit) -> None:
    page = visit.open("index.html")
    light = ground(page)

    page.locator("#theme-toggle").click()
    dark = ground(page)
    page.get_by_role("link", name="Money", exact=True).click()
    page.wait_for_url("**/money.html")

    assert sum(dark) < 150
    assert sum(light) > 600
    assert ground(page) == dark
    expect(page.locator("#theme-toggle")).to_have_text("Light")
    assert ground(visit.open("index.html", scheme="dark")) == dark


@pytest.mark.parametrize("path", [*PAGES, COLUMN, "trace"])
def test_no_page_is_wider_than_a_phone(visit: Visit, site: Path, path: str) -> None:
    page = visit.open(a_page(site, path), width=360)

    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_every_page_is_reached_by_keys_and_shows_where_the_focus_is(visit: Visit) -> None:
    page = visit.open("index.html")

    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_class("skip")
    expect(page.locator(":focus")).to_be_in_viewport()
    page.keyboard.press("Tab")
    for name in ("Morning", "Home", "Body", "Money", "Trust", "Lineage", "Docs"):
        page.keyboard.press("Tab")
        expect(page.locator(":focus")).to_have_text(name)
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", [*PAGES, COLUMN, "trace"])
def test_no_page_of_ours_violates_a_rule_of_accessibility(
    visit: Visit, site: Path, path: str, scheme: Scheme
) -> None:
    # The page that dbt generates is not ours, and has violations of its own.
    page = visit.open(a_page(site, path), scheme=scheme)

    found = Axe().run(page)

    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("path", [*PAGES, "docs/index.html"])
def test_every_local_link_leads_somewhere(visit: Visit, site: Path, path: str) -> None:
    page = visit.open(path)
    links = page.eval_on_selector_all(
        "a[href]", "links => links.map(link => link.href.split('#')[0])"
    )

    own = {link.removeprefix(f"{visit.address}/") for link in links if visit.address in link}
    assert {link for link in own if not (site / (link or "index.html")).is_file()} == set()


@pytest.mark.parametrize(("hours", "words"), [(35, []), (50, ["· 2 days old"])])
def test_a_page_of_days_ago_says_its_age(
    house: House, visit: Visit, hours: int, words: list[str]
) -> None:
    page = visit.open("index.html")

    page.clock.set_fixed_time(datetime.fromisoformat(house.as_of) + timedelta(hours=hours))
    page.reload()

    assert page.locator("#freshness #age").all_text_contents() == words


# Last, since it changes what the site says.
@pytest.mark.parametrize(
    ("status", "said"),
    [("fail", "was held back"), ("error", "failed")],
)
def test_an_open_page_says_by_itself_that_a_newer_build_did_not_pass(
    house: House, visit: Visit, status: str, said: str
) -> None:
    page = visit.open("index.html")
    page.clock.install()
    page.reload()
    values = page.eval_on_selector_all(".value", "all => all.map(one => one.textContent)")

    house.leave_a_run(status)
    house.daybook("crawl")
    page.clock.run_for(6000)

    expect(page.locator("#freshness")).to_contain_text("STALE")
    expect(page.locator(".reasons")).to_contain_text(said)
    expect(page.locator(".reasons")).to_contain_text("nobody_walks_so_far")
    assert page.eval_on_selector_all(".value", "all => all.map(one => one.textContent)") == values
    assert Axe().run(page).violations_count == 0
    for path in (*PAGES[1:], COLUMN):
        expect(visit.open(path).locator("#freshness")).to_contain_text("STALE")


def a_page(site: Path, path: str) -> str:
    """Return the path of a page; of traces there is one for each number, the widest is taken."""
    if path != "trace":
        return path
    traces = site.glob("traces/morning_brief/*.html")
    return str(max(traces, key=lambda file: file.stat().st_size).relative_to(site))


def focused(page: "Page") -> str:
    return str(page.evaluate("document.activeElement.dataset.key"))


def ground(page: "Page") -> tuple[int, ...]:
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return tuple(map(int, re.findall(r"\d+", colour)[:3]))
