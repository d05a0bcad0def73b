"""What dbt's docs say of each table and column beyond its description, in markdown."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from observability.crawler.checks import FACT
from observability.crawler.facts import Json
from observability.crawler.sparklines import sparkline
from observability.crawler.states import STATES

# Shapes that every font has; the word says the same.
WORDS = {"good": "● good", "watch": "▲ watch", "alert": "■ alert", "unknown": "○ unknown"}
_LAYERS = ("bronze", "silver", "gold", "seed", "snapshot")
_MARKS = {"pass": "●", "warn": "◐", "fail": "○", "error": "✕", "skipped": "·"}
_LONGEST_EXPRESSION = 200
_SHOWN_CHANGES = 10


@dataclass(frozen=True)
class Site:
    """Say where the pages beside the docs lie, as links from them; None where there are none."""

    start: str | None

    def link(self, words: str, page: str) -> str:
        """Return a link to a page; nothing where the docs stand alone."""
        return "" if self.start is None else f"[{words}]({self.start}{page})"


def table_text(table: Mapping[str, Any], changes: Sequence[Mapping[str, Any]], site: Site) -> str:
    """Return the description of a table, followed by what was found of it."""
    lineage = site.link("Lineage of its columns", f"lineage.html#{table['name']}")
    found = " ".join((f"**{WORDS[table['state']]}**", *map(plain, table["state_reasons"])))
    parts = (
        table["description"],
        " · ".join(filter(None, (found, lineage))),
        _trends(table),
        _checks(table),
        _signals(table),
        _changes(changes),
    )
    return "\n\n".join(filter(None, parts))


def column_text(
    description: str, edges: Iterable[Mapping[str, Any]], names: Mapping[str, str], link: str
) -> str:
    """Return the description of a column, followed by where it comes from.

    names: the name of each table; what is not among them is no page to link to.
    link: to the lineage of the column, or nothing.
    """
    origins = [
        f"{_table_link(edge['upstream_table'], names)}.`{edge['upstream_column']}`"
        f" ({edge['kind']}){_expression(edge)}"
        for edge in edges
        if edge["upstream_column"] and edge["column"]
    ]
    if not origins:
        return description
    listed = "\n".join(f"- {one}" for one in origins)
    return "\n\n".join(filter(None, (description, "From:", listed, link)))


def overview(document: Mapping[str, Any], site: Site) -> str:
    """Return the first page of the docs: the state of every layer, then of what needs a look."""
    tables = document["tables"]
    links = (site.link("Morning", "index.html"), site.link("Lineage", "lineage.html"))
    state = (
        "\n".join(("**STALE**", "", *(f"- {plain(one)}" for one in document["stale_reasons"])))
        if document["is_stale"]
        else f"Numbers as of {document['as_of']}, checked by the run {document['run_id']}."
    )
    parts = (
        "# Daybook",
        " · ".join(filter(None, links)),
        state,
        _layers(tables),
        _nightly(tables),
        _changes(document["schema_changes"], tables),
    )
    return "\n\n".join(filter(None, parts))


def _layers(tables: Mapping[str, Json]) -> str:
    rows = []
    for layer in _LAYERS:
        of_layer = [table for table in tables.values() if table["layer"] == layer]
        if not of_layer:
            continue
        counts = (sum(one["state"] == state for one in of_layer) for state in STATES)
        rows.append([layer, str(len(of_layer)), *map(str, counts)])
    return _grid(["layer", "tables", *(WORDS[state] for state in STATES)], rows)


def _nightly(tables: Mapping[str, Json]) -> str:
    """Return the stored tables with their quality: what needs a look first, then gold."""
    order = {"alert": 0, "watch": 1}
    shown = [
        (unique_id, table)
        for unique_id, table in tables.items()
        if table["is_stored"] and (table["state"] in order or table["layer"] == "gold")
    ]
    shown.sort(key=lambda one: (order.get(one[1]["state"], 2), one[1]["name"]))
    rows = [
        [
            _link(unique_id, table["name"]),
            WORDS[table["state"]],
            _percent(table["quality"]["score_percent"]),
            _line([day["score_percent"] for day in table["quality"]["history"]], "quality"),
            "" if table["count_rows"] is None else f"{table['count_rows']:,}",
            (table["freshness"]["latest_at"] or "")[:10],
            table["control"]["state"].replace("_", " ").replace("none", ""),
            plain(" ".join(table["state_reasons"])),
        ]
        for unique_id, table in shown
    ]
    heads = ["table", "state", "quality", "trend", "rows", "fresh until", "control chart", "why"]
    return _grid(heads, rows)


def _trends(table: Mapping[str, Any]) -> str:
    rows = [one["count_rows"] for one in table["rows_history"]]
    scores = [one["score_percent"] for one in table["quality"]["history"]]
    lines = {
        "Rows": _line(rows, "rows of the last runs"),
        "Quality": _line(scores, "scores of the last days"),
    }
    return " · ".join(f"{name} {line}" for name, line in lines.items() if line)


def _checks(table: Mapping[str, Any]) -> str:
    rows = [
        [
            _named(name, check),
            check["status"].replace("_", " "),
            "" if check["count_failures"] is None else str(check["count_failures"]),
            "".join(_MARKS.get(one["status"], "?") for one in check["history"]),
        ]
        for name, check in sorted(table["tests"].items(), key=_failed_first)
    ]
    return _grid(["check", "status", "rows", "last runs"], rows)


def _named(name: str, check: Mapping[str, Any]) -> str:
    """Return a fact in its own words, any other check by its kind and column."""
    if check["kind"] == FACT:
        return plain(check["demand"]) or _code(name)
    return " ".join(
        filter(None, (_code(check["kind"]), _code(check["column"]), plain(check["demand"])))
    )


def _failed_first(check: tuple[str, Mapping[str, Any]]) -> tuple[bool, bool, str]:
    name, found = check
    return found["status"] == "pass", found["kind"] == FACT, name


def _signals(table: Mapping[str, Any]) -> str:
    rows = [
        [
            one["observed_at"][:10],
            _code(one["metric_id"]),
            one["severity"],
            plain(one["explanation"]),
        ]
        for one in table["control"]["signals"]
    ]
    return _grid(["day", "metric", "severity", "signal"], rows)


def _changes(changes: Sequence[Mapping[str, Any]], tables: Mapping[str, Json] | None = None) -> str:
    named = tables or {}
    rows = [
        [
            one["found_at"][:10],
            *([named.get(one["table"], {"name": one["table"]})["name"]] if tables else []),
            _code(one["column"]) or "the table",
            one["change"].replace("_", " "),
            " → ".join(filter(None, (one["former_type"], one["type"]))),
        ]
        for one in changes[:_SHOWN_CHANGES]
    ]
    return _grid(["found", *(["table"] if tables else []), "column", "change", "type"], rows)


def _grid(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table of markdown; nothing where it has no rows."""
    if not rows:
        return ""
    return "\n".join(_lines(heads, rows))


