"""The objects of a lake as files of this machine, wherever the lake lies."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingestion.storage.locations import Location


def keys_of(lake: Location, part: str) -> Iterator[str]:
    """Yield the keys of a part of the lake, which is one object or all below a folder."""
    storage = lake.storage
    keys = list(storage.walk(part)) if storage.names(part) else []
    if not keys and storage.size(part) is not None:
        keys = [part]
    yield from keys


@contextmanager
def as_file(lake: Location, key: str) -> Iterator[Path]:
    """Give an object as a file, not to be changed: a folder's own, or a copy that goes away."""
    if lake.folder is not None:
        yield lake.folder / key
        return
    with tempfile.TemporaryDirectory(prefix="daybook-") as folder:
        file = Path(folder) / "object"
        _download(lake, key, file)
        yield file


def copy_here(lake: Location, key: str, destination: Path) -> None:
    """Bring an object to a local place: linked where the file system can, copied otherwise."""
    destination.parent.mkdir(parents=True, exist_ok=True)
    if lake.folder is None:
        _download(lake, key, destination)
        return
    try:
        os.link(lake.folder / key, destination)
    except OSError:
        shutil.copy2(lake.folder / key, destination)


def _download(lake: Location, key: str, destination: Path) -> None:
    with lake.storage.open(key) as source, destination.open("wb") as target:
        shutil.copyfileobj(source, target, 1 << 20)
