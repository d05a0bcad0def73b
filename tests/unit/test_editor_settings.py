"""The editor's settings: JSON that parses, and paths that exist."""

import json
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).resolve().parents[2]


def read(name: str) -> Any:
    return json.loads((PROJECT / ".vscode" / name).read_text("utf-8"))


@pytest.mark.parametrize("name", ["settings.json", "extensions.json"])
def test_an_editor_file_is_plain_json(name: str) -> None:
    assert read(name)


def test_every_schema_and_the_files_it_is_for_exist() -> None:
    for schema, patterns in read("settings.json")["yaml.schemas"].items():
        assert json.loads((PROJECT / schema).read_text("utf-8"))["$schema"]
        for pattern in patterns:
            assert any(PROJECT.glob(pattern)), pattern


def test_every_folder_that_a_setting_names_exists() -> None:
    settings = read("settings.json")
    names = [
        *settings["python.testing.pytestArgs"],
        *settings["python.analysis.extraPaths"],
        settings["dbt.profilesDirOverride"],
    ]

    assert [name for name in names if not (PROJECT / name).exists()] == []


def test_the_ruler_stands_where_the_linters_cut() -> None:
    assert read("settings.json")["editor.rulers"] == [100]
    assert "line-length = 100" in (PROJECT / "pyproject.toml").read_text("utf-8")
    assert "max_line_length = 100" in (PROJECT / ".sqlfluff").read_text("utf-8")


def test_every_recommended_extension_has_a_publisher_and_a_name() -> None:
    recommended = read("extensions.json")["recommendations"]

    assert len(set(recommended)) == len(recommended)
    assert all(one.count(".") == 1 for one in recommended)
