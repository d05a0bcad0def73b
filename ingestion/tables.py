"""The bronze tables that ingestion writes: the single truth of their columns in Python."""

from dataclasses import dataclass
from typing import Any

LINEAGE = (
    ("_content_id", "string"),
    ("_decode_id", "string"),
    ("_source", "string"),
    ("_record_number", "bigint"),
    ("_line_number", "bigint"),
    ("_raw_record", "string"),
    ("_member", "string"),
)
PARTITION = "event_month"
NO_MONTH = "none"

REJECTS = "bronze_operations__rejects"
FILES = "bronze_operations__files"
DECODED_MONTHS = "bronze_operations__decoded_months"
OUTCOMES = "bronze_operations__outcomes"
EXPECTATION_RESULTS = "bronze_operations__expectation_results"
RUNS = "bronze_operations__runs"
RUN_NODES = "bronze_operations__run_nodes"
TABLE_PROFILES = "bronze_operations__table_profiles"
COLUMN_LINEAGE = "bronze_operations__column_lineage"
SCHEMA_CHANGES = "bronze_operations__schema_changes"
# What runs and crawls leave behind: no input of a build, and nothing that a rebuild gives back.
RUN_HISTORY = (RUNS, RUN_NODES, TABLE_PROFILES, SCHEMA_CHANGES)
STATES = "bronze_home_assistant__states"
STATISTICS = "bronze_home_assistant__statistics"
GREEN_BUTTON_READINGS = "bronze_green_button__readings"
OFX_TRANSACTIONS = "bronze_ofx__transactions"
OFX_BALANCES = "bronze_ofx__balances"
OFX_INVESTMENTS = "bronze_ofx__investment_transactions"
OFX_POSITIONS = "bronze_ofx__positions"
STATEMENT_BOOKINGS = "bronze_bank_statements__bookings"
STATEMENT_BALANCES = "bronze_bank_statements__balances"
METER_READINGS = "bronze_profile__meter_readings"
ACTIVITY_DAYS = "bronze_profile__activity_days"
TRANSACTIONS = "bronze_profile__transactions"
SLEEP_NIGHTS = "bronze_profile__sleep_nights"
CLIMATE_DAYS = "bronze_profile__climate_days"
MARKET_PRICES = "bronze_profile__market_prices"
HEALTH_RECORDS = "bronze_apple_health__records"
HEALTH_WORKOUTS = "bronze_apple_health__workouts"
HEALTH_SUMMARIES = "bronze_apple_health__activity_summaries"
HEALTH_CORRELATIONS = "bronze_apple_health__correlations"
HEALTH_WORKOUT_EVENTS = "bronze_apple_health__workout_events"
TRACKER_RECORDS = "bronze_trackers__records"
ACTIVITY_FILE_WORKOUTS = "bronze_activity_files__workouts"
ACTIVITY_FILE_LAPS = "bronze_activity_files__laps"
ACTIVITY_FILE_SAMPLES = "bronze_activity_files__samples"
ACTIVITY_FILE_MONITORING = "bronze_activity_files__monitoring"
CATEGORY_RULES = "bronze_household__category_rules"
CORRECTIONS = "bronze_household__corrections"
ANNOTATIONS = "bronze_household__annotations"
TARIFFS = "bronze_household__tariffs"
HOLIDAYS = "bronze_household__holidays"
RATES = "bronze_household__rates"
BUDGETS = "bronze_household__budgets"
SOURCE_PRIORITIES = "bronze_household__source_priorities"


@dataclass(frozen=True)
class Table:
    """Describe a bronze table; `values` are its own string columns, without lineage."""

    name: str
    columns: tuple[tuple[str, str], ...]
    values: tuple[str, ...] = ()

    def schema_document(self) -> dict[str, Any]:
        """Return what `_schema.json` says: Spark type names, the partition column last."""
        columns = (*self.columns, (PARTITION, "string"))
        return {
            "columns": [{"name": name, "type": kind} for name, kind in columns],
            "partitioned_by": [PARTITION],
        }


def _records(name: str, columns: str) -> Table:
    values = tuple(columns.split())
    return Table(name, (*((value, "string") for value in values), *LINEAGE), values)


