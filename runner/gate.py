"""The gate: why the numbers that are up are not those of the last run, and what to do."""

from runner.dbt_build import FAILED, HELD_BACK, PASSED, BuildResult, NodeResult
from runner.publication import Publication
from runner.run_history import KILLED, LastRun
from runner.settings import Settings

# Of the checks of single rows a person can mend the cause; the others hold by how tables are made.
_ABOUT_ROWS = ("in_range",)
_ROWS = (
    "A file holds what cannot be: see the rows, then correct the file at its source or take it out "
    "(daybook forget --content, with the row's _content_id), and refresh."
)
_RULE = (
    "Tables contradict each other: see the rows and refresh once more. If it stays, a rule of the "
    "project is wrong: dbt retry goes on from here after it is mended."
)
_STEP = (
    "A step could not run: the log says why. Mend that, then refresh, or let dbt retry go on "
    "from here."
)


def why_stale(published: Publication | None, last: LastRun | None) -> str:
    """Say in a sentence that the last run was not published; empty where all is up."""
    if last is None or last.outcome == PASSED:
        return ""
    if published is not None and last.number <= published.run_number:
        return ""
    since = f"STALE since {published.as_of}" if published else "Nothing is published yet"
    how = {HELD_BACK: "was held back", FAILED: "failed", KILLED: "was killed"}[last.outcome]
    return f"{since}: the run of {last.as_of} {how}"


def reasons(settings: Settings, build: BuildResult) -> list[str]:
    """Return for each check or step that held a build back what it found and what to do."""
    return [
        *(_of_step(settings, node) for node in build.errors),
        *(_of_check(settings, node) for node in build.failures),
    ]


def _of_check(settings: Settings, node: NodeResult) -> str:
    found = "1 row" if node.count_failures == 1 else f"{node.count_failures} rows"
    demand = f" {node.demand}" if node.demand else ""
    remedy = _ROWS if node.check_kind in _ABOUT_ROWS else _RULE
    return (
        f"{node.name} of {', '.join(node.tables)} found {found}.{demand}\n"
        f"    {remedy}\n"
        f"    DAYBOOK_LAKE={settings.lake} dbt show --select {node.name}"
    )


def _of_step(settings: Settings, node: NodeResult) -> str:
    log = settings.work_folder / "logs" / "dbt.log"
    return f"{node.name} could not run. {node.message.strip()}\n    {_STEP}\n    {log}"