def _lines(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def plain(text: str) -> str:
    """Return a text that markdown leaves as it is, on one line."""
    escaped = "".join(f"\\{letter}" if letter in "\\`*_[]|<>#~" else letter for letter in text)
    return " ".join(escaped.split())


def _line(values: Sequence[float], words: str) -> str:
    return f"![{words}]({sparkline(values)})" if len(values) > 1 else ""


def _percent(score: float | None) -> str:
    return "" if score is None else f"{score:g} %"


def _expression(edge: Mapping[str, Any]) -> str:
    """Return the definition on one line, as code."""
    words = " ← ".join(filter(None, edge["expression"].splitlines())).replace("`", "")
    cut = words if len(words) <= _LONGEST_EXPRESSION else f"{words[:_LONGEST_EXPRESSION]}…"
    return f": `{cut}`" if cut else ""


def _table_link(unique_id: str, names: Mapping[str, str]) -> str:
    known = names.get(unique_id)
    return _link(unique_id, known) if known else unique_id.rpartition(".")[2]


def _link(unique_id: str, name: str) -> str:
    kind = unique_id.partition(".")[0]
    return f"[{name}](#!/{kind}/{unique_id})"


def _code(text: str | None) -> str:
    return f"`{text.replace('`', '')}`" if text else ""
