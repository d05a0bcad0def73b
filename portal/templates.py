"""The templates of all pages: one frame, one way to show states, numbers and days."""

import re
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from portal.links import docs_href, lineage_href, trace_href
from portal.policy import META_POLICY

_JOINTS = re.compile(r"([._/])(?=[^\W\d])")
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
    made.filters["breakable"] = breakable
    return made


def breakable(text: str) -> Markup:
    """Let a long name go on in the next line after its dots and underscores."""
    return Markup(_JOINTS.sub(r"\1<wbr>", str(escape(text))))  # noqa: S704  (escaped before)
