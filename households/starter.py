"""Writing a first household folder for a person to go on from."""

import os
from collections.abc import Mapping
from importlib import resources
from json import dumps
from pathlib import Path
from string import Template
from types import MappingProxyType

from households.formats import is_time_zone
from households.problems import HouseholdError, Problem
from households.reading import FILE_NAME

_README = "README.md"
_FOLDERS = {
    "profiles": "One YAML file for each table of your own that no shipped profile reads.",
    "rules": "CSV files with your tariffs, categories, budgets and rates.",
    "corrections": "CSV files with corrections of single records; `daybook correct` writes them.",
}

_BLOCKS = ("people", "rooms", "meters", "accounts", "sources")
_NO_PARTS: Mapping[str, str] = MappingProxyType({})


def starter_files(directory: Path) -> tuple[Path, ...]:
    """Return every file that a first household folder has, whether it exists or not."""
    return (directory / FILE_NAME, *(directory / folder / _README for folder in _FOLDERS))


def write_starter(
    directory: Path, inbox: Path | None = None, parts: Mapping[str, str] = _NO_PARTS
) -> list[Path]:
    """Write the files of a first household folder that do not exist yet, and return those.

    What `starter_files` names and this does not return was there already and is untouched.
    `parts` are what is known already: time_zone, currency, and whole blocks of lines for people,
    rooms, meters, accounts and sources.

    Raises: HouseholdError where the folder cannot be written.
    """
    texts = (_household_text(directory, inbox, parts), *(f"{line}\n" for line in _FOLDERS.values()))
    return [
        path
        for path, text in zip(starter_files(directory), texts, strict=True)
        if _write_new(path, text)
    ]


def machine_time_zone(
    environment: Mapping[str, str] = os.environ, settings: Path = Path("/etc")
) -> str:
    """Return the IANA name of the machine's zone, UTC where it does not say."""
    link = settings / "localtime"
    linked = str(link.readlink()).rpartition("zoneinfo/")[2] if link.is_symlink() else ""
    name = settings / "timezone"
    named = name.read_text(encoding="utf-8").strip() if name.is_file() else ""
    guesses = (environment.get("TZ", "").removeprefix(":"), linked, named)
    return next((guess for guess in guesses if is_time_zone(guess)), "UTC")


def _household_text(directory: Path, inbox: Path | None, parts: Mapping[str, str]) -> str:
    template = Template(
        resources.files("households").joinpath("starter.yml").read_text(encoding="utf-8")
    )
    line = "# inbox: ../inbox"
    if inbox is not None:
        relative = os.path.relpath(inbox.resolve(), directory.resolve())
        line = f"inbox: {dumps(relative, ensure_ascii=False)}"
    known = {"time_zone": machine_time_zone(), "currency": "EUR", **dict.fromkeys(_BLOCKS, "")}
    return template.substitute(known | dict(parts), inbox=line)


def _write_new(path: Path, text: str) -> bool:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            return False
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        message = f"The file cannot be written ({(error.strerror or str(error)).lower()})"
        problem = Problem(path, None, message, "Name another folder, or check its permissions.")
        raise HouseholdError([problem]) from error
    return True
