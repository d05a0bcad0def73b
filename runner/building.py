"""Build a lake and publish it: all numbers first, then what watches over them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingestion.storage.locations import Location
from portal.site import keep_site
from runner.checked import checks_needed, remember_checked
from runner.crawled_glue import keep_glue
from runner.crawling import remember_manifest
from runner.dbt_build import FAILED, HELD_BACK, PASSED, BuildResult, parse_project, run_dbt
from runner.health import remember_broken_off, remember_health
from runner.inputs import fingerprint_of_inputs
from runner.progress import Progress
from runner.publication import Publication, publish, read_publication
from runner.run_history import NUMBERS, WATCH, Run, begin_run
from runner.settings import Settings, iso
from runner.tables import table_versions

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest

EXIT_STATUSES = {PASSED: 0, FAILED: 1, HELD_BACK: 3}
# Models that read the results of the run itself, and all that reads them.
_WATCHING = "tag:run_history+"


@dataclass(frozen=True)
class Built:
    """What a build came to; `publication` is the state that is up now.

    is_site_kept, is_in_glue: whether pages and catalog say so, too, where they are asked for.
    """

    result: BuildResult
    publication: Publication | None
    is_site_kept: bool
    is_in_glue: bool = True

    @property
    def exit_status(self) -> int:
        """Return 0 published, 1 a step failed, 3 held back by a check."""
        is_shown = self.is_site_kept and self.is_in_glue
        return EXIT_STATUSES[self.result.outcome] or int(not is_shown)


def build_and_publish(
    settings: Settings,
    time_zone: str,
    before_publication: Callable[[Location], None] | None = None,
    *,
    full: bool = False,
) -> Built:
    """Build all tables and publish them if every critical check passed.

    before_publication: called with the lake when the checks have passed.
    """
    run = begin_run(settings, fingerprint_of_inputs(settings, time_zone))
    try:
        manifest = parse_project(settings)
        build = _build_all(run, manifest, full=full)
        if build.outcome == PASSED:
            if before_publication is not None:
                before_publication(settings.lake)
            _publish(run, fingerprint_of_inputs(settings, time_zone))
    except Exception as error:
        run.end(is_broken_off=True)
        remember_broken_off(settings, error)
        keep_site(settings)
        raise
    run.end()
    remember_health(settings, build)
    is_site_kept, is_in_glue = keep_site(settings), keep_glue(settings)
    return Built(build, read_publication(settings.lake), is_site_kept, is_in_glue)


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


def _publish(run: Run, inputs: str) -> None:
    """Let everything that reads gold see the present versions."""
    settings = run.settings
    versions = table_versions(settings.lake / "gold")
    as_of = iso(settings.as_of)
    publish(settings.lake, Publication(as_of, run.run_id, versions, inputs, run.number))
    remember_checked(settings)
