"""Where things lie in a lake, and how SQL names them: the one place that knows."""

from pathlib import Path

from dbt_common.exceptions import DbtRuntimeError


def lake_root(path: str) -> Path:
    """Return the absolute folder of a lake; a relative path starts at the working directory.

    Raises: DbtRuntimeError for an object store's address.
    """
    if "://" in path:
        raise DbtRuntimeError(
            f"The lake {path} is an address, and the embedded engine keeps a lake in a folder. "
            "Set `path` in profiles.yml (DAYBOOK_LAKE) to a folder.",
        )
    # normpath, not resolve: Delta logs and dbt's artifacts should show the path as it was given.
    return Path(path).expanduser().absolute()


def schema_location(root: Path, schema: str) -> str:
    """Return the folder of a schema."""
    return str(root / schema)


def table_location(root: Path, schema: str, table: str, location_root: str | None = None) -> str:
    """Return the folder of a table; `location_root` replaces the schema's folder."""
    return f"{location_root or schema_location(root, schema)}/{table}"


def literal(text: str) -> str:
    """Return the text as an SQL string."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def identifier(name: str) -> str:
    """Return the name quoted for SQL."""
    return "`" + name.replace("`", "``") + "`"
