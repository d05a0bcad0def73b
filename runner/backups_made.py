"""Which folders the backups of a lake went to."""

from collections.abc import Iterable
from pathlib import Path

from runner.backup_folder import BackupFolder
from runner.notes import read_note, write_note
from runner.settings import Settings

_NOTE = "backups"


def remember_backup(settings: Settings, folder: Path) -> None:
    """Note a folder that holds backups of this lake."""
    write_note(settings, _NOTE, sorted({*_folders(settings), str(folder)}))


def backups_with(settings: Settings, content_ids: Iterable[str]) -> list[Path]:
    """Return the folders whose backups hold any of these contents, or cannot be looked at now."""
    folders = [BackupFolder(Path(name)) for name in _folders(settings)]
    wanted = list(content_ids)
    return [
        folder.path
        for folder in folders
        if not folder.path.is_dir() or any(folder.object_path(one).exists() for one in wanted)
    ]


def _folders(settings: Settings) -> list[str]:
    names: list[str] = read_note(settings, _NOTE) or []
    return names
