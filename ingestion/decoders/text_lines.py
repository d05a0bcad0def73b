"""Lines of text files that say their encoding nowhere, in bounded memory."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from ingestion.decoders.encodings import chunks_of, codec_of, fitting_encoding
from ingestion.errors import QuarantineError

# Windows-1252 leaves five bytes undefined that occur all the same; latin-1 takes all.
_ENCODINGS = ("utf-8", "cp1252", "latin-1")
_LONGEST_LINE = 100_000


class Line(NamedTuple):
    """Hold a line without its end; the first number is 1."""

    number: int
    text: str


def read_lines(file: Path) -> Iterator[Line]:
    """Yield the lines of a file, whatever ends them.

    Raises: QuarantineError.
    """
    encoding = codec_of(fitting_encoding(_ENCODINGS, chunks_of(file)))
    number = 0
    # A file cut off within a character is in its encoding all the same.
    with file.open(encoding=encoding, errors="replace", newline=None) as stream:
        while text := stream.readline(_LONGEST_LINE + 1):
            number += 1
            if len(text) > _LONGEST_LINE:
                raise QuarantineError("malformed", f"line {number} has no end")
            yield Line(number, text.removesuffix("\n"))
