"""Build what a merge request changes, on a copy of the default branch's lake.

`deployment/gitlab/run slim [FOLDER]` writes FOLDER (build/merge_request): the lake, slim.json with
what was built and why, and beside it build/production, what it is compared with.
"""

import json
import os
import shutil
import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from deployment.gitlab.artifacts import fetch
from deployment.gitlab.state import (
    State,
    artifacts_of,
    build_state,
    present_state,
    read_state,
    remember,
    settings_of,
)
from runner.building import EXIT_STATUSES
from runner.dbt_build import NodeResult, list_nodes, parse_project, run_dbt
from runner.errors import CommandError
from runner.manifest import remember_manifest
from runner.settings import PROJECT_FOLDER

SLIM, FULL = "slim", "full"
_JOB = "build"
# A test is named where it is modified itself, not because it looks at something that is.
_MODIFIED = ("--select", "state:modified", "--indirect-selection", "empty")


@dataclass(frozen=True)
class Plan:
    """How to build, and why so; `state` is what is compared with, None where there is none."""

    mode: str
    reason: str
    state: Path | None


def production_state(folder: Path) -> Path | None:
    """Return the state of the default branch's last pipeline, fetched into a folder.

    PRODUCTION_STATE names one that lies on this machine, for laptops.
    """
    here = os.environ.get("PRODUCTION_STATE")
    state = Path(here) if here else folder / "build" / "state"
    if not here:
        fetch(_JOB, folder)
    return state if read_state(state) else None


def plan(production: Path | None, present: State) -> Plan:
    """Decide whether the changed models are enough."""
    before = read_state(production) if production else None
    if production is None or before is None:
        return Plan(FULL, "no pipeline of the default branch has left a state yet", None)
    if before.code != present.code:
        return Plan(FULL, "what lands, decodes or runs has changed, not only models", production)
    return Plan(SLIM, f"state:modified+ against {before.commit[:8]}", production)


def build_slim(folder: Path, production: Path, present: State) -> tuple[int, list[str], list[str]]:
    """Build modified models and what reads them; return status, modified nodes and what failed.

    A lake's tables are found by its own folders, so the copy holds what is deferred to; where
    tables are found by catalog, as on Databricks, `--defer` alone reads the other catalog's.
    """
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(production, folder, symlinks=True)
    before = read_state(production)
    remember(folder, replace(present, days=before.days if before else present.days))
    settings = settings_of(folder)
    state = ["--state", str(artifacts_of(production))]
    manifest = parse_project(settings)
    modified = list_nodes(settings, [*_MODIFIED, *state], manifest)
    if not modified:
        return 0, [], []
    selection = ["--select", "state:modified+", "--defer", *state]
    result = run_dbt(settings, ["build", *selection], manifest=manifest)
    # dbt writes down only a manifest that it parsed itself.
    remember_manifest(settings, manifest)
    print(f"{len(result.nodes)} nodes: {', '.join(sorted(_built(result.nodes)))}")
    return EXIT_STATUSES[result.outcome], modified, _failures((*result.errors, *result.failures))


def _built(nodes: Iterable[NodeResult]) -> set[str]:
    return {one.name for one in nodes if one.kind in ("model", "seed", "snapshot")}


def _failures(nodes: Iterable[NodeResult]) -> list[str]:
    """Name what failed. What its query found stays out: it may be a row of a household."""
    return [f"{one.kind} {one.name}: {one.status}" for one in nodes]


def _build(chosen: Plan, folder: Path, present: State) -> tuple[int, list[str], list[str]]:
    if chosen.mode == SLIM and chosen.state:
        return build_slim(folder, chosen.state, present)
    before = read_state(chosen.state) if chosen.state else None
    status = build_state(folder, replace(present, days=before.days) if before else present)
    if chosen.state is None or status:
        return status, [], []
    state = ["--state", str(artifacts_of(chosen.state))]
    return status, list_nodes(settings_of(folder), [*_MODIFIED, *state]), []


def main(arguments: list[str]) -> int:
    """Fetch what is compared with, build, write down what was done."""
    folder = Path(arguments[0]) if arguments else PROJECT_FOLDER / "build" / "merge_request"
    present = present_state()
    chosen = plan(production_state(folder.parent / "production"), present)
    print(f"{chosen.mode} build: {chosen.reason}", flush=True)
    try:
        status, modified, failed = _build(chosen, folder, present)
    except CommandError as error:
        status, modified, failed = 1, [], ["dbt: the project does not compile"]
        print(error, file=sys.stderr)
    for one in failed:
        print(f"failed: {one}", file=sys.stderr)
    said = {
        "mode": chosen.mode,
        "reason": chosen.reason,
        "production": str(chosen.state) if chosen.state else None,
        "status": status,
        "modified": modified,
        "failed": failed,
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "slim.json").write_text(json.dumps(said, indent=2) + "\n", "utf-8")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
