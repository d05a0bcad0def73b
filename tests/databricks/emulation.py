"""What a SQL warehouse of Databricks understands and Apache Spark with Delta Lake does not.

Each way of answering in its place has a name; `emulated.yml` lists all of them, and says why.
"""

import json
import re
from collections.abc import Callable, Iterable
from typing import Any

import yaml
from pyspark.sql import DataFrame, SparkSession

from tests.databricks.emulation_list import LISTED
from tests.databricks.metastore import OWNER, Metastore

# Spark knows one catalog of Delta tables.
REAL_CATALOG = "spark_catalog"

_NAME = r"(?:`[^`]+`|\w+)"
_TABLE = rf"({_NAME}(?:\.{_NAME})*)"
_COMMENTS = re.compile(r"^\s*(/\*.*?\*/\s*|--[^\n]*\n\s*)*", re.DOTALL)
_INFORMATION = re.compile(r"`\w+`\.`information_schema`\.`(\w+)`")
# The views that are answered, with their columns.
_VIEWS = {
    "tables": "table_catalog, table_schema, table_name, table_type, table_owner, comment, "
    "data_source_format, storage_path, last_altered",
    "row_filters": "table_catalog, table_schema, table_name, filter_name, target_columns",
}
Answer = str | DataFrame


class NotListedError(Exception):
    """A statement was emulated in a way that the list of emulations does not name."""


