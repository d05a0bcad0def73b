"""The changes of the tables' columns between crawls, as rows of bronze."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from ingestion import open_lake
from ingestion.index_files import write_rows
from ingestion.storage.locations import Location
from ingestion.tables import INDEX_TABLES, SCHEMA_CHANGES
from observability.crawler.facts import Json
from runner.settings import Settings, iso
from runner.tables import read_record_rows

_SHOWN = 200


def write_changes(
    settings: Settings, document: Mapping[str, Any], changes: Sequence[Mapping[str, Any]]
) -> None:
    """Write what a crawl found as a file of its own; finding it once more changes nothing."""
    if not changes:
        return
    last = document["last_run"] or {"run_id": None, "run_number": 0}
    found_at = iso(settings.as_of)
    digest = hashlib.sha256(json.dumps(list(changes), sort_keys=True).encode()).hexdigest()[:8]
    key = (
        f"bronze/{SCHEMA_CHANGES}/event_month={found_at[:7]}/"
        f"{last['run_number']:08d}-{digest}.parquet"
    )
    rows = [
        (
            *(last["run_id"], last["run_number"], found_at),
            *(one["table"], one["column"], one["change"], one["former_type"], one["type"]),
        )
        for one in changes
    ]
    lake = open_lake(settings.lake, settings.as_of)
    write_rows(lake, INDEX_TABLES[SCHEMA_CHANGES], rows, key)


def read_changes(lake: Location) -> list[Json]:
    """Return the last changes, the newest first; of tables that are gone, too."""
    rows = read_record_rows(lake / "bronze" / SCHEMA_CHANGES)
    rows.sort(key=lambda row: (row["node_id"], row["column_name"] or ""))
    rows.sort(key=lambda row: (row["found_at"], row["run_number"]), reverse=True)
    return [
        {
            "found_at": row["found_at"],
            "table": row["node_id"],
            "column": row["column_name"],
            "change": row["change"],
            "former_type": row["former_type"],
            "type": row["present_type"],
        }
        for row in rows[:_SHOWN]
    ]
