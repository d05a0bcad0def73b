"""Records of QIF files: the lines up to each ^, under the header that stands above them.

Source: Quicken Interchange Format, as Intuit's help describes it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ingestion.decoders.bank_bookings import Place
from ingestion.decoders.text_lines import Line
from ingestion.errors import QuarantineError

_HEADERS = (b"!type:", b"!account", b"!option:", b"!clear:")
# Some programs write remarks or a lonely end of record above the first header.
_REMARK, _END = "#", "^"
_MOST_FIELDS = 10_000
_HEAD_BYTES = 4096
ACCOUNT = "account"


@dataclass
class QifRecord:
    """Hold a record; `kind` is its header's without !Type:, lower case, empty without header.

    Each field is the letter and the text behind it.
    """

    kind: str
    line: int
    fields: list[tuple[str, str]] = field(default_factory=list)

    def first(self, letter: str) -> str:
        """Return the first text behind a letter, empty where there is none."""
        return next((text for one, text in self.fields if one == letter), "")

    def place(self) -> Place:
        """Return where the record stands and how it is written."""
        return Place(self.line, "\n".join(letter + text for letter, text in self.fields))


def looks_like_qif(head: bytes) -> bool:
    """Tell whether the first line that says something is a header of QIF."""
    lines = (line.strip() for line in head[:_HEAD_BYTES].removeprefix(b"\xef\xbb\xbf").splitlines())
    saying = (line.lower() for line in lines if line not in (b"", b"^") and line[:1] != b"#")
    return next(saying, b"").startswith(_HEADERS)


def read_records(lines: Iterable[Line]) -> Iterator[QifRecord]:
    """Yield the records that say something.

    Raises: QuarantineError.
    """
    kind = ""
    now: QifRecord | None = None
    for number, raw in lines:
        text = raw.strip()
        if text.startswith("!") or text == _END:
            if now is not None:
                yield now
            now = None
            kind = _kind(text) if text != _END else kind
        elif text and not (now is None and text.startswith(_REMARK)):
            now = now or QifRecord(kind, number)
            now.fields.append((text[0], text[1:].strip()))
            if len(now.fields) > _MOST_FIELDS:
                raise QuarantineError("malformed", f"the record of line {now.line} has no end")
    if now is not None:
        yield now


def _kind(header: str) -> str:
    """Return what records follow; an option changes nothing about them."""
    name, _, kind = header[1:].partition(":")
    return kind.strip().lower() if name.strip().lower() == "type" else name.strip().lower()
