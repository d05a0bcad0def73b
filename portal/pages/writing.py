"""Write the morning page and the page of each domain into a folder."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment

from portal.charts.panel import Panel
from portal.frame import Frame, frame_of
from portal.pages.cards import Card, card_of
from portal.pages.contents import DETAIL_SPANS, DOMAINS, MORNING_SPANS, TABLES, Domain
from portal.pages.gold import Gold
from portal.pages.tables import schema_changes, table_states
from portal.pages.tiles import Tile, read_tiles
from portal.templates import environment
from runner.publication import Publication
from runner.settings import Settings


@dataclass(frozen=True)
class Section:
    """What a page shows of one domain. `left_out`: titles of panels that have no rows."""

    domain: Domain
    tiles: Sequence[Tile]
    cards: Sequence[Card]
    left_out: Sequence[str]


@dataclass(frozen=True)
class Source:
    """Where the numbers of one publication are read, and how they are written."""

    gold: Gold
    frame: Frame


def write_pages(
    settings: Settings,
    publication: Publication | None,
    document: Mapping[str, Any] | None,
    folder: Path,
) -> None:
    """Write index, home, body, money and trust; before anything is published they say so.

    document: the catalog document; without one the page of trust tells what gold tells.
    folder: the site's; traces that lie in it are linked.
    """
    frame = frame_of(settings, publication, document)
    templates = environment()
    if publication is None:
        _write(templates, "empty.html", folder / "index.html", page="morning", frame=frame)
        for domain in DOMAINS:
            path = folder / f"{domain.name}.html"
            _write(templates, "empty.html", path, page=domain.name, frame=frame)
        return
    source = Source(Gold(settings.lake, publication, TABLES), frame)
    tiles = read_tiles(source.gold, frame.formats, folder)
    _write_morning(templates, source, tiles, folder)
    for domain in DOMAINS:
        section = _section(source, domain, tiles, domain.detail, DETAIL_SPANS)
        lists = _lists(document, frame) if domain.name == "trust" else {"tables": [], "changes": []}
        _write_detail(templates, frame, section, lists, folder)


def _write_morning(
    templates: Environment, source: Source, tiles: Sequence[Tile], folder: Path
) -> None:
    sections = [
        _section(source, domain, tiles, domain.morning, MORNING_SPANS) for domain in DOMAINS
    ]
    needs = [tile for tile in tiles if tile.status in ("alert", "watch")]
    _write(
        templates,
        "morning.html",
        folder / "index.html",
        page="morning",
        frame=source.frame,
        sections=sections,
        needs=needs,
    )


def _write_detail(
    templates: Environment,
    frame: Frame,
    section: Section,
    lists: Mapping[str, Sequence[Any]],
    folder: Path,
) -> None:
    name = section.domain.name
    _write(
        templates,
        "detail.html",
        folder / f"{name}.html",
        page=name,
        frame=frame,
        section=section,
        **lists,
    )


def _lists(document: Mapping[str, Any] | None, frame: Frame) -> dict[str, Sequence[Any]]:
    """Return what the catalog document tells of tables."""
    return {
        "tables": table_states(document, frame.formats),
        "changes": schema_changes(document, frame.formats),
    }


def _section(
    source: Source,
    domain: Domain,
    tiles: Sequence[Tile],
    panels: Sequence[Panel],
    spans: Mapping[str, int],
) -> Section:
    asked = [(panel, source.gold.rows_of(panel, spans)) for panel in panels]
    formats = source.frame.formats
    is_detailed = spans is DETAIL_SPANS
    return Section(
        domain,
        [tile for tile in tiles if tile.domain == domain.in_gold],
        [card_of(panel, rows, formats, is_detailed=is_detailed) for panel, rows in asked if rows],
        [panel.title for panel, rows in asked if not rows],
    )


def _write(templates: Environment, template: str, path: Path, **values: Any) -> None:
    path.write_text(templates.get_template(template).render(root="", **values), encoding="utf-8")
