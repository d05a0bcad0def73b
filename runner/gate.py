"""The gate: why the numbers that are up are not those of the last run, and what to do."""

from ingestion.storage.locations import Location
from observability.alerts.health import REFRESH, read_health
from runner.dbt_build import FAILED, HELD_BACK, PASSED, BuildResult, NodeResult
from runner.last_build import read_last_build
from runner.publication import Publication
from runner.run_history import KILLED, LastRun, begun_runs, is_dead, read_last_run
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
_ENDS = {
    PASSED: "passed, and was not published: run daybook publish, or refresh",
    HELD_BACK: "was held back",
    FAILED: "failed",
    KILLED: "was killed",
}


def why_stale(lake: Location, published: Publication | None, last: LastRun | None) -> str:
    """Say in a sentence that the last run was not published; empty where all is up."""
    if last is None or (last.outcome == PASSED and not _waits(lake, last)):
        return ""
    if published is not None and last.number <= published.run_number:
        return ""
    since = f"STALE since {published.as_of}" if published else "Nothing is published yet"
    return f"{since}: the run of {last.as_of} {_ENDS[last.outcome]}"


def _waits(lake: Location, run: LastRun) -> bool:
    """Tell whether a run that passed has ended and can be published."""
    built = read_last_build(lake)
    return built is not None and built.publication.run_number == run.number


def stale_reasons(settings: Settings, published: Publication | None) -> list[str]:
    """Say why the numbers that are up are not of now; nothing where they are.

    For pages that others may read: without places of this machine.
    """
    last = read_last_run(settings.lake)
    stale = why_stale(settings.lake, published, last)
    if stale and last is not None:
        build = last.build
        found = [*map(_step_words, build.errors), *map(_check_words, build.failures)]
        return [stale, *(" ".join(words) for words in found)]
    killed = [
        f"The refresh of {begun['as_of']} was killed: run it again."
        for begun in begun_runs(settings.lake)
        if is_dead(begun)
    ]
    health = read_health(settings.lake.storage)
    broken_off = [
        f"The refresh of {health.as_of} broke off ({problem.words})."
        for problem in (health.problems if health else ())
        if health and problem.name == REFRESH
    ]
    nothing = [] if published else ["Nothing is published yet."]
    return killed or broken_off or nothing


def reasons(settings: Settings, build: BuildResult) -> list[str]:
    """Return for each check or step that held a build back what it found and what to do."""
    log = settings.work_folder / "logs" / "dbt.log"
    return [
        *("\n    ".join((*_step_words(node), str(log))) for node in build.errors),
        *("\n    ".join((*_check_words(node), _show(settings, node))) for node in build.failures),
    ]


def _check_words(node: NodeResult) -> tuple[str, str]:
    found = "1 row" if node.count_failures == 1 else f"{node.count_failures} rows"
    demand = f" {node.demand}" if node.demand else ""
    remedy = _ROWS if node.check_kind in _ABOUT_ROWS else _RULE
    return f"{node.name} of {', '.join(node.tables)} found {found}.{demand}", remedy


def _show(settings: Settings, node: NodeResult) -> str:
    return f"DAYBOOK_LAKE={settings.lake} dbt show --select {node.name}"


def _step_words(node: NodeResult) -> tuple[str, str]:
    return f"{node.name} could not run. {node.message.strip()}".strip(), _STEP