def _index(name: str, columns: str) -> Table:
    return Table(
        name,
        tuple(
            (column.removesuffix(":bigint"), "bigint" if ":" in column else "string")
            for column in columns.split()
        ),
    )


RECORD_TABLES = {
    table.name: table
    for table in (
        _records(STATES, "entity_id state changed_at"),
        _records(
            STATISTICS,
            "statistic_id unit flow started_at mean_value min_value max_value sum_value "
            "state_value delta_value is_time_zone_assumed",
        ),
        _records(
            GREEN_BUTTON_READINGS,
            "usage_point meter_reading service_kind commodity flow_direction "
            "accumulation_behaviour uom power_of_ten_multiplier currency started_at "
            "duration_seconds value cost quality tou consumption_tier time_zone_offset_seconds",
        ),
        _records(
            OFX_TRANSACTIONS,
            "bank_id account_number account_kind currency bank_transaction_id transaction_type "
            "booked_date posted_at amount name memo check_number",
        ),
        _records(
            OFX_BALANCES,
            "bank_id account_number account_kind currency balance_date amount balance_kind",
        ),
        _records(
            OFX_INVESTMENTS,
            "bank_id account_number currency bank_transaction_id transaction_type booked_date "
            "settled_date security_id security_id_type security_name ticker units unit_price "
            "commission fees amount income_type cash_account memo",
        ),
        _records(
            OFX_POSITIONS,
            "bank_id account_number currency position_type position_side position_date "
            "security_id security_id_type security_name ticker units unit_price market_value "
            "held_in memo",
        ),
        _records(
            STATEMENT_BOOKINGS,
            "file_kind account_number bank_id currency statement_id entry_id bank_transaction_id "
            "booked_date value_date amount counterparty counterparty_account description "
            "transaction_code status is_reversal category transfer_account split_number",
        ),
        _records(
            STATEMENT_BALANCES,
            "file_kind account_number bank_id currency statement_id balance_date amount "
            "balance_kind",
        ),
        _records(
            METER_READINGS,
            "meter commodity flow register reading started_at ended_at quantity unit "
            "is_time_zone_assumed",
        ),
        _records(
            ACTIVITY_DAYS,
            "person activity_date step_count distance distance_unit active_energy "
            "active_energy_unit device",
        ),
        _records(
            TRANSACTIONS,
            "account bank_transaction_id booked_date amount currency counterparty description "
            "kind category balance_after",
        ),
        _records(SLEEP_NIGHTS, "person sleep_date asleep in_bed duration_unit device"),
        _records(
            CLIMATE_DAYS,
            "sensor climate_date temperature_mean temperature_min temperature_max "
            "temperature_unit humidity_mean",
        ),
        _records(MARKET_PRICES, "market started_at ended_at price unit is_time_zone_assumed"),
        _records(
            HEALTH_RECORDS,
            "person record_type source_name device unit value started_at ended_at created_at "
            "metadata time_zone",
        ),
        _records(
            HEALTH_WORKOUTS,
            "person activity_type source_name device duration duration_unit distance "
            "distance_unit energy energy_unit started_at ended_at created_at metadata "
            "time_zone workout_number",
        ),
        _records(
            HEALTH_SUMMARIES,
            "person activity_date active_energy active_energy_goal active_energy_unit "
            "exercise_minutes exercise_minutes_goal stand_hours stand_hours_goal",
        ),
        _records(
            HEALTH_CORRELATIONS,
            "person correlation_type source_name device started_at ended_at created_at metadata "
            "members",
        ),
        _records(
            HEALTH_WORKOUT_EVENTS,
            "person activity_type source_name workout_started_at event_type occurred_at duration "
            "duration_unit",
        ),
        _records(
            TRACKER_RECORDS,
            "person record_type device unit value started_at ended_at is_time_zone_assumed",
        ),
        _records(
            ACTIVITY_FILE_WORKOUTS,
            "person file_kind workout_number activity_type sub_type name device started_at "
            "ended_at elapsed_seconds timer_seconds distance distance_unit energy energy_unit "
            "heart_rate_mean heart_rate_max cadence_mean power_mean ascent descent "
            "is_time_zone_assumed",
        ),
        _records(
            ACTIVITY_FILE_LAPS,
            "person file_kind workout_number lap_number started_at ended_at elapsed_seconds "
            "timer_seconds distance distance_unit energy energy_unit heart_rate_mean "
            "heart_rate_max cadence_mean power_mean ascent descent intensity "
            "is_time_zone_assumed",
        ),
        _records(
            ACTIVITY_FILE_SAMPLES,
            "person file_kind workout_number recorded_at latitude longitude altitude heart_rate "
            "cadence speed power temperature distance is_time_zone_assumed",
        ),
        _records(
            ACTIVITY_FILE_MONITORING,
            "person file_kind device recorded_at activity_type step_count cycles distance "
            "distance_unit active_seconds energy energy_unit heart_rate",
        ),
        _records("bronze_household__settings", "time_zone currency valid_from"),
        _records(
            "bronze_household__people",
            "person_id name time_zone native_ids valid_from threshold_cycling_power_watts "
            "threshold_heart_rate_bpm",
        ),
        _records(
            "bronze_household__rooms",
            "room_id name comfort_temperature_celsius_from comfort_temperature_celsius_to "
            "comfort_humidity_percent_from comfort_humidity_percent_to is_outside",
        ),
        _records(
            "bronze_household__sensors",
            "entity_id room_id measure unit max_hold_seconds valid_from",
        ),
        _records(
            "bronze_household__meters",
            "meter_id name commodity native_ids time_zone interval_minutes valid_from "
            "kilowatt_hours_per_cubic_meter rolls_over_at",
        ),
        _records(
            "bronze_household__accounts",
            "account_id name kind bank_id currency_code owner_person_id opening_balance_date "
            "opening_balance_amount valid_from",
        ),
        _records(
            CATEGORY_RULES, "category pattern account_id bank_category kind valid_from valid_to"
        ),
        _records(
            CORRECTIONS,
            "kind transaction_id other_transaction_id category amount note corrected_at",
        ),
        _records(ANNOTATIONS, "metric_id date_from date_to cause noted_at"),
        _records(
            TARIFFS,
            "tariff_id meter_id flow valid_from valid_to component charge price currency days "
            "hours season register usage_from market",
        ),
        _records(HOLIDAYS, "holiday_date name"),
        _records(RATES, "currency_code rate valid_from home_currency_code"),
        _records(BUDGETS, "category amount currency_code valid_from valid_to"),
        _records(SOURCE_PRIORITIES, "recorder priority person_id metric valid_from valid_to"),
        _records(REJECTS, "table_name reason message raw_text"),
    )
}

