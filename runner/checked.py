"""Remember at which versions the tables of a lake passed every check."""

from runner.notes import read_note, write_note
from runner.settings import Settings
from runner.tables import LAYERS, table_versions

_NOTE = "checked"


def checks_needed(settings: Settings) -> str:
    """Return `touched` while every table is as it last passed all checks, otherwise `all`.

    A build that failed, was killed or was run without this command leaves other versions behind.
    """
    return "touched" if read_note(settings, _NOTE) == _versions(settings) else "all"


def remember_checked(settings: Settings) -> dict[str, dict[str, int]]:
    """Write down the present versions, and return them: all checks have passed."""
    versions = _versions(settings)
    write_note(settings, _NOTE, versions)
    return versions


def _versions(settings: Settings) -> dict[str, dict[str, int]]:
    return {layer: table_versions(settings.lake / layer) for layer in LAYERS}
