"""What the page of column lineage is given to draw."""

import json
from typing import Any

import pytest

from portal.lineage_page import as_script, lineage_data

GOLD, SILVER = "model.daybook.daily_use", "model.daybook.silver_use"


def document(**changes: Any) -> dict[str, Any]:
    tables = {
        GOLD: {
            "name": "daily_use",
            "layer": "gold",
            "description": "One row per day.",
            "owner": "home",
            "state": "watch",
            "state_reasons": ["1 test warns", "late"],
            "quality": {"score_percent": 97.5},
            "freshness": {"latest_at": "2026-06-30T22:00:00Z", "state": "fresh"},
            "columns": {
                "use_date": {"type": "date", "description": "The day.", "tests": []},
                "quantity": {"type": "double", "description": "", "tests": ["in_range_quantity"]},
            },
            "tests": {"in_range_quantity": {"status": "warn"}},
        }
    }
    edge = {
        "table": GOLD,
        "column": "quantity",
        "upstream_table": SILVER,
        "upstream_column": "quantity",
        "kind": "aggregate",
        "expression": "SUM(quantity)",
    }
    return {"tables": tables, "column_lineage": [edge | changes]}


def test_an_edge_names_its_ends_by_their_positions() -> None:
    data = lineage_data(document())

    (edge,) = data["edges"]
    table, column, up_table, up_column, kind, expression = edge
    assert data["tables"][table]["columns"][column]["name"] == "quantity"
    assert data["tables"][up_table]["name"] == "silver_use"
    assert data["tables"][up_table]["columns"][up_column]["name"] == "quantity"
    assert data["kinds"][kind] == "aggregate"
    assert data["expressions"][expression] == "SUM(quantity)"


def test_a_table_that_only_edges_name_is_a_step() -> None:
    _, step = lineage_data(document())["tables"]

    assert (step["layer"], step["isStored"], step["docs"]) == ("step", False, f"model/{SILVER}")


def test_a_table_says_its_state_with_its_reasons_and_each_test_its_status() -> None:
    table = lineage_data(document())["tables"][0]

    assert table["stateWords"] == "watch: 1 test warns; late"
    assert table["freshness"] == "fresh, data until 2026-06-30T22:00:00Z"
    assert table["columns"][1]["tests"] == [{"name": "in_range_quantity", "status": "warn"}]


@pytest.mark.parametrize(
    ("changes", "positions"),
    [
        ({"column": None, "kind": "filter", "expression": None}, [0, -1, 1, 0]),
        ({"upstream_table": None, "upstream_column": None, "kind": "constant"}, [0, 1, -1, -1]),
    ],
)
def test_rows_and_constants_have_no_column(changes: dict[str, Any], positions: list[int]) -> None:
    (edge,) = lineage_data(document(**changes))["edges"]

    assert edge[:4] == positions


def test_whatever_an_expression_says_stays_inside_of_the_script() -> None:
    said = "'\u2028\u2029</script><script>\"\\"

    script = as_script(lineage_data(document(expression=said)))

    assert "\u2028" not in script
    assert "\u2029" not in script
    text = script.partition("lineageData=")[2].rstrip(";\n")
    assert json.loads(text)["expressions"] == [said]
