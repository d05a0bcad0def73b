"""What a query's scopes hold: their outputs, their branches, and what decides their rows."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from lineage.edges import VALUE_KINDS
from lineage.errors import LineageError
from lineage.queries import DIALECT

if TYPE_CHECKING:
    from sqlglot import exp
    from sqlglot.optimizer.scope import Scope

COPY, TRANSFORM, AGGREGATE, WINDOW = VALUE_KINDS


def branches(scope: "Scope", name: str) -> Iterator[tuple["Scope", str]]:
    """Yield the queries of a union with what each calls the column, which is told by position."""
    at = position(scope, name)
    for one in scope.set_operation_scopes:
        yield one, query_of(one).named_selects[at]


def position(scope: "Scope", name: str) -> int:
    """Return which output column has this name."""
    names = [one.lower() for one in scope.outer_columns or query_of(scope).named_selects]
    if name.lower() not in names:
        raise LineageError(f"no column {name} in: {sql_of(scope.expression)}")
    return names.index(name.lower())


def value_of(scope: "Scope", name: str) -> "exp.Expr":
    """Return the expression that a select has under this name."""
    for one in query_of(scope).selects:
        if one.alias_or_name.lower() == name.lower():
            return one.unalias()
    raise LineageError(f"no column {name} in: {sql_of(scope.expression)}")


def sql_of(node: "exp.Expr") -> str:
    """Return SQL to be read."""
    return node.sql(DIALECT, comments=False)


def is_name(value: "exp.Expr") -> bool:
    """Tell whether an expression is a column as it is."""
    from sqlglot import exp

    return isinstance(value.unnest(), exp.Column)


def references(value: "exp.Expr") -> Iterator["exp.Expr"]:
    """Yield the columns, subqueries and uses of named windows in an expression."""
    from sqlglot import exp

    for node in value.walk(prune=lambda one: isinstance(one, exp.Query)):
        is_named_window = isinstance(node, exp.Window) and node.args.get("alias") is not None
        if isinstance(node, (exp.Column, exp.Query)) or is_named_window:
            yield node


def kind_of(node: "exp.Expr", value: "exp.Expr") -> str:
    """Return what an expression makes of one of its references."""
    from sqlglot import exp

    kind = COPY
    while node is not value and node.parent is not None:
        node = node.parent
        if isinstance(node, exp.Window):
            return WINDOW
        if isinstance(node, (exp.AggFunc, exp.Filter, exp.WithinGroup)):
            kind = AGGREGATE
        elif kind == COPY and not isinstance(node, exp.Paren):
            kind = TRANSFORM
    return kind


def named_window(scope: "Scope", use: "exp.Window") -> "exp.Expr | None":
    """Return the definition of the window that is used by its name."""
    name = use.args["alias"].name
    for one in scope.expression.args.get("windows") or ():
        if one.name == name:
            return one  # type: ignore[no-any-return]
    return None


def row_parts(scope: "Scope") -> Iterator["exp.Expr"]:
    """Yield the expressions of a scope that decide which rows it has."""
    from sqlglot import exp

    expression = scope.expression
    if isinstance(expression, exp.UDTF):
        yield expression
    elif isinstance(expression, exp.Select):
        clauses = ["where", "group", "having", "qualify", "distinct"]
        clauses += ["order"] if expression.args.get("limit") is not None else []
        yield from filter(None, map(expression.args.get, clauses))
        # Found wherever they are: those of tables in brackets hang on these.
        yield from filter(None, (join.args.get("on") for join in scope.find_all(exp.Join)))
        is_distinct = expression.args.get("distinct") is not None
        yield from (one for one in expression.selects if is_distinct or _makes_rows(one))


def _makes_rows(selected: "exp.Expr") -> bool:
    from sqlglot import exp

    makers = (exp.UDTF, exp.Explode, exp.Posexplode, exp.Inline)
    return isinstance(selected.unalias(), makers)


def query_of(scope: "Scope") -> "exp.Query":
    """Return the query of a scope that has one: of a select, a union or values."""
    return cast("exp.Query", scope.expression)


def inner_scopes(scope: "Scope") -> Iterator["Scope"]:
    """Yield the queries whose rows are those of a query, or go into them."""
    from sqlglot.optimizer.scope import Scope

    yield from scope.set_operation_scopes
    for name, _ in scope.references:
        source = scope.sources.get(name)
        if isinstance(source, Scope):
            yield source
    yield from scope.udtf_scopes