INDEX_TABLES = {
    table.name: table
    for table in (
        _index(
            FILES,
            "content_id source source_key raw_path ingestion_date ingestion_timestamp:bigint "
            "file_size_bytes:bigint state reason message decoder decode_id committed_at "
            "coverage_started_at coverage_ended_at count_records:bigint count_rejects:bigint "
            "count_occurrences:bigint",
        ),
        _index(
            DECODED_MONTHS,
            "content_id decode_id table_name event_month_key source_version count_records:bigint",
        ),
        _index(
            OUTCOMES,
            "run_id attempted_at path source outcome reason message content_id "
            "count_records:bigint count_rejects:bigint",
        ),
        _index(
            EXPECTATION_RESULTS,
            "judged_at subject expectation column_name outcome observed "
            "count_unexpected:bigint reason",
        ),
        _index(
            RUNS,
            "run_id run_number:bigint as_of outcome inputs duration_milliseconds:bigint "
            "count_nodes:bigint count_errors:bigint count_failed_checks:bigint "
            "count_warnings:bigint",
        ),
        _index(
            RUN_NODES,
            "run_id run_number:bigint as_of stage node_id node_name resource_type table_names "
            "check_kind dimension demand status count_failures:bigint duration_milliseconds:bigint",
        ),
        _index(
            COLUMN_LINEAGE,
            "node_id column_name upstream_node_id upstream_column_name edge_kind expression "
            "fingerprint",
        ),
        _index(
            TABLE_PROFILES,
            "run_id run_number:bigint as_of layer table_name column_name count_rows:bigint "
            "count_nulls:bigint",
        ),
        _index(
            SCHEMA_CHANGES,
            "run_id run_number:bigint found_at node_id column_name change former_type present_type",
        ),
    )
}

TABLES = {**RECORD_TABLES, **INDEX_TABLES}
