"""Collect the site of a build, with dbt's docs in it, under its commit and its branch.

`deployment/gitlab/run pages [STATE]` writes public/ from the lake of STATE (build/state) and from
what earlier pipelines published, of which the last commits are kept.
"""

import json
import os
import shutil
import sys
from collections.abc import Mapping
from html import escape
from pathlib import Path

from deployment.gitlab.artifacts import fetch
from deployment.gitlab.state import lake_of
from runner.settings import PROJECT_FOLDER

KEPT_COMMITS = 10
_JOB = "pages"
_ABOUT = "commit.json"
_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Daybook: the sample household by commit</title>
<h1>The sample household by commit</h1>
<ul>
{items}
</ul>
</html>
"""


def collect(site: Path, public: Path, former: Path, about: Mapping[str, str]) -> None:
    """Write public/ anew: commits/<sha>, branches/<slug>, and a page that lists them.

    former: public/ of an earlier pipeline, or no folder.
    about: `commit`, `branch` (fit for an address) and `made_at` (ISO 8601) of this one.
    """
    shutil.rmtree(public, ignore_errors=True)
    (public / "commits").mkdir(parents=True)
    for earlier in _earlier(former):
        shutil.copytree(earlier, public / "commits" / earlier.name)
    if (former / "branches").is_dir():
        shutil.copytree(former / "branches", public / "branches")
    for place in (public / "commits" / about["commit"], public / "branches" / about["branch"]):
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(site, place)
        (place / _ABOUT).write_text(json.dumps(dict(about)), "utf-8")
    (public / "index.html").write_text(_page(public), "utf-8")


def _earlier(former: Path) -> list[Path]:
    """Return the last commits but the one that is added now, the newest first."""
    found = {place.parent: _about(place.parent) for place in former.glob(f"commits/*/{_ABOUT}")}
    ordered = sorted(found, key=lambda place: found[place]["made_at"], reverse=True)
    return ordered[: KEPT_COMMITS - 1]


def _about(place: Path) -> dict[str, str]:
    said: dict[str, str] = json.loads((place / _ABOUT).read_text("utf-8"))
    return said


def _page(public: Path) -> str:
    places = [one.parent for one in public.glob(f"*/*/{_ABOUT}")]
    places.sort(key=lambda place: (place.parent.name, _about(place)["made_at"]), reverse=True)
    places.sort(key=lambda place: place.parent.name)
    items = [
        f'<li><a href="{place.relative_to(public)}/">{escape(place.name)}</a> '
        f'(<a href="{place.relative_to(public)}/docs/">docs</a>), '
        f"{escape(_about(place)['commit'])} of {escape(_about(place)['made_at'])}</li>"
        for place in places
    ]
    return _PAGE.format(items="\n".join(items))


def main(arguments: list[str]) -> int:
    """Write public/ beside the project's folders."""
    state = Path(arguments[0]) if arguments else PROJECT_FOLDER / "build" / "state"
    site = (lake_of(state) / ".daybook" / "site").resolve()
    if not (site / "index.html").is_file():
        print(f"{site} holds no site: run the step state first.", file=sys.stderr)
        return 2
    fetched = PROJECT_FOLDER / "build" / "published"
    fetch(_JOB, fetched)
    about = {
        "commit": os.environ.get("CI_COMMIT_SHORT_SHA", "unknown"),
        "branch": os.environ.get("CI_COMMIT_REF_SLUG", "here"),
        "made_at": os.environ.get("CI_COMMIT_TIMESTAMP", ""),
    }
    collect(site, PROJECT_FOLDER / "public", fetched / "public", about)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
