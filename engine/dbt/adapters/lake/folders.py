"""Find the tables of a lake by its folders."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from dbt.adapters.lake.places import Kind, Place

THREADS = 8
# What a lake in a bucket keeps beside its schemas: the household's files, notes of started runs.
NO_SCHEMAS = frozenset({"household", "triggers"})
# What ingestion keeps beside the bronze tables: files, not tables.
NO_TABLES = {
    "bronze": frozenset({"raw", "claims", "occurrences", "decodes", "tombstones", "runs_begun"})
}


@dataclass(frozen=True)
class TableFolder:
    """A folder that holds a table."""

    location: str
    kind: Kind

    @property
    def schema(self) -> str:
        """Return the schema: the name of the folder above."""
        return self.location.split("/")[-2]

    @property
    def name(self) -> str:
        """Return the table's name."""
        return folder_name(self.location)


@dataclass(frozen=True)
class LakeFolders:
    """What a lake's folders say; `foreign` are those that hold neither schema nor table."""

    schemas: tuple[str, ...]
    tables: tuple[TableFolder, ...]
    foreign: tuple[str, ...]


def folder_name(location: str) -> str:
    """Return the last name of a location."""
    return location.rpartition("/")[2]


def find_folders(place: Place, root: str) -> LakeFolders:
    """Look at a lake's first two levels of folders."""
    # Each look into a bucket is a request: many at a time.
    with ThreadPoolExecutor(THREADS) as pool:
        top = [f for f in place.folders(root) if folder_name(f) not in NO_SCHEMAS]
        kinds = dict(zip(top, pool.map(place.kind, top), strict=True))
        schemas = tuple(folder for folder in top if kinds[folder] is None)
        candidates = [c for found in pool.map(place.folders, schemas) for c in _candidates(found)]
        found = list(zip(candidates, pool.map(place.kind, candidates), strict=True))
        rest = [folder for folder, kind in found if kind is None]
        foreign = [
            r
            for r, is_foreign in zip(rest, pool.map(place.is_foreign, rest), strict=True)
            if is_foreign
        ]
    return LakeFolders(
        schemas,
        tuple(TableFolder(folder, kind) for folder, kind in found if kind),
        (*(folder for folder in top if kinds[folder]), *foreign),
    )


def _candidates(folders: list[str]) -> list[str]:
    return [f for f in folders if folder_name(f) not in NO_TABLES.get(f.split("/")[-2], ())]
