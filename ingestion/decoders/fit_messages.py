"""Messages of a FIT file, one after the other.

A file may hold several FIT files in a row. What cannot be read ends the one in which it stands.
Source: FIT protocol, Garmin's FIT SDK, chapters "File Structure" and "Record Format".
"""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from ingestion.decoders.fit_layout import TIMESTAMP, Field, Layout, Value, fields_of, layout_of

DEVELOPER_FIELD = 206
Fields = Sequence[tuple[int, int, int]]

_SIGNATURE = b".FIT"
_SHORTEST_HEADER = 12
_MOST_NAMES = 200
# Fields of a record that apps state by themselves in the unit that the protocol gives them.
_RECORD, _NATIVE = 20, (3, 4, 7, 13)


class Message(NamedTuple):
    """Hold one data message; `number` counts them from the file's start, 1 the first."""

    number: int
    kind: int
    values: dict[int, Value]
    raw: bytes


@dataclass(frozen=True)
class Damage:
    """Say what of a file cannot be read, and in which message that shows."""

    code: str
    detail: str
    number: int


@dataclass(frozen=True)
class Part:
    """Hold where one FIT file begins and ends; `is_whole` unless its end is missing."""

    start: int
    end: int
    is_whole: bool


def is_fit(head: bytes) -> bool:
    """Tell whether a content begins with the header of a FIT file."""
    return head[8:12] == _SIGNATURE and head[0] >= _SHORTEST_HEADER


def parts_of(data: bytes) -> Iterator[Part | Damage]:
    """Yield the FIT files that follow each other, each with its checksum's damage behind it."""
    at = 0
    while at < len(data):
        header = data[at : at + 14]
        if not is_fit(header):
            yield Damage("rest_unreadable", f"byte {at + 1} begins no FIT file", 0)
            return
        start = at + header[0]
        # A device that lost power before the end has not yet stated a size.
        end = start + (int.from_bytes(header[4:8], "little") or len(data))
        yield Part(start, min(end, len(data)), end + 2 <= len(data))
        if end + 2 <= len(data) and _checksum(data[at:end]) != _stated_checksum(data, end):
            yield Damage("checksum_wrong", f"at byte {end + 1}", 0)
        at = end + 2


def _stated_checksum(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 2], "little")


def _checksum(data: bytes) -> int:
    crc, table = 0, _checksum_table()
    for byte in data:
        crc = (crc >> 8) ^ table[(crc ^ byte) & 0xFF]
    return crc


@cache
def _checksum_table() -> tuple[int, ...]:
    """Return the table of CRC-16/ARC, which the protocol computes by half bytes."""
    table = []
    for entry in range(256):
        crc = entry
        for _ in range(8):
            crc = (crc >> 1) ^ (0xA001 if crc & 1 else 0)
        table.append(crc)
    return tuple(table)


class Walk:
    """Walk through the messages of one part; of kinds that are not wanted only the time is read.

    `clock` is the last time that a message stated; `damage` says afterwards what stopped it.
    """

    def __init__(self, data: bytes, part: Part, wanted: Container[int], number: int) -> None:
        self._data, self._part, self._wanted = data, part, wanted
        self._layouts: dict[int, Layout] = {}
        self._developer: dict[tuple[int, int], tuple[str, int, int | None]] = {}
        self.clock = 0
        self.number = number
        self.damage: Damage | None = None
        self.developer_fields: dict[str, int] = {}

    def __iter__(self) -> Iterator[Message]:
        at, end = self._part.start, self._part.end
        while at < end and not self.damage:
            head = self._data[at]
            if head & 0xC0 == 0x40:
                at = self._define(head, at + 1)
                continue
            layout = self._layouts.get((head >> 5) & 3 if head & 0x80 else head & 15)
            behind = at + 1 + layout.size if layout else end + 1
            if layout is None:
                self._stop("its kind is not defined")
            elif behind > end:
                self._stop("the file ends within it")
            else:
                yield self._message(head, layout, at + 1, behind)
            at = behind
        if not self.damage and not self._part.is_whole:
            self._stop("the file ends before it and before the checksum")

    def _message(self, head: int, layout: Layout, at: int, behind: int) -> Message:
        self.number += 1
        values = layout.values(self._data, at)
        stamp = values.get(TIMESTAMP)
        if head & 0x80:
            values[TIMESTAMP] = self.clock = _later(self.clock, head & 31)
        elif isinstance(stamp, int):
            self.clock = stamp
        for name in layout.developer:
            self._count(name)
        if layout.kind == DEVELOPER_FIELD:
            self._describe(values)
        return Message(self.number, layout.kind, values, self._data[at:behind])

    def _count(self, name: str) -> None:
        counts = self.developer_fields
        if len(counts) >= _MOST_NAMES and name not in counts:
            name = "others"
        counts[name] = counts.get(name, 0) + 1

    def _define(self, head: int, at: int) -> int:
        """Take a definition, and return where the next message begins."""
        data, end = self._data, self._part.end
        count = data[at + 4] if at + 4 < end else 0
        behind = at + 5 + 3 * count
        count_developer = data[behind] if head & 0x20 and behind < end else 0
        last = behind + (1 + 3 * count_developer if head & 0x20 else 0)
        if at + 5 > end or last > end:
            self._stop("the file ends within its definition")
            return last
        order = ">" if data[at + 1] else "<"
        kind = int.from_bytes(data[at + 2 : at + 4], "big" if data[at + 1] else "little")
        native = fields_of(data[at + 5 : behind])
        added = fields_of(data[behind + 1 : last])
        self._layouts[head & 15] = self._layout(kind, order, native, added)
        return last

    def _layout(self, kind: int, order: str, native: Fields, added: Fields) -> Layout:
        is_wanted = kind in self._wanted
        fields = [
            Field(number if is_wanted or number == TIMESTAMP else None, size, base_type)
            for number, size, base_type in native
        ]
        names = []
        numbers = {field.number for field in fields}
        for number, size, index in added:
            name, base_type, stands_for = self._developer.get((index, number), ("", 0, None))
            if kind != _RECORD or not is_wanted or stands_for in numbers:
                stands_for = None
            fields.append(Field(stands_for, size, base_type))
            numbers.add(stands_for)
            if stands_for is None:
                names.append(name or "a field without description")
        return layout_of(kind, order, tuple(fields), tuple(names) if is_wanted else ())

    def _describe(self, values: dict[int, Value]) -> None:
        """Remember what an app says of a field of its own."""
        index, number, base_type = (values.get(place) for place in (0, 1, 2))
        stands_for = values.get(15) if values.get(14) == _RECORD else None
        if isinstance(index, int) and isinstance(number, int) and isinstance(base_type, int):
            native = stands_for if isinstance(stands_for, int) and stands_for in _NATIVE else None
            self._developer[index, number] = (text_of(values.get(3)) or "", base_type, native)

    def _stop(self, detail: str) -> None:
        number = self.number + 1
        self.damage = Damage("rest_unreadable", f"message {number}: {detail}", number)


def text_of(value: Value | None) -> str | None:
    """Return a text as it stands before its closing NUL; null where there is none."""
    if not isinstance(value, bytes):
        return None
    return value.partition(b"\0")[0].decode("utf-8", "replace").strip() or None


def _later(clock: int, offset: int) -> int:
    """Return the first time from a clock on whose last five bits are these."""
    return clock + ((offset - clock) & 31)
