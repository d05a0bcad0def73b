"""What the suite lets an adapter say in its own words: types, messages, expected catalogs."""

from collections.abc import Mapping
from typing import Any

import pytest
from dbt.tests.adapter.basic import expected_catalog
from dbt.tests.adapter.basic.test_docs_generate import BaseDocsGenerate, BaseDocsGenReferences
from dbt.tests.adapter.constraints.test_constraints import (
    BaseConstraintsColumnsEqual,
    BaseConstraintsRollback,
)
from dbt.tests.adapter.dbt_show.test_dbt_show import BaseShowDoesNotHandleDoubleLimit
from dbt.tests.adapter.hooks.test_model_hooks import BaseTestPrePost
from dbt.tests.adapter.hooks.test_run_hooks import BasePrePostRunHooks
from dbt.tests.adapter.incremental.test_incremental_predicates import BaseIncrementalPredicates
from dbt.tests.adapter.incremental.test_incremental_unique_id import BaseIncrementalUniqueKey
from dbt.tests.adapter.sample_mode import fixtures as sample_mode
from dbt.tests.adapter.sample_mode.test_sample_mode import BaseSampleModeTest
from dbt.tests.adapter.simple_seed import fixtures as simple_seed
from dbt.tests.adapter.simple_seed.test_seed_type_override import BaseSimpleSeedColumnOverride
from dbt.tests.adapter.unit_testing.test_types import BaseUnitTestingTypes
from dbt.tests.adapter.utils.test_timestamps import BaseCurrentTimestamps

CATALOGS: Any = expected_catalog  # it has no types


class ContractTypes:
    @pytest.fixture
    def string_type(self) -> str:
        return "string"

    @pytest.fixture
    def int_type(self) -> str:
        return "int"

    @pytest.fixture
    def data_types(self) -> list[list[str]]:
        """Return a value, its type in a contract, and its type in the message about another."""
        return [
            ["1", "int", "int"],
            ["'1'", "string", "string"],
            ["true", "boolean", "boolean"],
            ["timestamp'2013-11-03 00:00:00'", "timestamp", "timestamp"],
            ["date'2013-11-03'", "date", "date"],
            ["array('a', 'b')", "array<string>", "array"],
            ["cast('1' as decimal(18, 2))", "decimal(18,2)", "decimal"],
        ]


class ConstraintMessages:
    @pytest.fixture(scope="class")
    def expected_error_messages(self) -> list[str]:
        return ["my_model: a row breaks the check constraint", "No row was written."]


class DocsCatalog:
    @pytest.fixture(scope="class")
    def expected_catalog(self, project: Any) -> Any:
        return CATALOGS.base_expected_catalog(project, **CATALOG, model_stats=CATALOGS.no_stats())


class ReferencesCatalog:
    @pytest.fixture(scope="class")
    def expected_catalog(self, project: Any) -> Any:
        return CATALOGS.expected_references_catalog(
            project, **CATALOG, bigint_type="bigint", model_stats=CATALOGS.no_stats()
        )


class DoubleLimit:
    DATABASE_ERROR_MESSAGE = "duplicated LIMIT clause"


class Hooks:
    def check_hooks(self, state: str, project: Any, _host: str, count: int = 1) -> None:
        """Check what a lake's target has of what the suite reads from that of Postgres."""
        for found in self.get_ctx_vars(state, count=count, project=project):  # type: ignore[attr-defined]
            assert found["test_state"] == state
            assert found["target_name"] == "default"
            assert found["target_schema"] == project.test_schema
            assert found["target_type"] == "lake"
            assert found["invocation_id"]
            assert found["thread_id"].startswith("Thread-")


class RunHooks:
    def check_hooks(self, state: str, project: Any, _host: str) -> None:
        """Check what a lake's target has of what the suite reads from that of Postgres."""
        found = self.get_ctx_vars(state, project)  # type: ignore[attr-defined]
        assert found["test_state"] == state
        assert found["target_schema"] == project.test_schema
        assert found["target_type"] == "lake"
        assert found["invocation_id"]


class MergePredicates:
    @pytest.fixture(scope="class")
    def project_config_update(self) -> Mapping[str, Any]:
        return {
            "models": {
                "+incremental_predicates": ["DBT_INTERNAL_DEST.id != 2"],
                "+incremental_strategy": "merge",
            }
        }


class MergeByDefault:
    @pytest.fixture(scope="class")
    def project_config_update(self) -> Mapping[str, Any]:
        return {"models": {"+incremental_strategy": "merge"}}


class SampleTimes:
    @pytest.fixture(scope="class")
    def input_model_sql(self) -> str:
        return str(sample_mode.input_model_sql).replace("-0'", "'")


class SeedTypes:
    @pytest.fixture(scope="class")
    def models(self) -> Mapping[str, str]:
        types = str(simple_seed.properties__schema_yml).replace("text", "string")
        types = types.replace("timestamp without time zone", "timestamp")
        return {"schema.yml": types.replace("type: integer", "type: bigint")}

    @staticmethod
    def seed_enabled_types() -> Mapping[str, str]:
        return {"seed_id": "string", "birthday": "date"}

    @staticmethod
    def seed_tricky_types() -> Mapping[str, str]:
        names = ("seed_id_str", "looks_like_a_bool", "looks_like_a_date")
        return dict.fromkeys(names, "string")


class UnitTestTypes:
    @pytest.fixture
    def data_types(self) -> list[list[str]]:
        """Return values in SQL and in the unit test's YAML."""
        return [
            ["1", "1"],
            ["'1'", "1"],
            ["true", "true"],
            ["date'2020-01-02'", "2020-01-02"],
            ["timestamp'2013-11-03 00:00:00'", "2013-11-03 00:00:00"],
            ["cast('1' as decimal(18, 2))", "1"],
            ["""'{"bar": 7.77}'""", """'{"bar": 7.77}'"""],
        ]


class TimestampTypes:
    @pytest.fixture(scope="class")
    def expected_sql(self) -> None:
        return None

    @pytest.fixture(scope="class")
    def expected_schema(self) -> Mapping[str, str]:
        names = ("current_timestamp", "current_timestamp_in_utc_backcompat")
        return dict.fromkeys((*names, "current_timestamp_backcompat"), "timestamp")


CATALOG = {
    "role": None,
    "id_type": "bigint",
    "text_type": "string",
    "time_type": "timestamp",
    "view_type": "table",
    "table_type": "table",
}

# What stands before a class of the suite, and before those that build on it.
DIALECTS: Mapping[type, type] = {
    BaseConstraintsColumnsEqual: ContractTypes,
    BaseConstraintsRollback: ConstraintMessages,
    BaseCurrentTimestamps: TimestampTypes,
    BaseDocsGenReferences: ReferencesCatalog,
    BaseDocsGenerate: DocsCatalog,
    BaseIncrementalPredicates: MergePredicates,
    BaseIncrementalUniqueKey: MergeByDefault,
    BasePrePostRunHooks: RunHooks,
    BaseSampleModeTest: SampleTimes,
    BaseShowDoesNotHandleDoubleLimit: DoubleLimit,
    BaseSimpleSeedColumnOverride: SeedTypes,
    BaseTestPrePost: Hooks,
    BaseUnitTestingTypes: UnitTestTypes,
}
