"""Deciding how a content is read, and decoding it unless the right commit stands already."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingestion.clock import later
from ingestion.commits import Commit, blank_commit, read_commits, write_commit
from ingestion.contents import Claim, Occurrence, read_claim, read_occurrences, source_version_of
from ingestion.decoders.base import Decoder, Head
from ingestion.decoders.encodings import HEAD_BYTES
from ingestion.decoding import decode, quarantined
from ingestion.errors import LandingError, QuarantineError
from ingestion.lake import Lake
from ingestion.layout import HOUSEHOLD_SOURCE
from ingestion.recognition import (
    Rules,
    derived_source,
    household_decoder,
    is_archive,
    looked_into,
    recognise,
)
from ingestion.runs import Run

UNKNOWN_SOURCE = "unknown"


@dataclass(frozen=True)
class Settled:
    """Hold the commit that counts for a content now.

    `is_new` tells that this run made it, `is_healed` that it wrote missing records again.
    """

    commit: Commit
    is_new: bool
    is_healed: bool = False


@dataclass(frozen=True)
class _Plan:
    """Say how a content is to be read: by a decoder, or not at all for a reason."""

    source: str
    reader: Decoder | QuarantineError

    @property
    def decoder(self) -> Decoder | None:
        return None if isinstance(self.reader, QuarantineError) else self.reader


@dataclass(frozen=True)
class Settler:
    """Bring contents to the commit that bytes, deliveries and rules ask for."""

    lake: Lake
    rules: Rules
    run: Run

    def settle_id(
        self, content_id: str, document: str | None = None, *, is_forced: bool = False
    ) -> Settled:
        """Settle a content that the lake has.

        Raises: LandingError.
        """
        claim = read_claim(self.lake, content_id)
        if claim is None:
            raise LandingError("raw_missing", content_id)
        return self.settle(claim, document, is_forced=is_forced)

    def settle(
        self, claim: Claim, document: str | None = None, *, is_forced: bool = False
    ) -> Settled:
        """Settle a claimed content whose bytes are there.

        Raises: LandingError.
        """
        deliveries = read_occurrences(self.lake, claim.content_id)
        plan = self._plan(claim, document, deliveries)
        former = read_commits(self.lake, claim.content_id)
        standing = self._standing(former, document)
        blank = self._blank(claim, plan, former, document)
        version = None if document else source_version_of(deliveries)
        is_done = standing is not None and not is_forced and self._is_done(standing, blank)
        if standing is not None and is_done and version in (None, standing.source_version):
            return self._remember(Settled(standing, is_new=False))
        self.run.note(claim.content_id)
        if standing is not None and is_done:
            new = replace(standing, source_version=version, committed_at=blank.committed_at)
        else:
            new = self._made(claim, plan, replace(blank, source_version=version))
        if standing is not None and not is_forced and new.says_the_same(standing):
            is_healed = standing.state == "decoded"
            return self._remember(Settled(standing, is_new=False, is_healed=is_healed))
        self.lake.crash_point("before commit")
        is_new = write_commit(self.lake, new, former) and not is_done
        self.lake.crash_point("after commit")
        self.run.changed.add(claim.content_id)
        if version is not None and version != self._version_now(claim):
            # A later version of the same bytes came meanwhile, and its commit must not be lost.
            return replace(self.settle(claim), is_new=is_new)
        return self._remember(Settled(new, is_new))

    def _version_now(self, claim: Claim) -> str | None:
        return source_version_of(read_occurrences(self.lake, claim.content_id))

    def _remember(self, result: Settled) -> Settled:
        if result.commit.document is None:
            self.run.checked.add(result.commit.content_id)
        else:
            self.run.documents[result.commit.document] = result.commit
        return result

    def _plan(self, claim: Claim, document: str | None, deliveries: Sequence[Occurrence]) -> _Plan:
        if document is not None:
            return _Plan(HOUSEHOLD_SOURCE, household_decoder(document))
        named = sorted({one.source for one in deliveries if one.source and not one.document})
        unshared = [name for name in named if not self._is_shared(name)]
        source = next(iter(unshared or named), None)
        if len(unshared) > 1:
            refusal = QuarantineError("same_content_two_sources", ", ".join(unshared))
            return _Plan(unshared[0], refusal)
        try:
            decoder = recognise(self._head(claim), source, self.rules)
        except QuarantineError as quarantine:
            return _Plan(source or UNKNOWN_SOURCE, quarantine)
        return _Plan(source or derived_source(decoder.name), decoder)

    def _is_shared(self, source: str) -> bool:
        entry = self.rules.sources.get(source)
        return entry is not None and entry.shared

    def _head(self, claim: Claim) -> Head:
        try:
            with self.lake.open(claim.raw_path) as stream:
                head = Head(stream.read(HEAD_BYTES), claim.file_size_bytes)
        except FileNotFoundError:
            raise LandingError("raw_missing", claim.raw_path) from None
        if not is_archive(head):
            return head
        with self.lake.local_copy(claim.raw_path, claim.content_id) as file:
            return looked_into(head, file)

    def _standing(self, former: Sequence[Commit], document: str | None) -> Commit | None:
        """Return the last commit; of a document only where it is this content's."""
        if document is None:
            others = [commit for commit in former if commit.document is None]
            return others[-1] if others else None
        last = self.run.last_of_document(document)
        same = (
            commit
            for commit in former
            if last and (commit.document, commit.committed_at) == (document, last.committed_at)
        )
        return next(same, None)

    def _blank(
        self, claim: Claim, plan: _Plan, former: Sequence[Commit], document: str | None
    ) -> Commit:
        last = self.run.last_of_document(document) if document else None
        moment = later(
            self.lake.as_of,
            former[-1].committed_at if former else None,
            last.committed_at if last else None,
        )
        return blank_commit(claim, plan.decoder, plan.source, self.rules.context_id, moment)

    def _is_done(self, standing: Commit, wanted: Commit) -> bool:
        return (
            standing.state == "decoded"
            and standing.decode_id == wanted.decode_id
            and all(self.lake.storage.size(key) is not None for key in standing.objects)
        )

    def _made(self, claim: Claim, plan: _Plan, blank: Commit) -> Commit:
        if isinstance(plan.reader, QuarantineError):
            return quarantined(blank, plan.reader)
        return decode(self.lake, claim, plan.reader, blank)
