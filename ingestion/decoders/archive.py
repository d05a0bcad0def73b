"""Zip archives, in which phones and services share what they export.

No member is written under its own name, so names do no harm; what is inflated is counted.
"""

import errno
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import IO, Protocol

from ingestion.decoders.base import Head, Member
from ingestion.decoders.encodings import HEAD_BYTES
from ingestion.errors import QuarantineError

START = b"PK\x03\x04"
_CHUNK = 262_144
_LONGEST_NAME = 500
# Exports shrink to a thirtieth; deflate can reach a thousandth.
_MOST_TIMES = 250
_ALWAYS_ALLOWED = 64_000_000
_MOST_LOOKED_AT = 20
# A directory of a hundred thousand members; opening an archive takes ten times as much memory.
_LARGEST_DIRECTORY = 10_000_000
_END, _LONG_END = b"PK\x05\x06", b"PK\x06\x07"
_LONGEST_END = 65_535 + 22 + 76
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_DAMAGES = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OverflowError,
    RuntimeError,
    ValueError,
)


class Readable(Protocol):
    """Give bytes, none at the end."""

    def read(self, size: int, /) -> bytes:
        """Return at most so many bytes."""


@dataclass(frozen=True)
class Content:
    """Hold what is to be decoded; `stream` opens it, as often as it is asked."""

    name: str
    stream: Callable[[], AbstractContextManager[Readable]]


@dataclass(frozen=True)
class Package:
    """Hold the members of an archive that a decoder looks for, and the others."""

    members: tuple[Content, ...]
    others: tuple[Content, ...] = ()


@dataclass
class Allowance:
    """Count what the members of an archive inflate to, each once however often it is read."""

    most: int
    total: int = 0
    counts: dict[zipfile.ZipInfo, int] = field(default_factory=dict)

    @classmethod
    def of(cls, file: Path) -> "Allowance":
        """Return what an archive of this size may inflate to."""
        return cls(max(_ALWAYS_ALLOWED, _MOST_TIMES * file.stat().st_size))

    def note(self, member: zipfile.ZipInfo, count: int) -> None:
        """Take how far a member was read.

        Raises: QuarantineError where it is more than allowed.
        """
        known = self.counts.get(member, 0)
        if count > known:
            self.counts[member] = count
            self.total += count - known
        if self.total > self.most:
            raise QuarantineError("archive_too_large")


def largest_members(file: Path) -> tuple[Member, ...]:
    """Return the largest members of an archive with their first bytes, to recognise it by.

    Raises: QuarantineError where the archive cannot be read.
    """
    with _opened(file) as archive:
        largest = sorted(_files(archive), key=lambda one: -one.file_size)[:_MOST_LOOKED_AT]
        allowance = Allowance.of(file)
        return tuple(_glanced_at(archive, one, allowance) for one in largest)


@contextmanager
def every_member(file: Path, allowance: Allowance) -> Iterator[Iterator[Content]]:
    """Give the members one after the other; `stream` raises where one cannot be read.

    Raises: QuarantineError where the archive cannot be read.
    """
    with _opened(file) as archive:
        yield (_content(archive, one, allowance) for one in _files(archive))


@contextmanager
def opened(
    file: Path, fits: Callable[[Member], bool], suffixes: tuple[str, ...] = ("",)
) -> Iterator[Package]:
    """Open the members that fit, or the file itself where it is no archive.

    Only members with one of the suffixes, in lower case, are looked at.
    Raises: QuarantineError.
    """
    with file.open("rb") as plain:
        is_archive = plain.read(len(START)) == START
    if not is_archive:
        yield Package((Content(file.name, lambda: file.open("rb")),))
        return
    with _opened(file) as archive:
        allowance = Allowance.of(file)
        chosen: list[zipfile.ZipInfo] = []
        others: list[zipfile.ZipInfo] = []
        for one in _files(archive):
            is_named = one.filename.lower().endswith(suffixes)
            is_chosen = is_named and fits(_looked_at(archive, one, allowance))
            (chosen if is_chosen else others).append(one)
        yield Package(
            tuple(_content(archive, one, allowance) for one in chosen),
            tuple(_content(archive, one, allowance) for one in others),
        )


