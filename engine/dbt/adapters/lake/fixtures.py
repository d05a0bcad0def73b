"""The made-up rows of dbt's unit tests as queries."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dbt_common.exceptions import CompilationError

from dbt.adapters.lake.paths import identifier

# Of these no text can be cast: a fixture gives an SQL expression in its place.
_NESTED = ("struct", "array", "map")


def fixture_sql(
    rows: Sequence[Mapping[str, Any]],
    types: Mapping[str, str],
    names: Iterable[str],
    owner: str,
) -> str:
    """Return a query for a fixture's rows with the columns `names`; what a row leaves out is null.

    types: SQL types by lower case name. owner: whose rows these are, for the error.
    One `values` list: dbt's own union of a query for each row takes longer to plan.

    Raises: CompilationError for a row with another column.
    """
    lowered = [{name.lower(): value for name, value in row.items()} for row in rows]
    unknown = {name for row in lowered for name in row} - set(types)
    if unknown:
        raise CompilationError(
            f"Invalid column name: '{min(unknown)}' in unit test fixture for {owner}. "
            f"Accepted columns for {owner} are: {list(types)}",
        )
    columns = [name.lower() for name in names]
    lines = [_line(row, columns, types) for row in lowered] or [_line({}, columns, types)]
    quoted = ", ".join(map(identifier, columns))
    query = f"select * from values {', '.join(lines)} as fixture ({quoted})"  # noqa: S608 - a test's own values
    return query if rows else f"{query} where false"


def _line(row: Mapping[str, Any], columns: Iterable[str], types: Mapping[str, str]) -> str:
    return "(" + ", ".join(_cell(row.get(name), types[name]) for name in columns) + ")"


def _cell(value: Any, kind: str) -> str:
    if value is None:
        return f"cast(null as {kind})"
    if not isinstance(value, str):
        return f"cast({value} as {kind})"
    if kind.lower().startswith(_NESTED):
        return f"cast({value} as {kind})"
    # As dbt-spark does: a backslash stays one of SQL.
    quoted = value.replace("'", "\\'")
    return f"cast('{quoted}' as {kind})"
