"""Tags and texts of OFX files, SGML and XML alike, as tolerant as banks are careless.

OFX 1 leaves out the end tags of elements, some banks write that style under an XML header,
others leave tags empty or forget the header. So one reader takes both: a tag, and the text up
to the next tag. Nothing is expanded but the five named and the numeric character references.
"""

import codecs
import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from ingestion.errors import QuarantineError

_CHUNK = 65_536
_LONGEST_TOKEN = 1_000_000
_TOKEN = re.compile(
    r"<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9._-]*)[^<>]*?(?P<empty>/?)>"
    r"(?P<text>(?:[^<]|<!\[CDATA\[.*?\]\]>)*)",
    re.DOTALL,
)
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_CHARSET = re.compile(rb"CHARSET:\s*([\w-]+)|encoding=[\"']([\w-]+)[\"']", re.IGNORECASE)


class Tag(NamedTuple):
    """Hold a start tag with the text behind it, or an end tag, and its line."""

    name: str
    is_end: bool
    text: str
    line: int


def looks_like_ofx(head: bytes) -> bool:
    """Tell whether a content is OFX by its header or its root element."""
    start = head[:4096].replace(b"\0", b"").upper()
    return b"OFXHEADER" in start or b"<OFX>" in start


def read_tags(file: Path) -> Iterator[Tag]:
    """Yield the tags of a file, names in capitals.

    Raises: QuarantineError.
    """
    line = 1
    with file.open(encoding=_encoding(file), newline=None) as stream:
        buffer = ""
        while chunk := stream.read(_CHUNK):
            buffer += chunk
            whole = _last_boundary(buffer)
            yield from _tags(buffer[:whole], line)
            line += buffer.count("\n", 0, whole)
            buffer = buffer[whole:]
            if len(buffer) > _LONGEST_TOKEN:
                raise QuarantineError("malformed", f"line {line} holds a text without end")
        yield from _tags(buffer, line)


def _tags(text: str, line: int) -> Iterator[Tag]:
    if re.search(r"<!ENTITY", text, re.IGNORECASE):
        raise QuarantineError("entities_forbidden")
    position = 0
    for match in _TOKEN.finditer(text):
        line += text.count("\n", position, match.start())
        position = match.start()
        yield Tag(match["name"].upper(), bool(match["end"]), _value(match["text"]), line)


def _value(text: str) -> str:
    plain = _CDATA.sub(lambda match: html.escape(match[1], quote=False), text)
    return html.unescape(plain).strip()


def _last_boundary(text: str) -> int:
    """Return where the last tag begins, which may be unfinished."""
    opened = text.rfind("<![CDATA[")
    if opened >= 0 and "]]>" not in text[opened:]:
        text = text[:opened]
    end = text.rfind("<")
    while end > 0 and text.startswith("<![CDATA[", end):
        end = text.rfind("<", 0, end)
    return max(end, 0)


def _encoding(file: Path) -> str:
    """Take UTF-8 where the bytes are that, whatever the header says; then what it says."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    with file.open("rb") as stream:
        head = stream.read(4096)
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        try:
            decoder.decode(head)
            while chunk := stream.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return _stated_encoding(head)
    return "utf-8-sig"


def _stated_encoding(head: bytes) -> str:
    match = _CHARSET.search(head)
    stated = (match[1] or match[2]).decode() if match else "1252"
    for name in (stated, f"cp{stated}"):
        try:
            codec = codecs.lookup(name).name
        except LookupError:
            continue
        # Windows-1252 leaves five bytes undefined that occur all the same; latin-1 takes all.
        return "latin-1" if codec in ("utf-8", "ascii", "cp1252", "iso8859-1") else codec
    return "latin-1"
