"""Write ephemeral models into the queries that read them, without a parse of the whole query."""

import re
from collections.abc import Callable
from functools import wraps

from dbt.artifacts.resources.v1.components import InjectedCTE

from dbt import compilation
from dbt.adapters.lake.messages import BEFORE_FIRST_WORD

Inject = Callable[[str, list[InjectedCTE]], str]

# The query's own `with`.
_OPENING = re.compile(
    BEFORE_FIRST_WORD + r"with\s+(?!recursive\b|--|/\*)", re.IGNORECASE | re.DOTALL
)


def quicken() -> None:
    """Let dbt take the short way: its own parses every such query whole (dbt-core 1.11)."""
    if not hasattr(compilation.inject_ctes_into_sql, "__wrapped__"):
        long_way = compilation.inject_ctes_into_sql
        compilation.inject_ctes_into_sql = short_way(long_way)  # type: ignore[assignment] # names


def short_way(long_way: Inject) -> Inject:
    """Return what writes the same text as `long_way`, and asks it where it is not sure."""

    @wraps(long_way)
    def inject(sql: str, ctes: list[InjectedCTE]) -> str:
        opening = _OPENING.match(sql)
        # A semicolon behind may end the statement, and dbt keeps the first.
        if not ctes or opening is None or ";" in sql[opening.end() :]:
            return long_way(sql, ctes)
        return f"{opening[0]}{', '.join(cte.sql for cte in ctes)}, {sql[opening.end() :]}"

    return inject
