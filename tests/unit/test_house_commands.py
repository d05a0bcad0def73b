"""The make targets, and what calls them."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

PROJECT = Path(__file__).resolve().parents[2]
DBT = Path(sys.executable).with_name("dbt")
MAKEFILE = (PROJECT / "Makefile").read_text(encoding="utf-8")


def targets() -> list[str]:
    phony = re.search(r"^\.PHONY: (.+)$", MAKEFILE, flags=re.MULTILINE)
    assert phony
    return phony[1].split()


def make(*arguments: str) -> str:
    return subprocess.run(
        ["make", *arguments], cwd=PROJECT, capture_output=True, text=True, check=True
    ).stdout


def test_make_help_lists_every_target() -> None:
    listed = re.findall(r"^ +make ([\w-]+) +\S", make("help"), flags=re.MULTILINE)

    assert sorted(listed) == sorted(targets())
    assert {"demo", "test", "check", "lint", "parity", "bench", "help"} <= set(listed)


def test_every_benchmark_is_run_by_a_target() -> None:
    folder = PROJECT / "benchmarks"
    files = {file.stem: file.read_text("utf-8") for file in folder.glob("*.py")}
    files |= {file.parent.name: file.read_text("utf-8") for file in folder.glob("*/__main__.py")}
    # What is run beside them, by an interpreter of its own.
    beside = ("_others", "_lxml")
    alone = {name for name, text in files.items() if "__main__" in text} - {
        name for name in files if name.endswith(beside)
    }

    run = set(re.findall(r"python -m benchmarks\.(\w+)", MAKEFILE))
    assert len(alone) > 10
    assert alone <= run


def test_make_alone_only_helps() -> None:
    assert make() == make("help")


def test_continuous_integration_and_pre_commit_call_make_targets() -> None:
    pipeline = yaml.safe_load((PROJECT / ".gitlab-ci.yml").read_text(encoding="utf-8"))
    hooks = yaml.safe_load((PROJECT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    local_run = (PROJECT / ".ci" / "run").read_text(encoding="utf-8")

    jobs = {name: job for name, job in pipeline.items() if isinstance(job, dict)}
    scripts = {line for job in jobs.values() for line in job.get("script", ())}
    entries = [hook["entry"] for repo in hooks["repos"] for hook in repo["hooks"]]
    steps = re.findall(r"^step (.+)$", local_run, flags=re.MULTILINE)
    made = {target for line in scripts if line.startswith("make ") for target in line.split()[1:]}
    called = {line.split()[1] for line in scripts if line.startswith("deployment/gitlab/run ")}
    others = ("make ", "deployment/gitlab/", "daybook ", "docker ")
    assert {line for line in scripts if not line.startswith(others)} == set()
    assert made <= set(targets())
    assert {"lint", "unit", "test", "parity"} <= made
    assert called == {"state", "slim", "report", "pages", "smoke"}
    assert all((PROJECT / "deployment" / "gitlab" / f"{step}.py").is_file() for step in called)
    assert entries == ["make check"]
    assert steps == ["make setup", "make pipeline", "make lint", "make test"]
    assert {repo["repo"] for repo in hooks["repos"]} == {"local"}


def test_the_continuous_integration_script_can_be_run() -> None:
    script = PROJECT / ".ci" / "run"

    assert os.access(script, os.X_OK)
    subprocess.run(["bash", "-n", str(script)], check=True)


def test_the_demo_looks_at_the_sample_in_the_morning_after_its_last_day() -> None:
    from samples import SAMPLE_AS_OF

    stated = re.search(r"^DEMO_AS_OF := (\S+)$", MAKEFILE, flags=re.MULTILINE)
    assert stated
    assert stated[1] == SAMPLE_AS_OF.isoformat().replace("+00:00", "Z")


@pytest.mark.slow
def test_dbt_parses_for_databricks_without_a_network(tmp_path: Path) -> None:
    nowhere = "http://127.0.0.1:9"
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("DATABRICKS_")
    } | {
        "HTTPS_PROXY": nowhere,
        "HTTP_PROXY": nowhere,
        "DBT_LOG_PATH": str(tmp_path / "logs"),
        "DATABRICKS_HOST": "none",
        "DATABRICKS_HTTP_PATH": "none",
        "DATABRICKS_TOKEN": "none",
        "DAYBOOK_LAKE": "s3://nowhere",
    }

    answer = subprocess.run(
        [
            *(str(DBT), "parse", "--target", "databricks", "--no-partial-parse"),
            *("--target-path", str(tmp_path / "target")),
        ],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert answer.returncode == 0, answer.stdout
    assert (tmp_path / "target" / "manifest.json").is_file()
