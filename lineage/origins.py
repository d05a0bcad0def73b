"""Which columns a query's columns come from, and which decide what rows it has."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lineage.edges import strongest
from lineage.errors import LineageError
from lineage.queries import generated, relation_name
from lineage.scopes import (
    TRANSFORM,
    WINDOW,
    branches,
    inner_scopes,
    is_name,
    kind_of,
    named_window,
    position,
    query_of,
    references,
    row_parts,
    sql_of,
    value_of,
)

if TYPE_CHECKING:
    from sqlglot import exp
    from sqlglot.optimizer.scope import Scope

Source = tuple[str, str]


@dataclass(frozen=True)
class Way:
    """How a column of a relation gets into a value: its kind and the definitions it goes through.

    steps: SQL, nearest to the value first, without those that only rename.
    """

    kind: str = "copy"
    steps: tuple[str, ...] = ()


Origins = dict[Source, Way]


@dataclass
class Query:
    """Answer for one qualified query; what is found once is kept.

    Sources are `(schema.name, column)` in lower case.
    """

    root: "Scope"
    _columns: dict[tuple[int, str], Origins] = field(default_factory=dict)
    _filters: dict[int, set[Source]] = field(default_factory=dict)
    _scopes: dict[int, "Scope"] = field(default_factory=dict)

    def origins(self, column: str) -> Origins:
        """Return what goes into the value of an output column, in the order of the query."""
        return self._of_column(self.root, column)

    def definition(self, column: str) -> str:
        """Return the nearest SQL of an output column that is more than another's name."""
        return self._definition(self.root, column)

    def filters(self) -> set[Source]:
        """Return the columns that decide which rows the query has."""
        return self._filters_of(self.root)

    def _of_column(self, scope: "Scope", name: str) -> Origins:
        key = (id(scope), name)
        if key not in self._columns:
            # A recursive query meets itself here: what it adds to itself is no new origin.
            self._columns[key] = {}
            self._columns[key] = self._find(scope, name)
        return self._columns[key]

    def _find(self, scope: "Scope", name: str) -> Origins:
        from sqlglot import exp

        expression = scope.expression
        if isinstance(expression, exp.SetOperation):
            return merged(self._of_column(one, at) for one, at in branches(scope, name))
        if isinstance(expression, exp.Values):
            at = position(scope, name)
            return merged(
                self._defined(scope, row.expressions[at]) for row in expression.expressions
            )
        if isinstance(expression, exp.UDTF):
            return self._of_table_function(scope, name)
        if isinstance(expression, exp.Subquery):
            return merged(self._of_column(one, name) for one in scope.derived_table_scopes)
        return self._defined(scope, value_of(scope, name))

    def _of_table_function(self, scope: "Scope", name: str) -> Origins:
        from sqlglot import exp

        function = scope.expression.this
        if isinstance(function, exp.Query):
            return merged(self._of_column(one, name) for one in scope.subquery_scopes)
        return self._defined(scope, generated(function, position(scope, name), scope.outer_columns))

    def _defined(self, scope: "Scope", value: "exp.Expr") -> Origins:
        """Return what goes into a definition, which is a step of the way unless it only renames."""
        found = self._of_expression(scope, value)
        if is_name(value):
            return found
        step = sql_of(value)
        return {source: Way(way.kind, (step, *way.steps)) for source, way in found.items()}

    def _of_expression(self, scope: "Scope", value: "exp.Expr") -> Origins:
        return merged(self._of_reference(scope, value, one) for one in references(value))

    def _of_reference(self, scope: "Scope", value: "exp.Expr", node: "exp.Expr") -> Origins:
        from sqlglot import exp

        if isinstance(node, exp.Column):
            return _as(kind_of(node, value), self._of_name(scope, node))
        if isinstance(node, exp.Window):
            window = named_window(scope, node)
            return _as(WINDOW, self._of_expression(scope, window)) if window else {}
        return _as(strongest((TRANSFORM, kind_of(node, value))), self._of_subquery(scope, node))

    def _of_name(self, scope: "Scope", column: "exp.Column") -> Origins:
        """Return where a relation's column comes from, be it of this query or of one around."""
        from sqlglot import exp

        at: Scope | None = scope
        while at is not None:
            source = at.sources.get(column.table)
            if isinstance(source, exp.Table):
                return _of_table(source, column)
            if source is not None:
                return self._of_column(self._whole(source), column.name)
            at = at.parent
        raise LineageError(f"nothing tells where {sql_of(column)} comes from")

    def _whole(self, scope: "Scope") -> "Scope":
        """Return the scope of the same query that knows what it reads; recursion has another."""
        if not self._scopes:
            self._scopes.update((id(one.expression), one) for one in self.root.traverse())
        return self._scopes.get(id(scope.expression), scope)

    def _of_subquery(self, scope: "Scope", query: "exp.Expr") -> Origins:
        """Return what the value of a subquery depends on: its columns and what filters its rows."""
        inner = next(one for one in scope.subquery_scopes if one.expression is query.unnest())
        values = (self._of_column(inner, name) for name in query_of(inner).named_selects)
        deciding = dict.fromkeys(sorted(self._filters_of(inner)), Way("transform"))
        # What stands in the subquery is part of the definition that it stands in.
        bare = ({source: Way(way.kind) for source, way in one.items()} for one in values)
        return merged((*bare, deciding))

    def _filters_of(self, scope: "Scope") -> set[Source]:
        if id(scope) not in self._filters:
            # As above: a recursive query meets itself here.
            self._filters[id(scope)] = set()
            parts = (self._of_expression(scope, part) for part in row_parts(scope))
            found = {source for part in (*parts, self._of_distinct_union(scope)) for source in part}
            self._filters[id(scope)] = found.union(
                *(self._filters_of(self._whole(one)) for one in inner_scopes(scope))
            )
        return self._filters[id(scope)]

    def _of_distinct_union(self, scope: "Scope") -> Origins:
        """Return all that goes into a union that compares its rows."""
        from sqlglot import exp

        union = scope.expression
        if not isinstance(union, exp.SetOperation) or not union.args.get("distinct"):
            return {}
        return merged(self._of_column(scope, name) for name in union.named_selects)

    def _definition(self, scope: "Scope", name: str) -> str:
        from sqlglot import exp

        if isinstance(scope.expression, exp.SetOperation):
            found = (self._definition(one, at) for one, at in branches(scope, name))
            return "\n".join(dict.fromkeys(found))
        if not isinstance(scope.expression, exp.Select):
            return sql_of(scope.expression)
        value = value_of(scope, name)
        source = scope.sources.get(value.table) if isinstance(value, exp.Column) else None
        if source is None or isinstance(source, exp.Table):
            return sql_of(value)
        return self._definition(source, value.name)


def _of_table(table: "exp.Table", column: "exp.Column") -> Origins:
    """Return the column of a relation itself; what a table function makes comes from none."""
    return {(relation_name(table), column.name.lower()): Way()} if table.db else {}


def merged(parts: Iterable[Origins]) -> Origins:
    """Return all origins; one that comes in several ways has the strongest kind of them."""
    found: Origins = {}
    for part in parts:
        for source, way in part.items():
            former = found.get(source)
            if former is None or strongest((former.kind, way.kind)) != former.kind:
                found[source] = way
    return found


def _as(kind: str, origins: Origins) -> Origins:
    return {source: Way(strongest((kind, way.kind)), way.steps) for source, way in origins.items()}
