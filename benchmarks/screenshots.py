"""Write the pictures of the README from the sample household: docs/images/*.png."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from benchmarks.timing import PROJECT, environment_of, seconds
from samples import SAMPLE_AS_OF, write_sample
from tests.browsers import open_browser, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser

DAYS = 400
FOLDER = PROJECT / "docs" / "images"


@dataclass(frozen=True)
class Picture:
    """One picture: a page of the site as a person sees it; sizes in CSS pixels.

    scale: pixels of the picture for each; all pictures together stay under 300 kB.
    """

    name: str
    page: str
    width: int
    height: int
    scheme: Literal["light", "dark"]
    scale: float


PICTURES = (
    Picture("morning", "index.html", 1280, 720, "light", 0.7),
    Picture("morning_phone", "index.html", 360, 720, "dark", 0.8),
    Picture("lineage", "lineage.html#daily_meter_usage.quantity", 1280, 860, "light", 0.6),
    Picture("trace", "traces/morning_brief/{tile}.html", 1280, 720, "light", 0.7),
)
_TILE = "balance_eur"


def main() -> None:
    """Build the sample household in a scratch folder and take its pictures."""
    with tempfile.TemporaryDirectory(prefix="daybook-pictures-") as scratch:
        house, lake = Path(scratch) / "house", Path(scratch) / "lake"
        write_sample(house, days=DAYS)
        environment = environment_of(house, lake, SAMPLE_AS_OF.isoformat())
        seconds(["daybook", "refresh"], environment | {"DAYBOOK_SITE": ""})
        take_pictures(lake / ".daybook" / "site")


def take_pictures(site: Path) -> None:
    """Write every picture of a site."""
    FOLDER.mkdir(exist_ok=True)
    with serving(site) as address, open_browser() as browser:
        for picture in PICTURES:
            _take(browser, address, picture)
            print(f"{FOLDER / picture.name}.png")


def _take(browser: "Browser", address: str, picture: Picture) -> None:
    context = browser.new_context(
        viewport={"width": picture.width, "height": picture.height},
        color_scheme=picture.scheme,
        device_scale_factor=picture.scale,
    )
    page = context.new_page()
    # As on the morning itself: later, pages say how old they are.
    page.clock.set_fixed_time(SAMPLE_AS_OF)
    page.goto(f"{address}/{picture.page.format(tile=_TILE)}")
    page.screenshot(path=FOLDER / f"{picture.name}.png")
    context.close()


if __name__ == "__main__":
    main()
