"""Elements of an Apple Health export as they wait for being turned into rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

Stated = Mapping[str, str]


class Element(NamedTuple):
    """Hold one element without what is inside."""

    name: str
    stated: Stated
    line: int


@dataclass
class Elements:
    """Hold elements of one name that follow each other.

    `texts` are the names and values of all attributes in turn, one list for all elements: a list
    for each of them costs a tenth of the time. `ends` says where each element's end. `parts` are
    the metadata and statistics directly inside, with the place of the element they belong to.
    """

    name: str
    texts: list[str] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    parts: list[tuple[int, str, Sequence[str]]] = field(default_factory=list)

    def add(self, texts: Sequence[str], line: int) -> None:
        """Take an element whose attributes and line these are."""
        self.texts.extend(texts)
        self.ends.append(len(self.texts))
        self.lines.append(line)

    def __iter__(self) -> Iterator[Element]:
        for line, start, end in zip(self.lines, (0, *self.ends), self.ends, strict=False):
            yield Element(self.name, stated_by(self.texts[start:end]), line)

    def columns(self) -> Mapping[str, Sequence[str | None]]:
        """Return the values of each attribute, null where an element does not state it.

        Most often all elements state the same ones in the same order.
        """
        count, width, texts = len(self.ends), self.ends[0], self.texts
        is_even = self.ends == list(range(width, count * width + 1, width))
        places = range(0, width, 2)
        if is_even and all(texts[at::width].count(texts[at]) == count for at in places):
            return {texts[at]: texts[at + 1 :: width] for at in places}
        stated = [one.stated for one in self]
        names = dict.fromkeys(chain.from_iterable(stated))
        return {name: [one.get(name) for one in stated] for name in names}

    def parts_of(self, name: str) -> Mapping[int, list[Sequence[str]]]:
        """Return the attributes of the parts of one name by the place of their element."""
        found: dict[int, list[Sequence[str]]] = {}
        for place, kind, texts in self.parts:
            if kind == name:
                found.setdefault(place, []).append(texts)
        return found

    def only(self, places: Sequence[int]) -> "Elements":
        """Return some of the elements; `places` ascend."""
        moved = {place: number for number, place in enumerate(places)}
        parts = [(moved[place], kind, one) for place, kind, one in self.parts if place in moved]
        chosen = Elements(self.name, parts=parts)
        starts = [0, *self.ends]
        for place in places:
            chosen.add(self.texts[starts[place] : self.ends[place]], self.lines[place])
        return chosen


@dataclass
class PassedOver:
    """Count the elements of a name that is not read; the first of them stands for all."""

    first: Element
    count: int = 0


def stated_by(texts: Sequence[str]) -> Stated:
    """Return attributes by their names; `texts` are names and values in turn."""
    return dict(zip(texts[::2], texts[1::2], strict=True))
