"""Decoding of trackers' documents for tests."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ingestion.decoders.base import Item, Record, Reject
from ingestion.decoders.tracker_documents import TrackerDocuments
from ingestion.tables import RECORD_TABLES


def items_of(
    folder: Path, decoder: type[TrackerDocuments], content: Any, zone: str = "Europe/Amsterdam"
) -> Iterator[Item]:
    """Yield what a decoder reads of a content; what is no text and no bytes is written as JSON."""
    file = folder / "file.json"
    if not isinstance(content, str | bytes):
        content = json.dumps(content)
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return decoder("ann", ZoneInfo(zone)).decode(file)


def read(
    folder: Path, decoder: type[TrackerDocuments], content: Any
) -> tuple[list[dict[str, str | None]], list[str]]:
    """Return records as their columns, and the reasons of rejects."""
    rows: list[dict[str, str | None]] = []
    reasons: list[str] = []
    for item in items_of(folder, decoder, content):
        if isinstance(item, Record):
            columns = RECORD_TABLES[item.table].values
            rows.append(dict(zip(columns, item.values, strict=True)))
        elif isinstance(item, Reject):
            reasons.append(f"{item.line} {item.reason}")
    return rows, reasons


def told(rows: list[dict[str, str | None]], *columns: str) -> list[tuple[str | None, ...]]:
    """Return some columns of the rows."""
    return [tuple(row.get(column) for column in columns) for row in rows]
