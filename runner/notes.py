"""What this machine notes of a lake: small JSON documents in its work folder."""

import json
from typing import Any

from runner.settings import Settings


def read_note(settings: Settings, name: str) -> Any:
    """Return what was noted under a name; None where nothing was."""
    path = settings.work_folder / f"{name}.json"
    return json.loads(path.read_text("utf-8")) if path.is_file() else None


def write_note(settings: Settings, name: str, content: Any) -> None:
    """Note something in place of what was there, whole or not at all."""
    path = settings.work_folder / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps(content, indent=2), "utf-8")
    draft.replace(path)
