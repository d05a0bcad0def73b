"""What a build can leave out: the nodes that no change reaches since all checks last passed."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from runner.checked import checks_needed
from runner.dbt_build import BuildResult, artifact
from runner.inputs import DECODES, Inputs
from runner.notes import read_note, write_note
from runner.settings import Settings

_NOTE = "built"
_CLOCK = "macro.daybook.as_of"
_CURRENT_RECORDS = "macro.daybook.current_records"


@dataclass(frozen=True)
class Graph:
    """dbt's manifest: its nodes, the nodes that each is read by, and its macros."""

    nodes: Mapping[str, Any]
    children: Mapping[str, list[str]]
    macros: Mapping[str, Any]


def unaffected_nodes(settings: Settings, inputs: Inputs) -> list[str]:
    """Return the names of the nodes whose result is the one that they had at the last build.

    None where that is not certain: other code, another state of the tables, no such build.
    """
    before, manifest = read_note(settings, _NOTE), artifact(settings, "manifest.json")
    if before is None or checks_needed(settings) != "touched" or not manifest.is_file():
        return []
    if before["inputs"]["code"] != inputs.code:
        return []
    content = json.loads(manifest.read_text("utf-8"))
    graph = Graph(content["nodes"], content["child_map"], content["macros"])
    changed = _changed(before["inputs"]["tables"], inputs.tables)
    # A warning is to be seen each morning until its cause is gone.
    return _names_outside(graph, affected_nodes(graph, {*changed, *before["warned"]}))


def remember_built(settings: Settings, inputs: Inputs, build: BuildResult) -> None:
    """Note what the tables were built from, and which checks warned."""
    warned = sorted(node.name for node in build.with_status("warn"))
    write_note(settings, _NOTE, {"inputs": asdict(inputs), "warned": warned})


def affected_nodes(graph: Graph, changed: Iterable[str]) -> set[str]:
    """Return the ids of the nodes named, of those that read the clock, and of all behind them."""
    names = set(changed)
    found: set[str] = set()
    waiting = [
        key
        for key, node in graph.nodes.items()
        if node["name"] in names or _CLOCK in _macros(graph, node)
    ]
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting.extend(_readers(graph, key))
    return found


def _readers(graph: Graph, key: str) -> list[str]:
    """Return the nodes that a change of one reaches.

    Where `current_records` joins records to their decodes, only those of its own table count, which
    changes with them.
    """
    children = [child for child in graph.children.get(key, ()) if child in graph.nodes]
    if graph.nodes[key]["name"] != DECODES:
        return children
    return [child for child in children if _reads_decodes(graph, graph.nodes[child])]


def _reads_decodes(graph: Graph, node: Mapping[str, Any]) -> bool:
    return DECODES in node.get("raw_code", "") or _CURRENT_RECORDS not in _macros(graph, node)


def _macros(graph: Graph, node: Mapping[str, Any]) -> set[str]:
    """Return the ids of the macros that a node calls, directly or through others."""
    found: set[str] = set()
    waiting = list(node["depends_on"].get("macros", ()))
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting.extend(graph.macros.get(key, {}).get("depends_on", {}).get("macros", ()))
    return found


def _changed(before: Mapping[str, str], now: Mapping[str, str]) -> set[str]:
    return {name for name in {*before, *now} if before.get(name) != now.get(name)}


def _names_outside(graph: Graph, affected: set[str]) -> list[str]:
    kept = {graph.nodes[key]["name"] for key in affected}
    return sorted({node["name"] for node in graph.nodes.values()} - kept)
