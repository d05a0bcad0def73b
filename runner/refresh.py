"""`daybook refresh`: ingest what is new, build, check, publish, and print the morning brief."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portal.site import keep_site
from runner.brief import format_brief, read_brief
from runner.building import build_and_publish
from runner.dbt_build import PASSED, BuildResult
from runner.gate import reasons
from runner.health import remember_broken_off, remember_health
from runner.inputs import fingerprint_of_inputs
from runner.publication import Publication, read_publication
from runner.settings import Settings

if TYPE_CHECKING:
    from ingestion import IngestReport


@dataclass(frozen=True)
class Refresh:
    """What one refresh did. `build` is None when there was nothing new to build.

    `redecoded` names the contents that are read another way now although nobody offered them.
    """

    ingest: "IngestReport"
    redecoded: "IngestReport"
    build: BuildResult | None
    publication: Publication | None
    exit_status: int

    @property
    def is_published(self) -> bool:
        """Tell whether the state that is up is of this refresh, or there was nothing to build."""
        return self.build is None or self.build.outcome == PASSED


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the command."""
    parser.add_argument("--inbox", type=Path, metavar="DIR", help="intake (default: household's)")
    parser.add_argument("--json", action="store_true", help="print one JSON object on stdout")
    parser.add_argument("--full", action="store_true", help="build every table from the beginning")


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Do the main job.

    0 published; 1 a step failed; 3 built, but a critical check failed and the last published
    state stays up.
    """
    if arguments.inbox is not None:
        _require(arguments.inbox)
    refresh = refresh_lake(settings, arguments.inbox, full=arguments.full)
    tiles = read_brief(settings.lake, refresh.publication) if refresh.publication else []
    if arguments.json:
        print(json.dumps(_as_json(settings, refresh, tiles), ensure_ascii=False, default=str))
    else:
        _print_words(settings, refresh, tiles)
    return refresh.exit_status


def refresh_lake(settings: Settings, inbox: Path | None, *, full: bool = False) -> Refresh:
    """Bring the lake up to date and publish it if every critical check passed."""
    try:
        report, redecoded, time_zone = _ingest(settings, inbox)
    except Exception as error:
        remember_broken_off(settings, error)
        keep_site(settings)
        raise
    landed = max(report.exit_status, redecoded.exit_status)
    published = read_publication(settings.lake)
    if published and published.inputs == fingerprint_of_inputs(settings, time_zone) and not full:
        remember_health(settings, None)
        status = landed or int(not keep_site(settings))
        return Refresh(report, redecoded, None, published, status)
    built = build_and_publish(settings, time_zone, full=full)
    status = built.exit_status or landed
    return Refresh(report, redecoded, built.result, built.publication, status)


def _require(inbox: Path) -> None:
    """Check that a folder that a person named is there, before anything is done."""
    from ingestion import require_paths

    require_paths([inbox])


def _ingest(settings: Settings, inbox: Path | None) -> tuple["IngestReport", "IngestReport", str]:
    from ingestion import ingest, redecode_stale
    from runner.ingesting import prepare, with_progress

    lake, household = prepare(settings)
    folder = inbox or household.inbox
    paths = [folder] if folder is not None and folder.is_dir() else []
    if not paths:
        where = f"{folder} does not exist" if folder else "the household names none"
        print(f"daybook: no inbox ({where}); building what the lake holds.", file=sys.stderr)
    report = with_progress(lambda show: ingest(lake, household, paths, on_progress=show))
    return report, redecode_stale(lake, household), household.zone_at(settings.as_of)


def _print_words(settings: Settings, refresh: Refresh, tiles: Sequence[dict[str, Any]]) -> None:
    from runner.ingesting import summary

    print(summary(refresh.ingest), file=sys.stderr)
    if refresh.redecoded.outcomes:
        print(f"read anew: {summary(refresh.redecoded)}", file=sys.stderr)
    if refresh.build is None:
        print("nothing new since the last build", file=sys.stderr)
    else:
        print(_build_summary(refresh.build), file=sys.stderr)
        for reason in reasons(settings, refresh.build):
            print(f"  {reason}", file=sys.stderr)
    if refresh.publication is None:
        print("nothing is published yet", file=sys.stderr)
        return
    if not refresh.is_published:
        print(f"STALE: the state of {refresh.publication.as_of} stays up.", file=sys.stderr)
    print(format_brief(tiles))
    print(f"\nLake: {settings.lake}   Site: daybook serve --lake {settings.lake}")


def _build_summary(build: BuildResult) -> str:
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


def _as_json(
    settings: Settings, refresh: Refresh, tiles: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    build = refresh.build
    return {
        "ingest": refresh.ingest.as_json(),
        "redecoded": refresh.redecoded.as_json(),
        "build": build
        and {
            "passed": len(build.with_status("success", "pass")),
            "warnings": [node.name for node in build.with_status("warn")],
            "failed_checks": [node.name for node in build.failures],
            "errors": [node.name for node in build.errors],
        },
        "is_published": refresh.is_published,
        "held_back_by": reasons(settings, build) if build else [],
        "published_as_of": refresh.publication and refresh.publication.as_of,
        "brief": list(tiles),
    }
