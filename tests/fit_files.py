"""FIT files for tests, written byte by byte as the protocol says."""

import struct
from collections.abc import Mapping
from datetime import UTC, datetime

EPOCH = datetime(1989, 12, 31, tzinfo=UTC)
_TYPES = {"B": 0x02, "b": 0x01, "H": 0x84, "i": 0x85, "I": 0x86, "f": 0x88}

Stated = Mapping[int, tuple[str, float | bytes]]


def at(text: str) -> tuple[str, int]:
    """Return a UTC time as a field."""
    return "I", int((datetime.fromisoformat(f"{text}+00:00") - EPOCH).total_seconds())


def definition(
    kind: int, stated: Stated, local: int = 0, order: str = "<", developer: Stated | None = None
) -> bytes:
    """Return a definition message; keys of `developer` are fields of the app 0."""
    fields = b"".join(
        bytes((number, struct.calcsize(code), _TYPES.get(code, 0x07)))
        for number, (code, _) in stated.items()
    )
    head = bytes((0x40 | (0x20 if developer else 0) | local, 0, order == ">"))
    kind_bytes = kind.to_bytes(2, "big" if order == ">" else "little")
    start = head + kind_bytes + bytes((len(stated),)) + fields
    if not developer:
        return start
    own = (bytes((n, struct.calcsize(code), 0)) for n, (code, _) in developer.items())
    return start + bytes((len(developer),)) + b"".join(own)


def data(stated: Stated, head: int = 0, order: str = "<") -> bytes:
    """Return a data message."""
    packed = (struct.pack(order + code, value) for code, value in stated.values())
    return bytes((head,)) + b"".join(packed)


def message(kind: int, stated: Stated, local: int = 0, order: str = "<") -> bytes:
    """Return a data message with its definition before it."""
    return definition(kind, stated, local, order) + data(stated, local, order)


def file_id(file_type: int = 4) -> bytes:
    """Return the first message of a file; 4 is an activity."""
    return message(0, {0: ("B", file_type), 1: ("H", 1), 2: ("H", 1036)})


def sample(time: str, heart_rate: int = 120) -> bytes:
    """Return a sample with its definition."""
    return message(20, {253: at(time), 3: ("B", heart_rate)})


def session(start: str, seconds: int, sport: int = 1) -> bytes:
    """Return a session that ends so many seconds after its start."""
    end = at(start)[1] + seconds
    return message(
        18,
        {253: ("I", end), 2: at(start), 5: ("B", sport), 7: ("I", seconds * 1000)},
    )


def fit_file(*messages: bytes, size: int | None = None) -> bytes:
    """Return a whole file with header and checksum; `size` is what the header says instead."""
    body = b"".join(messages)
    stated = len(body) if size is None else size
    header = struct.pack("<BBHI4sH", 14, 0x20, 2132, stated, b".FIT", 0)
    return header + body + struct.pack("<H", checksum(header + body))


def checksum(content: bytes) -> int:
    """Return the checksum by half bytes, as the protocol's own example computes it."""
    table = (
        *(0x0000, 0xCC01, 0xD801, 0x1400, 0xF001, 0x3C00, 0x2800, 0xE401),
        *(0xA001, 0x6C00, 0x7800, 0xB401, 0x5000, 0x9C01, 0x8801, 0x4400),
    )
    crc = 0
    for byte in content:
        for half in (byte & 15, byte >> 4):
            crc = ((crc >> 4) & 0x0FFF) ^ table[crc & 15] ^ table[half]
    return crc
