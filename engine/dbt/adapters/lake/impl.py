"""The adapter: dbt-spark with a folder as its catalog."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dbt.adapters.base.impl import ConstraintSupport
from dbt.adapters.base.meta import available
from dbt.adapters.base.relation import BaseRelation
from dbt.adapters.events.logging import AdapterLogger
from dbt.adapters.spark.column import SparkColumn
from dbt.adapters.spark.impl import (
    TABLE_OR_VIEW_NOT_FOUND_MESSAGES,
    SparkAdapter,
    SparkConfig,
)
from dbt_common.clients.agate_helper import table_from_data
from dbt_common.contracts.constraints import ConstraintType
from dbt_common.exceptions import DbtRuntimeError

from dbt.adapters.lake.built_from import Inputs
from dbt.adapters.lake.connections import LakeConnectionManager
from dbt.adapters.lake.fixtures import fixture_sql
from dbt.adapters.lake.nodes import described
from dbt.adapters.lake.paths import lake_root, literal, schema_location, table_location
from dbt.adapters.lake.places import place_of
from dbt.adapters.lake.reading import tables_read
from dbt.adapters.lake.shapes import Shape, wanted_shape

# What dbt asks of a check that found nothing.
PASSED = {"failures": 0, "should_warn": False, "should_error": False}

events = AdapterLogger("Lake")


@dataclass
class LakeConfig(SparkConfig):
    """What a model may configure."""

    file_format: str = "delta"


class LakeAdapter(SparkAdapter):
    """Spark SQL and Delta by the embedded engine, one lake a folder."""

    ConnectionManager = LakeConnectionManager
    AdapterSpecificConfigs = LakeConfig
    CONSTRAINT_SUPPORT = {  # noqa: RUF012 - dbt declares it for instances
        ConstraintType.check: ConstraintSupport.ENFORCED,
        ConstraintType.not_null: ConstraintSupport.ENFORCED,
        ConstraintType.unique: ConstraintSupport.NOT_ENFORCED,
        ConstraintType.primary_key: ConstraintSupport.NOT_ENFORCED,
        ConstraintType.foreign_key: ConstraintSupport.NOT_ENFORCED,
    }

    def valid_incremental_strategies(self) -> list[str]:
        """Return dbt's strategies that have macros here; a project may add its own."""
        return ["append", "merge"]

    def get_columns_in_relation(self, relation: BaseRelation) -> list[SparkColumn]:
        """Return the present columns of a table or view; none where it does not exist."""
        try:
            return self._columns(relation)
        except DbtRuntimeError as error:
            if any(text in str(error) for text in TABLE_OR_VIEW_NOT_FOUND_MESSAGES):
                return []
            raise

    def _columns(self, relation: BaseRelation) -> list[SparkColumn]:
        return [
            SparkColumn(
                table_schema=relation.schema,
                table_name=relation.identifier,
                table_type=relation.type,
                column=column.name,
                column_index=index,
                dtype=column.data_type,
            )
            for index, column in enumerate(self._handle.columns(relation.render()), start=1)
        ]

    def _get_columns_for_catalog(self, relation: BaseRelation) -> Iterable[dict[str, Any]]:
        try:
            columns = self._columns(relation)
        except DbtRuntimeError as error:  # one unreadable table must not take the docs away
            events.warning("{} is left out of the catalog: {}", relation, error)
            return
        for column in columns:
            as_dict = column.to_column_dict()
            as_dict["column_name"] = as_dict.pop("column")
            as_dict["column_type"] = as_dict.pop("dtype")
            as_dict["table_database"] = None
            yield as_dict

    @property
    def _handle(self) -> Any:
        return self.connections.get_thread_connection().handle

    @available
    def lake_location(self, relation: BaseRelation, location_root: str | None = None) -> str:
        """Return the location of a relation, or of its schema when it has no identifier."""
        root = lake_root(self.config.credentials.path)
        if not relation.identifier:
            return schema_location(root, str(relation.schema))
        return table_location(root, str(relation.schema), relation.identifier, location_root)

    @available.parse_none
    def lake_make_folder(self, location: str) -> None:
        """Make a schema's folder: an empty schema, too, is there in the next process."""
        place_of(self.config.credentials.path).make_folder(location)

    @available.parse_none
    def lake_inputs(
        self, node: dict[str, Any], sql: str, relation: BaseRelation | None = None
    ) -> Inputs | None:
        """Return what a node is computed from now; None where it has to be computed in any case.

        relation: its table; a check has none.
        """
        built_from = self._handle.built_from
        name = f"{relation.schema}.{relation.identifier}".lower() if relation else node["unique_id"]
        if relation and node["config"].get("location_root"):
            built_from.is_elsewhere(name)
            return None
        texts, tables = described(node), tables_read(sql)
        if texts is None or tables is None:
            return None
        found: Inputs | None = built_from.inputs(
            name, (sql, *texts), tables, is_table=relation is not None
        )
        return found

    @available.parse_none
    def lake_holds(self, inputs: Inputs | None) -> bool:
        """Say whether a table is as it was built from the same inputs."""
        return inputs is not None and bool(self._handle.built_from.holds(inputs))

    @available.parse_none
    def lake_remember(self, inputs: Inputs | None) -> None:
        """Remember what the table was built from that was just filled."""
        if inputs is not None:
            self._handle.built_from.remember(inputs)

    @available.parse_none
    def lake_passed_already(self, inputs: Inputs | None) -> Any:
        """Return what a check comes to that passed on the same inputs; None if it did not."""
        if inputs is None or not self._handle.built_from.has_passed(inputs):
            return None
        return table_from_data([PASSED], list(PASSED))

    @available.parse_none
    def lake_remember_passed(self, inputs: Inputs | None, result: Any) -> None:
        """Remember what a check passed on, if it found nothing.

        result: what dbt asks of a check: failures, should_warn, should_error.
        """
        found = [str(value).lower() for value in result.rows[0]]
        if inputs is not None and found == ["0", "false", "false"]:
            self._handle.built_from.remember_passed(inputs)

    @available
    def lake_literal(self, text: str) -> str:
        """Return a text as an SQL string."""
        return literal(text)

    @available
    def lake_fixture_sql(
        self,
        rows: Sequence[Mapping[str, Any]],
        types: Mapping[str, str],
        names: Iterable[str],
        owner: str,
    ) -> str:
        """Return a query for the rows of a unit test's fixture."""
        return fixture_sql(rows, types, names, owner)

    @available
    def lake_shape(
        self,
        columns: list[SparkColumn],
        partition_by: str | list[str] | None = None,
        contract: Mapping[str, Any] | None = None,
    ) -> Shape:
        """Return the shape of a table for a query's columns and an enforced contract's node."""
        return wanted_shape([(c.name, c.data_type) for c in columns], partition_by, contract)

    @available.parse(lambda *_, **__: False)
    def lake_holds_shape(self, location: str, shape: Shape) -> bool:
        """Say whether the table in a folder has exactly this shape."""
        return bool(self._handle.holds_shape(location, shape))

    @available.parse_none
    def lake_add_columns(
        self,
        relation: BaseRelation,
        location: str,
        columns: list[SparkColumn],
    ) -> None:
        """Add nullable columns to a table."""
        added = [(column.name, column.data_type) for column in columns]
        self._handle.add_columns(relation.render(), location, added)

    @available.parse_none
    def lake_finish(self, location: str) -> None:
        """Say in a table's log that its first rows are complete."""
        self._handle.finish(location)
