"""One hash of everything that a build depends on."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from ingestion.storage import Storage
from ingestion.tables import COLUMN_LINEAGE, RUN_HISTORY
from runner.settings import PROJECT_FOLDER, Settings

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


def fingerprint_of_inputs(settings: Settings, time_zone: str) -> str:
    """Hash the project's files, the lake's index tables and the household's local date.

    The as-of moment counts by its date: within one day the same inputs are the same morning.
    """
    digest = hashlib.sha256()
    local_date = settings.as_of.astimezone(ZoneInfo(time_zone)).date()
    digest.update(f"{settings.target} {local_date}".encode())
    for path in _project_files():
        _add_file(digest, path, PROJECT_FOLDER)
    for line in _index_lines((settings.lake / "bronze").storage):
        digest.update(line.encode())
    return digest.hexdigest()


def _index_lines(bronze: Storage) -> Iterator[str]:
    """Yield each file of the index tables with what changes whenever it does."""
    for table in bronze.names(""):
        # What refreshes leave behind calls for no new build.
        is_left_behind = table in (*RUN_HISTORY, COLUMN_LINEAGE)
        if not table.startswith("bronze_operations__") or is_left_behind:
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


def _add_file(digest: "hashlib._Hash", path: Path, root: Path) -> None:
    digest.update(str(path.relative_to(root)).encode())
    digest.update(hashlib.sha256(path.read_bytes()).digest())
