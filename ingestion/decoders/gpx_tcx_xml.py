"""Elements of GPX and TCX files of any size, in bounded memory.

What a caller names as a branch is handed on when it ends, with the texts of what is inside of it
and of no other branch.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from xml.parsers import expat

from ingestion.decoders.xml_feed import DEEPEST, XmlFeed, chunks_of, refuse_entities

_Handler = Callable[[str, dict[str, str]], None]

_LONGEST_TEXT = 100_000
_MOST_NAMES = 1_000
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


def read_branches(file: Path, root: str, names: Collection[str]) -> Iterator[Branch]:
    """Yield the branches of a file in the order in which they end.

    Raises: QuarantineError.
    """
    reader = _Reader(root, names)
    with file.open("rb") as stream:
        chunks = chunks_of(stream)
        # Some apps write blanks before the declaration, where XML allows none.
        first = next(chunks, b"")
        start = first.lstrip(b" \t\r\n")
        reader.feed.line_before = first.count(b"\n", 0, len(first) - len(start))
        yield from reader.read(chain((start,), chunks))


class _Reader:
    """Walk through the elements and hold the branches that have begun."""

    def __init__(self, root: str, names: Collection[str]) -> None:
        self._names = {*names}
        self._plain: dict[str, str] = {}
        self._open: list[str] = []
        self._branch: Branch | None = None
        self._texts: list[str] = []
        self._done: list[Branch] = []
        parser = expat.ParserCreate()
        self.feed = XmlFeed(parser, root, _LONGEST_TEXT)
        parser.buffer_text = True
        parser.StartElementHandler = self._starter()
        parser.EndElementHandler = self._ender()
        parser.CharacterDataHandler = self._texts.append
        parser.EntityDeclHandler = refuse_entities

    def read(self, chunks: Iterable[bytes]) -> Iterator[Branch]:
        """Yield the branches as they end.

        Raises: QuarantineError.
        """
        for _ in self.feed.each(chunks):
            if sum(map(len, self._texts)) > _LONGEST_TEXT:
                self.feed.refuse("holds a text without end")
            done, self._done = self._done, []
            yield from done

    def _starter(self) -> _Handler:
        # Each element passes here twice: closures are a third faster than methods.
        texts, opened, plain_names, feed = self._texts, self._open, self._plain, self.feed

        def start(name: str, stated: dict[str, str]) -> None:
            texts.clear()
            plain = plain_names.get(name) or self._plain_name(name)
            opened.append(plain)
            if plain in self._names:
                self._branch = Branch(plain, stated, feed.line, self._branch)
            if len(opened) > DEEPEST:
                feed.refuse_depth()

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
            self.feed.refuse("has an element of the thousandth name")
        return self._plain.setdefault(name, name.rpartition(":")[2])
