"""Remember at which versions the tables of a lake passed every check."""

import json

from runner.settings import Settings
from runner.tables import LAYERS, table_versions


def checks_needed(settings: Settings) -> str:
    """Return `touched` while every table is as it last passed all checks, otherwise `all`.

    A build that failed, was killed or was run without this command leaves other versions behind.
    """
    path = settings.work_folder / "checked.json"
    if not path.is_file():
        return "all"
    return "touched" if json.loads(path.read_text("utf-8")) == _versions(settings) else "all"


def remember_checked(settings: Settings) -> None:
    """Write down the present versions: all checks have passed."""
    path = settings.work_folder / "checked.json"
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps(_versions(settings), indent=2), "utf-8")
    draft.replace(path)


def _versions(settings: Settings) -> dict[str, dict[str, int]]:
    return {layer: table_versions(settings.lake / layer) for layer in LAYERS}
