"""Taking a content out of the lake for good: the only exception to immutability.

What is left is a tombstone with the content's hash, so that the same bytes do not land again.
"""

from collections.abc import Callable, Collection, Iterator
from typing import TYPE_CHECKING

from ingestion.commands import session
from ingestion.commits import read_commits
from ingestion.contents import Claim, read_claim, read_occurrences
from ingestion.errors import ContentInUseError, ContentUnknownError
from ingestion.index_files import rows_in, write_rows
from ingestion.lake import Lake
from ingestion.layout import (
    CLAIMS,
    DECODES,
    OCCURRENCES,
    claim_key,
    sidecar_key,
    trigger_keys,
)
from ingestion.runs import Run
from ingestion.tables import INDEX_TABLES, OUTCOMES
from ingestion.tombstones import is_forgotten, write_tombstone

if TYPE_CHECKING:
    from households import Household

FORGOTTEN_PATH = "forgotten"


def forget(
    lake: Lake,
    household: "Household",
    content_ids: Collection[str],
    before_the_first: Callable[[], None] = lambda: None,
) -> None:
    """Take contents with everything that the lake notes of them away; can be repeated.

    before_the_first: called when nothing stands in the way and the lake still knows them.
    Raises, before anything is taken away: ContentUnknownError, ContentInUseError;
    ObjectLockedError where the bucket still holds an object.
    """
    with session(lake, household) as work:
        for content_id in content_ids:
            _require_free(work.run, content_id)
        lake.storage.require_erasable(
            key for one in content_ids for key in _objects(lake, one, read_claim(lake, one))
        )
        before_the_first()
        for content_id in content_ids:
            forget_content(work.run, content_id)
        work.report()


def whole_id(lake: Lake, start: str) -> str:
    """Return the only content id that starts so; a forgotten one counts too.

    Raises: ContentUnknownError.
    """
    names = {*lake.storage.names(CLAIMS), *lake.storage.names(DECODES)}
    found = {name.removesuffix(".json") for name in names if name.startswith(start)}
    if is_forgotten(lake, start):
        found.add(start)
    if len(found) == 1:
        return found.pop()
    said = "is the start of several ids" if found else "is the id of no content"
    raise ContentUnknownError(
        f"{start} {said}", "Look it up in bronze_operations__files and give all of its digits"
    )


def _require_free(run: Run, content_id: str) -> None:
    """Check that a content is not what the household says now."""
    for commit in read_commits(run.lake, content_id):
        last = run.last_of_document(commit.document) if commit.document else None
        if last is not None and last.content_id == content_id:
            raise ContentInUseError(commit.document or "")


def forget_content(run: Run, content_id: str) -> None:
    """Take one content away; where a crash has left it half taken, finish that.

    Raises: ObjectLockedError.
    """
    lake = run.lake
    run.note(content_id)
    run.changed.add(content_id)
    write_tombstone(lake, content_id)
    lake.crash_point("after tombstone")
    claim = read_claim(lake, content_id)
    paths = {one.source_key for one in read_occurrences(lake, content_id)}
    _scrub_outcomes(lake, content_id, paths | ({claim.source_key} if claim else set()))
    for key in _objects(lake, content_id, claim):
        lake.storage.erase(key)
        lake.crash_point("after erasing")


def _objects(lake: Lake, content_id: str, claim: Claim | None) -> Iterator[str]:
    """Yield the keys of all objects of a content; the claim, which names the others, last."""
    for commit in read_commits(lake, content_id):
        yield from commit.objects
    if claim is not None:
        yield claim.raw_path
        yield sidecar_key(claim.raw_path)
    for folder in (OCCURRENCES, DECODES):
        yield from lake.storage.walk(f"{folder}/{content_id}")
    yield from trigger_keys(content_id)
    yield claim_key(content_id)


def _scrub_outcomes(lake: Lake, content_id: str, paths: Collection[str]) -> None:
    """Keep that files were offered, and take away what they were called."""
    table = INDEX_TABLES[OUTCOMES]
    names = [name for name, _ in table.columns]
    for key in list(lake.storage.walk(f"bronze/{OUTCOMES}")):
        data = lake.storage.read(key) if key.endswith(".parquet") else None
        rows = rows_in(data) if data is not None else []
        meant = [
            row
            for row in rows
            if row["path"] != FORGOTTEN_PATH
            and (row["content_id"] == content_id or row["path"] in paths)
        ]
        for row in meant:
            row.update(path=FORGOTTEN_PATH, source=None, message=None)
        if meant:
            write_rows(lake, table, [[row[name] for name in names] for row in rows], key)
