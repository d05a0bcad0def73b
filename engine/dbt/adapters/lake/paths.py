"""Where things lie in a lake, and how SQL names them: the one place that knows."""

import hashlib
import os
import re
import tempfile
from pathlib import Path

from dbt_common.exceptions import DbtRuntimeError

# Folders that the engine opens by the name that it is given: blanks, umlauts and the like it
# writes as %20 and looks for them there.
_PLAIN_FOLDER = re.compile(r"[A-Za-z0-9/._~+=@-]+")
_BUCKET_AND_PREFIX = re.compile(r"s3://[^/]+(/[^/]+)*")


def lake_root(path: str) -> str:
    """Return the absolute folder of a lake, or its address in a bucket, without a slash at the end.

    A relative path starts at the working directory. A folder that the engine could not open by its
    name is returned as a link to it.
    Raises: DbtRuntimeError for an address that names no bucket of S3.
    """
    if not is_address(path):
        # Not resolved: Delta logs and dbt's artifacts should show the path as it was given.
        folder = str(Path(path).expanduser().absolute())
        return folder if _PLAIN_FOLDER.fullmatch(folder) else str(_link_to(folder))
    root = path.rstrip("/")
    if not _BUCKET_AND_PREFIX.fullmatch(root):
        raise DbtRuntimeError(
            f"The lake {path} is neither a folder nor a place in a bucket of S3. "
            "Set `path` in profiles.yml (DAYBOOK_LAKE) to a folder or to s3://bucket/prefix.",
        )
    return root


def _link_to(folder: str) -> Path:
    """Return a link to a folder by a plain name, the same one every time."""
    links = Path(tempfile.gettempdir()) / f"dbt-lake-{os.getuid()}"
    links.mkdir(mode=0o700, exist_ok=True)
    if links.is_symlink() or links.stat().st_uid != os.getuid():
        raise DbtRuntimeError(
            f"{links} belongs to somebody else, and the lake {folder} needs a link there: "
            "set TMPDIR to a folder of your own, or name the lake with plain letters.",
        )
    link = links / hashlib.sha256(folder.encode()).hexdigest()[:16]
    if not link.is_symlink():
        # In one step, because another process may make the same one.
        draft = links / f"{link.name}.{os.getpid()}"
        draft.symlink_to(folder)
        draft.replace(link)
    return link


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
