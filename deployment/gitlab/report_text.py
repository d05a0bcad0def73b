"""The words of the merge-request report, in Markdown."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from deployment.gitlab.project_changes import Json, ProjectChange
from deployment.gitlab.table_changes import TableChange

# By which the note of an earlier pipeline is found again.
MARK = "<!-- daybook: merge-request report -->"
_SHOWN = 40


def models_text(change: ProjectChange, before: Json, after: Json) -> Iterator[str]:
    """Yield the changed nodes, and the tables that read them."""
    yield from ("", "## Changed models", "")
    if not change.changed:
        yield "None."
    else:
        yield from ("| node | kind | what changed |", "|---|---|---|")
    # A word in dbt_project.yml changes the configuration of all: what says more comes first.
    ordered = sorted(change.changed, key=lambda one: one.what == "configuration")
    for one in ordered[:_SHOWN]:
        node = after["nodes"].get(one.node_id) or before["nodes"].get(one.node_id) or {}
        name = node.get("name") or one.node_id.split(".")[2]
        yield f"| `{name}` | {_kind(one.node_id, node)} | {one.what} |"
    if len(ordered) > _SHOWN:
        yield f"| and {len(ordered) - _SHOWN} more | | |"
    yield ""
    names = [after["nodes"][one]["name"] for one in change.downstream]
    listed = ", ".join(f"`{name}`" for name in names[:_SHOWN])
    rest = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    yield f"Downstream, {len(names)}: {listed}{rest}." if names else "Nothing reads them."


def _kind(node_id: str, node: Mapping[str, Any]) -> str:
    kind = node_id.split(".", maxsplit=1)[0].replace("_", " ")
    return f"{node['schema']} {kind}" if kind == "model" and "schema" in node else kind


def exposures_text(change: ProjectChange, after: Json) -> Iterator[str]:
    """Yield the exposures that read something changed."""
    yield from ("", "## Exposures touched", "")
    if not change.exposures:
        yield "None."
    for one in change.exposures:
        exposure = after["exposures"][one]
        label = exposure["label"] or exposure["name"]
        yield f"- {label} (`{exposure['name']}`, {exposure['type']})"


def tables_text(changes: Mapping[str, TableChange]) -> Iterator[str]:
    """Yield the gold tables whose columns or rows changed."""
    yield from ("", "## Gold tables", "")
    if not changes:
        yield "Every row and column is as it was."
        return
    yield "| table | rows before | after | added | removed | changed | columns |"
    yield "|---|---:|---:|---:|---:|---:|---|"
    for name, change in changes.items():
        counts = (change.before, change.after, change.added, change.removed, change.changed)
        numbers = " | ".join("" if one is None else f"{one:,}" for one in counts)
        yield f"| `{name}` | {numbers} | {_columns(change)} |"
    for name, change in changes.items():
        if details := list(_details(change)):
            yield from ("", f"### {name}", "", *details)


def _columns(change: TableChange) -> str:
    if change.before is None:
        return "new table"
    if change.after is None:
        return "table removed"
    return ", ".join(
        (
            *(f"+`{name}`" for name in change.columns_added),
            *(f"-`{name}`" for name in change.columns_removed),
            *(f"`{name}` {old} to {new}" for name, (old, new) in change.types.items()),
        )
    )


def _details(change: TableChange) -> Iterator[str]:
    is_other = change.added or change.removed or change.changed
    if is_other and not change.key:
        yield "- No key pairs the rows of both: a changed row counts as one removed and one added."
    elif is_other:
        yield f"- Paired by {', '.join(f'`{name}`' for name in change.key)}."
    if change.changed_columns:
        listed = (f"`{name}` in {count:,}" for name, count in change.changed_columns.items())
        yield f"- Changed rows: {', '.join(listed)}."
    for part, rows in change.examples.items():
        yield f"- {part.capitalize()}, such as {_keys(rows)}."
    if is_other and change.key and not change.examples:
        yield "- The key is personal: no examples."


def _keys(rows: Sequence[Mapping[str, Any]]) -> str:
    return "; ".join(", ".join(f"{name} {value}" for name, value in row.items()) for row in rows)
