"""dbt's manifest of the last build, where every machine that works on the lake finds it."""

import json
from typing import TYPE_CHECKING, Any

from runner.dbt_build import artifact
from runner.lake_files import copy_here
from runner.settings import Settings

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest

# The place of dbt's own file in a lake that is a folder.
MANIFEST_KEY = ".daybook/target/manifest.json"


def read_last_manifest(settings: Settings) -> dict[str, Any] | None:
    """Return the manifest of the last build, whichever machine made it; None before the first."""
    text = settings.lake.storage.read(MANIFEST_KEY)
    if text is not None:
        manifest: dict[str, Any] = json.loads(text)
        return manifest
    return read_own_manifest(settings) if artifact(settings, "manifest.json").is_file() else None


def read_own_manifest(settings: Settings) -> dict[str, Any]:
    """Return the manifest that dbt left on this machine."""
    manifest: dict[str, Any] = json.loads(artifact(settings, "manifest.json").read_text("utf-8"))
    return manifest


def bring_manifest(settings: Settings) -> bool:
    """Keep the manifest of the last build on this machine, where dbt's own readers look for it.

    Returns whether there is one, of whichever machine.
    """
    path, lake = artifact(settings, "manifest.json"), settings.lake
    if lake.folder is None and lake.storage.size(MANIFEST_KEY) is not None:
        copy_here(lake, MANIFEST_KEY, path)
    return path.is_file()


def remember_manifest(settings: Settings, manifest: "Manifest") -> None:
    """Write the project down as it was built, with the queries of all of its models.

    dbt itself wrote it after the build of the numbers, without those of what watches over them.
    """
    path = artifact(settings, "manifest.json")
    draft = path.with_suffix(".draft")
    manifest.writable_manifest().write(str(draft))
    draft.replace(path)


def share_manifest(settings: Settings) -> None:
    """Bring this machine's manifest into a lake that is no folder of it."""
    path = artifact(settings, "manifest.json")
    if settings.lake.folder is None and path.is_file():
        settings.lake.storage.replace(MANIFEST_KEY, path.read_bytes())
