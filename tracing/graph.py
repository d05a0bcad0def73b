"""The declared ways back: which rows of which tables a row is made of, as the models' yml says."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from runner.errors import CommandError

BRONZE, SEED = "bronze", "seed"
# What a row keeps of the record that it came from.
RECORD_COLUMNS = ("_content_id", "_record_number")


@dataclass(frozen=True)
class Way:
    """One declared step back.

    source: the table of the rows that it leads to.
    where: a predicate between `source`, a row of that table, and `traced`, the row that is traced.
    ends: a column; of the rows that fit only those with its least and its greatest value are taken.
    through: a table of which a row, `via`, stands between the two.
    """

    source: str
    where: str
    ends: str | None = None
    through: str | None = None

    def narrowed(self, where: str) -> "Way":
        """Return the way to those of its rows for which this holds, too."""
        return replace(self, where=f"{self.where} and ({where})")

    def __str__(self) -> str:
        """Say which rows it leads to; the names of the two rows go without saying."""
        if self.where == "(true)":
            return f"the first and the last {self.ends} of all" if self.ends else "all of it"
        same = re.findall(r"source\.(\w+) = traced\.\1(?= and |$)", self.where)
        rest = re.sub(r"source\.(\w+) = traced\.\1(?: and |$)", "", self.where)
        said = [f"the same {', '.join(same)}"] if same else []
        said += [rest.removeprefix("(").removesuffix(")")] if rest else []
        said += [f"the first and the last {self.ends} of these"] if self.ends else []
        return "; ".join(said)


@dataclass(frozen=True)
class TracedModel:
    """A table as the trace needs it.

    query: where its query lies as it ran.
    reads: the tables that its query names, through all ephemeral models.
    keys: the columns that tell its rows apart; empty where no test says so.
    kept_by: a date of a table that keeps what was said on past days: only the rows of the as-of
        date are computed again.
    why_not: why there is no way back; None where there is one.
    keeps_records: whether a row says which record it came from.
    """

    name: str
    schema: str
    layer: str
    unique_id: str
    relation: str
    description: str
    query: Path
    reads: frozenset[str]
    ways: tuple[Way, ...]
    keys: tuple[str, ...]
    kept_by: str | None
    why_not: str | None
    keeps_records: bool

    @property
    def sql(self) -> str:
        """Return its query as it ran, with the queries of ephemeral models in it."""
        return self.query.read_text("utf-8")

    def ways_to(self, source: str) -> tuple[Way, ...]:
        """Return the ways to the rows of one table."""
        return tuple(way for way in self.ways if way.source == source)


class TraceGraph:
    """All tables of the project, by name."""

    def __init__(self, manifest: Mapping[str, Any], compiled: Path) -> None:
        """Read dbt's manifest; `compiled` is the folder of the queries as they ran."""
        self._nodes: Mapping[str, Any] = manifest["nodes"]
        self._compiled = compiled

    def __getitem__(self, name: str) -> TracedModel:
        return self.models[name]

    def __contains__(self, name: object) -> bool:
        return name in self.models

    @cached_property
    def models(self) -> dict[str, TracedModel]:
        """Return every table that lies in a lake: models, seeds, bronze records."""
        return {
            node["name"]: self._model(node)
            for node in self._nodes.values()
            if node["resource_type"] in ("model", "seed", "snapshot")
            and node["config"]["materialized"] != "ephemeral"
        }

    @property
    def gold(self) -> list[TracedModel]:
        """Return the gold tables, by name."""
        return sorted((one for one in self.models.values() if one.layer == "gold"), key=_name)

    @property
    def has_ways(self) -> bool:
        """Tell whether the build declared ways back: one of an earlier version did not."""
        return any(one.ways for one in self.gold)

    def downward(self, name: str) -> list[str]:
        """Return a table and all that its ways lead to, each after every table that leads to it."""
        order: list[str] = []
        seen: set[str] = set()

        def visit(table: str) -> None:
            seen.add(table)
            for way in reversed(self[table].ways):
                if way.source not in seen:
                    visit(way.source)
            order.append(table)

        visit(name)
        return order[::-1]

    def record_tables(self, name: str) -> frozenset[str]:
        """Return the bronze tables whose records the rows of a table can be."""
        return frozenset(
            one for one in self._upstream(name, set()) if self[one].layer == BRONZE
            and self[one].keeps_records
        )  # fmt: skip

    def _upstream(self, name: str, seen: set[str]) -> set[str]:
        for source in self[name].reads - seen:
            seen.add(source)
            self._upstream(source, seen)
        return seen

    def _model(self, node: Mapping[str, Any]) -> TracedModel:
        meta = node["config"].get("meta", {})
        columns = node.get("columns", {})
        return TracedModel(
            name=node["name"],
            schema=node["schema"],
            layer=SEED if node["resource_type"] == "seed" else node["fqn"][1],
            unique_id=node["unique_id"],
            relation=node["relation_name"],
            description=node.get("description", ""),
            query=self._compiled / node["package_name"] / node["original_file_path"],
            reads=frozenset(self._reads(node)) if node["resource_type"] != "seed" else frozenset(),
            ways=tuple(map(_way, meta.get("trace", ()))),
            keys=self._keys.get(node["unique_id"], ()),
            kept_by=meta.get("trace_kept_by"),
            why_not=meta.get("trace_why_not"),
            keeps_records=all(column in columns for column in RECORD_COLUMNS),
        )

    def _reads(self, node: Mapping[str, Any]) -> Iterator[str]:
        for unique_id in node["depends_on"]["nodes"]:
            source = self._nodes[unique_id]
            if source["config"]["materialized"] == "ephemeral":
                yield from self._reads(source)
            else:
                yield source["name"]

    @cached_property
    def _keys(self) -> dict[str, tuple[str, ...]]:
        keys: dict[str, tuple[str, ...]] = {}
        for node in self._nodes.values():
            test = node.get("test_metadata") or {}
            attached = node.get("attached_node")
            if attached is None:
                continue
            if test.get("name") == "unique_key":
                keys[attached] = tuple(test["kwargs"]["columns"])
            elif test.get("name") == "unique":
                keys.setdefault(attached, (test["kwargs"]["column_name"],))
        return keys


def read_graph(target: Path) -> TraceGraph:
    """Return the graph of the project as it was built; `target` is dbt's folder of artifacts.

    Raises:
        CommandError: there is no such artifact of dbt.
    """
    manifest = target / "manifest.json"
    if not manifest.is_file():
        raise CommandError(
            f"{manifest}: the queries of the last build are not on this machine. "
            "Run `daybook refresh --full` here first."
        )
    return TraceGraph(json.loads(manifest.read_text("utf-8")), target / "compiled")


def _way(declared: Mapping[str, Any]) -> Way:
    """Read one way: `same` names columns that both rows share, `where` says all else."""
    shared = (f"source.{column} = traced.{column}" for column in declared.get("same", ()))
    parts = [*shared, *([f"({declared['where']})"] if "where" in declared else [])]
    return Way(declared["from"], " and ".join(parts), declared.get("ends"), declared.get("through"))


def _name(model: TracedModel) -> str:
    return model.name
