"""Home Assistant's history download: one row for each state of an entity.

Source: Home Assistant, History panel, "Download data" (2024.1 and later).
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ingestion.decoders.base import Item, Record, Reject
from ingestion.decoders.csv_rows import CsvFormat, Row, header_of, read_rows
from ingestion.errors import QuarantineError
from ingestion.reasons import sentence
from ingestion.tables import STATES
from ingestion.times import StatedValueError, parse_time, utc_text

HEADER = ["entity_id", "state", "last_changed"]
_FORMAT = CsvFormat()
_PLAIN_UTC = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z", re.ASCII)


class HomeAssistantHistory:
    """Decode the history CSV."""

    name = "home_assistant_history"
    version = 1
    options: Mapping[str, Any] = {}

    def decode(self, file: Path) -> Iterator[Item]:
        """Yield records and rejects in the file's order."""
        rows = read_rows(file, _FORMAT)
        header = next(rows, None)
        if header is None or [cell.strip() for cell in header.cells] != HEADER:
            raise QuarantineError("header_mismatch", f"expected {','.join(HEADER)}")
        for row in rows:
            yield _item(row)


def has_history_header(head: bytes) -> bool:
    """Tell whether a content has exactly the header of this download."""
    return header_of(head, _FORMAT) == HEADER


def _item(row: Row) -> Item:
    if row.problem:
        return _reject(row, row.problem)
    entity, state, changed = row.cells
    entity = entity.strip()
    if not entity:
        return _reject(row, "entity_missing")
    try:
        at = _utc(changed)
    except StatedValueError as problem:
        return _reject(row, problem.code, str(problem))
    return Record(STATES, (entity, state, at), at[:-1], None, row.line)


def _utc(text: str) -> str:
    text = text.strip()
    if _PLAIN_UTC.fullmatch(text) and "1900" <= text[:4] <= "2199":
        try:
            datetime.fromisoformat(text)
        except ValueError:
            raise StatedValueError("time_invalid", f"{text!r} does not exist") from None
        return text
    moment, fraction = parse_time(text, ())
    if moment.tzinfo is None:
        raise StatedValueError("time_invalid", f"{text[:40]!r} states no zone")
    return utc_text(moment.astimezone(UTC), fraction)


def _reject(row: Row, code: str, detail: str = "") -> Reject:
    return Reject(STATES, code, sentence(code, detail), row.text, row.line)
