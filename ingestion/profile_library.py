"""The profiles that a run knows: the household's own and the shipped ones."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from households.document import Document, read_document
from households.problems import HouseholdError, Problem
from households.validation import check_document
from ingestion.profile_building import build_profile
from ingestion.profile_model import Profile
from ingestion.profile_semantics import semantic_problems


@dataclass(frozen=True)
class ProfileLibrary:
    """Hold profiles by name; the household's own go before the shipped ones."""

    own: Mapping[str, Profile]
    shipped: Mapping[str, Profile]

    def find(self, name: str) -> Profile | None:
        """Return the profile of a name."""
        return self.own.get(name) or self.shipped.get(name)

    def groups(self) -> tuple[tuple[Profile, ...], ...]:
        """Return the profiles that recognise files by themselves, in order of precedence."""
        shipped = [p for name, p in self.shipped.items() if name not in self.own]
        return tuple(
            tuple(profile for profile in group if profile.recognises)
            for group in (self.own.values(), shipped)
        )

    def fingerprint(self) -> str:
        """Return a hash that changes with any profile."""
        documents = [p.document for group in (self.own, self.shipped) for p in group.values()]
        return hashlib.sha256("\n".join(documents).encode()).hexdigest()[:16]


def load_library(paths: Iterable[Path]) -> ProfileLibrary:
    """Read the household's own profiles beside the shipped ones.

    Raises: HouseholdError with every problem of every profile.
    """
    own: dict[str, Profile] = {}
    problems: list[Problem] = []
    for path in paths:
        document, found = _checked(path)
        problems += found
        if document is not None and not found:
            profile = build_profile(document.value)
            if profile.name in own:
                message = f"A second profile has the name {profile.name}"
                line = document.line_of(["name"])
                problems.append(Problem(path, line, message, "Rename one of them."))
            own[profile.name] = profile
    if problems:
        raise HouseholdError(problems)
    return ProfileLibrary(own, _shipped())


def _checked(path: Path) -> tuple[Document | None, list[Problem]]:
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        remedy = "Give this user the right to read it."
        return None, [Problem(path, None, f"It cannot be read: {error.strerror}", remedy)]
    except UnicodeDecodeError:
        return None, [Problem(path, 1, "It is not UTF-8 text", "Save it as UTF-8.")]
    return check_profile(path, text)


def check_profile(path: Path, text: str) -> tuple[Document | None, list[Problem]]:
    """Return a profile's document beside everything that is wrong in it."""
    schema = json.loads(resources.files("ingestion.profiles").joinpath("schema.json").read_text())
    document, problems = check_document(path, text, schema)
    if document is not None and not problems:
        problems = list(semantic_problems(path, document))
    return document, problems


@cache
def _shipped() -> Mapping[str, Profile]:
    folder = resources.files("ingestion.profiles")
    profiles = {}
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".yml"):
            # A test checks the shipped ones against the schema, so that no start has to.
            document, problems = read_document(Path(file.name), file.read_text("utf-8"))
            if document is None:
                raise HouseholdError(problems)
            profile = build_profile(document.value)
            profiles[profile.name] = profile
    return profiles
