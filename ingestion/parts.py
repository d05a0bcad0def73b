"""What lies in a lake: the one list of its folders and objects, and what each is to the others."""

from enum import Enum

from ingestion.layout import (
    ALERTS_DOCUMENT,
    BUILT_DOCUMENT,
    CATALOG,
    CATALOG_DOCUMENT,
    CATALOG_LOCK,
    CLAIMS,
    DECODES,
    HEALTH_DOCUMENT,
    HOUSEHOLD_COPY,
    LAKE_DOCUMENT,
    OCCURRENCES,
    PUBLISHED_DOCUMENT,
    RAW,
    RUNS_BEGUN,
    TABLES_DIGEST,
    TOMBSTONES,
    TRIGGERS,
    WORK,
)
from ingestion.tables import EXPECTATION_RESULTS, OUTCOMES, RUN_HISTORY, TABLES


class Kind(Enum):
    """Say what a part of a lake is."""

    SOURCE = "what a rebuild starts from"
    HISTORY = "what no rebuild would give back, though no number comes from it"
    COMPUTED = "what a rebuild makes anew"
    PASSING = "caches, locks and notes of a machine or a moment"


PARTS = {
    LAKE_DOCUMENT: Kind.SOURCE,
    RAW: Kind.SOURCE,
    CLAIMS: Kind.SOURCE,
    OCCURRENCES: Kind.SOURCE,
    TOMBSTONES: Kind.SOURCE,
    **{f"bronze/{name}": Kind.COMPUTED for name in TABLES},
    f"bronze/{EXPECTATION_RESULTS}": Kind.SOURCE,
    **{f"bronze/{name}": Kind.SOURCE for name in RUN_HISTORY},
    RUNS_BEGUN: Kind.PASSING,
    f"bronze/{OUTCOMES}": Kind.HISTORY,
    # Which contents have had their job, and the household as the functions read it.
    TRIGGERS: Kind.HISTORY,
    HOUSEHOLD_COPY: Kind.HISTORY,
    DECODES: Kind.COMPUTED,
    **dict.fromkeys(("silver", "gold", "reference"), Kind.COMPUTED),
    BUILT_DOCUMENT: Kind.COMPUTED,
    PUBLISHED_DOCUMENT: Kind.COMPUTED,
    HEALTH_DOCUMENT: Kind.COMPUTED,
    CATALOG_DOCUMENT: Kind.COMPUTED,
    # Open incidents: a restored lake tells anew what still stands.
    ALERTS_DOCUMENT: Kind.PASSING,
    f".{ALERTS_DOCUMENT}.lock": Kind.PASSING,
    TABLES_DIGEST: Kind.PASSING,
    WORK: Kind.PASSING,
    CATALOG: Kind.PASSING,
    CATALOG_LOCK: Kind.PASSING,
    ".daybook": Kind.PASSING,
    ".writer.lock": Kind.PASSING,
    ".writer.lease.json": Kind.PASSING,
}


def places(*kinds: Kind) -> list[str]:
    """Return the folders and objects of these kinds, in the order of the list."""
    return [place for place, kind in PARTS.items() if kind in kinds]


def kind_of(key: str) -> Kind | None:
    """Return what the part with this object is; None where no part of a lake lies there."""
    found = [kind for place, kind in PARTS.items() if f"{key}/".startswith(f"{place}/")]
    return found[0] if found else None
