"""What became other between two states of a table: columns and rows, asked in SQL."""
# ruff: noqa: S608  (SQL of the names of columns that dbt itself built)

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ingestion.storage.locations import Location
from runner.queries import DeltaQueries
from runner.tables import open_delta_table

EXAMPLES = 3
# Doubles of two builds may differ in their last digits, by the order of sums.
_TOLERANCE = 1e-9
_DOUBLES = ("double", "float")


@dataclass(frozen=True)
class TableChange:
    """Differences of one table; counts are rows.

    before, after: how many rows; None where there is no such table.
    columns_added, columns_removed: names in the table's order.
    types: the former and the present type of columns that have another one.
    key: the columns by which rows were paired; empty where that cannot be, and then a changed row
        counts as one removed and one added.
    changed_columns: how many rows changed in each column; changed rows count in several.
    examples: keys of rows by `added`, `removed` and `changed`, only of columns that may be shown.
    """

    before: int | None
    after: int | None
    columns_added: tuple[str, ...] = ()
    columns_removed: tuple[str, ...] = ()
    types: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    key: tuple[str, ...] = ()
    added: int = 0
    removed: int = 0
    changed: int = 0
    changed_columns: Mapping[str, int] = field(default_factory=dict)
    examples: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)

    @property
    def is_none(self) -> bool:
        """Tell whether both states are the same."""
        shape = self.columns_added or self.columns_removed or self.types
        is_kept = (self.before is None) == (self.after is None)
        return is_kept and not (shape or self.added or self.removed or self.changed)


def compare(
    before: Location, after: Location, key: Sequence[str], shown: Sequence[str]
) -> TableChange:
    """Compare the present rows of two Delta tables.

    key: the columns that are unique together; empty where none are.
    shown: the columns of which values may be shown.
    """
    former, present = _columns(before), _columns(after)
    types = {
        name: (former[name], present[name])
        for name in present
        if name in former and former[name] != present[name]
    }
    compared = {name: kind for name, kind in present.items() if former.get(name) == kind}
    tables = DeltaQueries({"before": (before, None), "after": (after, None)})
    pairing = tuple(key) if key and _is_key(tables, key, compared) else ()
    rows = _by_key if pairing else _whole
    return TableChange(
        before=_count(tables, "before"),
        after=_count(tables, "after"),
        columns_added=tuple(name for name in present if name not in former),
        columns_removed=tuple(name for name in former if name not in present),
        types=types,
        key=pairing,
        **rows(tables, pairing, compared, [one for one in pairing if one in shown]),
    )


def count_rows(place: Location) -> int:
    """Return how many rows a Delta table has at present."""
    return _count(DeltaQueries({"rows": (place, None)}), "rows")


def _columns(place: Location) -> dict[str, str]:
    fields = open_delta_table(place).schema().fields
    return {one.name: str(getattr(one.type, "type", one.type)) for one in fields}


def _count(tables: DeltaQueries, name: str) -> int:
    return int(tables.ask(f'select count(*) as n from "{name}"')[0]["n"])


def _is_key(tables: DeltaQueries, key: Sequence[str], compared: Mapping[str, str]) -> bool:
    if not set(key) <= set(compared):
        return False
    columns = _listed(key)
    twice = 'select count(*) as n from (select 1 from "{}" group by {} having count(*) > 1) as rows'
    return not any(tables.ask(twice.format(name, columns))[0]["n"] for name in ("before", "after"))


def _by_key(
    tables: DeltaQueries, key: Sequence[str], compared: Mapping[str, str], shown: Sequence[str]
) -> dict[str, Any]:
    same = " and ".join(f'(a."{name}" is not distinct from b."{name}")' for name in key)
    values = {name: _differs(name, kind) for name, kind in compared.items() if name not in key}
    added = f'from "after" as a left anti join "before" as b on {same}'
    removed = f'from "before" as a left anti join "after" as b on {same}'
    changed = (
        f'from "after" as a inner join "before" as b on {same} '
        f"where {' or '.join(values.values()) or 'false'}"
    )
    sums = "".join(
        f', coalesce(sum(case when {differs} then 1 else 0 end), 0) as "{name}"'
        for name, differs in values.items()
    )
    (counts,) = tables.ask(f"select count(*) as n {sums} {changed}")
    parts = {"added": added, "removed": removed, "changed": changed}
    examples = {part: _examples(tables, sql, shown) for part, sql in parts.items() if shown}
    return {
        "added": tables.ask(f"select count(*) as n {added}")[0]["n"],
        "removed": tables.ask(f"select count(*) as n {removed}")[0]["n"],
        "changed": counts["n"],
        "changed_columns": {name: counts[name] for name in values if counts[name]},
        "examples": {part: found for part, found in examples.items() if found},
    }


def _whole(
    tables: DeltaQueries, _key: Sequence[str], compared: Mapping[str, str], _shown: Sequence[str]
) -> dict[str, Any]:
    """Compare how often each whole row is there."""
    if not compared:
        return {}
    columns = _listed(compared)
    (counts,) = tables.ask(
        f"""
        with rows as (
            select {columns}, 1 as times from "after"
            union all
            select {columns}, -1 as times from "before"
        ),
        differences as (select sum(times) as n from rows group by {columns})
        select
            coalesce(sum(case when n > 0 then n else 0 end), 0) as added,
            coalesce(sum(case when n < 0 then -n else 0 end), 0) as removed
        from differences
        """
    )
    return counts


def _differs(name: str, kind: str) -> str:
    a, b = f'a."{name}"', f'b."{name}"'
    differs = f"({a} is distinct from {b})"
    if kind not in _DOUBLES:
        return differs
    near = f"abs({a} - {b}) <= {_TOLERANCE} * greatest(abs({a}), abs({b}))"
    return f"({differs} and not coalesce({near}, false))"


def _examples(tables: DeltaQueries, rows: str, shown: Sequence[str]) -> list[dict[str, Any]]:
    columns = ", ".join(f'a."{name}"' for name in shown)
    return tables.ask(f"select distinct {columns} {rows} order by {columns} limit {EXAMPLES}")


def _listed(names: Sequence[str] | Mapping[str, str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
