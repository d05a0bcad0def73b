"""Reading a household folder, with everything that is wrong in it at once."""

import json
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from households.building import build
from households.document import Document
from households.model import Household
from households.problems import HouseholdError, Problem, in_order
from households.semantics import semantic_problems
from households.validation import check_document

FILE_NAME = "household.yml"


def load_household(directory: Path | None) -> Household:
    """Return the household of a folder, or the defaults where there is no folder.

    Raises: HouseholdError with every problem, also where the folder has no household.yml.
    """
    if directory is None or not directory.exists():
        return build(parsed(default_bytes().decode(), Path(FILE_NAME), None), None)
    directory = directory.resolve()
    text = _text_of(directory)
    return build(parsed(text, directory / FILE_NAME, directory), directory)


def default_bytes() -> bytes:
    """Return the household.yml that holds where there is no household folder."""
    return resources.files("households").joinpath("default.yml").read_bytes()


@cache
def schema() -> dict[str, Any]:
    """Return the JSON Schema of household.yml."""
    content: dict[str, Any] = json.loads(
        resources.files("households").joinpath("schema.json").read_text(encoding="utf-8")
    )
    return content


def parsed(text: str, path: Path, directory: Path | None) -> Document:
    """Return the document of a household.yml that is right.

    Raises: HouseholdError.
    """
    document, problems = check_document(path, text, schema())
    if document is not None and not problems:
        problems = semantic_problems(path, document, directory)
    if directory is not None:
        problems += _misnamed_files(directory)
    if problems or document is None:
        raise HouseholdError(in_order(problems))
    return document


def decoded(content: bytes, path: Path) -> str:
    """Return the text of a file's bytes.

    Raises: HouseholdError where they are not UTF-8.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problem = Problem(path, line, "The file is not UTF-8 text", "Save it as UTF-8.")
        raise HouseholdError([problem]) from error


def _text_of(directory: Path) -> str:
    path = directory / FILE_NAME
    try:
        return decoded(path.read_bytes(), path)
    except OSError as error:
        raise HouseholdError([_unreadable(directory, error)]) from error


def _unreadable(directory: Path, error: OSError) -> Problem:
    path = directory / FILE_NAME
    if not directory.is_dir():
        return Problem(
            directory, None, "This is a file, not a folder", "Name the folder that holds it."
        )
    if isinstance(error, FileNotFoundError):
        other = directory / "household.yaml"
        remedy = "Write it, or let `daybook init` write a first one."
        if other.exists():
            remedy = f"Rename {other.name} to {FILE_NAME}."
        return Problem(path, None, "The household folder has no household.yml", remedy)
    reason = (error.strerror or str(error)).lower()
    return Problem(path, None, f"The file cannot be read ({reason})", "Check its permissions.")


def _misnamed_files(directory: Path) -> list[Problem]:
    """Find files that look like profiles but would silently not be read."""
    return [
        Problem(path, None, "A profile's name must end in .yml", f"Rename it to {path.stem}.yml.")
        for path in sorted((directory / "profiles").glob("*.yaml"))
    ]
