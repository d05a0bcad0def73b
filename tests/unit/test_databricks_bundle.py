"""The asset bundle: every field is one that Databricks knows, every name leads somewhere."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from databricks.sdk.service.jobs import JobRunAs, JobSettings

from tests.houses import environment_without
from tests.runtimes import BUNDLE, PROJECT

FOLDER = PROJECT / "deployment" / "databricks"
STEP = FOLDER / "step.py"
TOP = {"bundle", "include", "sync", "variables", "targets"}
OF_TARGET = {"mode", "default", "workspace", "run_as", "variables"}
# Settings of a job that only a bundle knows: the service has them as calls of their own.
OF_BUNDLE = {"permissions"}


def bundle() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((FOLDER / "databricks.yml").read_text("utf-8"))
    return content


def job() -> dict[str, Any]:
    (content,) = yaml.safe_load(BUNDLE.read_text("utf-8"))["resources"]["jobs"].values()
    return {name: value for name, value in content.items() if name not in OF_BUNDLE}


def texts() -> str:
    return "".join(path.read_text("utf-8") for path in (FOLDER / "databricks.yml", BUNDLE))


def known(settings: dict[str, Any]) -> dict[str, Any]:
    """Return the job as the service's own client understands it; what it does not know is gone."""
    return JobSettings.from_dict(settings).as_dict()


def test_the_service_knows_every_field_of_the_job() -> None:
    assert known(job()) == job()


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("run_if: ALL_DONE", "run_if: ALWAYS"), ("max_retries", "retries"), ("op: EQ", "op: IS_EQ")],
)
def test_a_field_or_word_that_the_service_does_not_know_is_found(right: str, wrong: str) -> None:
    text = BUNDLE.read_text("utf-8")
    assert right in text
    (broken,) = yaml.safe_load(text.replace(right, wrong))["resources"]["jobs"].values()

    assert known(broken) != broken


def test_tasks_clusters_and_files_are_there() -> None:
    tasks = {task["task_key"]: task for task in job()["tasks"]}
    clusters = {one["job_cluster_key"] for one in job()["job_clusters"]}
    parameters = {one["name"] for one in job()["parameters"]}

    for task in tasks.values():
        assert {one["task_key"] for one in task.get("depends_on", ())} < set(tasks)
        python = task.get("spark_python_task")
        if python is None:
            continue
        assert task["job_cluster_key"] in clusters
        assert (BUNDLE.parent / python["python_file"]).resolve() == STEP
        named = re.findall(r"\{\{job\.parameters\.(\w+)\}\}", " ".join(python["parameters"]))
        assert set(named) <= parameters
    # What an event starts passes these two: ingestion/aws/databricks.py.
    assert parameters == {"lake", "content_id"}


def test_every_variable_is_declared_and_used() -> None:
    declared = set(bundle()["variables"])
    used = set(re.findall(r"\$\{var\.(\w+)\}", texts()))
    given = {name for target in bundle()["targets"].values() for name in target["variables"]}

    assert declared == used
    assert given <= declared
    assert all(one["description"].endswith(".") for one in bundle()["variables"].values())


def test_what_the_profile_asks_for_is_set_on_the_cluster() -> None:
    profile = (PROJECT / "profiles.yml").read_text("utf-8").split("databricks:", 1)[1]
    asked = set(re.findall(r"env_var\('(DATABRICKS_\w+)'", profile))
    (cluster,) = job()["job_clusters"]
    given = cluster["new_cluster"]["spark_env_vars"]

    assert asked - {"DATABRICKS_TOKEN"} <= set(given)
    assert given["DAYBOOK_TARGET"] == "databricks"
    assert all(given[name].startswith("{{secrets/") for name in given if "SECRET" in name)


def test_production_runs_as_a_service_principal_and_development_does_not_run_by_itself() -> None:
    content = bundle()
    assert set(content) == TOP
    targets = content["targets"]
    assert {name: one["mode"] for name, one in targets.items()} == {
        "dev": "development",
        "staging": "production",
        "production": "production",
    }
    assert [name for name, one in targets.items() if one.get("default")] == ["dev"]
    for name, one in targets.items():
        assert set(one) <= OF_TARGET
        assert one["variables"]["catalog"] == f"daybook_{name}"
        if one["mode"] == "production":
            assert JobRunAs.from_dict(one["run_as"]).as_dict() == one["run_as"]
            assert "${bundle.target}" in one["workspace"]["root_path"]
    assert all((FOLDER / path).resolve() == PROJECT for path in content["sync"]["paths"])
    assert all((FOLDER / one).parent.is_dir() for one in content["include"])


def test_the_command_line_of_databricks_finds_nothing_wrong() -> None:
    command = shutil.which("databricks")
    if command is None:
        pytest.skip("no `databricks` on PATH: the fields are checked by the service's own client")
    arguments = [command, "bundle", "validate", "--strict", "--target", "dev"]
    answer = subprocess.run(arguments, cwd=FOLDER, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout + answer.stderr


def step(tmp_path: Path, *arguments: str) -> int:
    """Run a task as Databricks does, in an environment that is already there."""
    environment = tmp_path / "environment"
    if not environment.exists():
        (environment / "bin").mkdir(parents=True)
        (environment / "bin" / "python").symlink_to(sys.executable)
        (environment / ".done").touch()
        (environment / "pyvenv.cfg").write_text((Path(sys.prefix) / "pyvenv.cfg").read_text())
        (environment / "lib").symlink_to(Path(sys.prefix) / "lib")
    answer = subprocess.run(
        [sys.executable, "-I", str(STEP), str(PROJECT), *arguments, "--lake", str(tmp_path / "l")],
        env={**environment_without("DAYBOOK_"), "DAYBOOK_ENVIRONMENT": str(environment)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in answer.stderr, answer.stderr
    return answer.returncode


def test_a_task_ends_as_its_step_did_and_an_alert_that_was_told_ended_well(tmp_path: Path) -> None:
    assert step(tmp_path, "publish") == 2
    # Nothing is known of this lake, which pages.
    assert step(tmp_path, "alert") == 0
