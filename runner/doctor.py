"""`daybook doctor`: what the project needs and what of it is missing."""

import argparse
import importlib.metadata
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingestion.layout import LAKE_DOCUMENT
from ingestion.storage.locations import Location
from runner.settings import PROJECT_FOLDER, Settings

MINIMUM_FREE_BYTES = 1_000_000_000
PACKAGES = ("dbt-core", "dbt-spark", "dbt-lake", "pysail", "pyspark", "deltalake", "pyarrow")


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `remedy` is empty when it is well; optional things never fail."""

    subject: str
    state: str
    remedy: str = ""
    is_optional: bool = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the command (none but the common ones)."""


def run(settings: Settings, _arguments: argparse.Namespace) -> int:
    """Print each finding; 0 when nothing needed is missing."""
    findings = list(examine(settings))
    for finding in findings:
        mark = "ok" if not finding.remedy else ("--" if finding.is_optional else "!!")
        print(f"{mark} {finding.subject}: {finding.state}")
        if finding.remedy:
            print(f"     {finding.remedy}")
    return 1 if any(f.remedy and not f.is_optional for f in findings) else 0


def examine(settings: Settings) -> Iterator[Finding]:
    """Look at Python, packages, project, lake, household, disk and Java."""
    yield _python()
    yield from map(_package, PACKAGES)
    yield _lake(settings.lake)
    yield _household(settings.household)
    yield _disk(settings.lake.scratch)
    yield _java()


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    is_known = (3, 11) <= sys.version_info[:2] <= (3, 13)
    return Finding("Python", version, "" if is_known else "Install Python 3.11, 3.12 or 3.13.")


def _package(name: str) -> Finding:
    try:
        return Finding(name, importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        return Finding(name, "missing", f"Run `make install` in {PROJECT_FOLDER}.")


def _lake(lake: Location) -> Finding:
    return _bucket(lake) if lake.folder is None else _lake_folder(lake.folder)


def _bucket(lake: Location) -> Finding:
    try:
        has_lake = lake.storage.size(LAKE_DOCUMENT) is not None
    except OSError as error:
        return Finding(
            "lake",
            f"{lake} cannot be reached: {error.strerror}",
            "Check the bucket's name, AWS_REGION, your credentials and their rights.",
        )
    return Finding("lake", f"{lake}{'' if has_lake else ' is empty; the first ingest makes it'}")


def _lake_folder(lake: Path) -> Finding:
    if not lake.exists():
        return Finding("lake", f"{lake} does not exist yet; the first ingest makes it")
    if not os.access(lake, os.R_OK | os.W_OK | os.X_OK):
        return Finding("lake", f"{lake} cannot be written", f"Run `chmod u+rwx {lake}`.")
    mode = lake.stat().st_mode & 0o777
    if mode & 0o077:
        return Finding(
            "lake", f"{lake} is open to others (mode {mode:o})", f"Run `chmod 700 {lake}`."
        )
    return Finding("lake", str(lake))


def _household(folder: Path | None) -> Finding:
    from households import HouseholdError, load_household

    try:
        household = load_household(folder)
    except HouseholdError as error:
        return Finding("household", f"{folder} has errors", str(error))
    if household.is_default:
        return Finding(
            "household",
            "none; defaults are used",
            "Run `daybook init household`.",
            is_optional=True,
        )
    return Finding("household", f"{folder}, time zone {household.time_zone}")


def _disk(lake: Path) -> Finding:
    folder = next(path for path in (lake, *lake.parents) if path.exists())
    free = shutil.disk_usage(folder).free
    remedy = "" if free >= MINIMUM_FREE_BYTES else "Free some space: a full disk stops ingestion."
    return Finding("disk", f"{free / 1e9:.1f} GB free at {folder}", remedy)


def _java() -> Finding:
    """Only the Spark target and `make parity` need a Java 17."""
    java = shutil.which("java")
    if java is None:
        return Finding(
            "Java (for Spark)", "missing", "Install a Java 17 runtime.", is_optional=True
        )
    answer = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)
    first_line = (answer.stderr or answer.stdout).partition("\n")[0]
    remedy = "" if '"17' in first_line else "Apache Spark is tested on Java 17."
    return Finding("Java (for Spark)", first_line, remedy, is_optional=True)
