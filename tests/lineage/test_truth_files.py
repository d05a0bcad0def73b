"""The truth of lineage speaks of every gold model and each of its columns."""

from pathlib import Path

import yaml

from lineage.edges import CONSTANT, FILTER, VALUE_KINDS
from tests.lineage_truth import FOLDER, read_edges, read_truth

GOLD = Path(__file__).resolve().parents[2] / "models" / "gold"


def test_every_gold_model_has_its_truth() -> None:
    assert set(read_truth()) == {path.stem for path in GOLD.rglob("*.sql")}


def test_the_truth_of_a_model_has_the_columns_of_its_yml() -> None:
    truth = read_truth()
    for path in GOLD.rglob("*.sql"):
        (model,) = yaml.safe_load(path.with_suffix(".yml").read_text("utf-8"))["models"]
        stated = {column["name"] for column in model["columns"]}
        assert {edge[0] for edge in truth[path.stem]} - {""} == stated, path.stem


def test_a_line_is_an_edge_and_stands_once() -> None:
    for path in FOLDER.glob("*.csv"):
        edges = read_edges(path)
        assert len(set(edges)) == len(edges), path.stem
        for column, kind, table, upstream in edges:
            assert kind in (*VALUE_KINDS, FILTER, CONSTANT), path.stem
            assert (column == "") == (kind == FILTER), path.stem
            assert (table == upstream == "") == (kind == CONSTANT), path.stem
