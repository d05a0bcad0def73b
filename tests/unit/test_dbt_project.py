"""The dbt project keeps its promises: the clock, the style, the contracts, the descriptions."""

import csv
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ingestion.tables import PARTITION, TABLES
from observability.business_rules import page
from observability.suites import read_suite
from runner.kept_rows import KEPT_TABLES
from tracing.graph import TracedModel, TraceGraph

PROJECT = Path(__file__).resolve().parents[2]
Node = dict[str, Any]

CLOCKS = re.compile(
    r"\b(current_date|current_timestamp|localtimestamp|curdate|getdate|sysdate)\b"
    r"|\bnow\s*\(|\bunix_timestamp\s*\(\s*\)|\brun_started_at\b|\bmodules\.datetime\b",
    re.IGNORECASE,
)
# Plain dbt without the variable takes the start of the invocation.
CLOCK_OF_THE_PROJECT = PROJECT / "macros" / "as_of.sql"
DOMAINS = {"home", "fitness", "finance", "household", "operations"}
GOLD_NAME = re.compile(
    r"(daily|nightly|weekly|monthly|morning|recurring|balance|process|data)_[a-z_]+"
)

# As the contract with the users of gold states it; a bang: never null.
GOLD = {
    "daily_meter_usage": """
        usage_date! date, meter_id! string, commodity! string, flow! string, quantity! double,
        unit! string, count_intervals! bigint, count_expected_intervals bigint,
        is_complete! boolean, event_month! string
    """,
    "daily_room_climate": """
        climate_date! date, room_id! string, temperature_celsius_mean double,
        temperature_celsius_min double, temperature_celsius_max double,
        humidity_percent_mean double, comfort_percent double, covered_percent! double,
        count_readings! bigint, event_month! string
    """,
    "daily_room_comfort": """
        climate_date! date, room_id! string, warm_degree_hours double, cold_degree_hours double,
        temperature_covered_hours! double, damp_hours double, humidity_covered_hours! double,
        dew_point_celsius double, corner_humidity_percent double, event_month! string
    """,
    "daily_energy_cost": """
        usage_date! date, meter_id! string, commodity! string, flow! string,
        energy_cost_amount decimal(18,2), standing_charge_amount decimal(18,2),
        total_cost_amount decimal(18,2), currency_code string, tariff_id string,
        is_priced! boolean
    """,
    "daily_energy_balance": """
        usage_date! date, commodity! string, unit! string, import_quantity double,
        export_quantity double, production_quantity double, consumption_quantity double,
        self_consumption_quantity double, self_consumption_percent double,
        self_sufficiency_percent double, import_kilowatt_hours double, always_on_watts double
    """,
    "daily_heating_need": """
        usage_date! date, commodity! string, unit! string, quantity! double,
        outside_temperature_celsius_mean! double, base_temperature_celsius! double,
        base_status! string, heating_degree_days! double,
        quantity_per_degree_day double, expected_quantity double
    """,
    "daily_energy_cost_history": """
        usage_date! date, meter_id! string, commodity! string, flow! string,
        energy_cost_amount decimal(18,6), standing_charge_amount decimal(18,6),
        total_cost_amount decimal(18,6), currency_code string, tariff_id! string,
        known_from_at timestamp, known_until_at timestamp
    """,
    "daily_activity": """
        activity_date! date, person_id! string, step_count bigint, distance_meters double,
        active_energy_kilocalories double, step_source string, event_month! string
    """,
    "nightly_sleep": """
        sleep_date! date, person_id! string, asleep_seconds bigint, in_bed_seconds bigint,
        sleep_source string, light_sleep_seconds bigint, deep_sleep_seconds bigint,
        rem_sleep_seconds bigint, unstaged_sleep_seconds bigint, awake_seconds bigint,
        stage_source string, fell_asleep_at timestamp, woke_at timestamp, time_zone string,
        event_month! string
    """,
    "daily_training_load": """
        activity_date! date, person_id! string, training_load! double, fitness_load! double,
        fatigue_load! double, form_load! double, count_workouts! bigint,
        count_assumed_workouts! bigint, is_building_up! boolean
    """,
    "daily_body": """
        body_date! date, person_id! string, resting_heart_rate_bpm double,
        heart_rate_variability_sdnn_milliseconds double,
        heart_rate_variability_rmssd_milliseconds double, body_mass_kilograms double,
        body_mass_trend_kilograms double, resting_heart_rate_source string,
        heart_rate_variability_sdnn_source string, heart_rate_variability_rmssd_source string,
        body_mass_source string
    """,
    "daily_readiness": """
        readiness_date! date, person_id! string, readiness_percent double, status! string,
        formula_version! int, resting_heart_rate_score double,
        heart_rate_variability_score double, sleep_score double, form_score double
    """,
    "nightly_sleep_regularity": """
        sleep_date! date, person_id! string, regularity_index double,
        midpoint_deviation_seconds double, count_pairs! bigint, count_nights! bigint,
        efficiency_percent double
    """,
    "monthly_category_spend": """
        month_date! date, category! string, currency_code! string, spend_amount! decimal(18,2),
        count_transactions! bigint
    """,
    "monthly_cash_flow": """
        month_date! date, currency_code! string, is_converted! boolean,
        income_amount! decimal(18,2), expense_amount! decimal(18,2), net_amount! decimal(18,2)
    """,
    "daily_account_balance": """
        balance_date! date, account_id! string, balance_amount! decimal(18,2),
        currency_code! string, is_reconciled! boolean
    """,
    "weekly_insights": """
        week_date! date, cause_metric! string, cause_subject_id! string, effect_metric! string,
        effect_subject_id! string, lag_days! int, status! string, count_days! bigint,
        effective_days double, rank_correlation double, effect_per_unit double, p_value double,
        q_value double, explanation string
    """,
    "recurring_payments": """
        recurring_payment_id! string, payee! string, cadence! string,
        typical_amount! decimal(18,2), currency_code! string, next_expected_date date,
        is_active! boolean, price_change_amount decimal(18,2), account_id! string,
        is_own_transfer! boolean, is_amount_fixed! boolean, lowest_amount! decimal(18,2),
        highest_amount! decimal(18,2), due_day bigint, weekend_rule! string,
        tolerance_days! bigint, first_date! date, last_date! date, count_payments! bigint,
        price_changed_date date
    """,
    "daily_net_worth": """
        balance_date! date, currency_code! string, is_converted! boolean,
        net_worth_amount! decimal(18,2)
    """,
    "monthly_budgets": """
        month_date! date, category! string, currency_code! string,
        budget_amount! decimal(18,2), spent_amount! decimal(18,2),
        remaining_amount! decimal(18,2), passed_percent! double
    """,
    "daily_balance_forecast": """
        forecast_origin_date! date, forecast_date! date, currency_code! string, model! string,
        horizon_days! bigint, balance_amount_p05! decimal(18,2),
        balance_amount_p10! decimal(18,2), balance_amount_p50! decimal(18,2),
        balance_amount_p90! decimal(18,2), balance_amount_p95! decimal(18,2),
        below_zero_probability! double
    """,
    "balance_forecast_backtest": """
        model! string, horizon_days! bigint, currency_code! string, count_forecasts! bigint,
        mean_absolute_error_amount! decimal(18,2), mase double, coverage_80_percent! double,
        coverage_90_percent! double, pinball_loss_amount! decimal(18,2)
    """,
    "balance_forecast_kept_scores": """
        model! string, horizon_days! bigint, currency_code! string, count_forecasts! bigint,
        mean_absolute_error_amount! decimal(18,2), mase double, coverage_80_percent! double,
        coverage_90_percent! double, pinball_loss_amount! decimal(18,2)
    """,
    "data_quality_scores": """
        score_date! date, table_name! string, dimension! string, score_percent! double,
        count_checks! bigint, count_failed_checks! bigint
    """,
    "process_values": """
        metric_id! string, metric! string, subject_id! string, model_name! string, owner! string,
        observed_at! timestamp, observed_date! date, value! double, count_units double,
        chart! string, scale! string, direction! string, seasonality! string, estimator! string,
        has_trend! boolean, has_memory! boolean, is_widened! boolean,
        is_continuous! boolean, rule_sets! string, severity! string, learning_points! int,
        baseline_points! int, renewal_points int, known_centre double, known_sigma double
    """,
    "process_expectations": """
        metric_id! string, epoch_number! bigint, position! int, number! int,
        observed_at! timestamp, value! double, scaled_value! double, centre! double,
        standard_error! double, freedom double, count_baseline! bigint, phase! string,
        scale! string, direction! string, is_continuous! boolean, rule_sets! string,
        severity! string
    """,
    "process_scores": """
        metric_id! string, epoch_number! bigint, position! int, number! int,
        observed_at! timestamp, value! double, centre! double, lower_limit! double,
        upper_limit! double, phase! string, direction! string, is_continuous! boolean,
        rule_sets! string, severity! string, count_baseline! bigint, is_constant! boolean,
        z! double, cusum_high! double, cusum_low! double, ewma! double, ewma_limit! double
    """,
    "process_points": """
        metric_id! string, observed_at! timestamp, value! double, centre double,
        lower_limit double, upper_limit double, phase! string, is_signal! boolean
    """,
    "process_signals": """
        metric_id! string, observed_at! timestamp, rule_set! string, rule_number! int,
        severity! string, explanation! string
    """,
    "morning_brief": """
        brief_date! date, tile_id! string, domain! string, title! string, value decimal(18,2),
        unit! string, comparison! string, status! string, as_of_at! timestamp
    """,
    "morning_trends": "tile_id! string, trend_date! date, value double",
    "morning_sources": """
        source_name! string, freshness! string, count_files! bigint, is_daily! boolean,
        count_days_left_out! bigint, covered_until_at! timestamp, late_at timestamp,
        told_until_date! date, last_left_out_date date
    """,
    "daily_quality_scores": """
        score_date! date, dimension! string, score_percent! double, count_checks! bigint,
        count_failed_checks! bigint
    """,
}


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("manifest")
    answer = subprocess.run(
        [
            str(Path(sys.executable).with_name("dbt")), "parse", "--quiet", "--no-use-colors",
            "--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT), "--target", "local",
            "--target-path", str(folder), "--log-path", str(folder),
        ],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert answer.returncode == 0, answer.stdout + answer.stderr
    content: dict[str, Any] = json.loads((folder / "manifest.json").read_text())
    return content


@pytest.fixture(scope="module")
def models(manifest: dict[str, Any]) -> dict[str, Node]:
    nodes = manifest["nodes"].values()
    found = {node["name"]: node for node in nodes if node["resource_type"] == "model"}
    assert len(found) > 40
    return found


def in_layer(models: dict[str, Node], layer: str) -> dict[str, Node]:
    return {name: node for name, node in models.items() if layer in node["tags"]}


def tables_of_gold(models: dict[str, Node]) -> dict[str, Node]:
    gold = in_layer(models, "gold")
    return {n: node for n, node in gold.items() if node["config"]["materialized"] != "ephemeral"}


def data_tests_of(manifest: dict[str, Any]) -> list[Node]:
    return [node for node in manifest["nodes"].values() if node["resource_type"] == "test"]


def sql_files(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((PROJECT / folder).rglob("*.sql"))


def without_comments(sql: str) -> str:
    return re.sub(r"\{#.*?#\}|--[^\n]*", "", sql, flags=re.DOTALL)


def test_nothing_but_as_of_reads_a_clock() -> None:
    folders = ("models", "macros", "snapshots", "tests/sql", "tests/generic")
    texts = [*sql_files(*folders), *(PROJECT / "seeds").glob("*.csv")]
    found = [
        f"{path.relative_to(PROJECT)}: {match.group()}"
        for path in texts
        for match in CLOCKS.finditer(without_comments(path.read_text(encoding="utf-8")))
        if path != CLOCK_OF_THE_PROJECT
    ]
    assert found == []


def test_the_clock_search_finds_each_clock() -> None:
    for call in ("current_date()", "CURRENT_TIMESTAMP", "now( )", "unix_timestamp()", "getdate()"):
        assert CLOCKS.search(f"select {call} as x"), call
    for harmless in ("unix_timestamp(ended_at)", "known(", "as_of_date()"):
        assert not CLOCKS.search(harmless), harmless


def test_no_model_asks_the_engine_itself_for_a_weekday() -> None:
    found = [
        path
        for path in (*sql_files("models"), *sql_files("macros"), *sql_files("tests/sql"))
        if re.search(r"\bweekday\s*\(", without_comments(path.read_text(encoding="utf-8")))
    ]
    assert found == [], "the embedded engine counts Sundays wrongly: use day_of_week()"


def test_every_column_that_is_described_says_something(models: dict[str, Node]) -> None:
    silent = [
        f"{name}.{column['name']}"
        for name, node in models.items()
        for column in node["columns"].values()
        if len(column["description"].strip()) < 4
    ]
    assert silent == []


def test_the_yml_of_a_model_has_its_columns_in_their_order(models: dict[str, Node]) -> None:
    compared = 0
    for name, node in models.items():
        columns = final_columns(name, node["raw_code"])
        if columns is not None:
            assert list(node["columns"]) == columns, name
            compared += 1
    assert compared >= 30


def final_columns(name: str, raw_code: str) -> list[str] | None:
    """Return the columns of the last CTE, which has the model's name; None where it takes stars."""
    sql = re.sub(r"\{[{%].*?[}%]\}", "placed", without_comments(raw_code), flags=re.DOTALL)
    opening = re.search(rf"\b{name} as \(\s*select\s", sql)
    if opening is None:
        return None
    pieces = top_level_pieces(sql[opening.end() :])
    if any(piece.endswith("*") for piece in pieces):
        return None
    return [re.split(r"[\s.]", piece)[-1] for piece in pieces]


def top_level_pieces(sql: str) -> list[str]:
    """Cut a select list at its commas, up to its own `from`; brackets are left whole."""
    pieces, piece, depth = [], "", 0
    for word in re.findall(r"\w+|\s+|.", sql):
        depth += {"(": 1, ")": -1}.get(word, 0)
        if depth == 0 and word == "from":
            break
        if depth == 0 and word == ",":
            pieces.append(piece.strip())
            piece = ""
        else:
            piece += word
    return [*pieces, piece.strip()]


def test_the_first_sentence_of_a_model_names_its_grain(models: dict[str, Node]) -> None:
    vague = [
        name
        for name, node in models.items()
        if "one row" not in re.split(r"\.\s", node["description"])[0].lower()
    ]
    assert vague == []


def test_every_model_has_its_own_yml_beside_its_sql(models: dict[str, Node]) -> None:
    for name, node in models.items():
        sql = Path(node["original_file_path"])
        assert sql.stem == name
        assert node["patch_path"] == f"daybook://{sql.with_suffix('.yml')}", name


def test_a_yml_stays_short() -> None:
    for path in sorted((PROJECT / "models").rglob("*.yml")):
        if not path.stem.endswith("_unit_tests"):
            assert len(path.read_text(encoding="utf-8").splitlines()) <= 80, path


def test_models_and_folders_are_named_after_the_style(models: dict[str, Node]) -> None:
    for name, node in models.items():
        layer, group = Path(node["original_file_path"]).parts[1:3]
        if layer == "gold":
            assert GOLD_NAME.fullmatch(name) or name.startswith("brief_tiles_"), name
        else:
            assert re.fullmatch(rf"{layer}_{group}__[a-z_]+", name), name
        if layer == "silver":
            assert group in DOMAINS


def test_each_layer_reads_one_layer_down(models: dict[str, Node]) -> None:
    allowed = {"bronze": set(), "silver": {"bronze", "silver"}, "gold": {"silver", "gold"}}
    layers = {node["unique_id"]: node["tags"][0] for node in models.values()}
    for name, node in models.items():
        read = {layers[one] for one in node["depends_on"]["nodes"] if one in layers}
        assert read <= allowed[node["tags"][0]], name


def test_models_and_macros_stay_short() -> None:
    for path in sql_files("models", "tests/sql", "tests/generic"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 100, path
    for path in sql_files("macros"):
        if "materializations" not in path.parts:
            assert len(path.read_text(encoding="utf-8").splitlines()) <= 40, path


@pytest.mark.parametrize("name", sorted(TABLES))
def test_bronze_declares_what_ingestion_writes(name: str, models: dict[str, Node]) -> None:
    declared = [(c["name"], c["data_type"]) for c in models[name]["columns"].values()]
    assert declared == [*TABLES[name].columns, (PARTITION, "string")]


def test_every_bronze_model_is_written_by_ingestion(models: dict[str, Node]) -> None:
    assert set(in_layer(models, "bronze")) == set(TABLES)


def test_gold_is_what_its_users_rely_on(models: dict[str, Node]) -> None:
    stated = {name: contract_of(node) for name, node in tables_of_gold(models).items()}
    expected = {
        name: [
            (words[0].rstrip("!"), words[1], words[0].endswith("!"))
            for words in (column.split() for column in re.split(r",\s+", columns.strip()))
        ]
        for name, columns in GOLD.items()
    }
    assert stated == expected


def contract_of(node: Node) -> list[tuple[str, str, bool]]:
    return [
        (
            column["name"],
            column["data_type"],
            "not_null" in {constraint["type"] for constraint in column["constraints"]},
        )
        for column in node["columns"].values()
    ]


def test_every_gold_table_enforces_its_contract_and_its_key(
    manifest: dict[str, Any], models: dict[str, Node]
) -> None:
    keyed = {
        node["attached_node"]
        for node in data_tests_of(manifest)
        if node.get("test_metadata") and node["test_metadata"]["name"] == "unique_key"
    }
    for name, node in tables_of_gold(models).items():
        assert node["contract"]["enforced"], name
        assert node["unique_id"] in keyed, name


def test_every_table_says_how_it_is_rebuilt(models: dict[str, Node]) -> None:
    said = {name: node["config"]["meta"].get("rebuild") for name, node in models.items()}
    assert set(said.values()) <= {"from_raw", "keeps_history"}
    # Verifying, and forgetting, know each table whose rows no rebuild brings back.
    assert {name for name, rebuild in said.items() if rebuild == "keeps_history"} == {*KEPT_TABLES}


def test_every_gold_table_has_a_fact_that_it_must_obey(
    manifest: dict[str, Any], models: dict[str, Node]
) -> None:
    facts = [node for node in data_tests_of(manifest) if not node.get("test_metadata")]
    read = {one for fact in facts for one in fact["depends_on"]["nodes"]}
    assert [n for n, node in tables_of_gold(models).items() if node["unique_id"] not in read] == []


def test_singular_tests_are_facts_told_in_their_first_line() -> None:
    for path in sql_files("tests/sql"):
        assert path.stem.startswith("assert_"), path
        assert re.match(r"-- [A-Z].*[.]?\n", path.read_text(encoding="utf-8")), path


def test_a_test_that_only_warns_says_why_and_when_it_fails(manifest: dict[str, Any]) -> None:
    for node in data_tests_of(manifest):
        config = node["config"]
        assert config["severity"].lower() == "error", f"{node['name']}: warn_if, with an error_if"
        if config["warn_if"] != "!= 0" or config["error_if"] != "!= 0":
            assert re.fullmatch(r"> \d+", config["error_if"]), node["name"]
            reason = f"{node['description']} {node['raw_code']}"
            assert "Warns: " in reason, node["name"]


def test_a_data_test_with_limits_gives_their_reason(manifest: dict[str, Any]) -> None:
    for node in data_tests_of(manifest):
        if node.get("test_metadata") and node["test_metadata"]["name"] == "in_range":
            assert len(node["description"]) > 20, node["name"]


def test_every_check_is_about_a_dimension_of_quality(manifest: dict[str, Any]) -> None:
    with (PROJECT / "seeds" / "check_dimensions.csv").open(encoding="utf-8") as file:
        of_kind = {row["check_kind"]: row["dimension"] for row in csv.DictReader(file)}
    found = set()
    for node in data_tests_of(manifest):
        kind = node["test_metadata"]["name"] if node.get("test_metadata") else "fact"
        found.add(node["config"]["meta"].get("dimension") or of_kind[kind])
    for suite in (PROJECT / "observability" / "expectations").glob("*.json"):
        found |= {of_kind[one["type"]] for one in read_suite(suite)["expectations"]}

    assert found == {
        *("completeness", "validity", "uniqueness", "timeliness", "consistency", "accuracy"),
    }


def test_every_fact_stands_on_the_page_of_business_rules(manifest: dict[str, Any]) -> None:
    written = (PROJECT / "docs" / "business-rules.md").read_text(encoding="utf-8")
    assert written == page(manifest), "run: python -m observability.business_rules MANIFEST"


def test_unit_tests_are_named_after_a_behaviour(manifest: dict[str, Any]) -> None:
    for node in manifest["unit_tests"].values():
        assert len(node["name"].split("_")) >= 5, node["name"]
        assert not node["name"].startswith("test_"), node["name"]


def test_expected_rows_of_a_unit_test_tell_the_same_columns(manifest: dict[str, Any]) -> None:
    # Apache Spark takes the columns of the first row for those of all, and fails on the others.
    for node in manifest["unit_tests"].values():
        rows = node["expect"]["rows"]
        assert isinstance(rows, str) or len({frozenset(row) for row in rows}) < 2, node["name"]


def test_seeds_and_exposures_are_described(manifest: dict[str, Any]) -> None:
    seeds = [node for node in manifest["nodes"].values() if node["resource_type"] == "seed"]
    for seed in seeds:
        header = (PROJECT / seed["original_file_path"]).read_text(encoding="utf-8").splitlines()[0]
        assert list(seed["columns"]) == header.split(","), seed["name"]
        assert all(column["description"] for column in seed["columns"].values()), seed["name"]
    assert [node["owner"]["name"] for node in manifest["exposures"].values()] == [
        "Daybook household"
    ]


def test_every_reason_that_silver_gives_has_a_remedy_and_is_documented() -> None:
    given = {
        reason
        for path in (PROJECT / "models" / "silver").rglob("*_checked.sql")
        for reason in re.findall(r"then '([a-z_]+)'", path.read_text("utf-8"))
    }
    with (PROJECT / "seeds" / "silver_reject_reasons.csv").open(encoding="utf-8") as file:
        listed = {row["reason"]: row for row in csv.DictReader(file)}
    documented = (PROJECT / "docs" / "reasons.md").read_text("utf-8")

    assert given == set(listed)
    for row in listed.values():
        assert f"| {row['reason']} | {row['meaning']}. | {row['remedy']} |" in documented


def test_no_seed_holds_an_apostrophe_or_an_empty_cell() -> None:
    """dbt-spark writes cells between apostrophes, escapes none, and `None` where one is empty."""
    seeds = sorted((PROJECT / "seeds").glob("*.csv"))

    assert len(seeds) > 4
    texts = {path.name: path.read_text("utf-8") for path in seeds}
    assert [name for name, text in texts.items() if "'" in text] == []
    assert [
        name for name, text in texts.items() if re.search("(^|,)(,|$)", text.strip(), re.MULTILINE)
    ] == []


@pytest.fixture(scope="module")
def traced(manifest: dict[str, Any]) -> dict[str, TracedModel]:
    return TraceGraph(manifest, PROJECT).models


def test_every_row_has_a_way_back_to_all_that_its_query_reads(
    traced: dict[str, TracedModel],
) -> None:
    needed = {
        name: model
        for name, model in traced.items()
        if model.layer == "gold" or (model.layer == "silver" and not model.keeps_records)
    }
    missing = {
        name: sorted(model.reads.difference(way.source for way in model.ways))
        for name, model in needed.items()
        if model.why_not is None
    }
    assert len(missing) > 50
    assert not {name: tables for name, tables in missing.items() if tables}
    assert all(model.why_not is None for model in needed.values() if model.layer == "gold")


def test_ways_lead_to_tables_that_a_query_reads_and_end_in_records(
    traced: dict[str, TracedModel],
) -> None:
    for name, model in traced.items():
        assert model.reads.issuperset(way.source for way in model.ways), name
        for way in model.ways:
            source = traced[way.source]
            is_end = source.keeps_records or source.layer in ("bronze", "seed")
            assert is_end or source.ways, f"{name}: {way.source} leads nowhere"
