"""The page of faults names tests that are there."""

import ast
import re
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
PAGE = (PROJECT / "docs" / "reliability.md").read_text(encoding="utf-8")
COUNT_FAULTS = 48


def functions_of(path: str) -> set[str]:
    tree = ast.parse((PROJECT / path).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_test_on_the_page_is_there() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)
    assert len(named) > COUNT_FAULTS
    assert [f"{path}::{name}" for path, name in named if name not in functions_of(path)] == []
    facts = re.findall(r"`(tests/sql/\w+\.sql)`", PAGE)
    assert [path for path in facts if not (PROJECT / path).is_file()] == []


def test_every_fault_has_a_test_or_a_word_why_not() -> None:
    rows = re.findall(r"^\| (\d+) \| (.+) \| (.+) \|$", PAGE, flags=re.MULTILINE)
    assert [int(number) for number, _, _ in rows] == list(range(1, COUNT_FAULTS + 1))
    without = [number for number, _, said in rows if "`" not in said]
    assert without == ["2"]
