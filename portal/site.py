"""The site of a lake: all pages of one state, put up together."""

import hashlib
import json
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingestion.layout import LAKE_DOCUMENT, PUBLISHED_DOCUMENT
from portal.content_types import VERSION_FILE
from portal.swapping import LINK, drop_former, put_up, take_down
from runner.errors import CommandError
from runner.gate import stale_reasons
from runner.publication import read_publication
from runner.settings import NO_SITE, Settings

if TYPE_CHECKING:
    from portal.upload import Uploaded

Document = Mapping[str, Any]
ASSETS = Path(__file__).with_name("assets")
CATALOG_FILE = "catalog.json"
# Hidden from readers: of which state a site is, written when nothing more is to be done for it.
_DONE_FILE = ".done"


def site_folder(settings: Settings) -> Path:
    """Return the link to the site that is up."""
    return settings.work_folder / LINK


def keep_site(settings: Settings) -> bool:
    """Publish the site where it is not of the present state; return whether it is now.

    Numbers are published before: whatever goes wrong here is told, and ends no command. Where a
    household wants no site, none stays: it would say for ever that it is fresh.
    """
    if settings.site == NO_SITE:
        take_down(settings.work_folder)
        return True
    if settings.lake.storage.size(LAKE_DOCUMENT) is None:
        return True
    try:
        state = _state(settings)
        if not _is_up(settings, state):
            _publish(settings, state)
    except Exception as error:  # noqa: BLE001  (numbers do not wait for their pages)
        print(
            f"daybook: the numbers are safe, but the site could not be written "
            f"({type(error).__name__}: {error}). The former site stays up; mend that, then run "
            "`daybook crawl`.",
            file=sys.stderr,
        )
        return False
    return True


def publish_site(settings: Settings) -> Path:
    """Write all pages of the present state, put them up, and return where they lie.

    Where the settings name a place in a bucket, the site is uploaded there, too.
    """
    return _publish(settings, _state(settings))


def _publish(settings: Settings, state: str) -> Path:
    folder = put_up(settings.work_folder, lambda draft: _write(settings, draft))
    # Where earlier versions of the project kept the docs.
    shutil.rmtree(settings.work_folder / "docs", ignore_errors=True)
    if settings.site not in ("", NO_SITE):
        bring_to_bucket(settings, folder, settings.site)
    (folder / _DONE_FILE).write_text(state, "ascii")
    return folder


def bring_to_bucket(settings: Settings, folder: Path, address: str) -> "Uploaded":
    """Upload a site to `s3://bucket/prefix`; only what changed since the last time is written.

    Raises:
        CommandError: the place is the lake's own, or holds what no upload left there.
    """
    from portal.upload import upload_site

    places = sorted((f"{settings.lake}/", f"{address}/"), key=len)
    if places[1].startswith(places[0]):
        raise CommandError(
            f"{address} and the lake {settings.lake} lie in each other. Name a place of its own "
            "for the site.",
            2,
        )
    return upload_site(folder, address)


def drop_former_site(settings: Settings) -> None:
    """Take the former site away, which shows what was forgotten since."""
    drop_former(settings.work_folder)


def take_site_down(settings: Settings) -> None:
    """Take away what is up, because no newer site can take its place."""
    take_down(settings.work_folder)


def _is_up(settings: Settings, state: str) -> bool:
    done = site_folder(settings) / _DONE_FILE
    return done.is_file() and done.read_text("ascii") == state


def _state(settings: Settings) -> str:
    """Hash what the pages say: the published numbers, what became of later runs, their code."""
    digest = hashlib.sha256(settings.lake.storage.read(PUBLISHED_DOCUMENT) or b"")
    reasons = stale_reasons(settings, read_publication(settings.lake))
    digest.update(json.dumps([settings.site, reasons]).encode())
    for file in sorted(Path(__file__).parent.rglob("*")):
        if file.is_file() and file.suffix != ".pyc":
            digest.update(file.read_bytes())
    return digest.hexdigest()


def _write(settings: Settings, folder: Path) -> None:
    from portal.lineage_page import write_lineage_page
    from portal.pages.writing import write_pages
    from runner.crawled_docs import write_docs
    from runner.crawling import crawl
    from tracing.pages import write_traces

    publication = read_publication(settings.lake)
    document = crawl(settings)
    shutil.copytree(ASSETS, folder / "assets")
    _write_json(folder / CATALOG_FILE, document)
    write_docs(settings, document, folder / "docs")
    shown = {**document, "site_version": folder.name}
    # Pages link to what is traced, so that traces come first.
    write_traces(settings, publication, shown, folder)
    write_pages(settings, publication, shown, folder)
    write_lineage_page(settings, publication, shown, folder)
    (folder / VERSION_FILE).write_text(f"{folder.name}\n", "ascii")


def _write_json(path: Path, content: object) -> None:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), default=str)
    path.write_text(text, "utf-8")
