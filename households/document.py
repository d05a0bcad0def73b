"""Reading a YAML file so that every value still knows its line.

Scalars follow YAML 1.2: only `true` and `false` are booleans and a date stays the text that
was written, so that `NO`, `12:30` and `2024-01-01` never turn into something else.
Keys are always text, numbers with a point are `Decimal`.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from households.problems import Problem
from households.syntax import syntax_problem

_TAG = "tag:yaml.org,2002:"
_MERGE = f"{_TAG}merge"
_SCALARS: Mapping[str, Callable[[str], Any]] = {
    "str": str,
    "merge": str,
    "null": lambda _text: None,
    "bool": lambda text: text.lower() == "true",
    "int": int,
    "float": Decimal,
}
_HALF_CHARACTER = ("An escape in the text is half a character", "Write the character itself.")
# An alias may repeat a block, and aliases of aliases grow exponentially.
_MOST_VALUES = 50_000
_MOST_CHARACTERS = 1_000_000


class _Composer(yaml.SafeLoader):
    """Compose YAML nodes with the scalars of YAML 1.2."""

    yaml_implicit_resolvers = {}  # noqa: RUF012  (the base class declares it so)


for _name, _pattern, _first in (
    # Leading zeros and longer digits are text: no count has them, but bank numbers do.
    ("int", r"^[-+]?(0|[1-9][0-9]{0,17})$", "-+0123456789"),
    ("float", r"^[-+]?([0-9]{1,18}\.[0-9]{0,18}|\.[0-9]{1,18})$", "-+.0123456789"),
    ("bool", r"^(true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("null", r"^(~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("merge", r"^<<$", "<"),
):
    _Composer.add_implicit_resolver(_TAG + _name, re.compile(_pattern), list(_first))


@dataclass(frozen=True)
class Document:
    """Hold the value of a YAML file and the node tree that knows its lines."""

    value: Any
    root: yaml.Node

    def line_of(self, path: Sequence[str | int]) -> int:
        """Return the 1-based line of the key or list entry that `path` leads to."""
        node, line = self.root, _line(self.root)
        for step in path:
            found = _child(node, step)
            if found is None:
                break
            line, node = found
        return line


def read_document(path: Path, text: str) -> tuple[Document | None, list[Problem]]:
    """Return the document and what YAML itself finds wrong; no document after a syntax error."""
    if len(text) > _MOST_CHARACTERS:
        message = f"The file has more than {_MOST_CHARACTERS:,} characters"
        return None, [Problem(path, 1, message, "Check that this is the right file.")]
    try:
        root = _Composer(text.removeprefix("\ufeff")).get_single_node()
    except (yaml.YAMLError, RecursionError) as error:
        return None, [syntax_problem(path, text, error)]
    if root is None:
        message = "The file is empty"
        return None, [Problem(path, 1, message, "Write its keys, or take the file away.")]
    walk = _Walk(path)
    value = walk.value(root)
    return (None if walk.is_broken else Document(value, root)), walk.problems


class _Walk:
    """Turn nodes into values and collect what is wrong on the way."""

    def __init__(self, path: Path) -> None:
        self.problems: list[Problem] = []
        self.is_broken = False
        self._path = path
        self._open: set[int] = set()
        self._count = 0

    def value(self, node: yaml.Node) -> Any:
        self._count += 1
        if id(node) in self._open:
            return self._break(node, "An anchor contains itself", "Write the block out instead.")
        if self._count > _MOST_VALUES:
            return self._break(node, "The file is too large", "Use fewer anchors and aliases.")
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node)
        self._open.add(id(node))
        value = self._list(node) if isinstance(node, yaml.SequenceNode) else self._mapping(node)
        self._open.discard(id(node))
        return value

    def _list(self, node: yaml.SequenceNode) -> list[Any]:
        self._refuse_tag(node, "seq")
        return [self.value(child) for child in node.value if not self.is_broken]

    def _mapping(self, node: yaml.Node) -> dict[str, Any]:
        self._refuse_tag(node, "map")
        self._report_keys(node)
        values: dict[str, Any] = {}
        for key, child in _pairs(node, set()):
            if key.value not in values and not self.is_broken:
                values[key.value] = self.value(child)
        return values

    def _report_keys(self, node: yaml.Node) -> None:
        first_lines: dict[str, int] = {}
        for key, child in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self._report(key, "A key must be one word", "Put text before the colon.")
            elif key.tag == _MERGE:
                self._report_merge(child)
            elif not _is_writable(key.value):
                self._report(key, *_HALF_CHARACTER)
            elif key.value in first_lines:
                message = f"{key.value} is written twice, first in line {first_lines[key.value]}"
                self._report(key, message, "Keep one of them.")
            else:
                first_lines[key.value] = _line(key)

    def _report_merge(self, node: yaml.Node) -> None:
        blocks = node.value if isinstance(node, yaml.SequenceNode) else [node]
        if not all(isinstance(block, yaml.MappingNode) for block in blocks):
            self._report(node, "<< takes only a block of keys", "Write an alias such as <<: *name.")
        elif any(id(block) in self._open for block in blocks):
            self._break(node, "An anchor contains itself", "Write the block out instead.")

    def _scalar(self, node: yaml.ScalarNode) -> Any:
        convert = _SCALARS.get(node.tag.removeprefix(_TAG))
        if convert is None:
            return self._refuse_tag(node, "str")
        if not _is_writable(node.value):
            return self._report(node, *_HALF_CHARACTER)
        try:
            return convert(node.value)
        except (ValueError, ArithmeticError):
            return self._report(node, f'"{node.value[:40]}" is no number', "Write digits only.")

    def _refuse_tag(self, node: yaml.Node, expected: str) -> None:
        if node.tag != _TAG + expected:
            message = f"The tag {node.tag.replace(_TAG, '!!')} is not known"
            self._report(node, message, "Take the word that starts with ! away.")

    def _break(self, node: yaml.Node, message: str, remedy: str) -> None:
        if not self.is_broken:
            self._report(node, message, remedy)
        self.is_broken = True

    def _report(self, node: yaml.Node, message: str, remedy: str) -> None:
        self.problems.append(Problem(self._path, _line(node), message, remedy))


def _pairs(node: yaml.Node, merged: set[int]) -> Iterator[tuple[yaml.ScalarNode, yaml.Node]]:
    """Yield a mapping's own keys first, then those that `<<` brings in, each block once."""
    blocks: list[yaml.Node] = []
    for key, child in node.value:
        if isinstance(key, yaml.ScalarNode) and key.tag == _MERGE:
            blocks += child.value if isinstance(child, yaml.SequenceNode) else [child]
        elif isinstance(key, yaml.ScalarNode):
            yield key, child
    for block in blocks:
        if isinstance(block, yaml.MappingNode) and id(block) not in merged:
            merged.add(id(block))
            yield from _pairs(block, merged)


def _is_writable(text: str) -> bool:
    """Tell whether a text has no half characters, which an escape can make."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _child(node: yaml.Node, step: str | int) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int):
        return _line(node.value[step]), node.value[step]
    if isinstance(node, yaml.MappingNode):
        found = ((_line(key), child) for key, child in _pairs(node, set()) if key.value == step)
        return next(found, None)
    return None


def _line(node: yaml.Node) -> int:
    line: int = node.start_mark.line
    return line + 1
