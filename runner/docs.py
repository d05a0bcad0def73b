"""The generated dbt docs of a lake, in a folder that a web server can publish."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from runner.dbt_build import artifact, run_dbt
from runner.settings import Settings

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest

SITE_FILES = ("index.html", "manifest.json", "catalog.json")


def docs_folder(settings: Settings) -> Path:
    """Return where the site of this lake lies."""
    return settings.work_folder / "docs"


def write_docs(settings: Settings, manifest: "Manifest") -> Path:
    """Generate the docs and swap them in whole, so that no half-written page is ever served.

    manifest: the project as it was built, with the queries of its models.
    """
    run_dbt(settings, ["docs", "generate", "--no-compile"], manifest=manifest)
    site = docs_folder(settings)
    draft, former = site.with_name(".docs.draft"), site.with_name(".docs.former")
    for folder in (draft, former):
        shutil.rmtree(folder, ignore_errors=True)
    draft.mkdir(parents=True)
    for name in SITE_FILES:
        shutil.copyfile(artifact(settings, name), draft / name)
    if site.exists():
        site.rename(former)
    draft.rename(site)
    shutil.rmtree(former, ignore_errors=True)
    return site
