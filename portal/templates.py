"""The templates of all pages: one frame, one way to show states, numbers and days."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from portal.links import docs_href, lineage_href, trace_href
from portal.policy import META_POLICY

FOLDER = Path(__file__).resolve().parent / "templates"


def environment(*folders: Path) -> Environment:
    """Return an environment that escapes everything and fails on what a page was not given.

    folders: where templates of one's own lie, looked at before those that all pages share.
    """
    made = Environment(
        loader=FileSystemLoader([*folders, FOLDER]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(
        docs_href=docs_href,
        lineage_href=lineage_href,
        trace_href=trace_href,
        policy=META_POLICY,
    )
    return made
