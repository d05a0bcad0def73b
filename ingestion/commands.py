"""What other packages ask of ingestion: land, replay, decode again what changed."""

from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ingestion.catalog import opened_catalog
from ingestion.catalog_database import catalog_lock
from ingestion.contents import read_claim, read_occurrences
from ingestion.errors import ContentUnknownError
from ingestion.intake import Found, Offer, household_offers, offers
from ingestion.lake import Lake
from ingestion.landing import Landing, guarded
from ingestion.layout import HOUSEHOLD_SOURCE, without_controls
from ingestion.outcomes import FileOutcome, IngestReport, settled
from ingestion.recognition import load_rules
from ingestion.runs import Run, running
from ingestion.settling import Settler

if TYPE_CHECKING:
    from households import Household
    from ingestion.contents import Occurrence

# Called before each file with its number, how many there are, and its path, as one text.
Progress = Callable[[str], None]


def silent(_text: str) -> None:
    """Show nothing."""


@dataclass(frozen=True)
class Session:
    """Hold what the commands work with during one run."""

    run: Run
    landing: Landing
    settler: Settler

    def land(self, found: Sequence[Found], on_progress: Progress) -> Iterator[FileOutcome]:
        """Land files one after the other."""
        for number, item in enumerate(found, start=1):
            path = item.path if isinstance(item, FileOutcome) else item.shown
            on_progress(f"{number}/{len(found)} {without_controls(path)}")
            yield item if isinstance(item, FileOutcome) else self.landing.land(item)

    def settle(
        self, content_id: str, document: str | None = None, *, is_forced: bool = False
    ) -> FileOutcome:
        """Bring a content of the lake to the right commit."""
        claim = read_claim(self.run.lake, content_id)
        shown = claim.source_key if claim else content_id

        def work() -> FileOutcome:
            result = self.settler.settle_id(content_id, document, is_forced=is_forced)
            return settled(shown, result.commit, is_new=result.is_new, is_news=result.is_new)

        return as_recovered(guarded(shown, claim.source if claim else None, work))

    def report(self) -> IngestReport:
        """End the run and return its report."""
        return self.run.finish(self.settler.rules.context_id)


@contextmanager
def session(lake: Lake, household: "Household") -> Iterator[Session]:
    """Begin a run under the household's rules.

    Raises: HouseholdError for a wrong profile, before anything is landed.
    """
    rules = load_rules(household)
    with running(lake) as run:
        settler = Settler(lake, rules, run)
        yield Session(run, Landing(lake, rules, run, settler), settler)


def ingest(
    lake: Lake,
    household: "Household",
    paths: Sequence[Path],
    source: str | None = None,
    on_progress: Progress = silent,
) -> IngestReport:
    """Land files and folders and return what became of each file.

    Raises: IngestionError, HouseholdError, before anything is landed.
    """
    found = offers([Path(path) for path in paths], source, household.inbox, lake.path)
    with session(lake, household) as work:
        work.run.outcomes.extend(work.land(found, on_progress))
        return work.report()


def land_household(lake: Lake, household: "Household") -> IngestReport:
    """Land the household's own files; the defaults where there is no household folder.

    A file that was taken away lands as one without text: it counts no more, its history stays.
    """
    with session(lake, household) as work:
        if household.directory is None or household.is_default:
            found = [_default_offer(work.run)]
        else:
            found = household_offers(household.landed_files(), household.directory)
        found += _removals(work.run, {offer.document for offer in found})
        work.run.outcomes.extend(work.land(found, silent))
        return work.report()


def replay(  # noqa: PLR0913  (the options of the command)
    lake: Lake,
    household: "Household",
    source: str | None = None,
    content_id: str | None = None,
    table: str | None = None,
    *,
    on_progress: Progress = silent,
) -> IngestReport:
    """Decode raw files again and let the new records take the place of the former ones.

    `content_id` may be cut after some digits. Without a choice every content is decoded, also
    in a lake that has lost its decodes.
    Raises: ContentUnknownError.
    """
    with session(lake, household) as work:
        chosen = work.run.catalog.find(source, content_id, table)
        if content_id is not None and not chosen:
            raise ContentUnknownError(
                f"No content has the id {content_id}", "Look it up with daybook status"
            )
        is_choice = (source, content_id, table) != (None, None, None)
        tasks = [
            task
            for task in _replay_tasks(lake, chosen)
            if not is_choice or _is_current(work.run, *task)
        ]
        for number, (one, document) in enumerate(tasks, start=1):
            on_progress(f"{number}/{len(tasks)} {one[:16]}")
            work.run.outcomes.append(work.settle(one, document, is_forced=True))
        return work.report()


def redecode_stale(lake: Lake, household: "Household") -> IngestReport:
    """Decode contents again whose profile, source or time zone changed, though nobody offers them.

    The report names only those that are read another way now, and failures.
    """
    with session(lake, household) as work:
        for content_id in work.run.catalog.stale(work.settler.rules.context_id):
            outcome = work.settle(content_id)
            if outcome.is_news:
                work.run.outcomes.append(outcome)
        return work.report()


def rebuild_index(lake: Lake) -> None:
    """Write the index tables from the lake's objects alone."""
    with opened_catalog(lake) as catalog, catalog_lock(lake), lake.writing():
        catalog.rebuild()
        catalog.write_index()


def as_recovered(outcome: FileOutcome) -> FileOutcome:
    """Return the outcome of a landed content that was finished without being offered."""
    if outcome.outcome != "landed":
        return outcome
    return replace(outcome, outcome="recovered", reason="recovered", message=None)


def _replay_tasks(lake: Lake, chosen: Sequence[str]) -> list[tuple[str, str | None]]:
    """Return contents with their documents; documents last, in the order of their deliveries."""
    files: list[tuple[str, str | None]] = []
    documents: list[tuple[str, str, str]] = []
    for content_id in chosen:
        deliveries = read_occurrences(lake, content_id)
        latest = {one.document: one.delivered_at for one in sorted(deliveries, key=_delivered_at)}
        documents += [(at, content_id, name) for name, at in latest.items() if name]
        if None in latest or not latest:
            files.append((content_id, None))
    return [*files, *((content_id, name) for _, content_id, name in sorted(documents))]


def _is_current(run: Run, content_id: str, document: str | None) -> bool:
    """Tell whether decoding a content alone would not bring a replaced document back."""
    last = run.last_of_document(document) if document else None
    return last is None or last.content_id == content_id


def _delivered_at(occurrence: "Occurrence") -> str:
    return occurrence.delivered_at


def _default_offer(run: Run) -> Offer:
    # Imported here: only a lake without a household folder needs the defaults.
    from households import default_bytes

    return _made_offer(run, "household.yml", "defaults", default_bytes())


def _removals(run: Run, present: Container[str | None]) -> list[Offer]:
    gone = [document for document in run.catalog.documents() if document not in present]
    return [_made_offer(run, document, "removed", b"") for document in gone]


def _made_offer(run: Run, document: str, origin: str, content: bytes) -> Offer:
    run.begin_work()
    file = run.lake.work / Path(document).name
    file.write_bytes(content)
    shown = f"{document} ({origin})"
    return Offer(file, HOUSEHOLD_SOURCE, shown, document, is_lasting=False)
