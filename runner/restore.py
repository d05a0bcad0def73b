"""`daybook restore DIR`: the last backup, brought back into an empty lake."""

import argparse
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from ingestion.layout import LAKE_DOCUMENT
from ingestion.storage.locations import Location
from runner.backup import HOUSEHOLD, LAKE
from runner.backup_folder import BackupFolder, Manifest, copy_verified, sha256_of, unfinished
from runner.errors import CommandError
from runner.progress import Progress
from runner.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the command."""
    parser.add_argument("directory", type=Path, metavar="DIR", help="folder of the backups")


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Restore; 0 when everything is back and decoded, 1 when a content could not be decoded."""
    folder = BackupFolder(arguments.directory.expanduser().resolve())
    manifest = folder.last_manifest()
    if manifest is None:
        raise CommandError(f"{folder.path} holds no backup. Make one with `daybook backup`.", 2)
    _require_empty(settings.lake)
    has_household = _check_household(settings.household, manifest)
    _check_whole(folder, manifest)
    try:
        if settings.household is not None and not has_household:
            _place(folder, manifest, HOUSEHOLD, settings.household, str)
        status = _restore_lake(settings, folder, manifest)
    except OSError as error:
        raise unfinished("restore", error) from error
    print(f"restored the backup of {manifest.made_at}. Next: daybook refresh, daybook verify")
    return status


def _require_empty(lake: Location) -> None:
    folder = lake.folder
    if folder is None:
        # Written last: without it the rest is what an interrupted restore has left.
        is_empty = lake.storage.size(LAKE_DOCUMENT) is None
    else:
        is_empty = not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))
    if not is_empty:
        raise CommandError(f"{lake} is not empty. Name a new folder with --lake.", 2)


def _files_of(manifest: Manifest, root: str) -> dict[str, str]:
    prefix = f"{root}/"
    return {
        path.removeprefix(prefix): sha256
        for path, sha256 in manifest.files.items()
        if path.startswith(prefix)
    }


def _check_household(household: Path | None, manifest: Manifest) -> bool:
    """Tell whether the household of the backup is there already, file by file.

    Raises: CommandError where another one is there.
    """
    files = _files_of(manifest, HOUSEHOLD)
    if household is None or not household.exists() or not any(household.iterdir()):
        return not files
    for path, sha256 in files.items():
        if not (household / path).is_file() or sha256_of(household / path) != sha256:
            raise CommandError(
                f"{household} is there and differs from the backup in {path}. Move it away, or "
                "name a new folder with --household.",
                2,
            )
    return True


def _check_whole(folder: BackupFolder, manifest: Manifest) -> None:
    """Read every file of the backup before anything is written.

    Raises: CommandError that names each damaged one.
    """
    progress = Progress()
    damaged = []
    for path, sha256 in sorted(manifest.files.items()):
        progress.show(f"checking {path}")
        if not folder.is_whole(sha256):
            damaged.append(f"  {path} ({folder.object_path(sha256)})")
    progress.clear()
    if damaged:
        raise CommandError(
            "The backup is damaged; nothing was restored. Back up again from a lake that is whole, "
            "or bring these files back from another copy:\n" + "\n".join(damaged)
        )


def _place(
    folder: BackupFolder,
    manifest: Manifest,
    root: str,
    destination: Path,
    finish: Callable[[Path], object],
) -> None:
    """Bring one part back beside its place, finish it there, and show it whole."""
    draft = destination.with_name(f".{destination.name}.restoring")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700, parents=True)
    for path, sha256 in _files_of(manifest, root).items():
        copy_verified(folder.object_path(sha256), draft / path, sha256)
    finish(draft)
    draft.replace(destination)


def _upload(folder: BackupFolder, manifest: Manifest, lake: Location) -> None:
    """Bring the lake's own files back into a bucket, its document last."""
    # A bucket's storage copies: the backup keeps its files.
    storage = lake.storage
    files = _files_of(manifest, LAKE)
    for path in sorted(files, key=lambda path: (path == LAKE_DOCUMENT, path)):
        storage.replace_from(path, folder.object_path(files[path]))


def _restore_lake(settings: Settings, folder: BackupFolder, manifest: Manifest) -> int:
    """Bring the lake's own files back and compute the records from them."""
    from households import load_household
    from ingestion import IngestReport, open_lake, replay
    from runner.ingesting import summary, with_progress

    household = load_household(settings.household)
    reports: list[IngestReport] = []

    def decode(draft: Path | Location) -> None:
        lake = open_lake(draft, settings.as_of)
        reports.append(with_progress(lambda show: replay(lake, household, on_progress=show)))

    if settings.lake.folder is not None:
        _place(folder, manifest, LAKE, settings.lake.folder, decode)
    else:
        _upload(folder, manifest, settings.lake)
        decode(settings.lake)
    for report in reports:
        print(f"{report.count('recovered')} contents decoded", file=sys.stderr)
        print(summary(report), file=sys.stderr)
    return max(report.exit_status for report in reports)
