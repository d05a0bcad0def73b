"""The parts of an xlsx workbook: its sheets' names and places, its shared texts, its formats.

Source: ECMA-376 part 1, 18.2 (workbook), 18.4 (shared strings), 18.8 (styles).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from xml.parsers import expat

from ingestion.decoders.archive import Content, Package, Readable
from ingestion.decoders.sheet_cells import Shown, shown_by, shown_by_number
from ingestion.errors import QuarantineError

_CHUNK = 262_144
_MOST_TEXT = 200_000_000
Attributes = Mapping[str, str]


class Listener(Protocol):
    """Hear of the elements of a part; names come without namespace."""

    def start(self, name: str, said: Attributes) -> None:
        """Hear of a start tag."""

    def end(self, name: str) -> None:
        """Hear of an end tag."""

    def text(self, text: str) -> None:
        """Hear of a piece of text."""


@dataclass(frozen=True)
class Workbook:
    """Hold what all sheets need: `sheets` are the parts by name, in the workbook's order."""

    sheets: Mapping[str, Content]
    texts: Sequence[str]
    formats: Sequence[Shown]
    is_1904: bool


def heard(stream: Readable, listener: Listener) -> Iterator[None]:
    """Parse a part; the listener knows more at each step.

    Raises: QuarantineError, expat.ExpatError.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, said: listener.start(_local(name), said)
    parser.EndElementHandler = lambda name: listener.end(_local(name))
    parser.CharacterDataHandler = listener.text
    parser.EntityDeclHandler = _refuse_entity
    while chunk := stream.read(_CHUNK):
        parser.Parse(chunk)
        yield
    parser.Parse(b"", True)  # noqa: FBT003 - it takes no names
    yield


def workbook_of(package: Package) -> Workbook:
    """Return the workbook of an archive.

    Raises: QuarantineError.
    """
    parts = {content.name: content for content in package.members}
    book, places, texts, styles = _Book(), _Places(), _Texts(), _Styles()
    _hear(parts.get("xl/workbook.xml"), book)
    _hear(parts.get("xl/_rels/workbook.xml.rels"), places)
    _hear(parts.get("xl/sharedStrings.xml"), texts)
    _hear(parts.get("xl/styles.xml"), styles)
    named = {name: places.found.get(key, "") for name, key in book.sheets.items()}
    sheets = {name: parts[place] for name, place in named.items() if place in parts}
    return Workbook(sheets, texts.found, styles.formats(), book.is_1904)


def _hear(part: Content | None, listener: Listener) -> None:
    if part is None:
        return
    try:
        with part.stream() as stream:
            for _ in heard(stream, listener):
                pass
    except expat.ExpatError as error:
        raise QuarantineError("malformed", f"{part.name}: {error}") from error


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _refuse_entity(*_: object) -> None:
    raise QuarantineError("entities_forbidden")


class _Silent:
    def end(self, name: str) -> None:
        """Hear of an end tag."""

    def text(self, text: str) -> None:
        """Hear of a piece of text."""


class _Book(_Silent):
    def __init__(self) -> None:
        self.sheets: dict[str, str] = {}
        self.is_1904 = False

    def start(self, name: str, said: Attributes) -> None:
        """Note a sheet and the workbook's first day."""
        if name == "sheet":
            key = next((text for key, text in said.items() if _local(key) == "id"), "")
            self.sheets[said.get("name", "")] = key
        elif name == "workbookPr":
            self.is_1904 = said.get("date1904") in ("1", "true")


class _Places(_Silent):
    def __init__(self) -> None:
        self.found: dict[str, str] = {}

    def start(self, name: str, said: Attributes) -> None:
        """Note where a sheet's part lies, from the folder of the workbook or from the top."""
        if name == "Relationship":
            target = said.get("Target", "")
            place = target[1:] if target.startswith("/") else f"xl/{target}"
            self.found[said.get("Id", "")] = place


class _Texts:
    """Gather the shared texts; what a text says of its pronunciation is left out."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._pieces: list[str] = []
        self._is_text = self._is_aside = False
        self._count = 0

    def start(self, name: str, _said: Attributes) -> None:
        """Begin a text."""
        if name == "si":
            self._pieces = []
        self._is_aside = self._is_aside or name == "rPh"
        self._is_text = name == "t" and not self._is_aside

    def end(self, name: str) -> None:
        """Keep a whole text."""
        self._is_text = False
        if name == "rPh":
            self._is_aside = False
        elif name == "si":
            self.found.append("".join(self._pieces))

    def text(self, text: str) -> None:
        """Keep a piece of a text."""
        if self._is_text:
            self._count += len(text)
            if self._count > _MOST_TEXT:
                raise QuarantineError("too_large", "its texts are more than 200 million letters")
            self._pieces.append(text)


class _Styles(_Silent):
    def __init__(self) -> None:
        self._codes: dict[str, str] = {}
        self._numbers: list[str] = []
        self._is_cells = False

    def start(self, name: str, said: Attributes) -> None:
        """Note a format's code, and which format the cells of a style have."""
        if name == "numFmt":
            self._codes[said.get("numFmtId", "")] = said.get("formatCode", "")
        elif name == "cellXfs":
            self._is_cells = True
        elif name == "xf" and self._is_cells:
            self._numbers.append(said.get("numFmtId", ""))

    def end(self, name: str) -> None:
        """Note that the styles of cells are over."""
        if name == "cellXfs":
            self._is_cells = False

    def formats(self) -> list[Shown]:
        """Return as what each style shows a number."""
        return [self._shown(number) for number in self._numbers]

    def _shown(self, number: str) -> Shown:
        if number in self._codes:
            return shown_by(self._codes[number])
        return shown_by_number(int(number)) if number.isdecimal() else Shown.NUMBER
