"""The state of every table, as the catalog document tells it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from observability.crawler.checks import count_failed
from portal.formats import UNKNOWN, Formats

MOST_CHANGES = 30
# The layers in which a number is made, the last one first.
_LAYERS = ("gold", "silver", "bronze")


@dataclass(frozen=True)
class TableState:
    """One line of the list of tables; all texts but the name and the state's word are written."""

    name: str
    layer: str
    state: str
    reasons: str
    count_rows: str
    score: str
    count_failed: int
    owner: str


def table_states(document: Mapping[str, Any] | None, formats: Formats) -> list[TableState]:
    """Return the tables that a person may ask about, gold first."""
    tables = document["tables"].values() if document else ()
    shown = [table for table in tables if table["layer"] in _LAYERS and table["is_stored"]]
    shown.sort(key=lambda table: (_LAYERS.index(table["layer"]), table["name"]))
    return [_state_of(table, formats) for table in shown]


@dataclass(frozen=True)
class Change:
    """A column or a whole table that came, went or got another type; `what` is in words."""

    found: str
    name: str
    column: str
    what: str


def schema_changes(document: Mapping[str, Any] | None, formats: Formats) -> list[Change]:
    """Return what changed in the shape of tables, the newest first."""
    found = document.get("schema_changes", ()) if document else ()
    return [
        Change(
            formats.moment(datetime.fromisoformat(one["found_at"])),
            one["table"].rpartition(".")[2],
            one["column"] or "",
            _words(one),
        )
        for one in found[:MOST_CHANGES]
    ]


def _words(change: Mapping[str, Any]) -> str:
    if change["change"] == "type_changed":
        return f"{change['former_type']} became {change['type']}"
    return f"{change['change']} {change['type'] or change['former_type'] or ''}".strip()


def _state_of(table: Mapping[str, Any], formats: Formats) -> TableState:
    count, score = table["count_rows"], table["quality"]["score_percent"]
    return TableState(
        name=table["name"],
        layer=table["layer"],
        state=table.get("state", "unknown"),
        reasons="; ".join(table.get("state_reasons", ())),
        count_rows=formats.number(count, 0),
        score=UNKNOWN if score is None else f"{formats.number(score, 1)} %",
        count_failed=count_failed(table["tests"].values()),
        owner=table["owner"] or UNKNOWN,
    )
