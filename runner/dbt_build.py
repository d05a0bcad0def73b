"""Run dbt once in this process and tell what came of it."""

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from observability.crawler.checks import demand_of
from runner.errors import CommandError
from runner.settings import PROJECT_FOLDER, Settings

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest

PASSED, HELD_BACK, FAILED = "passed", "held_back", "failed"
# What a build says of a table that it left as it was: how long that took says nothing of the table.
_LEFT_ALONE = ("SAME INPUTS", "NOTHING NEW", "EXISTS")


@dataclass(frozen=True)
class NodeResult:
    """One model, seed, snapshot or test of a run. `status` is dbt's own word.

    seconds: how long it took; None of a table that was left as it was.
    tables: the models and seeds that a test looks at; of anything else its own name.
    check_kind: the generic test, or `fact` for one of its own; None where it is no test.
    dimension: the dimension of quality that a test itself names.
    demand: what a test demands, in words; empty where it says nothing.
    count_failures: the rows that a test found; None where it did not run or is none.
    """

    name: str
    kind: str
    status: str
    message: str
    seconds: float | None
    node_id: str = ""
    tables: tuple[str, ...] = ()
    check_kind: str | None = None
    dimension: str | None = None
    demand: str = ""
    count_failures: int | None = None


@dataclass(frozen=True)
class BuildResult:
    """All nodes of one dbt invocation."""

    nodes: tuple[NodeResult, ...]

    def with_status(self, *statuses: str) -> tuple[NodeResult, ...]:
        """Return the nodes that ended so."""
        return tuple(node for node in self.nodes if node.status in statuses)

    @property
    def errors(self) -> tuple[NodeResult, ...]:
        """Nodes that could not run: a fault of the code or the machine."""
        return self.with_status("error", "runtime error", "partial success")

    @property
    def failures(self) -> tuple[NodeResult, ...]:
        """Checks that ran and found something that must not be."""
        return self.with_status("fail")

    @property
    def outcome(self) -> str:
        """Return `passed`, `held_back` by a check that failed, or `failed`."""
        if self.errors:
            return FAILED
        return HELD_BACK if self.failures else PASSED

    def followed_by(self, later: "BuildResult") -> "BuildResult":
        """Return the nodes of both."""
        return BuildResult((*self.nodes, *later.nodes))


def parse_project(settings: Settings) -> "Manifest":
    """Return the project as dbt reads it, for the invocations that follow each other.

    Raises:
        CommandError: dbt could not start or the project does not compile.
    """
    manifest: Manifest = _invoke(settings, ["parse", "--no-write-json"])
    return manifest


def run_dbt(
    settings: Settings,
    arguments: Sequence[str],
    on_node: Callable[[str], object] = str,
    checks: str = "all",
    manifest: "Manifest | None" = None,
) -> BuildResult:
    """Invoke dbt with `arguments` on the settings' lake.

    on_node: called with the name of each node as it ends.
    checks: `all`, or `touched` to look only at the months that this invocation builds.
    manifest: the project as `parse_project` read it a moment ago; else dbt reads it now.

    Raises:
        CommandError: dbt could not start or the project does not compile.
    """
    said: list[str] = []

    def on_event(event: Any) -> None:
        if event.info.name == "NodeFinished":
            on_node(event.data.node_info.node_name)
        if event.info.level == "error":
            said.append(event.info.msg)

    results = getattr(_invoke(settings, arguments, on_event, checks, manifest), "results", ())
    # What an operation comes to is no node.
    if any(one.status == "error" and not hasattr(one, "node") for one in results):
        raise CommandError("\n".join((f"dbt {arguments[0]} failed:", *said)))
    nodes = [one for one in results if hasattr(one, "node")]
    # Exposures are named only to be passed over.
    return BuildResult(tuple(_node_result(one) for one in nodes if one.status != "no-op"))


def list_nodes(
    settings: Settings, selection: Sequence[str], manifest: "Manifest | None" = None
) -> list[str]:
    """Return the ids of the nodes that a selection in dbt's own words comes to.

    Raises:
        CommandError: dbt does not understand the selection or the project does not compile.
    """
    shown = ["--output", "json", "--output-keys", "unique_id"]
    found = _invoke(settings, ["list", *shown, *selection], manifest=manifest)
    return [str(json.loads(one)["unique_id"]) for one in found]


def _invoke(
    settings: Settings,
    arguments: Sequence[str],
    on_event: Callable[[Any], None] | None = None,
    checks: str = "all",
    manifest: "Manifest | None" = None,
) -> Any:
    """Return what the command of dbt comes to, which each has in a shape of its own."""
    from dbt.cli.main import dbtRunner

    callbacks = [on_event] if on_event else []
    settings.work_folder.mkdir(parents=True, exist_ok=True)
    with _environment(settings.dbt_environment() | {"DAYBOOK_CHECKS": checks}), _quiet() as output:
        answer = dbtRunner(manifest, callbacks).invoke([*arguments, *_flags(settings)])
    if answer.exception is not None:
        raise CommandError(f"dbt {arguments[0]} could not run: {answer.exception}")
    if not (answer.success or hasattr(answer.result, "results")):
        raise CommandError(f"dbt {arguments[0]} failed:\n{output.getvalue()}")
    return answer.result


def _flags(settings: Settings) -> list[str]:
    return [
        "--project-dir", str(PROJECT_FOLDER),
        "--profiles-dir", str(PROJECT_FOLDER),
        "--target", settings.target,
        "--target-path", str(settings.work_folder / "target"),
        "--log-path", str(settings.work_folder / "logs"),
        "--log-level", "none",
        "--no-use-colors",
    ]  # fmt: skip


def _node_result(result: Any) -> NodeResult:
    node = result.node
    is_test = str(node.resource_type) == "test"
    generic = getattr(node, "test_metadata", None)
    return NodeResult(
        name=node.name,
        kind=str(node.resource_type),
        status=str(result.status),
        message=result.message or "",
        seconds=None if result.message in _LEFT_ALONE else result.execution_time,
        node_id=node.unique_id,
        tables=_tables_of(node) if is_test else (node.name,),
        check_kind=(generic.name if generic else "fact") if is_test else None,
        dimension=node.config.meta.get("dimension") if is_test else None,
        demand=demand_of(node.description, node.raw_code) if is_test else "",
        count_failures=result.failures if is_test else None,
    )


def _tables_of(test: Any) -> tuple[str, ...]:
    """Return what a generic test is attached to, or all that a fact reads."""
    attached = getattr(test, "attached_node", None)
    read = [attached] if attached else test.depends_on.nodes
    return tuple(sorted({one.split(".")[2] for one in read}))


@contextmanager
def _environment(variables: dict[str, str]) -> Iterator[None]:
    """Set variables for the time of a dbt run: profiles and projects read them from there."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextmanager
def _quiet() -> Iterator[StringIO]:
    """Keep dbt's own lines off stdout, where commands print JSON and the brief."""
    output = StringIO()
    with redirect_stdout(output), redirect_stderr(output):
        yield output


def artifact(settings: Settings, name: str) -> Path:
    """Return the path of a dbt artifact of this lake, such as `manifest.json`."""
    return settings.work_folder / "target" / name