class Emulation:
    """The part of Unity Catalog that lives in this process: names, tags and grants."""

    def __init__(self, spark: SparkSession, catalog: str) -> None:
        """Answer for a catalog of this name."""
        self.catalog = catalog
        self.metastore = Metastore(spark)
        self.tags: dict[str, dict[str, str]] = {}
        self.grants: dict[str, list[list[str]]] = {}
        self._listed = {one["name"] for one in yaml.safe_load(LISTED.read_text("utf-8"))}
        self._prefix = re.compile(rf"`{re.escape(catalog)}`\.")
        self._alone = re.compile(rf"\bin `{re.escape(catalog)}`", re.IGNORECASE)
        self._ways: dict[str, tuple[str, Callable[..., Answer | None]]] = {
            "set_tags": (rf"alter\s+table\s+{_TABLE}\s+set\s+tags\s*\((.*)\)", self._set_tags),
            "describe_as_json": (
                rf"describe\s+table\s+extended\s+{_TABLE}\s+as\s+json",
                self._describe,
            ),
            "show_table_extended": (
                rf"show\s+table\s+extended\s+in\s+{_TABLE}\s+like\s+'([^']*)'",
                self._show_tables,
            ),
            "use_catalog": (r"use\s+catalog\s+\S+", self._nothing),
            "show_grants": (rf"show\s+grants\s+on\s+(?:table\s+)?{_TABLE}", self._show_grants),
            "grant": (rf"grant\s+(\w+)\s+on\s+(?:table\s+)?{_TABLE}\s+to\s+`([^`]+)`", self._grant),
        }

    def answer(self, session: SparkSession, sql: str) -> tuple[Answer, list[str]]:
        """Return what Spark is to run, or the answer itself, and the names of what was emulated.

        Raises: NotListedError.
        """
        used: list[str] = []
        body = _COMMENTS.sub("", sql).rstrip().rstrip(";")
        answer: Answer | None = None
        for name, (pattern, way) in self._ways.items():
            match = re.fullmatch(rf"{pattern}\s*", body, re.IGNORECASE | re.DOTALL)
            if match:
                answer = way(session, *match.groups())
                used += [name] if answer is not None else []
        if answer is None:
            answer = self._rewrite(body, used)
        unknown = set(used) - self._listed
        if unknown:
            raise NotListedError(f"emulated, but not on the list: {', '.join(sorted(unknown))}")
        return answer, used

    def _rewrite(self, body: str, used: list[str]) -> str:
        """Return the statement with the names that Spark knows."""
        body = _INFORMATION.sub(lambda found: self._information(found, used), body)
        renamed = self._prefix.sub(f"`{REAL_CATALOG}`.", body)
        renamed = self._alone.sub(f"in `{REAL_CATALOG}`", renamed)
        if renamed != body:
            used.append("catalog_name")
        return renamed

    def _information(self, found: re.Match[str], used: list[str]) -> str:
        view = found[1]
        if view not in _VIEWS:
            return found[0]
        used.append(f"information_schema.{view}")
        return _as_values(_VIEWS[view], self._table_rows() if view == "tables" else [])

    def _table_rows(self) -> list[tuple[str | None, ...]]:
        return [
            (
                *(self.catalog, table.schema_name, table.name, table.kind, OWNER, table.comment),
                *(table.provider.upper(), table.location, None),
            )
            for schema_name in self.metastore.schemas()
            for table in self.metastore.tables(schema_name)
        ]

    def _describe(self, session: SparkSession, name: str) -> Answer | None:
        parts = _parts(name)
        if len(parts) < 2 or not self.metastore.has(*parts[-2:]):
            return None
        said = self.metastore.table(*parts[-2:]).as_json() | {"catalog_name": self.catalog}
        return _frame(session, "json_metadata", [[json.dumps(said)]])

    def _show_tables(self, session: SparkSession, schema_name: str, pattern: str) -> Answer:
        schema = _parts(schema_name)[-1]
        wanted = set(pattern.split("|"))
        found = [table for table in self.metastore.tables(schema) if table.name in wanted]
        rows = [[schema, table.name, "false", table.as_text(self.catalog)] for table in found]
        return _frame(session, "database, tableName, isTemporary, information", rows)

    def _set_tags(self, session: SparkSession, name: str, tags: str) -> Answer:
        found = re.findall(r"'([^']*)'\s*=\s*'([^']*)'", tags)
        self.tags.setdefault(self._existing(name), {}).update(found)
        return self._nothing(session)

    def _show_grants(self, session: SparkSession, name: str) -> Answer:
        rows = [[*grant, "TABLE", name] for grant in self.grants.get(self._existing(name), [])]
        return _frame(session, "Principal, ActionType, ObjectType, ObjectKey", rows)

    def _grant(self, session: SparkSession, privilege: str, name: str, principal: str) -> Answer:
        granted = self.grants.setdefault(self._existing(name), [])
        if [principal, privilege.upper()] not in granted:
            granted.append([principal, privilege.upper()])
        return self._nothing(session)

    def _existing(self, name: str) -> str:
        """Return schema and name of a table that is there. Raises: LookupError."""
        schema_name, table_name = _parts(name)[-2:]
        if not self.metastore.has(schema_name, table_name):
            raise LookupError(f"TABLE_OR_VIEW_NOT_FOUND: {name}")
        return f"{schema_name}.{table_name}"

    @staticmethod
    def _nothing(session: SparkSession) -> Answer:
        return session.sql("select 1 as done where false")


def _parts(name: str) -> list[str]:
    return [part.strip("`") for part in re.findall(_NAME, name)]


def _as_values(columns: str, rows: Iterable[tuple[str | None, ...]]) -> str:
    """Return a view of text columns as a query that needs no table."""
    values = ", ".join(f"({', '.join(map(_literal, row))})" for row in rows)
    if values:
        return f"(select * from values {values} as listed ({columns}))"
    nothing = ", ".join(f"cast(null as string) as {name}" for name in columns.split(", "))
    return f"(select {nothing} where false)"


def _literal(value: str | None) -> str:
    if value is None:
        return "cast(null as string)"
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _frame(session: SparkSession, names: str, rows: Iterable[list[str]]) -> DataFrame:
    columns = ", ".join(f"{name} string" for name in names.split(", "))
    frame: Any = session.createDataFrame([tuple(row) for row in rows], columns)
    return frame  # type: ignore[no-any-return]
