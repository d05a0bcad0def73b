"""What of dbt's own test suite does not apply to this engine, and why."""

from collections.abc import Mapping

SCHEMA_CHANGE = "incremental.test_incremental_on_schema_change.BaseIncrementalOnSchemaChange"

# A name is a folder, a class or a test of the suite.
REASONS: Mapping[str, tuple[str, ...]] = {
    "Abstract: the classes that build on it run.": (
        "caching.test_caching.BaseCachingTest",
        "constraints.test_constraints.BaseConstraintsColumnsEqual",
        "constraints.test_constraints.BaseContractSqlHeader",
    ),
    "Asks for views, which would not outlive the process; elsewhere tables take their place.": (
        "basic.test_base.BaseSimpleMaterializations",
        "simple_copy.test_simple_copy.SimpleCopyBase.test_simple_copy_with_materialized_views",
    ),
    "Asks the name of a database, and a lake has none.": (
        "caching.test_caching.BaseCachingLowercaseModel",
        "caching.test_caching.BaseCachingSelectedSchemaOnly",
        "caching.test_caching.BaseNoPopulateCache",
    ),
    "Names of models are lower case: Sail's catalog knows no other.": (
        "caching.test_caching.BaseCachingUppercaseModel",
    ),
    "A name has no dot: a lake's folders are its catalog.": (
        "simple_seed.test_seed.BaseSeedSpecificFormats",
    ),
    "Dropping a table or a schema leaves its folder, which the next process attaches.": (
        "hooks.test_run_hooks.BasePrePostRunHooks.test_pre_and_post_run_hooks",
        "hooks.test_run_hooks.BasePrePostRunHooks.test_pre_and_post_seed_hooks",
        "relations.test_dropping_schema_named.BaseDropSchemaNamed",
        "simple_seed.test_seed.BaseBasicSeedTests.test_simple_seed_full_refresh_flag",
        "simple_seed.test_seed.BaseSeedConfigFullRefreshOn",
        "simple_seed.test_seed.BaseSimpleSeedEnabledViaConfig",
    ),
    "Columns are added by `on_schema_change` and never dropped; Sail has no `alter table`.": (
        "empty.test_empty.MetadataWithEmptyFlag",
        "hooks.test_model_hooks.BasePrePostModelHooksOnSeeds",
        "hooks.test_model_hooks.BasePrePostModelHooksOnSeedsPlusPrefixed",
        "hooks.test_model_hooks.BasePrePostModelHooksOnSeedsPlusPrefixedWhitespace",
        "hooks.test_model_hooks.BasePrePostModelHooksOnSnapshots",
        "hooks.test_model_hooks.BasePrePostSnapshotHooksInConfigKwargs",
        f"{SCHEMA_CHANGE}.test_run_incremental_sync_all_columns",
        "simple_snapshot.test_ephemeral_snapshot_hard_deletes",
        "simple_snapshot.test_snapshot.BaseSimpleSnapshot.test_new_column_captured_by_snapshot",
    ),
    "`dbt_valid_to_current`: a timestamp of the year 9999 is more than Sail can hold.": (
        "simple_snapshot.test_various_configs.BaseSnapshotDbtValidToCurrent",
    ),
    "Sail runs one statement at a time: a `sql_header` has no effect.": (
        "constraints.test_constraints.BaseTableContractSqlHeader",
        "constraints.test_constraints.BaseIncrementalContractSqlHeader",
    ),
    "Compares the text of the statement with Postgres'; tests/engines tries what it does.": (
        "constraints.test_constraints.BaseConstraintQuotedColumn",
        "constraints.test_constraints.BaseConstraintsRuntimeDdlEnforcement",
        "constraints.test_constraints.BaseIncrementalConstraintsRuntimeDdlEnforcement",
        "constraints.test_constraints.BaseModelConstraintsRuntimeEnforcement",
        "ephemeral.test_ephemeral.BaseEphemeralMulti",
        "ephemeral.test_ephemeral.BaseEphemeralNested",
    ),
    "Written for Postgres: its types, its quotes, its information schema, its errors.": (
        "column_types",
        "simple_copy.test_copy_uppercase",
        "simple_copy.test_simple_copy.EmptyModelsArentRunBase",
        "simple_seed.test_seed.BaseSeedWithWrongDelimiter",
        "unit_testing.test_quoted_reserved_word_column_names",
        "utils.test_escape_single_quotes.BaseEscapeSingleQuotesQuote",
        "utils.test_get_intervals_between",
        "hooks.test_model_hooks.BasePrePostModelHooks",
        "hooks.test_model_hooks.TestPrePostModelHooksUnderscores",
    ),
    "Sail has no clones.": (
        "dbt_clone.test_dbt_clone.BaseCloneNotPossible",
        "dbt_clone.test_dbt_clone.BaseClonePossible.test_can_clone_true",
        "dbt_clone.test_dbt_clone.BaseCloneSameSourceAndTarget",
        "dbt_clone.test_dbt_clone.TestPostgresCloneNotPossible",
    ),
    "The adapter has the strategies `append` and `merge`; a project adds its own.": (
        "incremental.test_incremental_microbatch",
    ),
    "A lake has no users: grants have no effect.": ("grants",),
    "Sail keeps no comments: `persist_docs` has no effect.": ("persist_docs",),
    "Models are SQL: Python would need a second session.": ("python_model",),
    "A function of Sail's catalog would not outlive the process.": ("functions",),
    "Whole numbers of a seed are bigint, others double.": (
        "utils.data_types.test_type_float",
        "utils.data_types.test_type_int",
    ),
    "A column of nothing but nulls needs a type.": ("utils.test_null_compare",),
    "dbt-spark's `listagg` does not order.": ("utils.test_listagg",),
    "Timestamps come without a zone; they are UTC.": (
        "utils.test_current_timestamp.BaseCurrentTimestampAware",
    ),
    "dbt-spark has no catalog of one relation.": ("basic.test_get_catalog_for_single_relation",),
    "Needs another version of dbt-core (`dbt seed --empty`) or a file that is not shipped.": (
        "empty.test_empty.BaseTestEmptySeedFlag",
        "simple_seed.test_seed.BaseSimpleSeedWithBOM",
    ),
}
LEFT_OUT: Mapping[str, str] = {name: reason for reason, names in REASONS.items() for name in names}


def reason_of(name: str) -> str | None:
    """Return why a folder, class or test is left out, None where it runs."""
    parts = name.split(".")
    above = (".".join(parts[:length]) for length in range(1, len(parts) + 1))
    return next((LEFT_OUT[one] for one in above if one in LEFT_OUT), None)


def left_out_table() -> str:
    """Return reasons and names as the table in engine/README.md."""
    rows = (
        f"| {reason} | {', '.join(f'`{_short(name)}`' for name in names)} |"
        for reason, names in REASONS.items()
    )
    return "\n".join(("| reason | folders, classes and tests |", "| --- | --- |", *rows))


def _short(name: str) -> str:
    """Return a class without its module: names are unique."""
    module, _, rest = name.partition(".Base")
    return f"Base{rest}" if rest else module
