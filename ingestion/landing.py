"""Landing a file, step by step; each step can be repeated after a crash."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from sqlite3 import Error as CatalogError
from typing import TypeVar

from ingestion.catalog import ReadFile
from ingestion.clock import iso, later
from ingestion.contents import (
    Claim,
    Occurrence,
    SourceObject,
    make_claim,
    prepare_notes,
    write_occurrence,
    write_sidecar,
)
from ingestion.errors import LandingError, QuarantineError, failure_of
from ingestion.fetching import copied_raw, fetch
from ingestion.intake import Offer
from ingestion.lake import Lake
from ingestion.layout import printable, raw_key
from ingestion.outcomes import FileOutcome, failed, refused, settled
from ingestion.recognition import Rules, derived_source, looked_into, recognise
from ingestion.runs import Run
from ingestion.settling import UNKNOWN_SOURCE, Settler
from ingestion.spool import Spooled, fingerprint_of, spool
from ingestion.tombstones import is_forgotten


@dataclass(frozen=True)
class Landing:
    """Land the files of one run."""

    lake: Lake
    rules: Rules
    run: Run
    settler: Settler

    def land(self, offer: Offer) -> FileOutcome:
        """Land one file, whatever happens to it."""
        return guarded(offer.shown, offer.source, lambda: self._known(offer) or self._copied(offer))

    def _known(self, offer: Offer) -> FileOutcome | None:
        """Tell an untouched file that an earlier run has read, without opening it."""
        if offer.document or offer.origin:
            return None
        file = ReadFile(offer.path, offer.source, fingerprint_of(offer.path))
        known = self.run.catalog.content_of(file)
        if known is None or known.commit is None:
            return None
        if known.context_id == self.rules.context_id:
            return settled(offer.shown, known.commit, is_new=False, is_news=False)
        result = self.settler.settle_id(known.content_id)
        return settled(offer.shown, result.commit, is_new=result.is_new, is_news=result.is_new)

    def land_again(self, offer: Offer, content_id: str) -> FileOutcome | None:
        """Land a file whose bytes the lake has lost; None where the file has other bytes now."""

        def work() -> FileOutcome | None:
            self.run.begin_work()
            spooled = spool(self.lake, offer.path)
            try:
                is_same = spooled.content_id == content_id
                return self._land(offer, spooled) if is_same else None
            finally:
                spooled.file.unlink(missing_ok=True)

        return guarded(offer.shown, offer.source, work)

    def _copied(self, offer: Offer) -> FileOutcome:
        self.run.begin_work()
        if offer.origin is None:
            spooled = spool(self.lake, offer.path)
        else:
            spooled, origin = fetch(self.lake, offer.origin)
            offer = replace(offer, origin=origin)
        try:
            if is_forgotten(self.lake, spooled.content_id):
                return refused(offer.shown, spooled.content_id)
            return self._land(offer, spooled)
        finally:
            spooled.file.unlink(missing_ok=True)

    def _land(self, offer: Offer, spooled: Spooled) -> FileOutcome:
        content_id, crash_point = spooled.content_id, self.lake.crash_point
        self.run.note(content_id)
        crash_point("before claim")
        claim, occurrence = self._claim(offer, spooled), self._occurrence(offer, spooled)
        prepare_notes(self.lake, claim, spooled.file, occurrence)
        claim = make_claim(self.lake, claim)
        crash_point("after claim")
        has_healed = place_raw(self.lake, claim, spooled.file, offer.origin)
        crash_point("after raw")
        has_healed |= write_sidecar(self.lake, claim)
        crash_point("after sidecar")
        is_new_place = occurrence is not None and write_occurrence(self.lake, occurrence)
        crash_point("after occurrence")
        if has_healed or is_new_place:
            self.run.changed.add(content_id)
        with _near(self.lake, claim, spooled):
            result = self.settler.settle(claim, offer.document)
        if spooled.fingerprint is not None and offer.is_lasting:
            file = ReadFile(offer.path, offer.source, spooled.fingerprint)
            self.run.read_files.append((file, content_id))
        is_news = result.is_new or is_new_place
        return settled(offer.shown, result.commit, is_new=result.is_new, is_news=is_news)

    def _claim(self, offer: Offer, spooled: Spooled) -> Claim:
        source = offer.source or self._derived_source(spooled)
        date = self.lake.ingestion_date
        return Claim(
            content_id=spooled.content_id,
            source=source,
            source_key=_source_key(offer),
            ingestion_date=date,
            ingestion_timestamp=self.lake.ingestion_timestamp,
            file_size_bytes=spooled.head.size,
            raw_path=raw_key(source, date, spooled.content_id, offer.path.name),
            origin=offer.origin,
        )

    def _derived_source(self, spooled: Spooled) -> str:
        try:
            head = looked_into(spooled.head, spooled.file)
            return derived_source(recognise(head, None, self.rules).name)
        except QuarantineError:
            return UNKNOWN_SOURCE

    def _occurrence(self, offer: Offer, spooled: Spooled) -> Occurrence | None:
        """Return the delivery to note; None where a document is what it was."""
        delivered_at = iso(self.lake.as_of)
        if offer.document:
            last = self.run.last_of_document(offer.document)
            if last is not None and last.content_id == spooled.content_id:
                return None
            delivered_at = later(self.lake.as_of, last.committed_at if last else None)
        return Occurrence(
            content_id=spooled.content_id,
            source=offer.source,
            source_key=_source_key(offer),
            delivered_at=delivered_at,
            path=offer.shown if offer.origin else str(offer.path),
            fingerprint=spooled.fingerprint if offer.is_lasting else None,
            document=offer.document,
            origin=offer.origin,
        )


Outcome = TypeVar("Outcome", bound=FileOutcome | None)


def guarded(shown: str, source: str | None, work: Callable[[], Outcome]) -> Outcome | FileOutcome:
    """Return what the work returns, or a failed outcome where it could not be done."""
    try:
        return work()
    except LandingError as failure:
        return failed(shown, failure, source)
    except OSError as error:
        return failed(shown, failure_of(error, "write_error"), source)
    except CatalogError as error:
        return failed(shown, LandingError("write_error", str(error)), source)


@contextmanager
def _near(lake: Lake, claim: Claim, spooled: Spooled) -> Iterator[None]:
    """Let a content be read where it was spooled, not fetched from a bucket again."""
    if spooled.file.exists():
        lake.near[claim.raw_path] = spooled.file
    try:
        yield
    finally:
        lake.near.pop(claim.raw_path, None)


def place_raw(lake: Lake, claim: Claim, file: Path, origin: SourceObject | None = None) -> bool:
    """Put the bytes of a content where its claim says; tell whether they were missing.

    Raises: LandingError where other bytes lie there.
    """
    copied = copied_raw(lake, claim, origin) if origin else None
    if copied or (copied is None and lake.storage.create_from(claim.raw_path, file)):
        return True
    if lake.storage.size(claim.raw_path) != claim.file_size_bytes:
        raise LandingError("raw_conflict", claim.raw_path)
    with lake.storage.open(claim.raw_path) as stored, file.open("rb") as offered:
        while chunk := offered.read(1 << 20):
            if stored.read(1 << 20) != chunk:
                raise LandingError("raw_conflict", claim.raw_path)
    return False


def _source_key(offer: Offer) -> str:
    if offer.origin is not None:
        return offer.origin.key
    return printable(offer.path) if offer.is_lasting else offer.shown
