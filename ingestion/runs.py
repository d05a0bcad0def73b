"""One run of a command on a lake: its journal, and the index tables at its end."""

import fcntl
import shutil
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from sqlite3 import Error as CatalogError
from typing import BinaryIO

from ingestion.catalog import Catalog, ReadFile, opened_catalog
from ingestion.catalog_database import catalog_lock
from ingestion.commits import Commit
from ingestion.errors import failure_of
from ingestion.lake import Lake
from ingestion.layout import WORK
from ingestion.outcomes import FileOutcome, IngestReport, write_outcomes
from ingestion.reasons import sentence
from ingestion.storage.lease import LeaseError

_JOURNAL = "journal"
_STALE_SECONDS = 3600


@dataclass
class Run:
    """Remember what a run touches, so that a later run can finish the index tables for it.

    The journal names each content before anything of it is written. It is locked while the
    run lives; the journal of a dead run is read, and its work folder removed, by the next one.
    """

    lake: Lake
    catalog: Catalog
    run_id: str
    changed: set[str] = field(default_factory=set)
    checked: set[str] = field(default_factory=set)
    documents: dict[str, Commit] = field(default_factory=dict)
    read_files: list[tuple[ReadFile, str]] = field(default_factory=list)
    outcomes: list[FileOutcome] = field(default_factory=list)
    _journal: BinaryIO | None = None

    def begin_work(self) -> None:
        """Make the work folder, marked as that of a living run."""
        if self._journal is None:
            self.lake.work.mkdir(parents=True, exist_ok=True)
            self._journal = (self.lake.work / _JOURNAL).open("ab", buffering=0)
            fcntl.flock(self._journal, fcntl.LOCK_EX)

    def note(self, content_id: str) -> None:
        """Write down that a content is about to be touched."""
        self.begin_work()
        if self._journal is not None:
            self._journal.write(f"{content_id}\n".encode())

    def last_of_document(self, document: str) -> Commit | None:
        """Return the last commit of one of the household's own files, up to now."""
        return self.documents.get(document) or self.catalog.last_of_document(document)

    def write_outcomes(self) -> None:
        """Put what became of the files into the lake."""
        self.lake.crash_point("before outcomes")
        write_outcomes(self.lake, self.run_id, self._ordered())

    def finish(self, context_id: str) -> IngestReport:
        """Bring the index tables up to date and return the report."""
        attempts = (
            _attempt("The outcomes are not in the lake", self.write_outcomes),
            _attempt("The index tables lag behind", lambda: self._update_index(context_id)),
        )
        problems = tuple(problem for problem in attempts if problem)
        if not problems:
            shutil.rmtree(self.lake.work, ignore_errors=True)
        return IngestReport(self.run_id, self._ordered(), problems)

    def _ordered(self) -> tuple[FileOutcome, ...]:
        return tuple(sorted(self.outcomes, key=lambda one: one.path))

    def release(self) -> None:
        """Let go of the journal; where it is still there, the next run reads it."""
        if self._journal is not None:
            self._journal.close()
            self._journal = None

    def _update_index(self, context_id: str) -> None:
        self.lake.crash_point("before index")
        update_index(self.lake, self.catalog, self.changed)
        if self.checked:
            self.catalog.remember_context(self.checked, context_id)
        if self.read_files:
            self.catalog.remember_files(self.read_files)


def new_run_id(lake: Lake) -> str:
    """Name a run, in the order of time."""
    return f"{lake.as_of:%Y%m%dT%H%M%SZ}-{uuid.uuid4().hex[:8]}"


@contextmanager
def running(lake: Lake) -> Iterator[Run]:
    """Begin a run, after the index tables know what dead runs left behind."""
    with opened_catalog(lake) as catalog:
        # A full disk must not stop a run before it can say so for each file; the journals stay.
        _attempt("", lambda: heal_index(lake, catalog))
        run = Run(lake, catalog, new_run_id(lake))
        try:
            yield run
        finally:
            run.release()


def heal_index(lake: Lake, catalog: Catalog) -> None:
    """Read what dead runs touched, and remove their work folders."""
    dead = list(_dead_runs(lake))
    update_index(lake, catalog, {content_id for _, contents in dead for content_id in contents})
    for folder, _ in dead:
        shutil.rmtree(folder, ignore_errors=True)


def update_index(lake: Lake, catalog: Catalog, content_ids: set[str]) -> None:
    """Bring cache and index tables up to date; without anything new, write nothing."""
    if not content_ids and not catalog.is_index_stale and not catalog.is_behind:
        return
    with catalog_lock(lake):
        catalog.update(content_ids)
        lake.crash_point("after catalog")
        # Where another machine writes tables just now, the next command writes these.
        with suppress(LeaseError), lake.writing():
            if catalog.is_behind:
                catalog.update(())
            catalog.write_index()


def _dead_runs(lake: Lake) -> Iterator[tuple[Path, set[str]]]:
    work = lake.path / WORK
    if not work.is_dir():
        return
    for folder in sorted(work.iterdir()):
        contents = _touched_by_dead(folder) if folder.is_dir() else None
        if contents is not None:
            yield folder, contents


def _touched_by_dead(folder: Path) -> set[str] | None:
    """Return the contents that a dead run touched, None while it lives."""
    try:
        with (folder / _JOURNAL).open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            return {line for line in file.read().decode().split("\n") if len(line) == 64}
    except FileNotFoundError:
        # A run that opens the lake just now, unless it is long gone.
        is_old = folder.exists() and time.time() - folder.stat().st_mtime > _STALE_SECONDS
        return set() if is_old else None
    except BlockingIOError:
        return None


def _attempt(prefix: str, write: Callable[[], None]) -> str | None:
    """Return what went wrong in words; what was landed stands all the same."""
    try:
        write()
    except OSError as error:
        return f"{prefix}: {failure_of(error, 'write_error').message}"
    except CatalogError as error:
        return f"{prefix}: {sentence('disk_full' if 'full' in str(error) else 'write_error')}"
    return None
