"""The database file of the catalog, and the lock on it."""

import fcntl
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from ingestion.lake import Lake
from ingestion.layout import CATALOG, CATALOG_LOCK

_VERSION = 3
_SCHEMA = """
create table contents (
    content_id text primary key, source text, source_key text, raw_path text,
    ingestion_date text, ingestion_timestamp integer, file_size_bytes integer,
    count_occurrences integer, context_id text
) without rowid;
create table decodes (
    content_id text, decode_id text, source text, state text, reason text, message text,
    decoder text, committed_at text, document text, coverage_started_at text,
    coverage_ended_at text, source_version text, count_records integer, count_rejects integer,
    months text, decoder_version integer, context_id text,
    primary key (content_id, decode_id)
) without rowid;
create index decodes_of_documents on decodes (document);
create table paths (
    path blob primary key, source text, size integer, mtime_ns integer, ctime_ns integer,
    inode integer, content_id text
) without rowid;
create table marks (content_id text primary key, mark text) without rowid;
create table state (is_index_stale integer);
insert into state values (1);
create view latest as
    select * from decodes as one where not exists (
        select 1 from decodes as other
        where other.content_id = one.content_id
        and (other.document is null, other.committed_at)
            > (one.document is null, one.committed_at)
    );
create view last_of_documents as
    select * from decodes as one where document is not null and not exists (
        select 1 from decodes as other
        where other.document = one.document
        and (other.committed_at, other.content_id) > (one.committed_at, one.content_id)
    );
create view counting as
    select * from latest where document is null and state = 'decoded'
    union all
    select * from decodes as one where document is not null and state = 'decoded'
    and not exists (
        select 1 from decodes as other
        where other.document = one.document and other.state = 'decoded'
        and (other.committed_at, other.content_id) > (one.committed_at, one.content_id)
    );
"""
# After a power loss the cache is built again; it need not wait for the disk.
_NO_WAITING = "pragma synchronous = off"
# What a person asked to forget must not stay in free pages.
_NO_TRACES = "pragma secure_delete = on"


@contextmanager
def catalog_lock(lake: Lake) -> Iterator[None]:
    """Let one process at a time change the cache and the index tables."""
    with (lake.path / CATALOG_LOCK).open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def open_database(lake: Lake) -> sqlite3.Connection | None:
    """Open the cache; None where it is missing, damaged, unfinished or of another version."""
    path = lake.path / CATALOG
    if not path.exists():
        return None
    database = sqlite3.connect(path, timeout=60)
    try:
        database.execute(_NO_WAITING)
        database.execute(_NO_TRACES)
        if database.execute("pragma user_version").fetchone()[0] == _VERSION:
            return database
    except sqlite3.DatabaseError:
        database.close()
        return None
    database.close()
    return None


def make_database(lake: Lake) -> sqlite3.Connection:
    """Make an empty cache in place of what is there; nobody uses it before it is complete."""
    path = lake.path / CATALOG
    path.unlink(missing_ok=True)
    database = sqlite3.connect(path, timeout=60)
    database.execute(_NO_WAITING)
    database.execute(_NO_TRACES)
    database.executescript(f"begin; {_SCHEMA} commit;")
    return database


def mark_complete(database: sqlite3.Connection) -> None:
    """Let everybody use the cache."""
    database.execute(f"pragma user_version = {_VERSION}")
