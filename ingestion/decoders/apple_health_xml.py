"""Elements of an Apple Health export of any size, in bounded memory.

The parser never sees what stands before the root element: the document type that iOS 16 writes
is not well-formed, and where there is none, no entity can be declared.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from xml.parsers import expat

from ingestion.decoders.apple_health_elements import Element, Elements, PassedOver, stated_by
from ingestion.decoders.archive import Readable
from ingestion.decoders.xml_feed import DEEPEST, XmlFeed, chunks_of
from ingestion.errors import QuarantineError

_Handler = Callable[[str, list[str]], None]


READ = ("Record", "Workout", "ActivitySummary", "ExportDate", "Me")
_PARTS = ("MetadataEntry", "WorkoutStatistics", "WorkoutEvent")
# Inside of a workout it names the file of the track; what else it says is about the route itself.
_ROUTE = "WorkoutRoute"
_OF_ROUTE = ("FileReference",)
# The document type says that records inside of it also stand outside, so here they are its parts.
_GROUP = "Correlation"
_GROUPED = ("MetadataEntry", "Record")
_ROOT = re.compile(rb"<HealthData[\s>/]")
_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)
_HEAD_BYTES = 65_536
_MOST_ELEMENTS = 5_000
_MOST_PARTS = 250_000
_MOST_NAMES = 100
# XML has no place for it, but iOS 16 writes it where an app has put it into a name.
_VERTICAL_TAB = b"\x0b"


def is_export(head: bytes) -> bool:
    """Tell whether a content begins as an export does, by its root element."""
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and bool(_ROOT.search(head))


class ElementReader:
    """Read an export; `passed_over` is whole when everything was read."""

    def __init__(self) -> None:
        self.passed_over: dict[str, PassedOver] = {}
        self._done: list[Elements] = []
        self._now = Elements("")
        self._depth = 0
        self._parser = expat.ParserCreate()
        self._parser.ordered_attributes = True
        self._handler: _Handler = self._root
        self._parser.StartElementHandler = self._handler
        self._feed = XmlFeed(self._parser, "HealthData")

    def read(self, stream: Readable) -> Iterator[Elements]:
        """Yield the elements directly below the root, in the file's order.

        Raises: QuarantineError.
        """
        for _ in self._feed.each(_chunks(stream)):
            self._limit_batch()
            yield from self._taken()
        self._turn("")
        yield from self._taken()

    def _limit_batch(self) -> None:
        """Let the next element begin a new batch; parts of the last one may still follow."""
        if len(self._now.lines) >= _MOST_ELEMENTS and not self._depth:
            self._handler = self._parser.StartElementHandler = self._other

    def _taken(self) -> list[Elements]:
        done, self._done = self._done, []
        return done

    def _root(self, _name: str, _attributes: list[str]) -> None:
        self._turn("")

    def _turn(self, name: str) -> None:
        """Begin to collect elements of another name, or go on in a new batch."""
        if self._now.lines:
            self._done.append(self._now)
        self._now = Elements(name)
        self._handler = self._collector(self._now)
        self._parser.StartElementHandler = self._handler

    def _collector(self, now: Elements) -> _Handler:
        # Nearly every element of an export passes here: a closure is a third faster than a method.
        wanted, parser, texts = now.name, self._parser, now.texts
        add, add_end, add_line = texts.extend, now.ends.append, now.lines.append

        def start(name: str, attributes: list[str]) -> None:
            if name == wanted:
                add(attributes)
                add_end(len(texts))
                add_line(parser.CurrentLineNumber)
            else:
                self._other(name, attributes)

        return start

    def _other(self, name: str, attributes: list[str]) -> None:
        if name in _PARTS and self._now.lines:
            self._note_part(name, attributes)
        elif name == _GROUP:
            self._open_group(attributes)
        elif name == _ROUTE and self._now.name == "Workout":
            self._open(_OF_ROUTE)
        elif name in READ:
            self._turn(name)
            self._handler(name, attributes)
        else:
            self._pass_over(name, attributes)

    def _note_part(self, name: str, attributes: list[str]) -> None:
        now = self._now
        now.parts.append((len(now.lines) - 1, name, attributes))
        if len(now.parts) > _MOST_PARTS:
            raise QuarantineError("malformed", f"line {now.lines[-1]} has too many parts")

    def _open_group(self, attributes: list[str]) -> None:
        if self._now.name != _GROUP or len(self._now.lines) >= _MOST_ELEMENTS:
            self._turn(_GROUP)
        self._now.add(attributes, self._parser.CurrentLineNumber)
        # The next one has to be opened as well, so no collector takes it.
        self._handler = self._other
        self._open(_GROUPED)

    def _open(self, wanted: Sequence[str]) -> None:
        """Note the wanted elements right inside of the one that begins, and pass over the rest."""

        def inside(name: str, attributes: list[str]) -> None:
            if self._depth == 1 and name in wanted:
                self._note_part(name, attributes)
            self._deeper(name, attributes)

        self._depth = 1
        self._parser.StartElementHandler = inside
        self._parser.EndElementHandler = self._higher

    def _pass_over(self, name: str, attributes: list[str]) -> None:
        first = Element(name, stated_by(attributes), self._parser.CurrentLineNumber)
        if len(self.passed_over) >= _MOST_NAMES:
            name = name if name in self.passed_over else "other"
        self.passed_over.setdefault(name, PassedOver(first)).count += 1
        self._depth = 1
        self._parser.StartElementHandler = self._deeper
        self._parser.EndElementHandler = self._higher

    def _deeper(self, _name: str, _attributes: list[str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            self._feed.refuse_depth()

    def _higher(self, _name: str) -> None:
        self._depth -= 1
        if not self._depth:
            self._parser.StartElementHandler = self._handler
            self._parser.EndElementHandler = None


def _chunks(stream: Readable) -> Iterator[bytes]:
    """Yield the export from its root element on, as many lines down as it stands in the file."""
    head = stream.read(_HEAD_BYTES)
    root = _ROOT.search(head)
    if root is None:
        raise QuarantineError("malformed", "it does not begin with <HealthData>")
    if _ENTITY.search(head, 0, root.start()):
        raise QuarantineError("entities_forbidden")
    yield b"\n" * head.count(b"\n", 0, root.start())
    for chunk in chain((head[root.start() :],), chunks_of(stream)):
        yield chunk.replace(_VERTICAL_TAB, b"")
