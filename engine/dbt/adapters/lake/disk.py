"""A lake in a local folder."""

import hashlib
import os
from pathlib import Path

from dbt.adapters.lake.places import Kind
from dbt.adapters.lake.writer_lock import WriterLock, take_lock


class Disk:
    """The folders of this machine."""

    def folders(self, location: str) -> list[str]:
        """Return the locations of the folders directly below."""
        folder = Path(location)
        children = sorted(folder.iterdir()) if folder.is_dir() else []
        return [str(c) for c in children if c.is_dir() and not c.name.startswith(".")]

    def kind(self, location: str) -> Kind | None:
        """Return what kind of table a folder holds."""
        if any(Path(location, "_delta_log").glob("*.json")):
            return "delta"
        return "parquet" if Path(location, "_schema.json").is_file() else None

    def is_foreign(self, location: str) -> bool:
        """Say whether a folder without a table holds more than an interrupted run leaves."""
        # A process killed before its first commit leaves an empty log: the next run fills it.
        return any(
            not (entry.name == "_delta_log" and entry.is_dir())
            for entry in Path(location).iterdir()
        )

    def files(self, location: str) -> list[str]:
        """Return the names of the files directly in a folder."""
        if not Path(location).is_dir():
            return []
        with os.scandir(location) as entries:
            return [entry.name for entry in entries if entry.is_file()]

    def files_mark(self, location: str) -> str | None:
        """Hash names, sizes and times of the files in a folder and below."""
        marks = [
            f"{path} {(state := Path(path).stat()).st_size} {state.st_mtime_ns}"
            for folder, _, names in os.walk(location)
            for path in (f"{folder}/{name}" for name in names)
        ]
        return hashlib.sha256("\n".join(sorted(marks)).encode()).hexdigest() if marks else None

    def read_bytes(self, location: str) -> bytes:
        """Return what a file holds."""
        return Path(location).read_bytes()

    def replace_text(self, location: str, text: str) -> None:
        """Write a file beside it and put it in its place."""
        draft = Path(f"{location}.draft")
        draft.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(text, "utf-8")
        draft.replace(location)

    def make_folder(self, location: str) -> None:
        """Make a folder and those above it."""
        Path(location).mkdir(parents=True, exist_ok=True)

    def take_lock(self, root: str) -> WriterLock:
        """Take the lock of a lake, whose folder is made if need be."""
        return take_lock(Path(root))
