"""Entries and readings of a Green Button feed of any size, in bounded memory.

Names are taken without their namespace, which providers declare in many ways.
Source: NAESB REQ.21 Energy Services Provider Interface (ESPI) 1.1 and 3.3; RFC 4287 (Atom).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.parsers import expat

from ingestion.decoders.archive import Readable
from ingestion.decoders.xml_feed import DEEPEST, XmlFeed, chunks_of, refuse_entities
from ingestion.errors import QuarantineError

READING = "IntervalReading"
_BLOCK = "IntervalBlock"
_NAMESPACE = re.compile(rb"""naesb\.org/espi["'\s]""")
_ROOT = re.compile(rb"<(?:[\w.-]+:)?(?:feed|entry)[\s>]")
# Server and version differ between the exports of one provider, what comes behind does not.
_ADDRESS = re.compile(r"(?:[a-z]+://[^/]*)?(?:.*/espi/[^/]+/resource/)?", re.IGNORECASE)
_LONGEST_TEXT = 300
_MOST_LEAVES = 100
_MOST_ENTRIES = 200_000
_MOST_LINKS = 500_000


class Reading(NamedTuple):
    """Hold what one interval reading says, and the number of the entry around it."""

    entry: int
    said: Mapping[str, str]
    line: int


@dataclass
class Entry:
    """Hold an entry of the feed: what it is, its links as paths, and what it says."""

    number: int
    kind: str = ""
    own: str = ""
    up: str = ""
    related: list[str] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)
    count_resources: int = 0


def is_espi(head: bytes) -> bool:
    """Tell whether a content begins as a Green Button feed does."""
    return bool(_NAMESPACE.search(head) and _ROOT.search(head))


class FeedReader:
    """Read a feed once; `entries` and `updated` are whole when everything was read."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.updated = ""
        self._readings: list[Reading] = []
        self._said: dict[str, str] | None = None
        self._path: list[str] = []
        self._text: list[str] = []
        self._line = 0
        self._count_links = 0
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text.append
        parser.EntityDeclHandler = refuse_entities
        self._feed = XmlFeed(parser, "feed")

    def read(self, stream: Readable) -> Iterator[Reading]:
        """Yield the readings in the file's order.

        Raises: QuarantineError.
        """
        for _ in self._feed.each(chunks_of(stream)):
            taken, self._readings = self._readings, []
            yield from taken

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = _local(name)
        parent = self._path[-1] if self._path else ""
        self._path.append(local)
        self._text.clear()
        if len(self._path) > DEEPEST:
            self._feed.refuse_depth()
        if local == "entry":
            self._open_entry()
        elif local == "link" and parent == "entry":
            self._link(attributes)
        elif local == READING and self._entry is not None:
            self._said, self._line = {}, self._feed.line
        elif parent == "content" and self._entry is not None:
            self._entry.kind = local
            self._entry.count_resources += 1
            self._said = self._entry.said if local != _BLOCK else None

    @property
    def _entry(self) -> Entry | None:
        return self.entries[-1] if self.entries and "entry" in self._path else None

    def _open_entry(self) -> None:
        if len(self.entries) >= _MOST_ENTRIES:
            raise QuarantineError("too_large", f"more than {_MOST_ENTRIES} entries")
        self.entries.append(Entry(len(self.entries)))
        self._said = None

    def _link(self, attributes: Mapping[str, str]) -> None:
        entry, path = self.entries[-1], as_path(attributes.get("href", ""))
        self._count_links += 1
        if self._count_links > _MOST_LINKS:
            raise QuarantineError("too_large", f"more than {_MOST_LINKS} links")
        if attributes.get("rel") == "self":
            entry.own = path
        elif attributes.get("rel") == "up":
            entry.up = path
        else:
            entry.related.append(path)

    def _end(self, _name: str) -> None:
        local = self._path.pop()
        text = "".join(self._text).strip()[:_LONGEST_TEXT]
        self._text.clear()
        if local == READING and self._said is not None:
            self._readings.append(Reading(self.entries[-1].number, self._said, self._line))
            self._said = None
        elif self._path and self._path[-1] == "content":
            self._said = None
        elif self._said is not None and text and len(self._said) < _MOST_LEAVES:
            self._said.setdefault(local, text)
        elif local == "updated" and len(self._path) == 1:
            self.updated = text


def as_path(address: str) -> str:
    """Return the path of a link, without its server and the slashes at its ends."""
    return _ADDRESS.sub("", address.strip()[:_LONGEST_TEXT], count=1).strip("/ ")


def _local(name: str) -> str:
    return name.rpartition(":")[2]
