"""The page of business rules: each fact that gold has to obey, from dbt's manifest.

`python -m observability.business_rules target/manifest.json` writes docs/business-rules.md.
"""

import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parents[1] / "docs" / "business-rules.md"
INTRODUCTION = (
    "# Business rules\n\n"
    "What must be true between silver and gold, in words; each is a test in `tests/sql`, and every"
    " `daybook refresh` runs those of the tables that it built.\n"
    "A rule that **fails** keeps the last published state up: our sums would be wrong, so it is for"
    " whoever maintains the models.\n"
    "A rule that **warns** is for the household, which alone can mend a file or say what is right;"
    " above its limit it fails, too.\n"
    "`daybook status` names what is broken; `data_quality_scores` counts it by these headings.\n"
    "\nWritten by `python -m observability.business_rules target/manifest.json`.\n"
)
MEANINGS = {
    "accuracy": "numbers that two ways to count must agree on, and that the world allows",
    "completeness": "nothing is missing or left out",
    "consistency": "tables say the same",
    "timeliness": "what is told is not late",
    "uniqueness": "nothing counts twice",
    "validity": "values are what they may be",
}
Node = Mapping[str, Any]


def main() -> None:
    """Write the page from a manifest."""
    manifest = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    PAGE.write_text(page(manifest), encoding="utf-8")


def page(manifest: Mapping[str, Any]) -> str:
    """Return the page for the singular tests of a manifest."""
    rules = defaultdict(list)
    for node in manifest["nodes"].values():
        if node["resource_type"] == "test" and not node.get("test_metadata"):
            rules[node["config"]["meta"].get("dimension") or "consistency"].append(node)
    return INTRODUCTION + "".join(
        f"\n## {dimension.capitalize()}: {MEANINGS[dimension]}\n\n"
        "| rule | of | when it is broken |\n|---|---|---|\n"
        + "".join(map(_line, sorted(nodes, key=lambda node: str(node["name"]))))
        for dimension, nodes in sorted(rules.items())
    )


def _line(node: Node) -> str:
    told = " ".join(_comments(node["raw_code"]))
    rule, _, reason = told.partition(" Warns: ")
    rule = rule.partition(" Tolerance: ")[0]
    names = sorted(_tables(node))
    tables = ", ".join(f"`{name}`" for name in names[:4])
    others = f" and {len(names) - 4} others" if len(names) > 4 else ""
    return f"| {rule} | {tables}{others} | {_consequence(node, reason)} |\n"


def _comments(code: str) -> Iterator[str]:
    """Yield the lines of the comment with which a test begins."""
    for line in code.splitlines():
        if not line.startswith("-- "):
            return
        yield line.removeprefix("-- ").strip()


def _tables(node: Node) -> Iterator[str]:
    """Yield the gold tables that it reads; where there are none, all that it reads."""
    names = [one.rsplit(".", 1)[1] for one in node["depends_on"]["nodes"]]
    gold = [name for name in names if not re.match("(bronze|silver)_", name)]
    yield from gold or names


def _consequence(node: Node, reason: str) -> str:
    config = node["config"]
    if config["warn_if"] == config["error_if"]:
        return "fails"
    limit = config["error_if"].removeprefix("> ")
    return f"warns, fails above {limit}: {reason.partition(' Over ')[0]}"


if __name__ == "__main__":
    main()
