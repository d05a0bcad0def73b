"""Find the tables of a lake by its folders."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

# What ingestion keeps beside the bronze tables: files, not tables.
NO_TABLES = {"bronze": frozenset({"raw", "claims", "occurrences", "decodes"})}

Kind = Literal["delta", "parquet"]


@dataclass(frozen=True)
class TableFolder:
    """A folder that holds a table."""

    folder: Path
    kind: Kind

    @property
    def schema(self) -> str:
        """Return the schema: the name of the folder above."""
        return self.folder.parent.name

    @property
    def name(self) -> str:
        """Return the table's name."""
        return self.folder.name


@dataclass(frozen=True)
class LakeFolders:
    """What a lake's folders say; `foreign` are those that hold neither schema nor table."""

    schemas: tuple[Path, ...]
    tables: tuple[TableFolder, ...]
    foreign: tuple[Path, ...]


def find_folders(root: Path) -> LakeFolders:
    """Look at a lake's first two levels of folders."""
    top = tuple(_folders(root))
    schemas = tuple(folder for folder in top if _kind(folder) is None)
    tables: list[TableFolder] = []
    foreign = [folder for folder in top if folder not in schemas]
    for folder in _table_candidates(schemas):
        kind = _kind(folder)
        if kind:
            tables.append(TableFolder(folder, kind))
        elif any(_is_foreign(entry) for entry in folder.iterdir()):
            foreign.append(folder)
    return LakeFolders(schemas, tuple(tables), tuple(foreign))


def _folders(folder: Path) -> Iterator[Path]:
    children = sorted(folder.iterdir()) if folder.is_dir() else []
    return (child for child in children if child.is_dir() and not child.name.startswith("."))


def _table_candidates(schemas: tuple[Path, ...]) -> Iterator[Path]:
    for schema in schemas:
        skipped = NO_TABLES.get(schema.name, frozenset())
        yield from (folder for folder in _folders(schema) if folder.name not in skipped)


def _kind(folder: Path) -> Kind | None:
    if any((folder / "_delta_log").glob("*.json")):
        return "delta"
    return "parquet" if (folder / "_schema.json").is_file() else None


def _is_foreign(entry: Path) -> bool:
    # A process killed before its first commit leaves an empty log: the next run fills it.
    return not (entry.name == "_delta_log" and entry.is_dir())
