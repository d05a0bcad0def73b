"""Build a lake, all numbers first, then what watches over them; and publish what was built."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ingestion.storage.locations import Location
from portal.site import keep_site
from runner.checked import checks_needed, remember_checked
from runner.crawled_glue import keep_glue
from runner.dbt_build import FAILED, HELD_BACK, PASSED, BuildResult, parse_project, run_dbt
from runner.errors import CommandError
from runner.health import remember_broken_off, remember_health
from runner.inputs import fingerprint_of_inputs
from runner.last_build import LastBuild, problems_of, read_last_build, write_last_build
from runner.manifest import remember_manifest, share_manifest
from runner.progress import Progress
from runner.publication import Publication, publish, read_publication
from runner.run_history import NUMBERS, WATCH, Run, begin_run, read_last_run
from runner.settings import Settings, iso

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest

EXIT_STATUSES = {PASSED: 0, FAILED: 1, HELD_BACK: 3}
# Models that read the results of the run itself, and all that reads them.
_WATCHING = "tag:run_history+"


def build_lake(
    settings: Settings,
    inputs: str,
    before_end: Callable[[Location], None] | None = None,
    *,
    full: bool = False,
) -> BuildResult:
    """Build all tables and leave what it came to with the lake, for `publish_last_build`.

    inputs: the fingerprint of what it is built from.
    before_end: called with the lake when the checks have passed.
    """
    with telling_what_breaks_off(settings):
        run = begin_run(settings, inputs)
        try:
            build = _build_all(run, parse_project(settings), full=full)
            share_manifest(settings)
            if build.outcome == PASSED and before_end is not None:
                before_end(settings.lake)
            _remember_build(run, build)
        except Exception:
            run.end(is_broken_off=True)
            raise
    run.end()
    if build.outcome == FAILED:
        # Nothing comes after it.
        _tell_stale(settings, build)
    return build


def build_what_is_new(
    settings: Settings, time_zone: str, *, full: bool = False
) -> BuildResult | None:
    """Build all tables; None where what is up was built from the same, and `full` is not asked."""
    lake = settings.lake
    published = read_publication(lake)
    inputs = fingerprint_of_inputs(settings, time_zone)
    if full or published is None or published.inputs != inputs:
        return build_lake(settings, inputs, full=full)
    last = read_last_build(lake)
    # A later build was held back and what it was made from is gone; or the lake is restored.
    if last is None or not is_up(lake, last):
        write_last_build(lake, LastBuild(published, BuildResult(())))
    remember_health(settings, None)
    return None


def publish_last_build(settings: Settings) -> LastBuild:
    """Let everything that reads gold see what the last build left, if all its checks passed.

    What is up stays where a check failed. What is up already is left alone.
    Raises: CommandError where there is no build to publish.
    """
    last = read_last_build(settings.lake)
    if last is not None and is_up(settings.lake, last):
        return last
    last = _require_last_build(settings.lake, last)
    with telling_what_breaks_off(settings):
        if last.outcome == PASSED:
            publish(settings.lake, last.publication)
            remember_health(settings, last.problems)
        else:
            _tell_stale(settings, last.problems)
    return last


def is_up(lake: Location, last: LastBuild) -> bool:
    """Tell whether a build is what is published."""
    published = read_publication(lake)
    return published is not None and published.run_id == last.publication.run_id


def show(settings: Settings) -> int:
    """Write site and catalog where they are asked for; 1 where one of them could not be."""
    is_site_kept, is_in_glue = keep_site(settings), keep_glue(settings)
    return int(not (is_site_kept and is_in_glue))


@contextmanager
def telling_what_breaks_off(settings: Settings) -> Iterator[None]:
    """Write down for alerts and on the pages that a step broke off."""
    try:
        yield
    except Exception as error:
        remember_broken_off(settings, error)
        keep_site(settings)
        raise


def _tell_stale(settings: Settings, build: BuildResult) -> None:
    """Write down what keeps a build from being published, for alerts and on the pages."""
    remember_health(settings, build)
    show(settings)


def _require_last_build(lake: Location, last: LastBuild | None) -> LastBuild:
    if last is None:
        raise CommandError(f"{lake}: no build is there to publish. Run `daybook build` first.", 2)
    run = read_last_run(lake)
    if run is not None and run.number > last.publication.run_number:
        raise CommandError(
            f"{lake}: the build of {run.as_of} broke off after the one of {last.publication.as_of}."
            " Run `daybook build` again.",
            2,
        )
    return last


def _remember_build(run: Run, build: BuildResult) -> None:
    """Leave in the lake what may be published: gold as it is now, whatever is written later."""
    settings = run.settings
    versions = remember_checked(settings)["gold"] if build.outcome == PASSED else {}
    made = Publication(iso(settings.as_of), run.run_id, versions, run.inputs, run.number)
    write_last_build(settings.lake, LastBuild(made, problems_of(build)))


def _build_all(run: Run, manifest: "Manifest", *, full: bool) -> BuildResult:
    """Build all numbers, write down what came of it, then build what watches over both."""
    checks = "all" if full else checks_needed(run.settings)
    build = _build(run, manifest, ["--exclude", _WATCHING], checks, full=full)
    run.record(NUMBERS, build)
    if build.outcome != PASSED:
        return build
    # It looks at whole histories; and what is to be mended and tried again is in the first build.
    watching = ["--select", _WATCHING, "--no-write-json"]
    watch = _build(run, manifest, watching, "all", full=full)
    run.record(WATCH, watch)
    remember_manifest(run.settings, manifest)
    return build.followed_by(watch)


def _build(
    run: Run, manifest: "Manifest", selection: Sequence[str], checks: str, *, full: bool
) -> BuildResult:
    progress = Progress()
    # Unit tests check the code, which a morning does not change; plain `dbt build` runs them.
    arguments = ["build", *selection, "--exclude-resource-type", "unit_test"]
    try:
        return run_dbt(
            run.settings,
            [*arguments, *(["--full-refresh"] if full else [])],
            on_node=lambda name: progress.show(f"built {name}"),
            checks=checks,
            manifest=manifest,
        )
    finally:
        progress.clear()
