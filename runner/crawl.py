"""`daybook crawl`: what is known of every table, into the site, and into AWS Glue if asked to."""

import argparse
from collections import Counter
from dataclasses import replace

from observability.crawler.states import STATES
from runner.crawling import read_document
from runner.settings import Settings, glue_prefix, site_address


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the command."""
    parser.add_argument(
        "--upload", metavar="ADDRESS", help="also bring the site to s3://bucket/prefix"
    )
    parser.add_argument(
        "--glue",
        metavar="PREFIX",
        help="also write AWS Glue's databases PREFIX_gold and so on (GLUE_DATABASE_PREFIX)",
    )


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Crawl, publish the site of what was found, and say it."""
    # It crawls itself, on the way to every publication.
    from portal.site import publish_site

    if arguments.upload is not None:
        settings = replace(settings, site=site_address(arguments.upload))
    if arguments.glue is not None:
        settings = replace(settings, glue_prefix=glue_prefix(arguments.glue))
    publish_site(settings)
    document = read_document(settings.lake) or {"tables": {}, "stale_reasons": []}
    states = Counter(table["state"] for table in document["tables"].values())
    found = ", ".join(f"{states[state]} {state}" for state in STATES if states[state])
    print(f"{len(document['tables'])} tables: {found}")
    for reason in document["stale_reasons"]:
        print(f"  {reason}")
    if arguments.upload is not None:
        print(f"The site is in {settings.site}")
    if settings.glue_prefix:
        from runner.crawled_glue import write_catalog

        written = write_catalog(settings, document)
        print(
            f"AWS Glue: {len(written.created)} tables new, {len(written.updated)} changed, "
            f"{len(written.deleted)} gone"
        )
    return 0
