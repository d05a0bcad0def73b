"""Parquet files of decoded records, one for each table and month."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingestion.decoders.base import LONGEST_RAW_TEXT, Record, RecordColumns, Reject
from ingestion.lake import Lake
from ingestion.layout import records_key
from ingestion.tables import NO_MONTH, RECORD_TABLES, REJECTS, Table

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

_ROWS_IN_MEMORY = 100_000
# Each unfinished file takes a file descriptor, and a process has about a thousand.
_MOST_OPEN_FILES = 200

Place = tuple[str, str]
Lineage = tuple[str, str, str]


@dataclass
class _Waiting:
    """Hold what goes into one file next: rows as they came, and columns already made."""

    rows: list[tuple[Any, ...]] = field(default_factory=list)
    tables: list["pa.Table"] = field(default_factory=list)
    count: int = 0


class RecordFiles:
    """Collect the records of one decode in the files that the lake is to take."""

    def __init__(
        self, lake: Lake, content_id: str, decode_id: str, source: str, ingestion_date: str
    ) -> None:
        self._lake = lake
        self._lineage = (content_id, decode_id, source)
        self._rejects_month = ingestion_date[:7]
        self._waiting: dict[Place, _Waiting] = defaultdict(_Waiting)
        self._in_memory = 0
        self._open: dict[Place, pq.ParquetWriter] = {}
        self._parts: dict[Place, list[Path]] = defaultdict(list)
        self.counts: dict[Place, int] = defaultdict(int)
        self.member: str | None = None
        self._number = 0

    def add(self, record: Record) -> None:
        """Take the next record."""
        month = record.at[:7] if record.at else NO_MONTH
        self._add((record.table, month), record.values, record.line, record.raw)

    def add_columns(self, records: RecordColumns) -> None:
        """Take the next records, all of one table."""
        # Imported here for the same reason as in _writer.
        from ingestion.arrow_columns import by_month

        count = len(records.at)
        numbers = range(self._number + 1, self._number + count + 1)
        self._number += count
        raws, members = [None] * count, [self.member] * count
        columns = (*records.columns, numbers, records.lines, raws, members)
        table = _arrow_table(RECORD_TABLES[records.table], columns, self._lineage)
        for month, part in by_month(table, records.at):
            self._waiting[records.table, month].tables.append(part)
            self._count((records.table, month), part.num_rows)

    def add_reject(self, reject: Reject) -> None:
        """Take the next reject."""
        values = (reject.table, reject.reason, reject.message, _plain(reject.raw_text))
        self._add((REJECTS, self._rejects_month), values, reject.line, None)

    def finish(self) -> dict[str, Path]:
        """Write everything that waits and return the files by the keys of their objects."""
        for place in sorted(self.counts):
            self._flush(place, is_last=True)
        return {
            records_key(table, month, *self._lineage[:2], part): file
            for (table, month), files in sorted(self._parts.items())
            for part, file in enumerate(files, start=1)
        }

    def discard(self) -> None:
        """Take unfinished files away."""
        for writer in self._open.values():
            _close_quietly(writer)
        for files in self._parts.values():
            for file in files:
                file.unlink(missing_ok=True)

    def _add(
        self, place: Place, values: tuple[str | None, ...], line: int | None, raw: str | None
    ) -> None:
        self._number += 1
        self._waiting[place].rows.append((*values, self._number, line, raw, self.member))
        self._count(place, 1)

    def _count(self, place: Place, count: int) -> None:
        self._waiting[place].count += count
        self.counts[place] += count
        self._in_memory += count
        if self._in_memory >= _ROWS_IN_MEMORY:
            self._flush_most()

    def _flush_most(self) -> None:
        largest = sorted(self._waiting, key=lambda place: -self._waiting[place].count)
        for place in largest:
            self._flush(place)
            if self._in_memory < _ROWS_IN_MEMORY // 2:
                return

    def _flush(self, place: Place, *, is_last: bool = False) -> None:
        waiting = self._waiting.pop(place, _Waiting())
        self._in_memory -= waiting.count
        if waiting.count:
            table = _joined(RECORD_TABLES[place[0]], waiting, self._lineage)
            self._writer(place, table.schema).write_table(table)
        if is_last and place in self._open:
            self._open.pop(place).close()

    def _writer(self, place: Place, schema: "pa.Schema") -> "pq.ParquetWriter":
        # Imported here: a run with nothing new needs no pyarrow, which takes long to load.
        import pyarrow.parquet as pq

        writer = self._open.pop(place, None)
        if writer is None:
            if len(self._open) >= _MOST_OPEN_FILES:
                self._open.pop(next(iter(self._open))).close()
            file = self._lake.work / f"records-{sum(map(len, self._parts.values()))}.parquet"
            self._lake.work.mkdir(parents=True, exist_ok=True)
            self._parts[place].append(file)
            writer = pq.ParquetWriter(file, schema)
        # Put back last: the writer that has rested longest is closed first.
        self._open[place] = writer
        return writer


def _joined(table: Table, waiting: _Waiting, lineage: Lineage) -> "pa.Table":
    # Imported here for the same reason as in _writer.
    import pyarrow as pa

    tables = list(waiting.tables)
    if waiting.rows:
        columns = tuple(zip(*waiting.rows, strict=True))
        tables.append(_arrow_table(table, columns, lineage))
    return pa.concat_tables(tables)


def _arrow_table(table: Table, columns: Sequence[Any], lineage: Lineage) -> "pa.Table":
    # Imported here for the same reason as in _writer.
    from ingestion.arrow_columns import arrow_table

    *values, numbers, lines, raws, members = columns
    constants = [[text] * len(numbers) for text in lineage]
    return arrow_table(table, [*values, *constants, numbers, lines, raws, members])


def _plain(text: str) -> str:
    return text[:LONGEST_RAW_TEXT].rstrip("\r\n")


def _close_quietly(writer: "pq.ParquetWriter") -> None:
    try:
        writer.close()
    except OSError:
        # The file is thrown away; a full disk must not hide why.
        return
