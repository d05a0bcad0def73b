"""Elements of GPX and TCX files of any size, in bounded memory.

What a caller names as a branch is handed on when it ends, with the texts of what is inside of it
and of no other branch.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn
from xml.parsers import expat

from ingestion.errors import QuarantineError

_Handler = Callable[[str, dict[str, str]], None]

_CHUNK = 65_536
_LONGEST_TEXT = 100_000
_MOST_NAMES = 1_000
# Real files nest about ten elements deep.
_DEEPEST = 100
_BEFORE_ROOT = rb"\s*(?>(?>\s|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>)*)"


@dataclass(slots=True)
class Branch:
    """Hold an element with the texts of its leaves; of equal names the first one counts.

    A leaf called Value has the name of the element around it.
    """

    name: str
    stated: Mapping[str, str]
    line: int
    parent: "Branch | None"
    leaves: dict[str, str] = field(default_factory=dict)


def begins_with(root: str, head: bytes) -> bool:
    """Tell whether the root element of a content has a name."""
    pattern = _BEFORE_ROOT + rb"<(?:[\w.-]+:)?" + root.encode() + rb"[\s>/]"
    return re.match(pattern, head.removeprefix(b"\xef\xbb\xbf"), re.DOTALL) is not None


def read_branches(file: Path, names: Collection[str]) -> Iterator[Branch]:
    """Yield the branches of a file in the order in which they end.

    Raises: QuarantineError.
    """
    reader = _Reader(names)
    with file.open("rb") as stream:
        # Some apps write blanks before the declaration, where XML allows none.
        chunk = stream.read(_CHUNK)
        start = chunk.lstrip(b" \t\r\n")
        reader.line_before = chunk.count(b"\n", 0, len(chunk) - len(start))
        chunk = start
        while chunk:
            yield from reader.read(chunk)
            chunk = stream.read(_CHUNK)
    yield from reader.read(b"", is_last=True)


class _Reader:
    """Walk through the elements and hold the branches that have begun."""

    def __init__(self, names: Collection[str]) -> None:
        self.line_before = 0
        self._names = {*names}
        self._plain: dict[str, str] = {}
        self._open: list[str] = []
        self._branch: Branch | None = None
        self._texts: list[str] = []
        self._done: list[Branch] = []
        self._fed = 0
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._starter()
        self._parser.EndElementHandler = self._ender()
        self._parser.CharacterDataHandler = self._texts.append
        self._parser.EntityDeclHandler = _refuse_entity

    def read(self, chunk: bytes, *, is_last: bool = False) -> list[Branch]:
        """Return the branches that end in the next bytes."""
        try:
            self._parser.Parse(chunk, is_last)
        except expat.ExpatError as error:
            what = expat.ErrorString(error.code)
            if is_last:
                what = f"the file ends in the middle, as half a download does; {what}"
            line = error.lineno + self.line_before
            raise QuarantineError("malformed", f"line {line}: {what}") from error
        except (LookupError, ValueError) as error:
            raise QuarantineError("encoding_invalid", str(error)[:200]) from error
        self._fed += len(chunk)
        waiting = self._fed - self._parser.CurrentByteIndex
        if max(waiting, sum(map(len, self._texts))) > _LONGEST_TEXT:
            self._refuse("holds a text without end")
        done, self._done = self._done, []
        return done

    def _starter(self) -> _Handler:
        # Each element passes here twice: closures are a third faster than methods.
        texts, opened, plain_names, parser = self._texts, self._open, self._plain, self._parser

        def start(name: str, stated: dict[str, str]) -> None:
            texts.clear()
            plain = plain_names.get(name) or self._plain_name(name)
            opened.append(plain)
            if plain in self._names:
                line = parser.CurrentLineNumber + self.line_before
                self._branch = Branch(plain, stated, line, self._branch)
            if len(opened) > _DEEPEST:
                self._refuse("opens an element inside 100 others")

        return start

    def _ender(self) -> Callable[[str], None]:
        texts, opened, names = self._texts, self._open, self._names

        def end(_name: str) -> None:
            plain, branch = opened.pop(), self._branch
            if branch is None:
                return
            if plain in names:
                self._done.append(branch)
                self._branch = branch.parent
            else:
                text = "".join(texts).strip()
                if text:
                    branch.leaves.setdefault(opened[-1] if plain == "Value" else plain, text)
            texts.clear()

        return end

    def _plain_name(self, name: str) -> str:
        """Return a name without its namespace's prefix, which each program chooses itself."""
        if len(self._plain) >= _MOST_NAMES:
            self._refuse("has an element of the thousandth name")
        return self._plain.setdefault(name, name.rpartition(":")[2])

    def _refuse(self, what: str) -> NoReturn:
        line = self._parser.CurrentLineNumber + self.line_before
        raise QuarantineError("malformed", f"line {line} {what}")


def _refuse_entity(*_declared: object) -> NoReturn:
    raise QuarantineError("entities_forbidden")
