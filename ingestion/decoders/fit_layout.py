"""How the messages of a FIT file lie in its bytes: what a definition message says.

Source: FIT protocol, Garmin's FIT SDK, chapters "Record Format" and "Base Types".
"""

import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

Value = int | float | bytes
TIMESTAMP = 253

_STRING, _BYTES = 0x07, 0x0D
# The letter by which `struct` reads a base type, and the value that says that there is none.
_BASE_TYPES: Mapping[int, tuple[str, int]] = {
    0x00: ("B", 0xFF),
    0x01: ("b", 0x7F),
    0x02: ("B", 0xFF),
    0x83: ("h", 0x7FFF),
    0x84: ("H", 0xFFFF),
    0x85: ("i", 0x7FFFFFFF),
    0x86: ("I", 0xFFFFFFFF),
    0x88: ("f", 0xFFFFFFFF),
    0x89: ("d", 0xFFFFFFFFFFFFFFFF),
    0x0A: ("B", 0),
    0x8B: ("H", 0),
    0x8C: ("I", 0),
    0x0D: ("B", 0xFF),
    0x8E: ("q", 0x7FFFFFFFFFFFFFFF),
    0x8F: ("Q", 0xFFFFFFFFFFFFFFFF),
    0x90: ("Q", 0),
}


class Field(NamedTuple):
    """Hold one field of a definition; `number` is null where it is not read."""

    number: int | None
    size: int
    base_type: int


@dataclass(frozen=True)
class Layout:
    """Say how to read one kind of message; `developer` names fields that are not read."""

    kind: int
    size: int
    unpack: Callable[[bytes, int], tuple[Any, ...]]
    numbers: tuple[int, ...]
    invalid: tuple[int | None, ...]
    developer: tuple[str, ...]

    def values(self, data: bytes, at: int) -> dict[int, Value]:
        """Return the fields that a message states by their numbers."""
        stated = zip(self.numbers, self.unpack(data, at), self.invalid, strict=True)
        return {number: value for number, value, none in stated if value != none}


# Devices state the same few definitions again and again.
@lru_cache(maxsize=1024)
def layout_of(
    kind: int, order: str, fields: tuple[Field, ...], developer: tuple[str, ...]
) -> Layout:
    """Return the layout of messages whose fields follow each other like these."""
    codes = [_code(field) for field in fields]
    read = [
        (field.number, none)
        for field, (code, none) in zip(fields, codes, strict=True)
        if field.number is not None and not code.endswith("x")
    ]
    pattern = struct.Struct(order + "".join(code for code, _ in codes))
    return Layout(
        kind,
        pattern.size,
        pattern.unpack_from,
        tuple(number for number, _ in read),
        tuple(none for _, none in read),
        developer,
    )


def _code(field: Field) -> tuple[str, int | None]:
    """Return a field's letter; one whose size does not fit its type is passed over."""
    letter, none = _BASE_TYPES.get(field.base_type, ("", 0))
    if field.number is None:
        return f"{field.size}x", None
    if letter and struct.calcsize(f"<{letter}") == field.size:
        return letter, none
    if field.base_type in (_STRING, _BYTES):
        return f"{field.size}s", None
    return f"{field.size}x", None


def fields_of(stated: bytes) -> Sequence[tuple[int, int, int]]:
    """Return the three bytes of each field: number, size, and base type or developer."""
    return list(zip(stated[::3], stated[1::3], stated[2::3], strict=True))
