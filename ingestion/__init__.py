"""Landing files in the lake, decoding them, and keeping both in step.

Names are loaded on first use, so that `import ingestion` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ingestion.commands import (
        Progress,
        ingest,
        land_household,
        rebuild_index,
        redecode_stale,
        replay,
    )
    from ingestion.errors import IngestionError
    from ingestion.forgetting import forget
    from ingestion.intake import require_paths
    from ingestion.lake import Lake, open_lake
    from ingestion.outcomes import FileOutcome, IngestReport
    from ingestion.reconciling import reconcile

_HOMES = {
    "FileOutcome": "outcomes",
    "IngestReport": "outcomes",
    "IngestionError": "errors",
    "Lake": "lake",
    "Progress": "commands",
    "forget": "forgetting",
    "ingest": "commands",
    "land_household": "commands",
    "open_lake": "lake",
    "rebuild_index": "commands",
    "reconcile": "reconciling",
    "redecode_stale": "commands",
    "replay": "commands",
    "require_paths": "intake",
}

__all__ = [
    "FileOutcome",
    "IngestReport",
    "IngestionError",
    "Lake",
    "Progress",
    "forget",
    "ingest",
    "land_household",
    "open_lake",
    "rebuild_index",
    "reconcile",
    "redecode_stale",
    "replay",
    "require_paths",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"ingestion.{_HOMES[name]}"), name)
