"""What decoders take and give."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Protocol

LONGEST_RAW_TEXT = 10_000


class Record(NamedTuple):
    """Hold one record of a bronze table.

    `at` is the event's UTC time without the closing Z, or its date; it names the month.
    `until` is the end of an interval, written the same way.
    """

    table: str
    values: tuple[str | None, ...]
    at: str | None = None
    until: str | None = None
    line: int | None = None
    raw: str | None = None


class Reject(NamedTuple):
    """Hold one row that does not fit, with its reason."""

    table: str
    reason: str
    message: str
    raw_text: str
    line: int | None = None


class ExportTime(NamedTuple):
    """Say when the file itself was made, in UTC ISO text, as the file states it."""

    at: str


Item = Record | Reject | ExportTime


@dataclass(frozen=True)
class Head:
    """Hold the first bytes of a content, and its size."""

    data: bytes
    size: int


class Decoder(Protocol):
    """Read one family of files."""

    @property
    def name(self) -> str:
        """Return the name under which commits and reports know it."""

    @property
    def version(self) -> int:
        """Return a number that grows when the same bytes would give other records."""

    @property
    def options(self) -> Mapping[str, Any]:
        """Return everything besides the bytes that the records depend on, as JSON."""

    def decode(self, file: Path) -> Iterator[Item]:
        """Yield records and rejects in the file's order.

        Raises: QuarantineError.
        """