@contextmanager
def copied(content: Content) -> Iterator[tuple[Head, Path]]:
    """Give a member as a file, whose name has nothing of the member's.

    Raises: QuarantineError where it cannot be read.
    """
    with TemporaryDirectory(prefix="daybook-") as folder:
        file = Path(folder, "member")
        beginning = b""
        with content.stream() as source, file.open("wb") as target:
            while chunk := source.read(_CHUNK):
                beginning = beginning or chunk[:HEAD_BYTES]
                target.write(chunk)
        yield Head(beginning, file.stat().st_size, name=PurePosixPath(content.name).name), file


def shown_name(name: str) -> str:
    """Return a member's name without what would move a terminal's cursor."""
    return "".join(one if one.isprintable() else "\ufffd" for one in name)[:_LONGEST_NAME]


class _Inflated:
    """Inflate a member, and refuse one that is damaged, or larger than it says or than allowed."""

    def __init__(self, stream: IO[bytes], member: zipfile.ZipInfo, allowance: Allowance) -> None:
        self._stream = stream
        self._member = member
        self._allowance = allowance
        self._count = 0

    def read(self, size: int, /) -> bytes:
        with _damage_told():
            data = self._stream.read(size)
        self._count += len(data)
        self._allowance.note(self._member, self._count)
        if not data and self._count != self._member.file_size:
            raise QuarantineError("malformed", "the archive states another size of its member")
        return data


def _content(archive: zipfile.ZipFile, member: zipfile.ZipInfo, allowance: Allowance) -> Content:
    return Content(member.filename, partial(_inflated, archive, member, allowance))


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    if _LARGEST_DIRECTORY < _directory_bytes(file) <= file.stat().st_size:
        raise QuarantineError("too_large", "the archive has more members than can be listed")
    with _damage_told():
        archive = zipfile.ZipFile(file)
    with archive:
        yield archive


def _directory_bytes(file: Path) -> int:
    """Return what an archive says of the size of its directory; 0 where it does not say it.

    Source: PKWARE APPNOTE 6.3.10, sections 4.3.14 to 4.3.16.
    """
    with file.open("rb") as stream:
        stream.seek(max(0, file.stat().st_size - _LONGEST_END))
        tail = stream.read()
    end = tail.rfind(_END)
    if end >= 76 and tail.startswith(_LONG_END, end - 20):
        return int.from_bytes(tail[end - 36 : end - 28], "little")
    return int.from_bytes(tail[end + 12 : end + 16], "little") if end >= 0 else 0


def _files(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    return [
        one
        for one in archive.infolist()
        if not one.is_dir()
        and not one.filename.startswith("__MACOSX/")
        and not one.filename.endswith(".DS_Store")
    ]


def _glanced_at(archive: zipfile.ZipFile, member: zipfile.ZipInfo, allowance: Allowance) -> Member:
    """Look at a member; one that cannot be read tells nothing, and is told of where it is read."""
    try:
        return _looked_at(archive, member, allowance)
    except QuarantineError as refusal:
        if refusal.code == "archive_too_large":
            raise
        return Member(member.filename, b"")


def _looked_at(archive: zipfile.ZipFile, member: zipfile.ZipInfo, allowance: Allowance) -> Member:
    with _inflated(archive, member, allowance) as stream:
        return Member(member.filename, stream.read(HEAD_BYTES) if member.file_size else b"")


@contextmanager
def _inflated(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, allowance: Allowance
) -> Iterator[Readable]:
    if member.flag_bits & _ENCRYPTED:
        raise QuarantineError("archive_encrypted")
    if member.compress_type not in _METHODS:
        raise QuarantineError("malformed", "the archive is compressed in an unusual way")
    with _damage_told():
        stream = archive.open(member)
    with stream:
        yield _Inflated(stream, member, allowance)


@contextmanager
def _damage_told() -> Iterator[None]:
    try:
        yield
    except (*_DAMAGES, OSError) as damage:
        # A forged directory can point to before the file's beginning.
        if isinstance(damage, OSError) and damage.errno != errno.EINVAL:
            raise
        detail = f"the zip archive is damaged or incomplete: {str(damage)[:200]}"
        raise QuarantineError("malformed", detail) from damage
