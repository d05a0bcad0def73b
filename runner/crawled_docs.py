"""dbt's docs with what a crawl found, as files: for the site, and for `dbt docs serve`."""

import json
import os
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from observability.crawler.docs_site import enriched_catalog, enriched_manifest
from observability.crawler.facts import Json
from runner.crawling import read_manifest
from runner.settings import PROJECT_FOLDER, Settings

# From the docs' folder to the pages beside it.
_SITE = "../"
# What dbt's own page asks a server for in vain: the icon whose address its build left unfilled, and
# the icons of its menu by the words of their template, where a browser is faster than the page.
_MENDED = {
    "${require('./assets/favicons/favicon.ico')}": f"{_SITE}assets/icon.svg",
    'xlink:href="{{': 'ng-attr-href="{{',
}


def write_docs(settings: Settings, document: Mapping[str, Any], folder: Path) -> None:
    """Write the docs into a folder of the site, and to where `dbt docs serve` looks for them."""
    manifest, catalog = read_manifest(settings), enriched_catalog(document)
    folder.mkdir(parents=True, exist_ok=True)
    page = index_page().read_text("utf-8")
    for asked, found in _MENDED.items():
        page = page.replace(asked, found)
    (folder / "index.html").write_text(page, "utf-8")
    _write(folder / "manifest.json", enriched_manifest(manifest, document, _SITE))
    _write(folder / "catalog.json", catalog)
    if is_default_lake(settings):
        # Beside these lie no pages of ours.
        _replace(default_target() / "manifest.json", enriched_manifest(manifest, document, None))
        _replace(default_target() / "catalog.json", catalog)


def is_default_lake(settings: Settings) -> bool:
    """Tell whether plain dbt in the project's folder would work on this lake."""
    default = Path(os.environ.get("DAYBOOK_LAKE") or "lake").expanduser()
    return settings.lake.folder == (PROJECT_FOLDER / default).resolve()


def default_target() -> Path:
    """Return the folder that plain dbt in the project's folder writes its artifacts to."""
    return PROJECT_FOLDER / (os.environ.get("DBT_TARGET_PATH") or "target")


def index_page() -> Path:
    """Return dbt's own page, which reads manifest.json and catalog.json beside it."""
    # Without loading dbt, which takes long.
    spec = find_spec("dbt.task")
    places = list(spec.submodule_search_locations or ()) if spec else []
    return Path(places[0]) / "docs" / "index.html"


def _replace(path: Path, content: Json) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    _write(draft, content)
    draft.replace(path)


def _write(path: Path, content: Json) -> None:
    path.write_text(json.dumps(content), "utf-8")
