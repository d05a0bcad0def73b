"""`daybook backup DIR`: everything that cannot be computed again, and the household."""

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from ingestion.layout import LAKE_DOCUMENT, RAW, is_sidecar
from ingestion.parts import Kind, places
from runner.backup_folder import BackupFolder, Manifest, unfinished
from runner.backups_made import remember_backup
from runner.errors import CommandError
from runner.lake_files import as_file, keys_of
from runner.manifest import read_last_manifest
from runner.progress import Progress
from runner.settings import Settings, iso

LAKE, HOUSEHOLD = "lake", "household"


@dataclass
class Backup:
    """Collect what one backup takes: `damaged` are raw files that lost their bytes in the lake."""

    files: dict[str, str] = field(default_factory=dict)
    count_new: int = 0
    damaged: list[str] = field(default_factory=list)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the command."""
    parser.add_argument("directory", type=Path, metavar="DIR", help="folder of the backups")


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Back up; 0 when everything is in the backup, 1 when a raw file is damaged."""
    directory = arguments.directory.expanduser().resolve()
    _check_places(settings, directory)
    folder = BackupFolder(directory)
    try:
        folder.prepare()
        former = folder.last_manifest()
        backup = _collect(settings, folder, former)
        manifest = folder.write_manifest(iso(settings.as_of), backup.files, former)
        remember_backup(settings, directory)
    except OSError as error:
        raise unfinished("backup", error) from error
    print(
        f"{len(backup.files)} files are in the backup {manifest.name}, {backup.count_new} of them "
        f"new. Bring it back with: daybook restore {arguments.directory}"
    )
    if former is not None:
        _tell_gone(former, backup)
    _tell_damaged(backup)
    return 1 if backup.damaged else 0


def _tell_gone(former: Manifest, backup: Backup) -> None:
    gone = sorted(set(former.files) - set(backup.files))
    if gone:
        print(
            f"daybook: {len(gone)} files of the backup {former.name}, which keeps them, are gone, "
            f"such as {gone[0]}",
            file=sys.stderr,
        )


def _tell_damaged(backup: Backup) -> None:
    for path in backup.damaged:
        print(
            f"daybook: {path}: the lake no longer holds the bytes that were landed. Take the file "
            "away and run `daybook reconcile`, which lands it again from the inbox.",
            file=sys.stderr,
        )


def _check_places(settings: Settings, directory: Path) -> None:
    if settings.lake.storage.size(LAKE_DOCUMENT) is None:
        raise CommandError(f"{settings.lake} is no lake. Name it with --lake.", 2)
    for place in filter(None, (settings.lake.folder, settings.household)):
        if directory.is_relative_to(place):
            raise CommandError(f"{directory} lies inside {place}. Name a folder elsewhere.", 2)


def _collect(settings: Settings, folder: BackupFolder, former: Manifest | None) -> Backup:
    backup, progress = Backup(), Progress()
    try:
        for path, opened in _files(settings, folder.path):
            progress.show(f"backing up {path}")
            with opened as file:
                stored = folder.store(file)
            backup.count_new += stored.is_new
            if _is_damaged(path, stored.sha256):
                backup.damaged.append(path)
                # What was backed up while it was whole stays in the backup.
                sha256 = former.files.get(path) if former else None
            else:
                sha256 = stored.sha256
            if sha256 is not None:
                backup.files[path] = sha256
    finally:
        progress.clear()
    return backup


def _is_damaged(path: str, sha256: str) -> bool:
    """Tell whether a raw file's bytes are not those that its name promises."""
    name = path.rpartition("/")[2]
    is_raw = path.startswith(f"{LAKE}/{RAW}/") and not is_sidecar(name)
    return is_raw and not name.startswith(f"{sha256[:16]}_")


def _files(
    settings: Settings, directory: Path
) -> Iterator[tuple[str, AbstractContextManager[Path]]]:
    """Yield each file's path in the backup, and what opens it."""
    for part in (*places(Kind.SOURCE, Kind.HISTORY), *_kept_tables(settings)):
        for key in keys_of(settings.lake, part):
            yield f"{LAKE}/{key}", as_file(settings.lake, key)
    if settings.household is not None:
        for file in _below(settings.household, {settings.lake.folder, directory}):
            path = f"{HOUSEHOLD}/{file.relative_to(settings.household).as_posix()}"
            yield path, nullcontext(file)


def _below(root: Path, left_out: set[Path | None]) -> Iterator[Path]:
    for folder, folders, names in os.walk(root):
        here = Path(folder)
        folders[:] = sorted(name for name in folders if here / name not in left_out)
        yield from (here / name for name in sorted(names) if (here / name).is_file())


def _kept_tables(settings: Settings) -> Iterator[str]:
    """Yield the tables whose rows a rebuild would not give back, as the last build named them."""
    manifest = read_last_manifest(settings)
    nodes = manifest["nodes"] if manifest else {}
    for node in nodes.values():
        if node["config"].get("meta", {}).get("rebuild") == "keeps_history":
            yield f"{node['schema']}/{node['alias']}"
