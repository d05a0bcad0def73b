"""Comparing intake, raw, sidecars and records, and finishing what an earlier run left undone."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ingestion.commands import Progress, Session, as_recovered, session, silent
from ingestion.contents import Claim, make_claim, read_claim, read_occurrences, write_sidecar
from ingestion.errors import LandingError
from ingestion.forgetting import forget_content
from ingestion.intake import Offer, offers
from ingestion.lake import Lake
from ingestion.landing import guarded
from ingestion.layout import (
    CLAIMS,
    HOUSEHOLD_SOURCE,
    RAW,
    is_sidecar,
    printable,
    sidecar_key,
)
from ingestion.outcomes import FileOutcome, IngestReport, failed, settled
from ingestion.tombstones import is_forgotten

if TYPE_CHECKING:
    from households import Household


def reconcile(
    lake: Lake, household: "Household", inbox: Path | None, on_progress: Progress = silent
) -> IngestReport:
    """Finish every content of the lake and land what the inbox has and the lake has not.

    The report names what was recovered, and what cannot be.
    """
    with session(lake, household) as work:
        claimed = {_claim_again(lake, key).content_id for key in _unclaimed_raw(lake)}
        work.run.changed |= claimed
        names = lake.storage.names(CLAIMS)
        for number, name in enumerate(names, start=1):
            on_progress(f"{number}/{len(names)} {name[:16]}")
            content_id = name.removesuffix(".json")
            outcomes = _finished(work, content_id, has_gap=content_id in claimed)
            work.run.outcomes.extend(outcomes)
        if inbox is not None and inbox.exists():
            work.run.outcomes.extend(_missed(work, inbox, on_progress))
        return work.report()


def _unclaimed_raw(lake: Lake) -> Iterator[str]:
    claimed = {name[:16] for name in lake.storage.names(CLAIMS)}
    for key in lake.storage.walk(RAW):
        if not is_sidecar(key) and key.rpartition("/")[2][:16] not in claimed:
            yield key


def _claim_again(lake: Lake, key: str) -> Claim:
    """Make a claim from a raw object's sidecar, or from its place where that is lost too.

    The place is `source=<source>/ingestion_date=<date>/<id>_<name>`.
    """
    digest, size = hashlib.sha256(), 0
    with lake.storage.open(key) as stream:
        while chunk := stream.read(1 << 20):
            digest.update(chunk)
            size += len(chunk)
    source, date, name = key.removeprefix(f"{RAW}/").split("/", 2)
    said = json.loads(lake.storage.read(sidecar_key(key)) or b"{}")
    claim = Claim(
        content_id=digest.hexdigest(),
        source=source.removeprefix("source="),
        source_key=said.get("source_key", name.partition("_")[2]),
        ingestion_date=date.removeprefix("ingestion_date="),
        ingestion_timestamp=said.get("ingestion_timestamp", lake.ingestion_timestamp),
        file_size_bytes=size,
        raw_path=key,
    )
    return make_claim(lake, claim)


def _finished(work: Session, content_id: str, *, has_gap: bool) -> Iterator[FileOutcome]:
    """Finish one content and yield its outcome where something was missing."""
    lake = work.run.lake
    claim = read_claim(lake, content_id)
    if claim is None:
        return
    if is_forgotten(lake, content_id):
        forget_content(work.run, content_id)
        return
    if lake.storage.size(claim.raw_path) is None:
        yield _landed_again(work, claim)
        return
    for document in _documents(work, claim):
        whole = partial(_whole, work, claim, document, has_gap=has_gap)
        outcome = guarded(claim.source_key, claim.source, whole)
        if outcome.is_news:
            yield outcome


def _documents(work: Session, claim: Claim) -> set[str | None]:
    """Return under which names a content counts: None, or names of the household's own files."""
    deliveries = read_occurrences(work.run.lake, claim.content_id)
    names = {one.document for one in deliveries}
    if not names:
        # The next landing of the household tells which of its files this is.
        return set() if claim.source == HOUSEHOLD_SOURCE else {None}
    last = {name: work.run.last_of_document(name) for name in names if name}
    return {
        name
        for name in names
        if name is None
        or ((commit := last[name]) is not None and commit.content_id == claim.content_id)
    }


def _whole(work: Session, claim: Claim, document: str | None, *, has_gap: bool) -> FileOutcome:
    work.run.note(claim.content_id)
    if write_sidecar(work.run.lake, claim):
        has_gap = True
        work.run.changed.add(claim.content_id)
    result = work.settler.settle(claim, document)
    is_news = has_gap or result.is_new or result.is_healed
    return as_recovered(settled(claim.source_key, result.commit, is_new=is_news, is_news=is_news))


def _landed_again(work: Session, claim: Claim) -> FileOutcome:
    """Look for the bytes where they were delivered."""
    for occurrence in read_occurrences(work.run.lake, claim.content_id):
        path = Path(occurrence.path)
        offer = Offer(path, occurrence.source, printable(path), occurrence.document)
        outcome = work.landing.land_again(offer, claim.content_id) if path.is_file() else None
        if outcome is not None and outcome.outcome != "failed":
            return as_recovered(replace(outcome, outcome="landed"))
    return failed(claim.source_key, LandingError("raw_missing", claim.raw_path), claim.source)


def _missed(work: Session, inbox: Path, on_progress: Progress) -> Iterator[FileOutcome]:
    found = offers([inbox], None, inbox, work.run.lake.path)
    for outcome in work.land(found, on_progress):
        if outcome.outcome == "failed" or outcome.is_news:
            yield as_recovered(outcome)
