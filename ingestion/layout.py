"""The names of a lake's objects."""

import hashlib
import os
import re
from pathlib import Path, PurePosixPath

CLAIMS = "bronze/claims"
OCCURRENCES = "bronze/occurrences"
DECODES = "bronze/decodes"
RAW = "bronze/raw"
TOMBSTONES = "bronze/tombstones"
# A refresh that builds leaves a document here until its rows are written: what stays was killed.
RUNS_BEGUN = "bronze/runs_begun"
# Dot-named: readers of the lake's tables pass over it.
WORK = "bronze/.work"
CATALOG = "bronze/.catalog.sqlite"
CATALOG_LOCK = "bronze/.catalog.lock"
LAKE_DOCUMENT = "lake.json"
# What the last build came to, for the step that publishes it.
BUILT_DOCUMENT = "built.json"
PUBLISHED_DOCUMENT = "published.json"
# What is known of every table: docs/catalog.md tells its shape.
CATALOG_DOCUMENT = "catalog.json"
# What the last refresh found, and what was told of it.
HEALTH_DOCUMENT = "health.json"
ALERTS_DOCUMENT = "alerts.json"
# What the functions need beside the lake's own: the household as they read it, and jobs started.
HOUSEHOLD_COPY = "household"
TRIGGERS = "triggers"
TABLES_DIGEST = "bronze/.tables.sha256"
HOUSEHOLD_SOURCE = "household"

_SIDECAR = ".metadata.json"
_LONGEST_NAME = 100
SOURCE_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,99}")


def claim_key(content_id: str) -> str:
    """Return where the claim of a content lies."""
    return f"{CLAIMS}/{content_id}.json"


def tombstone_key(content_id: str) -> str:
    """Return where the tombstone of a forgotten content lies."""
    return f"{TOMBSTONES}/{content_id}.json"


def trigger_keys(content_id: str) -> tuple[str, str]:
    """Return where it is noted that the job of a content was started, and that it was not."""
    return f"{TRIGGERS}/done/{content_id}.json", f"{TRIGGERS}/failed/{content_id}.json"


def raw_key(source: str, ingestion_date: str, content_id: str, name: str) -> str:
    """Return where the bytes of a content lie; `name` may be hostile."""
    folder = f"{RAW}/source={source}/ingestion_date={ingestion_date}"
    return f"{folder}/{content_id[:16]}_{safe_name(name)}"


def sidecar_key(raw: str) -> str:
    """Return where the sidecar of a raw object lies."""
    return raw + _SIDECAR


def is_sidecar(key: str) -> bool:
    """Tell a sidecar from a raw object."""
    return key.endswith(_SIDECAR)


def occurrence_key(content_id: str, bucket: str, key: str, version: str | None) -> str:
    """Return where one delivery of a content is noted."""
    place = "\0".join((bucket, key, version or ""))
    digest = hashlib.sha256(place.encode()).hexdigest()[:32]
    return f"{OCCURRENCES}/{content_id}/{digest}.json"


def decode_key(content_id: str, decoder: str, version: int, decode_id: str) -> str:
    """Return where the commit of a decode lies."""
    return f"{DECODES}/{content_id}/{decoder.replace(':', '.')}-{version}-{decode_id}.json"


def records_key(table: str, month: str, content_id: str, decode_id: str, part: int = 1) -> str:
    """Return where the records of one table and month of a decode lie."""
    suffix = "" if part == 1 else f"-{part}"
    return f"bronze/{table}/event_month={month}/{content_id[:16]}-{decode_id}{suffix}.parquet"


def index_key(table: str) -> str:
    """Return where an index table's one file lies."""
    return f"bronze/{table}/event_month=none/index.parquet"


def safe_name(name: str) -> str:
    """Return a file name of plain characters only, at most 100, its ending kept."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "_", name).lstrip(".")
    if plain.lower().endswith(_SIDECAR):
        plain = f"{plain[: -len(_SIDECAR)]}_metadata.json"
    if len(plain) > _LONGEST_NAME:
        ending = PurePosixPath(plain).suffix[:20]
        plain = plain[: _LONGEST_NAME - len(ending)] + ending
    return plain or "unnamed"


def source_name(folder: str) -> str:
    """Return the source that a folder of the inbox stands for."""
    plain = re.sub(r"[^a-z0-9_.-]+", "_", folder.lower()).lstrip("_.-")[:100]
    return plain or "unnamed"


def without_controls(text: str) -> str:
    """Return a text that cannot move a terminal's cursor or break its line."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def printable(path: Path) -> str:
    r"""Return a path as text; bytes that are no UTF-8 become `\xNN`."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")
