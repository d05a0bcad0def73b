"""Write what a merge request changes: models, exposures, rows and columns of gold, lineage.

`deployment/gitlab/run report [FOLDER]` reads what `run slim` left in FOLDER (build/merge_request)
and writes report.md there; with REPORT_TOKEN it is also the merge request's note.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deployment.gitlab.lineage_changes import lineage_change
from deployment.gitlab.note import leave_note
from deployment.gitlab.project_changes import (
    ProjectChange,
    gold_tables,
    key_of,
    project_change,
    shown_columns,
)
from deployment.gitlab.report_text import MARK, exposures_text, models_text, tables_text
from deployment.gitlab.state import lake_of, read_state, settings_of
from deployment.gitlab.table_changes import TableChange, compare, count_rows
from ingestion.storage.locations import Location, location_of
from runner.manifest import read_last_manifest
from runner.settings import PROJECT_FOLDER
from runner.tables import has_delta_table

Json = dict[str, Any]


@dataclass(frozen=True)
class Sides:
    """Two states and the manifests of their last builds."""

    production: Path
    merge_request: Path
    before: Json
    after: Json


def write_report(folder: Path) -> Path:
    """Write report.md beside what a slim build left, and return it."""
    file = folder / "report.md"
    said: Json = json.loads((folder / "slim.json").read_text("utf-8"))
    file.write_text("\n".join(_lines(folder, said)).rstrip() + "\n", "utf-8")
    return file


def _lines(folder: Path, said: Json) -> Iterator[str]:
    yield MARK
    yield "# What this merge request changes"
    yield ""
    yield f"Build: {said['mode']}, {said['reason']}."
    if said["status"]:
        yield f"**It failed (status {said['status']}):** what follows is of what was built."
    yield from (f"- failed: {one}" for one in said["failed"])
    yield ""
    sides = _sides(folder, said)
    if sides is None:
        yield "There is nothing to compare with: the next merge request has it."
        return
    state = read_state(sides.production)
    days = f"{state.days} days of the sample household" if state else "the sample household"
    yield f"Compared with the default branch at {state.commit[:8] if state else '?'}, on {days}."
    change = project_change(sides.before, sides.after, said["modified"])
    yield from models_text(change, sides.before, sides.after)
    yield from exposures_text(change, sides.after)
    yield from tables_text(table_changes(sides))
    yield from _lineage_text(sides, change)


def _sides(folder: Path, said: Json) -> Sides | None:
    if said["production"] is None:
        return None
    production = Path(said["production"])
    before = read_last_manifest(settings_of(production))
    after = read_last_manifest(settings_of(folder))
    if before is None or after is None:
        return None
    return Sides(production, folder, before, after)


def table_changes(sides: Sides) -> dict[str, TableChange]:
    """Return the changes of gold's tables by name; what is the same in both states is left out."""
    former, present = gold_tables(sides.before), gold_tables(sides.after)
    found = {}
    for name in sorted({*former, *present}):
        change = _table_change(sides, name, former.get(name), present.get(name))
        if change is not None and not change.is_none:
            found[name] = change
    return found


def _table_change(
    sides: Sides, name: str, former_id: str | None, present_id: str | None
) -> TableChange | None:
    """Compare one table. One whose model is gone is gone, although its folder stays."""
    before = _table(sides.production, name) if former_id else None
    after = _table(sides.merge_request, name) if present_id else None
    if before and after and present_id:
        node = sides.after["nodes"][present_id]
        return compare(before, after, key_of(sides.after, present_id), shown_columns(node))
    if before is None and after is None:
        return None
    return TableChange(
        before=count_rows(before) if before else None, after=count_rows(after) if after else None
    )


def _table(state: Path, name: str) -> Location | None:
    place = location_of(lake_of(state) / "gold" / name)
    return place if has_delta_table(place) else None


def _lineage_text(sides: Sides, change: ProjectChange) -> Iterator[str]:
    if not change.changed:
        return
    added, removed = lineage_change(sides.production, sides.merge_request, sides.after)
    yield ""
    yield "## Column lineage"
    yield ""
    yield from (f"- now: {edge}" for edge in added)
    yield from (f"- no more: {edge}" for edge in removed)
    if not (added or removed):
        yield "Every column comes from the same columns as before."


def main(arguments: list[str]) -> int:
    """Write the report, and leave it as a note where that is asked for."""
    folder = Path(arguments[0]) if arguments else PROJECT_FOLDER / "build" / "merge_request"
    if not (folder / "slim.json").is_file():
        print(f"{folder / 'slim.json'} is missing: run the step slim first.", file=sys.stderr)
        return 2
    report = write_report(folder)
    text = report.read_text("utf-8")
    print(text)
    print(leave_note(text), file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
