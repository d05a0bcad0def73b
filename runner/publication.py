"""The published state: one consistent set of gold versions, moved only when the gate is passed."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from runner.errors import CommandError


@dataclass(frozen=True)
class Publication:
    """What `published.json` holds. `tables` maps each gold table to its Delta version.

    `inputs` is the fingerprint of what the state was built from, so that a refresh with nothing
    new can leave it alone.
    """

    as_of: str
    run_id: str
    tables: Mapping[str, int]
    inputs: str


def read_publication(lake: Path) -> Publication | None:
    """Return the last state that passed the gate, or None before the first one."""
    path = lake / "published.json"
    if not path.is_file():
        return None
    try:
        content: dict[str, Any] = json.loads(path.read_text("utf-8"))
        return Publication(
            content["as_of"], content["run_id"], content["tables"], content.get("inputs", "")
        )
    except (ValueError, KeyError) as error:
        raise CommandError(
            f"{path} cannot be read ({error}). Delete it and run `daybook refresh`: "
            "it is written anew from the gold tables."
        ) from None


def publish(lake: Path, publication: Publication) -> None:
    """Replace `published.json` atomically."""
    path = lake / "published.json"
    draft = lake / ".published.json.draft"
    content = {
        "as_of": publication.as_of,
        "run_id": publication.run_id,
        "tables": dict(sorted(publication.tables.items())),
        "inputs": publication.inputs,
    }
    with draft.open("w", encoding="utf-8") as file:
        json.dump(content, file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
