"""Put a whole folder up in one step: readers see the former one or the new one, never a mix."""

import fcntl
import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

LINK = "site"
_FOLDERS = "sites"
_LOCK = "sites.lock"


def put_up(place: Path, write: Callable[[Path], object]) -> Path:
    """Let the link `site` in a folder lead to what is written, and return where that lies.

    Until the last step the former folder stays up, whole; it is kept until the next time, for
    requests that are under way. Where writing fails, or the process dies, nothing has changed.

    write: called with the new, empty folder.
    """
    with _alone(place) as folders:
        folder = folders / uuid.uuid4().hex[:12]
        folder.mkdir()
        try:
            write(folder)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        _lead(place / LINK, folder)
    return folder


def drop_former(place: Path) -> None:
    """Take away what is no longer up."""
    if not (place / _FOLDERS).is_dir():
        return
    with _alone(place):
        pass


def take_down(place: Path) -> None:
    """Leave nothing up."""
    link = place / LINK
    if link.is_dir() and not link.is_symlink():
        shutil.rmtree(link)
    link.unlink(missing_ok=True)
    drop_former(place)


@contextmanager
def _alone(place: Path) -> Iterator[Path]:
    """Give all folders to one writer at a time, without former ones and what killed ones left."""
    folders = place / _FOLDERS
    folders.mkdir(parents=True, exist_ok=True)
    with (place / _LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        link = place / LINK
        up = place / link.readlink() if link.is_symlink() else None
        for leftover in folders.iterdir():
            if leftover != up:
                shutil.rmtree(leftover)
        yield folders


def _lead(link: Path, folder: Path) -> None:
    """Turn the link in one step; a relative way survives that the place is moved."""
    draft = link.with_name(f".{link.name}.draft")
    draft.unlink(missing_ok=True)
    draft.symlink_to(folder.relative_to(link.parent))
    if link.is_dir() and not link.is_symlink():
        # A lake that was copied with its links followed.
        shutil.rmtree(link)
    draft.replace(link)
