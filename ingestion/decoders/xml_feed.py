"""Feeding XML of any size to a parser, in bounded memory and with one word for each mishap."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NoReturn
from xml.parsers import expat

from ingestion.decoders.archive import Readable
from ingestion.errors import QuarantineError

_CHUNK = 262_144
# Real files nest fifteen elements deep at most.
DEEPEST = 100


def chunks_of(stream: Readable) -> Iterator[bytes]:
    """Yield a stream piece by piece."""
    while chunk := stream.read(_CHUNK):
        yield chunk


@dataclass
class XmlFeed:
    """Feed one parser; `root` is what a whole file ends with, `longest` the bytes of one token.

    `line_before` counts the lines that the parser does not see.
    """

    parser: expat.XMLParserType
    root: str
    longest: int = 1_000_000
    line_before: int = 0

    def each(self, chunks: Iterable[bytes]) -> Iterator[None]:
        """Parse chunk by chunk, and give way after each one and at the end.

        Raises: QuarantineError.
        """
        fed = 0
        for chunk in chunks:
            self._parse(chunk)
            fed += len(chunk)
            if fed - self.parser.CurrentByteIndex > self.longest:
                self.refuse("holds a text without end")
            yield
        self._parse(b"", is_last=True)
        yield

    @property
    def line(self) -> int:
        """Return the line of the file where the parser is."""
        return self.parser.CurrentLineNumber + self.line_before

    def refuse(self, what: str) -> NoReturn:
        """Refuse the file for what its present line does."""
        raise QuarantineError("malformed", f"line {self.line} {what}")

    def refuse_depth(self) -> NoReturn:
        """Refuse a file that nests deeper than DEEPEST."""
        self.refuse(f"opens an element inside {DEEPEST} others")

    def _parse(self, chunk: bytes, *, is_last: bool = False) -> None:
        try:
            self.parser.Parse(chunk, is_last)
        except expat.ExpatError as error:
            what = expat.ErrorString(error.code)
            if is_last:
                what = f"the file ends before </{self.root}>, as half a download does; {what}"
            line = error.lineno + self.line_before
            raise QuarantineError("malformed", f"line {line}: {what}") from error
        except (LookupError, ValueError) as error:
            # The text states an encoding that is none.
            raise QuarantineError("encoding_invalid", str(error)[:200]) from error


def refuse_entities(*_declared: object) -> NoReturn:
    """Refuse what can blow up or read other files."""
    raise QuarantineError("entities_forbidden")
