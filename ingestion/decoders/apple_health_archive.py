"""The zip archive in which a phone shares its Apple Health export.

Nothing is unpacked to a file, so names of members do no harm; what is inflated is counted.
"""

import errno
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from ingestion.decoders.apple_health_xml import Readable, is_export
from ingestion.errors import QuarantineError

START = b"PK\x03\x04"
_HEAD_BYTES = 65_536
# Exports shrink to a thirtieth; deflate can reach a thousandth.
_MOST_TIMES = 250
_ALWAYS_ALLOWED = 64_000_000
_MOST_CANDIDATES = 20
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_KNOWN_FOLDERS = ("electrocardiograms", "workout-routes", "clinical-records")
_DAMAGES = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OverflowError,
    RuntimeError,
    ValueError,
)


@dataclass(frozen=True)
class Export:
    """Hold an export's XML, and how many files of each kind lie beside it in the archive."""

    xml: Readable
    others: Mapping[str, int]


def export_head(file: Path) -> bytes:
    """Return the first bytes of the export in an archive, none where it holds none.

    Raises: QuarantineError where the archive cannot be read.
    """
    with _opened(file) as archive:
        exports = _exports(archive)
        return _head(archive, exports[0]) if exports else b""


@contextmanager
def open_export(file: Path) -> Iterator[Export]:
    """Open an export, alone or in an archive.

    Raises: QuarantineError.
    """
    with file.open("rb") as plain:
        if plain.read(len(START)) != START:
            plain.seek(0)
            yield Export(plain, {})
            return
    with _opened(file) as archive:
        exports = _exports(archive)
        if len(exports) != 1:
            raise QuarantineError("malformed", f"the archive holds {len(exports)} exports")
        member = exports[0]
        allowed = max(_ALWAYS_ALLOWED, _MOST_TIMES * file.stat().st_size)
        with _member(archive, member) as stream:
            yield Export(_Inflated(stream, member.file_size, allowed), _others(archive, member))


class _Inflated:
    """Inflate a member, and refuse one that is damaged, or larger than it says or than allowed."""

    def __init__(self, stream: IO[bytes], size: int, allowed: int) -> None:
        self._stream = stream
        self._size = size
        self._allowed = allowed
        self._count = 0

    def read(self, size: int, /) -> bytes:
        with _damage_told():
            data = self._stream.read(size)
        self._count += len(data)
        if self._count > self._allowed:
            raise QuarantineError("archive_too_large")
        if not data and self._count != self._size:
            raise QuarantineError("malformed", "the archive states another size of the export")
        return data


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    with _damage_told():
        archive = zipfile.ZipFile(file)
    with archive:
        yield archive


def _exports(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return the members that begin as an export does, whatever its name in the phone's language.

    The largest are looked at.
    """
    named = [one for one in archive.infolist() if one.filename.lower().endswith(".xml")]
    largest = sorted(named, key=lambda one: -one.file_size)[:_MOST_CANDIDATES]
    return [one for one in largest if is_export(_head(archive, one))]


def _head(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    with _member(archive, member) as stream, _damage_told():
        return stream.read(_HEAD_BYTES)


@contextmanager
def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[IO[bytes]]:
    if member.flag_bits & _ENCRYPTED:
        raise QuarantineError("archive_encrypted")
    if member.compress_type not in _METHODS:
        raise QuarantineError("malformed", "the archive is compressed in an unusual way")
    with _damage_told():
        stream = archive.open(member)
    with stream:
        yield stream


def _others(archive: zipfile.ZipFile, export: zipfile.ZipInfo) -> Mapping[str, int]:
    paths = (PurePosixPath(one.filename) for one in archive.infolist() if not one.is_dir())
    return Counter(
        _kind(path)
        for path in paths
        if str(path) != export.filename and path.parts[0] != "__MACOSX" and path.name != ".DS_Store"
    )


def _kind(path: PurePosixPath) -> str:
    if path.parent.name in _KNOWN_FOLDERS:
        return path.parent.name
    return "export_cda.xml" if path.name == "export_cda.xml" else "other files"


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
