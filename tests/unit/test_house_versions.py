"""The locked versions, and what the packages import."""

import ast
import importlib.metadata
import re
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = Path(__file__).resolve().parents[2]
LOCKS = sorted((PROJECT / "requirements").glob("*.txt"))
METADATA = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGES = (
    "households",
    "ingestion",
    "lineage",
    "observability",
    "onboarding",
    "portal",
    "runner",
    "samples",
    "tracing",
)
COMES_ALONG = ("dbt-adapters", "dbt-common", "dbt-lake", "markupsafe", "pandas")


def locked(name: str) -> dict[str, set[str]]:
    """Return the versions of each package in a lock."""
    versions: dict[str, set[str]] = {}
    for requirement, _hashes in requirements_of(PROJECT / "requirements" / name):
        versions.setdefault(canonicalize_name(requirement.name), set()).add(
            str(requirement.specifier).removeprefix("==")
        )
    return versions


def requirements_of(lock: Path) -> list[tuple[Requirement, list[str]]]:
    """Return each requirement of a lock with its hashes."""
    entries = lock.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    parts = [entry.split("--hash=") for entry in entries if entry.strip()]
    return [(Requirement(first), [item.strip() for item in rest]) for first, *rest in parts]


def declared(*extras: str) -> list[Requirement]:
    project = METADATA["project"]
    texts = list(project["dependencies"])
    for extra in extras:
        texts += project["optional-dependencies"][extra]
    return [Requirement(text) for text in texts]


def imported_modules(package: str) -> set[str]:
    """Return the top-level names that a package imports from outside the project."""
    names: set[str] = set()
    for path in (PROJECT / package).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module.split(".")[0])
    return names - set(sys.stdlib_module_names) - set(PACKAGES)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_locked_version_is_exact_and_has_hashes_and_no_address(lock: Path) -> None:
    requirements = requirements_of(lock)

    assert requirements
    for requirement, hashes in requirements:
        assert str(requirement.specifier).startswith("=="), requirement
        assert hashes, requirement
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", item) for item in hashes), requirement
    assert "://" not in lock.read_text(encoding="utf-8")


def test_what_runs_has_the_versions_that_are_tested() -> None:
    runtime, development = locked("runtime.txt"), locked("dev.txt")

    assert {name: runtime[name] for name in runtime} == {
        name: development[name] for name in runtime
    }


@pytest.mark.parametrize(("name", "extras"), [("runtime.txt", ()), ("dev.txt", ("dev",))])
def test_the_lock_holds_what_the_project_declares(name: str, extras: tuple[str, ...]) -> None:
    versions = locked(name)

    for requirement in declared(*extras):
        for version in versions[canonicalize_name(requirement.name)]:
            assert requirement.specifier.contains(version), f"make lock: {requirement}"


def test_the_engine_needs_nothing_that_the_project_does_not_declare() -> None:
    engine = tomllib.loads((PROJECT / "engine" / "pyproject.toml").read_text(encoding="utf-8"))

    assert set(engine["project"]["dependencies"]) <= set(METADATA["project"]["dependencies"])


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_imports_only_what_the_project_declares(package: str) -> None:
    # What dbt is made of comes with dbt-core, and the adapter is installed from the tree; what
    # Great Expectations judges are frames of pandas, and what Jinja writes is text of MarkupSafe.
    names = {canonicalize_name(requirement.name) for requirement in declared()}
    names |= {canonicalize_name(name) for name in COMES_ALONG}
    distributions = importlib.metadata.packages_distributions()

    undeclared = {
        module
        for module in imported_modules(package)
        if not names & {canonicalize_name(name) for name in distributions.get(module, [])}
    }
    assert undeclared == set()
