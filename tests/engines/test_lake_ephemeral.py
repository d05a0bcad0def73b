"""Ephemeral models are written into queries as dbt itself writes them, in a shorter way."""

from collections.abc import Callable
from typing import Any

import pytest
from dbt.artifacts.resources.v1.components import InjectedCTE

from dbt import compilation
from dbt.adapters.lake.ephemeral import quicken, short_way

CTES = [InjectedCTE("one", " a as (\nselect 1\n)"), InjectedCTE("two", " b as (select 2)")]
SURE = {
    "plain": "with a as (select 1) select * from a",
    "comments": "-- a row; with care\n/* with\nall */ WITH\n a as (select 1) select * from a\n",
    "space": "\n\n\twith   a as (select 1)\nselect * from a",
}
UNSURE = {
    "recursive": "with recursive a as (select 1) select * from a",
    "comment behind": "with -- of what\n a as (select 1) select * from a",
    "nested": "-- none\nselect * from (with a as (select 1) select * from a)",
    "two statements": "with a as (select 1) select * from a; select 2",
    "semicolon": "with a as (select ';') select * from a",
    "a name": "with_a as (select 1)",
    "behind a second comment": "/* a */ select 1 /* then */ with a as (select 1) select 2",
}


def dbts_own() -> Callable[[str, list[InjectedCTE]], str]:
    """Return dbt's function; the adapter, once loaded, stands before it."""
    quicken()
    own: Any = compilation.inject_ctes_into_sql
    return own.__wrapped__  # type: ignore[no-any-return]


@pytest.mark.parametrize("sql", [*SURE.values(), *UNSURE.values()], ids=[*SURE, *UNSURE])
@pytest.mark.parametrize("ctes", [CTES[:1], CTES, []], ids=["one", "two", "none"])
def test_the_text_is_that_of_dbt(sql: str, ctes: list[InjectedCTE]) -> None:
    own = dbts_own()

    assert compilation.inject_ctes_into_sql(sql, ctes) == own(sql, ctes)


@pytest.mark.parametrize("sql", SURE.values(), ids=SURE)
def test_a_query_that_opens_by_with_goes_the_short_way(sql: str) -> None:
    def long_way(sql: str, ctes: list[InjectedCTE]) -> str:
        raise AssertionError(sql, ctes)

    assert short_way(long_way)(sql, CTES)


@pytest.mark.parametrize("sql", UNSURE.values(), ids=UNSURE)
def test_any_other_query_is_left_to_dbt(sql: str) -> None:
    assert short_way(lambda sql, ctes: f"{len(ctes)} {sql}")(sql, CTES) == f"2 {sql}"
