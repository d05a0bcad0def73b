"""The household's folder of a bucket, brought to where commands can read it."""

import shutil
from pathlib import Path

from ingestion.storage.locations import Location
from runner.errors import CommandError

# They write into the household's own files, which a copy is not.
_WRITING = ("annotate", "backup", "correct", "init", "profile", "restore")


def copied_household(address: Location, folder: Path, command: str) -> Path:
    """Copy all files of a household to `folder`, which holds nothing else then, and return it.

    Raises:
        CommandError: there is no household, or the command is one that writes into it.
    """
    if command in _WRITING:
        raise CommandError(
            f"`daybook {command}` works on the household's own folder, and {address} is where "
            "others read it. Name the folder with --household, then bring it there again with "
            f"`aws s3 sync --delete FOLDER {address}`.",
            2,
        )
    shutil.rmtree(folder, ignore_errors=True)
    storage = address.storage
    for key in storage.walk(""):
        file = (folder / key).resolve()
        if not file.is_relative_to(folder.resolve()):
            continue
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(storage.read(key) or b"")
    if not (folder / "household.yml").is_file():
        raise CommandError(
            f"{address} holds no household.yml. Bring the household's folder there with "
            f"`aws s3 sync FOLDER {address}`.",
            2,
        )
    return folder
