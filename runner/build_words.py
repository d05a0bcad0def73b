"""What a build came to, in words for a person."""

import sys

from runner.dbt_build import BuildResult
from runner.gate import reasons
from runner.settings import Settings


def print_build(settings: Settings, build: BuildResult | None) -> None:
    """Tell on stderr what was built and what keeps it from being published, with the remedy."""
    if build is None:
        print("nothing new since the last build", file=sys.stderr)
        return
    print(_summary(build), file=sys.stderr)
    print_reasons(settings, build)


def print_reasons(settings: Settings, build: BuildResult) -> None:
    """Tell on stderr for each step or check that failed what it found and what to do."""
    for reason in reasons(settings, build):
        print(f"  {reason}", file=sys.stderr)


def _summary(build: BuildResult) -> str:
    passed = len(build.with_status("success", "pass"))
    counts = (
        f"{passed} built or passed, {len(build.with_status('warn'))} warnings, "
        f"{len(build.failures)} failed checks, {len(build.errors)} errors, "
        f"{len(build.with_status('skipped'))} skipped"
    )
    lines = [
        f"  {node.status} {node.name}: {node.message.strip()}" for node in build.with_status("warn")
    ]
    return "\n".join((counts, *lines))
