"""Write the files of a sample and remember what a reader must make of each."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

LANDED, DUPLICATE, QUARANTINED = "landed", "duplicate", "quarantined"


@dataclass(frozen=True)
class Reject:
    """Hold a row that does not count; the stage is `ingestion` or `silver`."""

    path: str
    line_number: int
    stage: str
    reason: str


@dataclass(frozen=True)
class FileTruth:
    """Hold what must become of one file; the path starts at the inbox."""

    path: str
    content_id: str
    outcome: str = LANDED
    reason: str = ""
    count_records: int = 0
    count_rejects: int = 0
    is_late: bool = False


@dataclass
class SampleFiles:
    """Write files into the inbox, or beside it where they come late."""

    directory: Path
    truths: list[FileTruth] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)

    def path_of(self, path: str, *, is_late: bool = False) -> Path:
        """Return where a file lies; `path` is the source and the file's name."""
        target = self.directory / ("late" if is_late else "inbox") / path
        target.parent.mkdir(parents=True, exist_ok=True)
        return target

    def open(self, path: str, encoding: str = "utf-8", *, is_late: bool = False) -> SampleFile:
        """Open a text file whose records are counted while it is written."""
        handle = self.path_of(path, is_late=is_late).open("w", encoding=encoding, newline="")
        return SampleFile(self, path, handle, is_late)

    def write_landed(self, path: str, content: bytes, count_records: int) -> None:
        """Write a file that is no text and holds some records."""
        target = self.path_of(path)
        target.write_bytes(content)
        self.truths.append(FileTruth(path, _content_id(target), count_records=count_records))

    def write_refused(self, path: str, content: bytes, reason: str) -> None:
        """Write a file that a reader must quarantine."""
        target = self.path_of(path)
        target.write_bytes(content)
        self.truths.append(FileTruth(path, _content_id(target), QUARANTINED, reason))

    def copy(self, path: str, copy_path: str) -> None:
        """Write the same bytes under another name."""
        self.path_of(copy_path).write_bytes(self.path_of(path).read_bytes())
        first = next(truth for truth in self.truths if truth.path == path)
        self.truths.append(replace(first, path=copy_path))


def _content_id(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@dataclass
class SampleFile:
    """Write the lines of one file; use it in a `with`."""

    files: SampleFiles
    path: str
    handle: IO[str]
    is_late: bool
    count_lines: int = 0
    count_records: int = 0
    count_rejects: int = 0

    def __enter__(self) -> SampleFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def write(self, line: str, records: int = 0) -> None:
        """Write one line with its ending; say how many records a reader finds in it."""
        self.handle.write(line)
        self.count_lines += 1
        self.count_records += records

    def write_all(self, lines: Iterable[str], records: int) -> None:
        """Write lines that hold the same number of records each."""
        for line in lines:
            self.write(line, records)

    def write_bad(self, line: str, reason: str, *, stage: str = "ingestion") -> None:
        """Write a line that a reader must refuse; silver refuses what ingestion still takes."""
        is_refused_at_once = stage == "ingestion"
        self.write(line, records=0 if is_refused_at_once else 1)
        self.count_rejects += is_refused_at_once
        self.files.rejects.append(Reject(self.path, self.count_lines, stage, reason))

    def close(self) -> None:
        """Close the file and note its truth."""
        self.handle.close()
        target = self.files.path_of(self.path, is_late=self.is_late)
        self.files.truths.append(
            FileTruth(
                self.path,
                _content_id(target),
                count_records=self.count_records,
                count_rejects=self.count_rejects,
                is_late=self.is_late,
            )
        )


def decimal_text(cents: int) -> str:
    """Write cents as an amount with a decimal point."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02}"
