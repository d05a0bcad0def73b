"""The query behind a compiled model, with every column's relation named."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from lineage.errors import LineageError

if TYPE_CHECKING:
    from sqlglot import exp

DIALECT = "spark"
EPHEMERAL = "ephemeral"
# How dbt names the query of an ephemeral model inside of one that reads it.
_INLINED = "__dbt__cte__"
# The literal of the macro as_of(): no lineage depends on the moment, and readers want its name.
_AS_OF = re.compile(r"cast\('\d{4}-\d\d-\d\dT[0-9:.]+(Z|[+-]\d\d:\d\d)' as timestamp\)")


def without_moment(sql: str) -> str:
    """Return a compiled query as it is whatever the as-of moment."""
    return _AS_OF.sub("as_of()", sql)


def qualified_query(sql: str, relations: Mapping[str, Sequence[str]]) -> "exp.Query":
    """Return a statement's query with stars expanded and each column under its relation.

    relations: the columns of each relation that it may read, by `schema.name` in lower case, of
        ephemeral models as `ephemeral.name`.

    Raises:
        LineageError: it is no SQL, it reads a relation that is not named, or a star is left.
    """
    from sqlglot import exp, parse_one
    from sqlglot.errors import SqlglotError
    from sqlglot.optimizer.qualify import qualify

    try:
        query = _query_of(parse_one(without_moment(sql), dialect=DIALECT))
        _split_generators(query)
        read = _name_relations(query)
        schema = _schema(read, relations)
        found = qualify(
            query,
            schema=schema,
            dialect=DIALECT,
            identify=False,
            validate_qualify_columns=False,
        )
    except SqlglotError as error:
        raise LineageError(str(error)) from error
    if not isinstance(found, exp.Query):
        raise LineageError("it is no query")
    _refuse_stars(found)
    return found


def _refuse_stars(query: "exp.Expr") -> None:
    """Raise where a star selects columns; `count(*)` does not."""
    from sqlglot import exp

    for star in query.find_all(exp.Star):
        if not isinstance(star.parent, exp.Count):
            raise LineageError(f"nothing tells the columns of the star in: {star.parent}")


def _query_of(statement: "exp.Expr") -> "exp.Expr":
    """Return the query that a statement writes from."""
    from sqlglot import exp

    if isinstance(statement, exp.Merge):
        return _merged(statement)
    if isinstance(statement, (exp.Create, exp.Insert)):
        written: exp.Expr = statement.expression
        return written
    return statement


def _merged(merge: "exp.Merge") -> "exp.Expr":
    """Return a query of the columns that a merge sets, over its source beside its target."""
    from sqlglot import exp

    values: dict[str, dict[str, exp.Expr]] = {}
    for column, value in _set_by(merge):
        values.setdefault(column.name, {})[value.sql()] = value.copy()
    source = merge.args["using"].copy()
    if not values:
        return exp.select("*").from_(source)
    columns = [
        exp.alias_(exp.func("coalesce", *found.values()) if len(found) > 1 else one, name)
        for name, found in values.items()
        for one in list(found.values())[:1]
    ]
    target, condition = merge.this.copy(), merge.args["on"].copy()
    return exp.select(*columns).from_(source).join(target, join_type="left", on=condition)


def _set_by(merge: "exp.Merge") -> Iterator[tuple["exp.Expr", "exp.Expr"]]:
    """Yield the columns that a merge sets with their values; none where it sets all of a row."""
    from sqlglot import exp

    for when in merge.args["whens"].expressions:
        then = when.args["then"]
        if isinstance(then, exp.Update):
            yield from (
                (one.this, one.expression)
                for one in then.find_all(exp.EQ, bfs=True)
                if one.parent is then
            )
        elif isinstance(then, exp.Insert) and isinstance(then.this, exp.Tuple):
            yield from zip(then.this.expressions, then.expression.expressions, strict=True)


def _split_generators(query: "exp.Expr") -> None:
    """Let each column of a table function stand alone: sqlglot knows one name for an output."""
    from sqlglot import exp

    for one in list(query.find_all(exp.Aliases)):
        names = [each.name for each in one.aliases]
        columns = [
            exp.alias_(generated(one.this, at, names).copy(), name) for at, name in enumerate(names)
        ]
        select = one.parent
        if isinstance(select, exp.Select):
            at = select.expressions.index(one)
            select.set(
                "expressions", [*select.expressions[:at], *columns, *select.expressions[at + 1 :]]
            )


def generated(function: "exp.Expr", at: int, names: Sequence[str]) -> "exp.Expr":
    """Return what a table function makes its column number `at` of, as closely as it tells."""
    from sqlglot import exp

    made = function.this
    if isinstance(function, exp.Explode) and isinstance(made, exp.VarMap):
        return exp.Explode(this=made.args["values" if at else "keys"].copy())
    if isinstance(function, exp.Stack):
        cells = function.expressions[at :: len(names)]
        return exp.Explode(this=exp.Array(expressions=[one.copy() for one in cells]))
    return function


def _name_relations(query: "exp.Expr") -> list[str]:
    """Cut out inlined ephemeral models; return the relations that are read in their place.

    An inlined model becomes a relation of the schema `ephemeral`. Catalogs are left out.
    """
    from sqlglot import exp

    for cte in list(query.find_all(exp.CTE)):
        if cte.alias.startswith(_INLINED):
            within = cte.parent
            cte.pop()
            if within is not None and not within.expressions:
                within.pop()
    read = []
    for table in query.find_all(exp.Table):
        if table.name.startswith(_INLINED):
            alias = table.alias_or_name
            table.set("db", exp.to_identifier(EPHEMERAL))
            table.set("this", exp.to_identifier(table.name.removeprefix(_INLINED)))
            table.set("alias", exp.TableAlias(this=exp.to_identifier(alias)))
        if table.db:
            table.set("catalog", None)
            read.append(relation_name(table))
    return read


def relation_name(table: "exp.Table") -> str:
    """Return `schema.name` of a table in a query, in lower case."""
    return f"{table.db}.{table.name}".lower()


def _schema(read: Sequence[str], relations: Mapping[str, Sequence[str]]) -> dict[str, object]:
    layers: dict[str, dict[str, dict[str, str]]] = {}
    for name in read:
        if name not in relations:
            raise LineageError(f"it reads {name}, whose columns are not known")
        layer, _, table = name.partition(".")
        # Types do not matter to lineage.
        layers.setdefault(layer, {})[table] = dict.fromkeys(relations[name], "string")
    return dict(layers)
