"""The state of a branch: the sample household, its lake, and by which code it was built.

`deployment/gitlab/run state [FOLDER]` builds it, to build/state. The state of the default branch
is an artifact of its pipeline: what a merge request is compared with, and defers to.
"""

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from ingestion.storage.locations import location_of
from runner.command import main as daybook
from runner.settings import NO_SITE, PROJECT_FOLDER, Settings, iso
from samples import SAMPLE_AS_OF, write_sample

DEFAULT_DAYS = 400
# What decides the rows beside the files of dbt. Its own files dbt compares itself, but not `vars`.
_CODE = (
    *("dbt_project.yml", "profiles.yml", "requirements/runtime.txt"),
    *("engine", "households", "ingestion", "runner", "samples"),
)


@dataclass(frozen=True)
class State:
    """Say what a state was built from: commit, days of the sample, fingerprint of the code."""

    commit: str
    days: int
    code: str


def lake_of(state: Path) -> Path:
    """Return the folder of a state's lake."""
    return state / "lake"


def artifacts_of(state: Path) -> Path:
    """Return the folder of dbt's artifacts of a state's last build."""
    return lake_of(state) / ".daybook" / "target"


def settings_of(state: Path) -> Settings:
    """Return what a command on a state's lake is told."""
    return Settings(location_of(lake_of(state)), _household(state), SAMPLE_AS_OF, "local", NO_SITE)


def _household(state: Path) -> Path:
    return state / "sample" / "household"


def build_state(folder: Path, state: State) -> int:
    """Write the sample household and refresh its lake; return the status of the refresh."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    write_sample(folder / "sample", days=state.days)
    remember(folder, state)
    # Where the variables of a pipeline send a household's site and catalog, no sample goes.
    for name in ("DAYBOOK_SITE", "GLUE_DATABASE_PREFIX", "DAYBOOK_TARGET"):
        os.environ.pop(name, None)
    lake, household = str(lake_of(folder)), str(_household(folder))
    moment = iso(SAMPLE_AS_OF)
    return daybook(["refresh", "--lake", lake, "--household", household, "--as-of", moment])


def remember(folder: Path, state: State) -> None:
    """Write down what a state is built from."""
    (folder / "state.json").write_text(json.dumps(asdict(state), indent=2) + "\n", "utf-8")


def read_state(folder: Path) -> State | None:
    """Return what a state was built from; None where there is none."""
    file = folder / "state.json"
    if not file.is_file():
        return None
    return State(**json.loads(file.read_text("utf-8")))


def present_state(environment: Mapping[str, str] = os.environ) -> State:
    """Return what a state of the project as it lies here would be built from."""
    days = int(environment.get("SAMPLE_DAYS") or DEFAULT_DAYS)
    return State(environment.get("CI_COMMIT_SHA", "unknown"), days, _fingerprint())


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for name in _CODE:
        place = PROJECT_FOLDER / name
        for file in sorted([place, *place.rglob("*")]):
            if file.is_file() and file.suffix in (".py", ".sql", ".yml", ".json", ".csv", ".txt"):
                digest.update(f"{file.relative_to(PROJECT_FOLDER)}\0".encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def main(arguments: list[str]) -> int:
    """Build the state of the project as it lies here."""
    folder = Path(arguments[0]) if arguments else PROJECT_FOLDER / "build" / "state"
    status = build_state(folder, present_state())
    print(f"{folder}: built" if status == 0 else f"{folder}: a build with status {status}")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
