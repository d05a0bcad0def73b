"""A cache of the lake's JSON objects, and the index tables written from it.

The truth is the objects; the cache can be deleted at any time and is built again.
"""

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from ingestion.catalog_database import (
    catalog_lock,
    make_database,
    mark_complete,
    open_database,
)
from ingestion.catalog_reading import Content, marks_of_contents, read_contents
from ingestion.commits import Commit
from ingestion.contents import Fingerprint
from ingestion.errors import LakeNotWritableError
from ingestion.lake import Lake
from ingestion.layout import CLAIMS, index_key
from ingestion.tables import DECODED_MONTHS, FILES, INDEX_TABLES

_COMMIT_COLUMNS = (
    *("content_id", "decode_id", "source", "state", "reason", "message", "decoder"),
    *("committed_at", "document", "coverage_started_at", "coverage_ended_at", "source_version"),
    *("count_records", "count_rejects", "months", "decoder_version", "context_id"),
)
_FILES = """
select
    contents.content_id, coalesce(latest.source, contents.source), source_key, raw_path,
    ingestion_date, ingestion_timestamp, file_size_bytes,
    case
        when document is not null
            and (contents.content_id, decode_id) not in (
                select content_id, decode_id from counting
                union all select content_id, decode_id from last_of_documents
            ) then 'replaced'
        else coalesce(state, 'claimed')
    end,
    reason, message, decoder, decode_id, committed_at, coverage_started_at, coverage_ended_at,
    coalesce(count_records, 0), coalesce(count_rejects, 0), count_occurrences
from contents left join latest on contents.content_id = latest.content_id
order by contents.content_id
"""
_MONTHS = """
select content_id, decode_id, source_version, months from counting order by content_id, decode_id
"""


@dataclass(frozen=True)
class KnownContent:
    """Hold what the cache knows of a content; `commit` lacks the names of its objects."""

    content_id: str
    context_id: str | None
    commit: Commit | None


@dataclass(frozen=True)
class ReadFile:
    """Name a file as it was offered, and what tells it from a changed one."""

    path: Path
    source: str | None
    fingerprint: Fingerprint

    def columns(self) -> tuple[bytes, str, int, int, int, int]:
        """Return the values of its row, without the content."""
        mark = self.fingerprint
        numbers = (mark.size, mark.mtime_ns, mark.ctime_ns, mark.inode)
        return os.fsencode(self.path), self.source or "", *numbers


