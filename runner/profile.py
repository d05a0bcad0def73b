"""`daybook profile new FILE` and `daybook profile check PROFILE FILE`."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from runner.errors import CommandError
from runner.settings import Settings

if TYPE_CHECKING:
    from ingestion.profile_model import Profile
    from onboarding.drafts import Draft

WRONG_USE = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the command."""
    # One parser for both, so that the common options may stand behind the file too.
    parser.usage = (
        "daybook profile new FILE [--out DIR] [--name NAME] [--reads KIND]\n"
        "       daybook profile check PROFILE FILE"
    )
    parser.add_argument("action", choices=("new", "check"), help="draft one, or try one on a file")
    parser.add_argument("names", nargs="+", metavar="NAME", help="FILE, or PROFILE and FILE")
    parser.add_argument("--out", type=Path, metavar="DIR", help="new: folder to write it into")
    parser.add_argument("--name", help="new: name of the profile (default: from the file)")
    parser.add_argument("--reads", metavar="KIND", help="new: what the file holds, if it is known")


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Draft a profile, or show what one reads; 1 where a file cannot be read or looks wrong."""
    wanted = 1 if arguments.action == "new" else 2
    if len(arguments.names) != wanted:
        words = "one FILE" if wanted == 1 else "a PROFILE and a FILE"
        raise CommandError(f"daybook profile {arguments.action} takes {words}.", WRONG_USE)
    file = Path(arguments.names[-1]).expanduser()
    if not file.is_file():
        raise CommandError(f"{file} is no file, or this user may not see it.", WRONG_USE)
    if arguments.action == "new":
        return _new(settings, arguments, file)
    return _check(settings, arguments.names[0], file)


def _new(settings: Settings, arguments: argparse.Namespace, file: Path) -> int:
    from households import load_household
    from onboarding.drafting import KINDS, draft_profile, profile_name
    from onboarding.inbox import reader_of
    from onboarding.looking import look_at

    if arguments.reads not in (None, *KINDS):
        raise CommandError(
            f"--reads {arguments.reads}: write one of {', '.join(KINDS)}.", WRONG_USE
        )
    name = arguments.name or profile_name(file)
    target = (arguments.out or _profiles_folder(settings)) / f"{name}.yml"
    if target.exists():
        raise CommandError(f"{target} exists already. Give --name, or take it away first.")
    household = load_household(settings.household)
    if arguments.reads is None and (reader := reader_of(file, household)):
        raise CommandError(
            f"{file}: {reader} reads it already, so no profile is needed. Give --reads KIND to "
            "draft one all the same."
        )
    try:
        draft = draft_profile(look_at(file), name, household.time_zone, arguments.reads)
    except ValueError as problem:
        raise CommandError(f"{file}: no profile can be drafted, {problem}.") from None
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(draft.text, "utf-8")
    _print_draft(draft, target, file)
    return 0


def _profiles_folder(settings: Settings) -> Path:
    if settings.household is None:
        raise CommandError(
            "There is no household folder to write the profile into. Write one with "
            "`daybook init household`, or name a folder with --out.",
            WRONG_USE,
        )
    return settings.household / "profiles"


def _print_draft(draft: "Draft", target: Path, file: Path) -> None:
    print(f"wrote {target}, which reads {draft.reads}")
    for title, lines in (("Seen in the file", draft.sure), ("To answer", draft.questions)):
        if lines:
            print(f"\n{title}")
            print("\n".join(f"  - {line}" for line in lines))
    print(f"\nNext: answer each TODO, then run `daybook profile check {draft.name} {file}`.")


def _check(settings: Settings, name: str, file: Path) -> int:
    from households import load_household
    from onboarding.check_text import check_text
    from onboarding.checking import check_file

    household = load_household(settings.household)
    check = check_file(file, _profile(name, household.profile_paths()), household, settings.as_of)
    print(check_text(check))
    return 0 if check.is_fine else 1


def _profile(name: str, own_paths: tuple[Path, ...]) -> "Profile":
    """Return the profile of a YAML file, or the household's or shipped one of a name."""
    from ingestion.profile_library import load_library

    path = Path(name).expanduser()
    if path.suffix == ".yml" and path.is_file():
        return next(iter(load_library([path]).own.values()))
    profile = load_library(own_paths).find(name)
    if profile is None:
        raise CommandError(
            f"{name}: no profile has this name, and it is no .yml file. The household's own lie "
            "in its folder profiles, the shipped ones in ingestion/profiles.",
            WRONG_USE,
        )
    return profile
