"""The files that a command offers: walking folders, naming sources."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingestion.contents import SourceObject
from ingestion.errors import (
    PathInsideLakeError,
    PathMissingError,
    PathNotAFileError,
    SourceNameError,
    failure_of,
)
from ingestion.layout import HOUSEHOLD_SOURCE, SOURCE_NAME, printable, source_name
from ingestion.outcomes import FileOutcome, failed


@dataclass(frozen=True)
class Offer:
    """Hold one file to be landed.

    `source` is None where neither a folder nor an option names it; `document` is set for the
    household's own files, `origin` for an object of a bucket, whose `path` only names it.
    """

    path: Path
    source: str | None
    shown: str
    document: str | None = None
    is_lasting: bool = True
    origin: SourceObject | None = None

    @property
    def name(self) -> str:
        """Return the file's own name."""
        return self.path.name


Found = Offer | FileOutcome


def offers(
    paths: Sequence[Path], source: str | None, inbox: Path | None, lake: Path
) -> list[Found]:
    """Return an offer for each regular file, and a failed outcome for what cannot be listed.

    Names that start with a dot are not counted, links to folders not followed.
    Raises: PathMissingError, PathNotAFileError, PathInsideLakeError, SourceNameError.
    """
    if source is not None and not SOURCE_NAME.fullmatch(source):
        raise SourceNameError(
            f"{source!r} cannot be a source",
            "Use small letters, digits, _, . and -, at most 100 of them",
        )
    inbox = None if inbox is None else _absolute(inbox)
    require_paths(paths)
    for path in paths:
        if _absolute(path).is_relative_to(lake):
            raise PathInsideLakeError(path)
    found: dict[str, Found] = {}
    for path in paths:
        root = _absolute(path)
        for item in _walk(root, lake) if root.is_dir() else [root]:
            shown = _shown(path, root, item if isinstance(item, Path) else Path(item.path))
            if isinstance(item, Path):
                named = source or _folder_source(item, root, inbox)
                found.setdefault(str(item), Offer(item, named, shown))
            else:
                found.setdefault(item.path, item)
    return sorted(found.values(), key=_order)


def require_paths(paths: Iterable[Path]) -> None:
    """Check that every path is a file or a folder.

    Raises: PathMissingError, PathNotAFileError.
    """
    for path in paths:
        # Unlike Path.exists this is False, not an error, behind a folder without rights.
        if not os.path.exists(path):  # noqa: PTH110
            raise PathMissingError(path)
        if not (path.is_file() or path.is_dir()):
            raise PathNotAFileError(path)


def _absolute(path: Path) -> Path:
    # Without following links, so that a file keeps the name under which it was offered.
    return Path(os.path.abspath(path))  # noqa: PTH100


def _shown(given: Path, root: Path, item: Path) -> str:
    """Return a path as the caller wrote its beginning."""
    below = item.relative_to(root)
    return printable(given / below if below.parts else given)


def _folder_source(item: Path, root: Path, inbox: Path | None) -> str | None:
    base = inbox if inbox is not None and item.is_relative_to(inbox) else root
    folders = item.relative_to(base).parts[:-1]
    return source_name(folders[0]) if folders else None


def _walk(folder: Path, lake: Path) -> Iterator[Path | FileOutcome]:
    try:
        with os.scandir(folder) as entries:
            visible = sorted(
                (entry for entry in entries if not entry.name.startswith(".")),
                key=lambda entry: os.fsencode(entry.name),
            )
    except OSError as error:
        yield failed(printable(folder), failure_of(error, "read_error"))
        return
    for entry in visible:
        path = Path(entry.path)
        if entry.is_dir(follow_symlinks=False):
            if path != lake:
                yield from _walk(path, lake)
        elif entry.is_file():
            yield path


def _order(item: Found) -> str:
    return item.shown if isinstance(item, Offer) else item.path


def household_offers(files: Iterable[Path], folder: Path) -> list[Offer]:
    """Return an offer for each of the household's own files."""
    return [
        Offer(file, HOUSEHOLD_SOURCE, printable(file), file.relative_to(folder).as_posix())
        for file in files
    ]
