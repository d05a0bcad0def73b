"""Elements of CAMT files of any size, in bounded memory.

Namespaces and prefixes are left out: all versions and banks' wrappers name elements alike.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from ingestion.decoders.archive import Readable
from ingestion.decoders.xml_feed import DEEPEST, XmlFeed, chunks_of, refuse_entities

# A batch of ten thousand payments; far more than a household's bank puts into one entry.
_MOST_NODES = 500_000
_LONGEST_RAW = 10_000
_NAMESPACE = re.compile(rb"urn:iso:std:iso:20022:tech:xsd:camt\.05[234]\.\d")
_HEAD_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Node:
    """Hold an element; `text` is what stands directly inside it, `currency` its Ccy."""

    name: str
    line: int
    currency: str | None = None
    children: list["Node"] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Return the text without spaces around it."""
        return "".join(self.texts).strip()

    def find(self, path: str) -> "Node | None":
        """Return the first element of a path such as Refs/TxId."""
        return next(self.every(path), None)

    def every(self, path: str) -> Iterator["Node"]:
        """Yield all elements of a path."""
        name, _, rest = path.partition("/")
        for child in self.children:
            if child.name == name:
                if rest:
                    yield from child.every(rest)
                else:
                    yield child

    def said(self, *paths: str) -> str | None:
        """Return the text of the first of these paths that says something."""
        found = (node.text for path in paths for node in self.every(path))
        return next((text for text in found if text), None)

    def written(self) -> str:
        """Return the element as XML without spaces between the elements, cut where it is long."""
        parts: list[str] = []
        self._write(parts, _LONGEST_RAW)
        return "".join(parts)[:_LONGEST_RAW]

    def _write(self, parts: list[str], room: int) -> int:
        currency = f' Ccy="{self.currency}"' if self.currency else ""
        parts.append(f"<{self.name}{currency}>{self.text}")
        room -= len(parts[-1])
        for child in self.children:
            if room > 0:
                room = child._write(parts, room)  # noqa: SLF001 - of the same class
        parts.append(f"</{self.name}>")
        return room - len(parts[-1])


def looks_like_camt(head: bytes) -> bool:
    """Tell whether a content is XML that names the namespace of a bank-to-customer message."""
    start = head[:_HEAD_BYTES].replace(b"\0", b"")
    is_xml = start.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<")
    return is_xml and _NAMESPACE.search(start) is not None


class NodeReader:
    """Build the elements of some names, each with what is inside, and forget what is read."""

    def __init__(self, wanted: frozenset[str], opening: frozenset[str]) -> None:
        self._wanted = wanted
        self._opening = opening
        self._done: list[Node] = []
        self._open: list[Node] = []
        self._depth = 0
        self._count = 0
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = refuse_entities
        self._feed = XmlFeed(parser, "Document")

    def read(self, stream: Readable) -> Iterator[Node]:
        """Yield the wanted elements when they end, and those that open without what is inside.

        Raises: QuarantineError.
        """
        for _ in self._feed.each(chunks_of(stream)):
            done, self._done = self._done, []
            yield from done

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        local = name.rpartition(" ")[2]
        line = self._feed.line
        if self._depth > DEEPEST:
            self._feed.refuse_depth()
        if not self._open and local not in self._wanted:
            if local in self._opening:
                self._done.append(Node(local, line))
            return
        node = Node(local, line, attributes.get("Ccy"))
        if self._open:
            self._open[-1].children.append(node)
        self._open.append(node)
        self._count += 1
        if self._count > _MOST_NODES:
            self._feed.refuse("belongs to an entry without end")

    def _text(self, text: str) -> None:
        if self._open:
            self._open[-1].texts.append(text)

    def _end(self, _name: str) -> None:
        self._depth -= 1
        if self._open:
            node = self._open.pop()
            if not self._open:
                self._done.append(node)
                self._count = 0
