"""Which folders the backups of a lake went to."""

import json
from collections.abc import Iterable
from pathlib import Path

from runner.backup_folder import BackupFolder
from runner.settings import Settings


def remember_backup(settings: Settings, folder: Path) -> None:
    """Note a folder that holds backups of this lake."""
    path = _note(settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps(sorted({*_folders(settings), str(folder)}), indent=2), "utf-8")
    draft.replace(path)


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
    path = _note(settings)
    names: list[str] = json.loads(path.read_text("utf-8")) if path.is_file() else []
    return names


def _note(settings: Settings) -> Path:
    return settings.work_folder / "backups.json"
