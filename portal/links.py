"""Where one page of the site finds another; all addresses are relative to the site's folder."""

import hashlib
from collections.abc import Mapping
from urllib.parse import quote

# File systems end names at 255 bytes; a key may be longer.
LONGEST_NAME = 120


def trace_path(table: str, key: Mapping[str, object]) -> str:
    """Return the file that traces one row of a gold table, whatever its key is made of."""
    name = "~".join(quote(str(value), safe="") for value in key.values())
    if len(name) > LONGEST_NAME:
        name = f"{name[:100]}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"
    return f"traces/{table}/{name}.html"


def trace_href(table: str, key: Mapping[str, object]) -> str:
    """Return the link to that file: what its name escapes is escaped once more."""
    return quote(trace_path(table, key), safe="/~")


def docs_href(table: str) -> str:
    """Return the link to a table's page in the generated dbt docs."""
    return f"docs/index.html#!/model/model.daybook.{table}"


def lineage_href(table: str, column: str) -> str:
    """Return the link to a column in the lineage page."""
    return f"lineage.html#{quote(table)}.{quote(column)}"
