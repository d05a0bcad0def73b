"""The published state: one consistent set of gold versions, moved only when the gate is passed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ingestion.layout import PUBLISHED_DOCUMENT
from ingestion.storage.locations import Location
from runner.errors import CommandError


@dataclass(frozen=True)
class Publication:
    """What `published.json` holds. `tables` maps each gold table to its Delta version.

    `inputs` is the fingerprint of what the state was built from, so that a refresh with nothing
    new can leave it alone. `run_number` is that of its run in the history of runs.
    """

    as_of: str
    run_id: str
    tables: Mapping[str, int]
    inputs: str
    run_number: int = 0


def read_publication(lake: Location) -> Publication | None:
    """Return the last state that passed the gate, or None before the first one."""
    text = lake.storage.read(PUBLISHED_DOCUMENT)
    if text is None:
        return None
    try:
        content: dict[str, Any] = json.loads(text)
        return Publication(
            content["as_of"],
            content["run_id"],
            content["tables"],
            content.get("inputs", ""),
            content.get("run_number", 0),
        )
    except (ValueError, KeyError) as error:
        raise CommandError(
            f"{lake / PUBLISHED_DOCUMENT} cannot be read ({error}). Delete it and run "
            "`daybook refresh`: it is written anew from the gold tables."
        ) from None


def publish(lake: Location, publication: Publication) -> None:
    """Replace `published.json` atomically."""
    content = {
        "as_of": publication.as_of,
        "run_id": publication.run_id,
        "tables": dict(sorted(publication.tables.items())),
        "inputs": publication.inputs,
        "run_number": publication.run_number,
    }
    lake.storage.replace(PUBLISHED_DOCUMENT, json.dumps(content, indent=2).encode())
