"""Read a page back: its elements as a tree, its tiles and tables as a reader sees them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

_VOID = {"meta", "link", "br", "wbr", "img", "input", "hr"}


@dataclass
class Element:
    """An element; its text is that of all that it holds."""

    tag: str
    attributes: dict[str, str]
    children: "list[Element | str]" = field(default_factory=list)

    @property
    def text(self) -> str:
        texts = (one if isinstance(one, str) else one.text for one in self.children)
        return " ".join("".join(texts).split())

    def all(self, tag: str = "", name: str = "") -> Iterator["Element"]:
        """Yield the elements below, of a tag and of a class where they are given."""
        for child in self.children:
            if isinstance(child, Element):
                is_named = not name or name in child.attributes.get("class", "").split()
                if is_named and tag in ("", child.tag):
                    yield child
                yield from child.all(tag, name)

    def one(self, tag: str = "", name: str = "") -> "Element":
        return next(self.all(tag, name))

    def by_id(self, name: str) -> "Element":
        return next(one for one in self.all() if one.attributes.get("id") == name)


class _Tree(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in _VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read_page(path: Path) -> Element:
    """Return a page's tree; every element has to be closed."""
    tree = _Tree()
    tree.feed(path.read_text("utf-8"))
    assert len(tree.open) == 1, [one.tag for one in tree.open]
    return tree.root


def table_of(card: Element) -> list[list[str]]:
    """Return the texts of a card's table, its headings first."""
    rows = card.one("table").all("tr")
    return [[cell.text for cell in row.children if isinstance(cell, Element)] for row in rows]
