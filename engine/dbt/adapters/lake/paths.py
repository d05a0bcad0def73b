"""Where things lie in a lake, and how SQL names them: the one place that knows."""

import re
from pathlib import Path

from dbt_common.exceptions import DbtRuntimeError

_BUCKET_AND_PREFIX = re.compile(r"s3://[^/]+(/[^/]+)*")


def lake_root(path: str) -> str:
    """Return the absolute folder of a lake, or its address in a bucket, without a slash at the end.

    A relative path starts at the working directory.
    Raises: DbtRuntimeError for an address that names no bucket of S3.
    """
    if not is_address(path):
        # Not resolved: Delta logs and dbt's artifacts should show the path as it was given.
        return str(Path(path).expanduser().absolute())
    root = path.rstrip("/")
    if not _BUCKET_AND_PREFIX.fullmatch(root):
        raise DbtRuntimeError(
            f"The lake {path} is neither a folder nor a place in a bucket of S3. "
            "Set `path` in profiles.yml (DAYBOOK_LAKE) to a folder or to s3://bucket/prefix.",
        )
    return root


def is_address(location: str) -> bool:
    """Say whether a location is an object store's address."""
    return "://" in location


def schema_location(root: str, schema: str) -> str:
    """Return the folder of a schema."""
    return f"{root}/{schema}"


def table_location(root: str, schema: str, table: str, location_root: str | None = None) -> str:
    """Return the folder of a table; `location_root` replaces the schema's folder."""
    return f"{location_root or schema_location(root, schema)}/{table}"


def literal(text: str) -> str:
    """Return the text as an SQL string."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def identifier(name: str) -> str:
    """Return the name quoted for SQL."""
    return "`" + name.replace("`", "``") + "`"
