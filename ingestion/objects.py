"""Landing objects of a bucket one by one, as events tell of them."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from ingestion.catalog import Catalog
from ingestion.contents import SourceObject
from ingestion.intake import Offer
from ingestion.lake import Lake
from ingestion.landing import Landing
from ingestion.layout import source_name
from ingestion.outcomes import FileOutcome
from ingestion.recognition import load_rules
from ingestion.runs import Run, new_run_id
from ingestion.settling import Settler

if TYPE_CHECKING:
    from households import Household


@dataclass(frozen=True)
class ObjectLanding:
    """Land objects; the first folder of a key below `prefix` is its source."""

    landing: Landing
    prefix: str

    def land(self, origin: SourceObject) -> FileOutcome:
        """Land one object, whatever happens to it."""
        name = PurePosixPath(origin.key).name
        offer = Offer(Path(name), self._source(origin.key), origin.address, origin=origin)
        outcome = self.landing.land(offer)
        self.landing.run.outcomes.append(outcome)
        return outcome

    def _source(self, key: str) -> str | None:
        below = key.removeprefix(f"{self.prefix.strip('/')}/") if self.prefix else key
        folders = [name for name in below.split("/")[:-1] if name]
        return source_name(folders[0]) if folders else None


@contextmanager
def object_landing(lake: Lake, household: "Household", prefix: str = "") -> Iterator[ObjectLanding]:
    """Begin to land objects, and write at the end what became of them.

    It takes no lock and reads no cache: any number of processes may do so at once.
    Raises: HouseholdError for a wrong profile; OSError where the outcomes cannot be written.
    """
    rules = load_rules(household)
    run = Run(lake, Catalog(lake), new_run_id(lake))
    try:
        yield ObjectLanding(Landing(lake, rules, run, Settler(lake, rules, run)), prefix)
        run.write_outcomes()
    finally:
        run.release()
        # What a crash leaves half done is finished by a repeated event or `daybook reconcile`.
        shutil.rmtree(lake.work, ignore_errors=True)
