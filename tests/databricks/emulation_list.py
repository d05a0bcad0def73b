"""The list of what is emulated, as a table for the docs."""

from collections.abc import Iterable
from pathlib import Path

LISTED = Path(__file__).with_name("emulated.yml")


def table_of(listed: Iterable[dict[str, str]]) -> str:
    """Return the list as a table of Markdown."""
    rows = (f"| {one['name']} | {one['statement']} | {one['answer']} |" for one in listed)
    return "\n".join(("| name | statement | answer |", "|---|---|---|", *rows))
