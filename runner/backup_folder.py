"""A backup's folder: files by their sha256, and for each backup a list of what lay where."""

import hashlib
import json
import os
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from runner.errors import CommandError

OBJECTS, MANIFESTS = "objects", "manifests"
_DRAFT = ".draft-"
_CHUNK = 1 << 20
_FORMAT_VERSION = 1
_README = """\
Backups of a Daybook lake and its household.
Each file in manifests/ is one backup: it lists every path with the sha256 of its bytes.
The bytes lie in objects/, named by their sha256; of a raw file that is its content id.
`daybook restore` brings the last one back; without it, copy objects to their paths.
"""


@dataclass(frozen=True)
class Manifest:
    """One backup: the sha256 of every file by its path, `lake/...` or `household/...`.

    Its name begins with its number, so that the last one is known whatever the clocks said.
    """

    name: str
    made_at: str
    files: Mapping[str, str]


@dataclass(frozen=True)
class Stored:
    """What became of one file: its sha256, and whether its bytes had to be written."""

    sha256: str
    is_new: bool


@dataclass(frozen=True)
class BackupFolder:
    """Files that are written once and never changed or taken away."""

    path: Path

    def prepare(self) -> None:
        """Make the folder, and remove what an interrupted backup left half-written."""
        for name in (OBJECTS, MANIFESTS):
            (self.path / name).mkdir(mode=0o700, parents=True, exist_ok=True)
        for draft in self.path.glob(f"*/{_DRAFT}*"):
            draft.unlink()
        if not (self.path / "README.txt").exists():
            (self.path / "README.txt").write_text(_README, "utf-8")

    def object_path(self, sha256: str) -> Path:
        """Return where the bytes with this hash lie."""
        return self.path / OBJECTS / sha256[:2] / sha256

    def is_whole(self, sha256: str) -> bool:
        """Tell whether the bytes with this hash are there and still have it."""
        path = self.object_path(sha256)
        return path.is_file() and sha256_of(path) == sha256

    def store(self, file: Path) -> Stored:
        """Store a file's bytes unless they are there; damaged ones are written anew.

        Raises: CommandError where the disk did not keep what was written.
        """
        known = sha256_of(file)
        if self.is_whole(known):
            return Stored(known, is_new=False)
        draft = self.path / OBJECTS / f"{_DRAFT}{uuid.uuid4().hex}"
        sha256 = _copy(file, draft)
        if sha256_of(draft) != sha256:
            raise CommandError(
                f"{draft}: the disk holds other bytes than were written. Replace it."
            )
        _place(draft, self.object_path(sha256))
        return Stored(sha256, is_new=True)

    def write_manifest(
        self, made_at: str, files: Mapping[str, str], former: Manifest | None
    ) -> Manifest:
        """Write the list of a backup when everything in it is there, unless nothing changed."""
        if former is not None and files == former.files:
            return former
        content = {"format_version": _FORMAT_VERSION, "made_at": made_at, "files": dict(files)}
        data = json.dumps(content, indent=1, sort_keys=True).encode()
        number = int(former.name.partition("-")[0]) + 1 if former else 1
        stamp = made_at.replace(":", "").replace("-", "")
        name = f"{number:06d}-{stamp}-{hashlib.sha256(data).hexdigest()[:16]}.json"
        draft = self.path / MANIFESTS / f"{_DRAFT}{uuid.uuid4().hex}"
        draft.write_bytes(data)
        _place(draft, self.path / MANIFESTS / name)
        return Manifest(name, made_at, files)

    def last_manifest(self) -> Manifest | None:
        """Return the last backup, None where there is none.

        Raises: CommandError where its list is damaged or of a newer version.
        """
        found = sorted((self.path / MANIFESTS).glob("[!.]*.json"))
        return _read_manifest(found[-1]) if found else None


def unfinished(work: str, error: OSError) -> CommandError:
    """Return what to say where the disk stops a backup or a restore."""
    return CommandError(
        f"The {work} is not finished: {error.filename}: {error.strerror}. Mend that, then run the "
        "same command again."
    )


def sha256_of(file: Path) -> str:
    """Return the sha256 of a file's bytes, hex."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def copy_verified(source: Path, destination: Path, sha256: str) -> None:
    """Copy bytes whose hash is known.

    Raises: CommandError where the copy has another hash.
    """
    destination.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if _copy(source, destination) != sha256:
        raise CommandError(f"{source} changed while it was read. Run the command again.")


def _copy(source: Path, destination: Path) -> str:
    digest = hashlib.sha256()
    with source.open("rb") as reader, destination.open("wb") as writer:
        while chunk := reader.read(_CHUNK):
            digest.update(chunk)
            writer.write(chunk)
        writer.flush()
        os.fsync(writer.fileno())
    destination.chmod(0o600)
    return digest.hexdigest()


def _place(draft: Path, destination: Path) -> None:
    destination.parent.mkdir(mode=0o700, exist_ok=True)
    draft.replace(destination)


def _read_manifest(path: Path) -> Manifest:
    data = path.read_bytes()
    if not path.stem.endswith(hashlib.sha256(data).hexdigest()[:16]):
        raise CommandError(
            f"{path} is damaged. Take it away to use the backup before it, or restore the file."
        )
    content = json.loads(data)
    if content["format_version"] > _FORMAT_VERSION:
        raise CommandError(f"{path} was written by a newer version of Daybook. Update Daybook.")
    return Manifest(path.name, content["made_at"], content["files"])