class Catalog:
    """Answer from the cache, and bring it up to date."""

    def __init__(self, lake: Lake) -> None:
        self._lake = lake

    @cached_property
    def _database(self) -> sqlite3.Connection:
        """Open the cache at the first question; who lands objects of a bucket asks none."""
        existing = open_database(self._lake)
        if existing is not None:
            return existing
        with catalog_lock(self._lake):
            existing = open_database(self._lake)
            if existing is not None:
                return existing
            self._database = make_database(self._lake)
            # Complete before anybody else takes it for the whole lake.
            self.rebuild()
            mark_complete(self._database)
            return self._database

    def open(self) -> None:
        """Open the cache now, so that what is wrong with it stops a command at its beginning."""
        _ = self._database

    def close(self) -> None:
        """Let go of the cache's file."""
        self._database.close()

    def content_of(self, file: ReadFile) -> KnownContent | None:
        """Return the content of an untouched file that was landed before in the same source."""
        row = self._database.execute(
            "select content_id from paths where (path, source, size, mtime_ns, ctime_ns, inode) "
            "= (?, ?, ?, ?, ?, ?)",
            file.columns(),
        ).fetchone()
        return None if row is None else self.content(row[0])

    def content(self, content_id: str) -> KnownContent | None:
        """Return what is known of a content."""
        row = self._database.execute(
            "select context_id from contents where content_id = ?", (content_id,)
        ).fetchone()
        if row is None:
            return None
        latest = self._commit("select * from latest where content_id = ?", content_id)
        return KnownContent(content_id, row[0], latest)

    def last_of_document(self, document: str) -> Commit | None:
        """Return the last commit of one of the household's own files, whatever its state."""
        return self._commit("select * from last_of_documents where document = ?", document)

    def documents(self) -> list[str]:
        """Return the household's own files that the lake last saw with something in them."""
        query = (
            "select document from last_of_documents inner join contents using (content_id) "
            "where file_size_bytes > 0 order by document"
        )
        return [row[0] for row in self._database.execute(query)]

    def stale(self, context_id: str) -> list[str]:
        """Return the contents that were last recognised under other rules."""
        query = (
            "select contents.content_id from contents "
            "inner join latest on contents.content_id = latest.content_id "
            "where contents.context_id is not ? and document is null "
            "order by contents.content_id"
        )
        return [row[0] for row in self._database.execute(query, (context_id,))]

    def find(
        self, source: str | None = None, content_id: str | None = None, table: str | None = None
    ) -> list[str]:
        """Return the contents of a source, with an id that starts so, with records in a table."""
        query = (
            "select contents.content_id, coalesce(months, '{}') from contents "
            "left join latest on contents.content_id = latest.content_id "
            "where (?1 is null or coalesce(latest.source, contents.source) = ?1) "
            "and (?2 is null or substr(contents.content_id, 1, length(?2)) = ?2) "
            "order by contents.content_id"
        )
        rows = self._database.execute(query, (source, content_id))
        return [row[0] for row in rows if table is None or table in json.loads(row[1])]

    @property
    def is_index_stale(self) -> bool:
        """Tell whether the index tables lag behind the cache."""
        return bool(self._database.execute("select is_index_stale from state").fetchone()[0])

    def update(self, content_ids: Iterable[str]) -> None:
        """Read the objects of contents again, and those that other machines changed.

        The index tables lag until `write_index`.
        """
        marks = self._moved()
        wanted = sorted({*content_ids, *marks})
        with self._database:
            self._database.execute("update state set is_index_stale = 1")
            for content_id, said in zip(wanted, read_contents(self._lake, wanted), strict=True):
                self._update(content_id, said)
            self._database.executemany("insert or replace into marks values (?, ?)", marks.items())

    @property
    def is_behind(self) -> bool:
        """Tell whether other machines changed contents of a lake in a bucket."""
        return bool(self._moved())

    def _moved(self) -> dict[str, str]:
        """Return the marks of contents that are not as the cache last saw them."""
        present = marks_of_contents(self._lake)
        if present is None:
            return {}
        known = dict(self._database.execute("select content_id, mark from marks"))
        gone = dict.fromkeys(known.keys() - present.keys(), "")
        return dict((gone | present).items() - known.items())

    def remember_context(self, content_ids: Iterable[str], context_id: str) -> None:
        """Note under which rules contents were last recognised."""
        with self._database:
            self._database.executemany(
                "update contents set context_id = ? where content_id = ?",
                [(context_id, content_id) for content_id in content_ids],
            )

    def remember_files(self, files: Iterable[tuple[ReadFile, str]]) -> None:
        """Note which contents files have, so that untouched ones need not be read again."""
        with self._database:
            for file, content_id in files:
                self._insert_file(file, content_id)

    def write_index(self) -> None:
        """Write the index tables whole."""
        # Imported here: a run with nothing new writes no tables.
        from ingestion.index_files import write_rows

        files = self._database.execute(_FILES).fetchall()
        write_rows(self._lake, INDEX_TABLES[FILES], files, index_key(FILES))
        months = list(self._decoded_months())
        write_rows(self._lake, INDEX_TABLES[DECODED_MONTHS], months, index_key(DECODED_MONTHS))
        with self._database:
            self._database.execute("update state set is_index_stale = 0")

    def rebuild(self) -> None:
        """Forget everything and read all objects of the lake again."""
        with self._database:
            for table in ("contents", "decodes", "paths", "marks"):
                self._database.execute(f"delete from {table}")  # noqa: S608 - names from above
        names = self._lake.storage.names(CLAIMS)
        self.update(name.removesuffix(".json") for name in names)

    def _decoded_months(self) -> Iterator[tuple[Any, ...]]:
        for content_id, decode_id, version, months in self._database.execute(_MONTHS).fetchall():
            for table, counts in sorted(json.loads(months).items()):
                for month, count in sorted(counts.items()):
                    yield content_id, decode_id, table, month, version, count

    def _commit(self, query: str, value: str) -> Commit | None:
        row = self._database.execute(query, (value,)).fetchone()
        if row is None:
            return None
        said = dict(zip(_COMMIT_COLUMNS, row, strict=True))
        return Commit(**{**said, "months": json.loads(said["months"])})

    def _update(self, content_id: str, said: Content | None) -> None:
        self._database.execute("delete from contents where content_id = ?", (content_id,))
        self._database.execute("delete from decodes where content_id = ?", (content_id,))
        if said is None:
            self._database.execute("delete from paths where content_id = ?", (content_id,))
            return
        self._insert_content(said)
        for commit in said.commits:
            values = [getattr(commit, name) for name in _COMMIT_COLUMNS]
            values[_COMMIT_COLUMNS.index("months")] = json.dumps(commit.months, sort_keys=True)
            marks = ", ".join("?" for _ in values)
            self._database.execute(f"insert into decodes values ({marks})", values)  # noqa: S608

    def _insert_content(self, said: Content) -> None:
        claim = said.claim
        context_id = said.commits[-1].context_id if said.commits else None
        self._database.execute(
            "insert into contents values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(claim.content_id, claim.source, claim.source_key, claim.raw_path),
                *(claim.ingestion_date, claim.ingestion_timestamp, claim.file_size_bytes),
                *(len(said.occurrences), context_id),
            ),
        )
        for occurrence in said.occurrences:
            if occurrence.fingerprint is not None:
                file = ReadFile(Path(occurrence.path), occurrence.source, occurrence.fingerprint)
                self._insert_file(file, claim.content_id)

    def _insert_file(self, file: ReadFile, content_id: str) -> None:
        self._database.execute(
            "insert or replace into paths values (?, ?, ?, ?, ?, ?, ?)",
            (*file.columns(), content_id),
        )


@contextmanager
def opened_catalog(lake: Lake) -> Iterator[Catalog]:
    """Open the cache and close it at the end."""
    try:
        catalog = Catalog(lake)
        catalog.open()
    except (sqlite3.Error, OSError) as error:
        raise LakeNotWritableError(
            f"The cache of the lake {lake.path} cannot be written: {error}",
            "Check rights and free space",
        ) from error
    try:
        yield catalog
    finally:
        catalog.close()
