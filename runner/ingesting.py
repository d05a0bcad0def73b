"""What all commands that land files share: the household landed first, progress, the summary."""

import json
import sys
from collections.abc import Callable

from households import Household, load_household
from ingestion import IngestReport, Lake, land_household, open_lake
from ingestion.layout import without_controls
from runner.errors import CommandError
from runner.progress import Progress
from runner.settings import Settings


def prepare(settings: Settings) -> tuple[Lake, Household]:
    """Read the household, open the lake, and land the household's own files."""
    household = load_household(settings.household)
    if household.is_default:
        print(
            "daybook: no household folder; using time zone UTC, person `me` and no accounts. "
            "Write one with `daybook init household`.",
            file=sys.stderr,
        )
    lake = open_lake(settings.lake, settings.as_of)
    report = land_household(lake, household)
    if report.exit_status:
        raise CommandError(f"The household's own files could not be landed.\n{summary(report)}")
    _tell_what_does_not_count(report)
    return lake, household


def _tell_what_does_not_count(report: IngestReport) -> None:
    """Say what of the household's own files needs to be mended, each time until it is."""
    for one in report.outcomes:
        said = one.message if one.outcome == "quarantined" else None
        if one.rejects:
            said = f"rows that do not count: {one.rejects}. `daybook status` shows each."
        if said:
            print(without_controls(f"daybook: {one.path}: {said}"), file=sys.stderr)


def with_progress(work: Callable[[Callable[[str], None]], IngestReport]) -> IngestReport:
    """Run `work` with a callback that shows the file in hand on a terminal."""
    progress = Progress()
    try:
        return work(progress.show)
    finally:
        progress.clear()


def print_report(report: IngestReport, *, as_json: bool) -> None:
    """Print one JSON object on stdout, or the sums and what needs a person on stderr."""
    if as_json:
        print(json.dumps(report.as_json(), ensure_ascii=False))
        for problem in report.problems:
            print(f"daybook: {problem}", file=sys.stderr)
        return
    print(summary(report), file=sys.stderr)


def summary(report: IngestReport) -> str:
    """Say what became of the files, with the remedy of each that did not land."""
    content = report.as_json()
    lines = [
        "{landed} landed, {duplicate} duplicate, {quarantined} quarantined, {failed} failed; "
        "{records} records, {rejects} rejects".format(**content)
    ]
    lines += [
        f"  {file['outcome']} {file['path']}: {file['reason']}. {file['message']}"
        for file in content["files"]
        if file["outcome"] in ("quarantined", "failed")
    ]
    return "\n".join(map(without_controls, (*lines, *report.problems)))
