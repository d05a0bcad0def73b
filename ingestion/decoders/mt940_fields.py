"""Fields of MT940 and MT942 messages, as tolerant as banks are careless.

Source: SWIFT Standards, Category 9 Cash Management, MT 940 and MT 942. Banks leave out the
envelope, wrap a line in the middle of a field's tag, write control characters at both ends,
and put texts into :86: that look like a tag at the beginning of a line.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ingestion.decoders.bank_bookings import Place
from ingestion.decoders.text_lines import Line
from ingestion.errors import QuarantineError

_TAGS = "13D?|20|21|25P?|28C?|34F|60[FM]?|61|62[FM]?|64|65|86|90[CD]|NS"
_TAG = re.compile(rf":(?P<tag>{_TAGS}):(?P<text>.*)", re.ASCII)
_START = re.compile(rf"(?:\{{1:[^{{}}]*\}}.*?)?\s*:(?:{_TAGS}):".encode(), re.DOTALL)
_ENVELOPE = re.compile(r"\{1:.*\{4:")
_END = re.compile(r"-(?:\}.*)?")
_CONTROLS = {number: None for number in range(32) if chr(number) not in "\t\n\r"}
_HEAD_BYTES = 4096
# Real texts have six lines of 65 characters, some banks' thrice as many.
_LONGEST_FIELD = 100_000
END = ""


@dataclass
class Field:
    """Hold a field with the lines of its text; the tag END closes a message."""

    tag: str
    line: int
    lines: list[str] = field(default_factory=list)
    size: int = 0

    def add(self, text: str) -> None:
        """Take one more line.

        Raises: QuarantineError.
        """
        self.lines.append(text)
        self.size += len(text) + 1
        if self.size > _LONGEST_FIELD:
            raise QuarantineError("malformed", f"the field of line {self.line} has no end")

    def place(self) -> Place:
        """Return where the field stands and how it is written."""
        return Place(self.line, f":{self.tag}:" + "\n".join(self.lines))


def looks_like_mt940(head: bytes) -> bool:
    """Tell whether a content begins with a field or with a SWIFT envelope around one."""
    start = head[:_HEAD_BYTES].removeprefix(b"\xef\xbb\xbf").lstrip(bytes(range(33)))
    return _START.match(start) is not None


def read_fields(lines: Iterable[Line]) -> Iterator[Field]:
    """Yield the fields of all messages, with one of the tag END behind each.

    Raises: QuarantineError.
    """
    now: Field | None = None
    for line in _mended(lines):
        match = _TAG.match(line.text)
        if match is None and not _END.fullmatch(line.text):
            if now is not None:
                now.add(line.text)
            continue
        if now is not None:
            yield now
        now = Field(match["tag"], line.number, [match["text"]]) if match else None
        if match is None:
            yield Field(END, line.number)
    if now is not None:
        yield now
    yield Field(END, now.line if now else 0)


def _mended(lines: Iterable[Line]) -> Iterator[Line]:
    """Yield lines without controls and envelope, those that are cut behind a colon joined."""
    held: Line | None = None
    for number, raw in lines:
        text = _ENVELOPE.sub("", raw.translate(_CONTROLS).rstrip())
        line = Line(number, text)
        if held is not None:
            line, held = Line(held.number, held.text + text), None
        if line.text == ":":
            held = line
        else:
            yield line
