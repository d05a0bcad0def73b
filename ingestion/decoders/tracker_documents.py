"""JSON documents of trackers: each is known by its keys, and read entry by entry."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from ingestion.decoders.base import Item, Record, Reject
from ingestion.decoders.json_documents import Document, keys_of, read_documents
from ingestion.decoders.json_rows import encodable
from ingestion.decoders.tracker_reading import Found, Reader
from ingestion.decoders.tracker_records import Wearer
from ingestion.errors import QuarantineError
from ingestion.home_zone import Zone
from ingestion.reasons import sentence
from ingestion.tables import TRACKER_RECORDS
from ingestion.times import StatedValueError

_HEAD = 65_536


@dataclass(frozen=True)
class Shape:
    """Say by which keys a document is known, and how one of its entries is read.

    `inside` is the key of the list of entries; where it is empty the document is the entry.
    """

    keys: frozenset[str]
    read: Callable[[Reader, Mapping[str, Any]], Iterator[Found]]
    inside: str = ""

    def fits(self, found: frozenset[str]) -> bool:
        """Tell whether a document with these keys has this shape."""
        prefix = f"{self.inside}." if self.inside else ""
        return all(f"{prefix}{key}" in found for key in self.keys)


def shape(
    keys: str, read: Callable[[Reader, Mapping[str, Any]], Iterator[Found]], inside: str = ""
) -> Shape:
    """Return a shape whose keys are written with blanks between them."""
    return Shape(frozenset(keys.split()), read, inside)


class TrackerDocuments:
    """Decode the documents of one make of tracker; the classes below name it and its shapes."""

    name: ClassVar[str]
    version: ClassVar[int]
    device: ClassVar[str]
    shapes: ClassVar[Sequence[Shape]]

    def __init__(self, person: str, zone: Zone, *, is_zone_stated: bool = False) -> None:
        self.options: Mapping[str, Any] = {
            "person": person,
            "zone": zone.key,
            "is_zone_stated": is_zone_stated,
        }
        self._reader = Reader(Wearer(person, self.device), zone, is_zone_stated=is_zone_stated)

    @classmethod
    def fits(cls, head: bytes) -> bool:
        """Tell whether a content begins with a document of one of the shapes."""
        return _shape_of(cls.shapes, head) is not None

    def decode(self, file: Path) -> Iterator[Item]:
        """Yield records and rejects in the file's order; lines are the numbers of entries.

        Raises: QuarantineError where no document has a shape that is known.
        """
        for document in read_documents(file):
            known = _shape_of(self.shapes, document.raw[:_HEAD].encode())
            if known is not None:
                yield from self._items(known, document)
            elif document.number == 1:
                raise QuarantineError("header_mismatch", f"its keys are none that {self.name} has")
            else:
                yield _reject("unsupported_record", "its keys are not known", document)

    def _items(self, known: Shape, document: Document) -> Iterator[Item]:
        for entry in _entries(known, document):
            if not isinstance(entry.value, Mapping):
                yield _reject("row_not_an_object", "", entry)
                continue
            for found in _read(known, self._reader, entry.value):
                if isinstance(found, Record):
                    yield found._replace(line=entry.number)
                else:
                    yield _reject(found.code, str(found), entry)


def _shape_of(shapes: Iterable[Shape], head: bytes) -> Shape | None:
    found = keys_of(head)
    return next((one for one in shapes if one.fits(found)), None)


def _entries(known: Shape, document: Document) -> Iterator[Document]:
    if not known.inside or not isinstance(document.value, Mapping):
        yield document
        return
    listed = document.value.get(known.inside)
    for number, value in enumerate(listed if isinstance(listed, list) else [listed], start=1):
        yield Document(number, value, "")


def _read(known: Shape, reader: Reader, entry: Mapping[str, Any]) -> Iterator[Found]:
    try:
        yield from known.read(reader, entry)
    except StatedValueError as problem:
        yield problem


def _reject(code: str, detail: str, entry: Document) -> Reject:
    raw = entry.raw or _written(entry.value)
    return Reject(TRACKER_RECORDS, code, sentence(code, detail), raw, entry.number)


def _written(value: Any) -> str:
    try:
        return encodable(json.dumps(value, ensure_ascii=False))
    except RecursionError:
        # What was just deep enough to be read can be too deep to be written.
        return ""
