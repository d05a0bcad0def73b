"""The checks of each table, with how they came out in the last runs."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import takewhile
from typing import Any

from observability.crawler.facts import Json, RunFacts

FACT = "fact"
OTHER_DIMENSION = "validity"
NOT_RUN = "not_run"
# What a check that found nothing to say came to.
_QUIET = ("pass", "skipped", NOT_RUN)


def demand_of(description: str, raw_code: str) -> str:
    """Return the description of a check, or the fact that its first lines tell."""
    if description:
        return " ".join(description.split())
    lines = takewhile(lambda line: line.startswith("--"), raw_code.splitlines())
    return " ".join(line.removeprefix("--").strip() for line in lines)


def count_failed(checks: Iterable[Mapping[str, Any]]) -> int:
    """Return how many checks of a table of the document failed in their last run, or warned."""
    return sum(check["status"] not in _QUIET for check in checks)


def checks_of(
    manifest: Mapping[str, Any], runs: Sequence[RunFacts], dimensions: Mapping[str, str]
) -> dict[str, dict[str, Json]]:
    """Return the checks that look at each table, by the unique id of the table and their name.

    dimensions: the dimension of quality of a kind of check that names none itself.
    A check that reads several tables stands at each of them.
    """
    found: dict[str, dict[str, Json]] = defaultdict(dict)
    for node in manifest["nodes"].values():
        if node["resource_type"] == "test":
            check = _check(node, runs, dimensions)
            attached = node.get("attached_node")
            for table in [attached] if attached else node["depends_on"]["nodes"]:
                found[table][node["name"]] = check
    return {table: dict(sorted(checks.items())) for table, checks in found.items()}


def _check(
    node: Mapping[str, Any], runs: Sequence[RunFacts], dimensions: Mapping[str, str]
) -> Json:
    generic = node.get("test_metadata")
    kind = generic["name"] if generic else FACT
    results = [(run.run_number, run.nodes.get(node["unique_id"])) for run in runs]
    last = next((result for _, result in reversed(results) if result), None)
    return {
        "kind": kind,
        "column": node.get("column_name"),
        "status": last["status"] if last else NOT_RUN,
        "count_failures": last["count_failures"] if last else None,
        "demand": demand_of(node["description"], node["raw_code"]),
        "dimension": node["config"].get("meta", {}).get("dimension")
        or dimensions.get(kind, OTHER_DIMENSION),
        "history": [
            {"run_number": number, "status": result["status"]}
            for number, result in results
            if result
        ],
    }
