"""`daybook refresh`: ingest what is new, build, check, publish, and print the morning brief."""

import argparse
import json
import shlex
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portal.site import keep_site
from runner.brief import format_brief, read_brief
from runner.build_words import print_build
from runner.building import (
    EXIT_STATUSES,
    build_what_is_new,
    publish_last_build,
    show,
    telling_what_breaks_off,
)
from runner.dbt_build import FAILED, PASSED, BuildResult
from runner.gate import reasons
from runner.publication import Publication, read_publication
from runner.settings import Settings
from runner.steps import run_steps

if TYPE_CHECKING:
    from ingestion import IngestReport


@dataclass
class Refresh:
    """One refresh, step by step, and what each came to.

    `landed` tells of what was offered, and of the contents that are read another way now although
    nobody offered them; `build` is None when there was nothing new to build.
    """

    settings: Settings
    inbox: Path | None = None
    full: bool = False
    landed: "tuple[IngestReport, ...]" = ()
    time_zone: str = ""
    build: BuildResult | None = None
    exit_status: int = 0

    def run(self) -> "Refresh":
        """Do the steps that a refresh is made of."""
        self.exit_status = run_steps(
            {
                "reconcile": self._ingest,
                "build": self._build,
                "publish": self._publish,
                "crawl": self._crawl,
            }
        )
        return self

    @property
    def is_published(self) -> bool:
        """Tell whether the state that is up is of this refresh, or there was nothing to build."""
        return self.build is None or self.build.outcome == PASSED

    @property
    def publication(self) -> Publication | None:
        """Return the state that is up now."""
        return read_publication(self.settings.lake)

    def _ingest(self) -> int:
        with telling_what_breaks_off(self.settings):
            *landed, self.time_zone = _land(self.settings, self.inbox)
        self.landed = tuple(landed)
        return max(report.exit_status for report in landed)

    def _build(self) -> int:
        self.build = build_what_is_new(self.settings, self.time_zone, full=self.full)
        return int(self.build is not None and self.build.outcome == FAILED)

    def _publish(self) -> int:
        return EXIT_STATUSES[publish_last_build(self.settings).outcome]

    def _crawl(self) -> int:
        return show(self.settings) if self.build else int(not keep_site(self.settings))


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
    refresh = Refresh(settings, arguments.inbox, full=arguments.full).run()
    published = refresh.publication
    tiles = read_brief(settings.lake, published) if published else []
    if arguments.json:
        print(json.dumps(_as_json(settings, refresh, tiles), ensure_ascii=False, default=str))
    else:
        _print_words(settings, refresh, tiles)
    return refresh.exit_status


def _require(inbox: Path) -> None:
    """Check that a folder that a person named is there, before anything is done."""
    from ingestion import require_paths

    require_paths([inbox])


def _land(settings: Settings, inbox: Path | None) -> tuple["IngestReport", "IngestReport", str]:
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

    landed, redecoded = refresh.landed
    print(summary(landed), file=sys.stderr)
    if redecoded.outcomes:
        print(f"read anew: {summary(redecoded)}", file=sys.stderr)
    print_build(settings, refresh.build)
    published = refresh.publication
    if published is None:
        print("nothing is published yet", file=sys.stderr)
        return
    if not refresh.is_published:
        print(f"STALE: the state of {published.as_of} stays up.", file=sys.stderr)
    print(format_brief(tiles))
    # Quoted where it has to be, because people copy the command.
    lake = shlex.quote(str(settings.lake))
    print(f"\nLake: {lake}   Site: daybook serve --lake {lake}")


def _as_json(
    settings: Settings, refresh: Refresh, tiles: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    build, published = refresh.build, refresh.publication
    landed, redecoded = refresh.landed
    return {
        "ingest": landed.as_json(),
        "redecoded": redecoded.as_json(),
        "build": build
        and {
            "passed": len(build.with_status("success", "pass")),
            "warnings": [node.name for node in build.with_status("warn")],
            "failed_checks": [node.name for node in build.failures],
            "errors": [node.name for node in build.errors],
        },
        "is_published": refresh.is_published,
        "held_back_by": reasons(settings, build) if build else [],
        "published_as_of": published and published.as_of,
        "brief": list(tiles),
    }
