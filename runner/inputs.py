"""Hashes of everything that a build depends on."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from ingestion.storage import Storage
from runner.settings import PROJECT_FOLDER, Settings
from runner.tables import read_record_rows

# The index of the records that count: each other bronze table changes with its lines there.
DECODES = "bronze_operations__decoded_months"
PROJECT_PARTS = (
    "dbt_project.yml",
    "profiles.yml",
    "models",
    "macros",
    "seeds",
    "snapshots",
    "tests/sql",
    "tests/generic",
    "engine/dbt",
)


@dataclass(frozen=True)
class Inputs:
    """Hashes of the code, and of each bronze table's records that count, by its name."""

    code: str
    tables: Mapping[str, str]


def read_inputs(settings: Settings) -> Inputs:
    """Return what a build that starts now is built from, but for the clock."""
    digest = hashlib.sha256(settings.target.encode())
    _add_code(digest)
    return Inputs(digest.hexdigest(), _tables(settings))


def fingerprint_of_inputs(settings: Settings, time_zone: str) -> str:
    """Hash the project's files, the lake's index tables and the household's local date.

    The as-of moment counts by its date: within one day the same inputs are the same morning.
    """
    digest = hashlib.sha256()
    local_date = settings.as_of.astimezone(ZoneInfo(time_zone)).date()
    digest.update(f"{settings.target} {local_date}".encode())
    _add_code(digest)
    for line in _index_lines((settings.lake / "bronze").storage):
        digest.update(line.encode())
    return digest.hexdigest()


def _tables(settings: Settings) -> dict[str, str]:
    lines: dict[str, list[str]] = {}
    for line in _index_lines((settings.lake / "bronze").storage):
        lines.setdefault(line.partition("/")[0], []).append(line)
    for row in read_record_rows(settings.lake / "bronze" / DECODES):
        lines.setdefault(row["table_name"], []).append(repr(sorted(row.items())))
    return {
        name: hashlib.sha256("\n".join(sorted(found)).encode()).hexdigest()
        for name, found in lines.items()
    }


def _index_lines(bronze: Storage) -> Iterator[str]:
    """Yield each file of the index tables with what changes whenever it does."""
    for table in bronze.names(""):
        if not table.startswith("bronze_operations__"):
            continue
        marks = bronze.marks(table)
        for key in sorted(bronze.walk(table) if marks is None else marks):
            if key.endswith(".parquet"):
                yield f"{key} {_sha256(bronze, key) if marks is None else marks[key]}"


def _sha256(storage: Storage, key: str) -> str:
    return hashlib.sha256(storage.read(key) or b"").hexdigest()


def _project_files() -> list[Path]:
    found: list[Path] = []
    for part in PROJECT_PARTS:
        path = PROJECT_FOLDER / part
        found += [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return sorted(path for path in found if path.suffix in (".sql", ".yml", ".csv", ".md", ".py"))


def _add_code(digest: "hashlib._Hash") -> None:
    for path in _project_files():
        _add_file(digest, path, PROJECT_FOLDER)


def _add_file(digest: "hashlib._Hash", path: Path, root: Path) -> None:
    digest.update(str(path.relative_to(root)).encode())
    digest.update(hashlib.sha256(path.read_bytes()).digest())
