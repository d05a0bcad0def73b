"""One step of a refresh as a task of Databricks: `step.py PROJECT STEP OPTION...`.

The project runs in an environment of its own, whose locked packages are not the cluster's; the
first task of a run makes it. A task gets the project's folder told: Databricks runs a file without
naming it.
"""

import os
import subprocess
import sys
from pathlib import Path

# On the machine's own disk, which ends with the run.
ENVIRONMENT = Path(os.environ.get("DAYBOOK_ENVIRONMENT", "/local_disk0/daybook"))
_COMMAND = "import sys; from runner.command import main; sys.exit(main())"
_ALERT_PAGES = 3


def main(arguments: list[str]) -> int:
    """Run the step and return its status; 0 for an alert that told what pages."""
    project, step, *options = arguments
    python = python_with_packages(Path(project))
    paths = os.pathsep.join((project, str(Path(project) / "engine")))
    command = [str(python), "-c", _COMMAND, step, *options]
    environment = {**os.environ, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"}
    status = subprocess.run(command, env=environment, check=False).returncode
    return 0 if (step, status) == ("alert", _ALERT_PAGES) else status


def python_with_packages(project: Path) -> Path:
    """Return the environment's Python, with the packages that the project's lock names."""
    python = ENVIRONMENT / "bin" / "python"
    done = ENVIRONMENT / ".done"
    if not done.is_file():
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)], check=True)
        for lock, *options in (["build.txt"], ["runtime.txt", "--no-build-isolation", "--no-deps"]):
            place = str(project / "requirements" / lock)
            install = ("-m", "pip", "install", "--quiet", "--require-hashes", *options)
            subprocess.run([str(python), *install, "--requirement", place], check=True)
        done.touch()
    return python


if __name__ == "__main__":
    # A task fails by an exception; an exit with 0 would count as one, too.
    STATUS = main(sys.argv[1:])
    if STATUS:
        raise SystemExit(STATUS)
