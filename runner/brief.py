"""The morning brief as a table of text."""

from collections.abc import Sequence
from typing import Any

from ingestion.storage.locations import Location
from runner.publication import Publication
from runner.tables import read_delta_rows

MARKS = {"good": "+", "watch": "!", "alert": "X", "unknown": "?"}
DOMAINS = ("home", "fitness", "finance", "trust")


def read_brief(lake: Location, publication: Publication) -> list[dict[str, Any]]:
    """Return the tiles of the published morning, in the order in which they are shown."""
    version = publication.tables["morning_brief"]
    tiles = read_delta_rows(lake / "gold" / "morning_brief", version)
    return sorted(tiles, key=lambda tile: (DOMAINS.index(tile["domain"]), tile["tile_id"]))


def format_brief(tiles: Sequence[dict[str, Any]]) -> str:
    """Lay the tiles out as aligned lines under a heading for each domain."""
    if not tiles:
        return "The morning brief is empty: no source tells anything yet."
    lines = [f"Morning brief for {tiles[0]['brief_date']}"]
    width = max(len(tile["title"]) for tile in tiles)
    shown_domain = None
    for tile in tiles:
        if tile["domain"] != shown_domain:
            shown_domain = tile["domain"]
            lines += ["", shown_domain.capitalize()]
        lines.append(
            f"  {MARKS[tile['status']]} {tile['title']:<{width}} {_value(tile):>14} "
            f"{tile['unit']:<6} {tile['comparison'] or ''}".rstrip()
        )
    lines += ["", "  " + "   ".join(f"{mark} {status}" for status, mark in MARKS.items())]
    return "\n".join(lines)


def _value(tile: dict[str, Any]) -> str:
    """Show whole numbers of things whole; everything else with its two decimals."""
    value = tile["value"]
    if value is None:
        return "-"
    return f"{value:,.0f}" if tile["unit"] in ("count", "steps") else f"{value:,.2f}"
