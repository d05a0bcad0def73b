"""The repository as a whole: what every file keeps to, and what the README promises."""

import re
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
# Written in pieces, so that this file passes its own test.
REGISTRIES = ["pypi" + ".org", "python" + "hosted.org", "repo1" + ".maven", "npm" + "js.org"]
MACHINE_PATH = re.compile(r"(?<![\w.~$}*])/(work|root|Users/\w+|home/\w+)/")


def git(*arguments: str) -> str:
    return subprocess.run(
        ["git", *arguments], cwd=PROJECT, capture_output=True, text=True, check=True
    ).stdout


def project_files() -> list[Path]:
    listed = git("ls-files", "--cached", "--others", "--exclude-standard", "-z").split("\0")
    return [PROJECT / name for name in sorted(set(listed)) if name and (PROJECT / name).is_file()]


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def test_no_file_names_a_package_registry_or_a_path_of_a_machine() -> None:
    offences = [
        f"{path.relative_to(PROJECT)}:{number}: {line.strip()[:80]}"
        for path in project_files()
        for number, line in enumerate(text_of(path).splitlines(), start=1)
        if MACHINE_PATH.search(line) or any(host in line for host in REGISTRIES)
    ]

    assert offences == []


def test_every_text_file_ends_with_a_newline_and_holds_no_carriage_return() -> None:
    kinds = {".py", ".sql", ".yml", ".md", ".toml", ".csv"}
    offences = [
        str(path.relative_to(PROJECT))
        for path in project_files()
        if path.suffix in kinds
        and (content := path.read_bytes())
        and (b"\r" in content or not content.endswith(b"\n"))
    ]

    assert offences == []


def test_the_readme_is_short_and_its_tree_names_every_folder() -> None:
    readme = text_of(PROJECT / "README.md")
    tree = re.findall(r"^(\w+)/ +──►", readme, flags=re.MULTILINE)
    folders = {path.relative_to(PROJECT).parts[0] for path in project_files()}
    folders = {name for name in folders if (PROJECT / name).is_dir() and not name.startswith(".")}

    assert len(readme.splitlines()) <= 150
    assert sorted(tree) == sorted(folders)


def test_the_readme_names_every_variable_that_the_project_reads() -> None:
    readme = text_of(PROJECT / "README.md")
    reads = re.compile(
        r"(?:env_var\(|environ(?:ment)?(?:\.get\(|\[)|getenv\()\s*['\"]"
        r"((?:DAYBOOK|DATABRICKS)_[A-Z_]+)"
    )
    variables = {
        name
        for path in project_files()
        if path.suffix in {".py", ".sql", ".yml"}
        for name in reads.findall(text_of(path))
    }

    assert variables
    assert {name for name in variables if f"`{name}`" not in readme} == set()


def test_links_between_the_projects_pages_lead_somewhere() -> None:
    broken = [
        f"{page.relative_to(PROJECT)}: {target}"
        for page in project_files()
        if page.suffix == ".md"
        for target in re.findall(r"\]\(([^)#:]+)[^):]*\)", text_of(page))
        if not (page.parent / target).exists()
    ]

    assert broken == []


def test_decisions_are_numbered_without_a_gap_and_have_the_same_parts() -> None:
    records = sorted((PROJECT / "docs" / "decisions").glob("*.md"))

    numbers = [int(record.name[:4]) for record in records]
    assert numbers == list(range(1, len(records) + 1))
    for record in records:
        title, *rest = text_of(record).splitlines()
        parts = [line for line in rest if line.startswith("## ")]
        assert title.startswith(f"# {record.name[:4]}: ")
        assert parts == ["## Context", "## Decision", "## Why", "## Consequences"]


def test_the_licence_is_mit_and_the_package_says_so() -> None:
    assert text_of(PROJECT / "LICENSE").startswith("MIT License")
    assert 'license = "MIT"' in text_of(PROJECT / "pyproject.toml")
    assert 'license = "MIT"' in text_of(PROJECT / "engine" / "pyproject.toml")


@pytest.mark.parametrize(
    "made", ["lake/lake.json", ".demo/inbox/a.csv", ".venv/x", "target/x", "logs/dbt.log"]
)
def test_what_the_commands_make_is_ignored_by_git(made: str) -> None:
    assert git("check-ignore", made).strip() == made
