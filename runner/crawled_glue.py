"""What a crawl found, in AWS Glue."""

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ingestion.storage.bucket_access import session
from runner.crawling import crawl
from runner.settings import Settings

if TYPE_CHECKING:
    from observability.crawler.glue import Written


def write_catalog(settings: Settings, document: Mapping[str, Any]) -> "Written":
    """Bring the lake's databases in AWS Glue to what a catalog document says.

    Raises: GlueError.
    """
    from observability.crawler.glue import write_glue

    glue = session().client("glue")
    return write_glue(glue, document, settings.glue_prefix, str(settings.lake))


def keep_glue(settings: Settings) -> bool:
    """Write the catalog to AWS Glue where the settings ask for it; return whether it is there.

    Numbers are published before: whatever goes wrong here is told, and ends no command.
    """
    if not settings.glue_prefix:
        return True
    try:
        write_catalog(settings, crawl(settings))
    except Exception as error:  # noqa: BLE001  (numbers do not wait for a catalog)
        print(f"daybook: the numbers are safe, but {error}", file=sys.stderr)
        return False
    return True
