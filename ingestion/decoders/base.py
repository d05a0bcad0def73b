"""What decoders take and give."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    import pyarrow as pa

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


class RecordColumns(NamedTuple):
    """Hold many records of a bronze table column by column, which large files are faster by.

    `at` is that of each record, never null; `first` and `last` are the times that they span,
    written the same way.
    """

    table: str
    columns: Sequence["pa.Array"]
    at: "pa.Array"
    lines: "pa.Array"
    first: str
    last: str


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


class MemberStart(NamedTuple):
    """Say of which member of an archive the items are that follow."""

    name: str


Item = Record | RecordColumns | Reject | ExportTime | MemberStart


class Member(NamedTuple):
    """Hold the name and the first bytes of one member of an archive."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Head:
    """Hold the first bytes of a content, its size, and what a packed one holds inside.

    `name` is that of a member of an archive; a file by itself has none that could count, since
    its name changes on the way and is no part of its bytes.
    """

    data: bytes
    size: int
    inside: bytes = b""
    members: tuple[Member, ...] = ()
    name: str = ""

    @property
    def beginnings(self) -> tuple[bytes, ...]:
        """Return the first bytes of each member of an archive, else those of the content."""
        return tuple(member.data for member in self.members) or (self.data,)


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
