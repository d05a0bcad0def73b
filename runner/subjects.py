"""Which contents of a lake hold records of a person or an account."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ingestion.aws.household import household_at
from ingestion.layout import HOUSEHOLD_COPY
from ingestion.storage.locations import Location
from runner.errors import CommandError
from runner.settings import Settings
from runner.tables import read_delta_rows, read_record_rows

# Where the household's own files, in all their versions, name each kind.
_NAMED_IN = {
    "person": (
        ("bronze_household__people", "person_id"),
        ("bronze_household__accounts", "owner_person_id"),
    ),
    "account": (
        ("bronze_household__accounts", "account_id"),
        ("bronze_household__category_rules", "account_id"),
    ),
}


@dataclass(frozen=True)
class Subject:
    """A person or an account, as silver names it."""

    kind: str
    id: str

    def __str__(self) -> str:
        return f"the {self.kind} {self.id}"


def contents_of(settings: Settings, subject: Subject, *, with_others: bool) -> list[str]:
    """Return the contents that hold records of a subject, sorted.

    Of a source that is the subject's alone also those of which no record could be read.
    Raises: CommandError where there are none, or where one holds another's records as well and
    that was not asked for.
    """
    holders = _holders(settings, subject.kind)
    found = sorted(content for content, ids in holders.items() if subject.id in ids)
    if not found:
        known = ", ".join(sorted({one for ids in holders.values() for one in ids})) or "none"
        raise CommandError(f"No file holds records of {subject}. Known are: {known}.", 2)
    mixed = {content: holders[content] - {subject.id} for content in found}
    others = sorted({one for ids in mixed.values() for one in ids})
    if others and not with_others:
        shared = "\n".join(f"  {content}" for content in found if mixed[content])
        raise CommandError(
            f"These files also hold records of {', '.join(others)}, which would go, too. Add "
            f"--with-others to forget them whole:\n{shared}",
            2,
        )
    return sorted({*found, *_of_own_sources(settings, subject, holders)})


def documents_naming(settings: Settings, subject: Subject) -> list[str]:
    """Return the versions of the household's own files that name a subject, sorted."""
    naming = {
        row["_content_id"]
        for table, column in _NAMED_IN[subject.kind]
        for row in read_record_rows(settings.lake / "bronze" / table)
        if row[column] == subject.id
    }
    return sorted(naming)


def present_documents(settings: Settings, content_ids: Sequence[str]) -> set[str]:
    """Return which of these versions are what the household says now."""
    former = {row["content_id"] for row in _files(settings) if row["state"] == "replaced"}
    return set(content_ids) - former


def copy_listing(settings: Settings, subject: Subject) -> Location | None:
    """Return the household's copy in a lake's bucket where it lists a subject, else None."""
    copy = settings.lake / HOUSEHOLD_COPY
    if copy.folder is not None or copy.storage.size("household.yml") is None:
        return None
    household = household_at(str(copy))
    ids = {
        "person": (person.id for person in household.people),
        "account": (account.id for account in household.accounts),
    }
    return copy if subject.id in ids[subject.kind] else None


def _files(settings: Settings) -> list[dict[str, Any]]:
    return read_record_rows(settings.lake / "bronze" / "bronze_operations__files")


def _of_own_sources(
    settings: Settings, subject: Subject, holders: Mapping[str, set[str]]
) -> set[str]:
    contents: dict[str, set[str]] = defaultdict(set)
    for row in _files(settings):
        contents[row["source"]].add(row["content_id"])
    return {
        content
        for ids in contents.values()
        if set().union(*(holders.get(one, set()) for one in ids)) == {subject.id}
        for content in ids
    }


def _holders(settings: Settings, kind: str) -> Mapping[str, set[str]]:
    folder = settings.lake / "silver" / "silver_operations__content_subjects"
    holders: dict[str, set[str]] = defaultdict(set)
    for row in read_delta_rows(folder):
        if row["subject_kind"] == kind:
            holders[row["_content_id"]].add(row["subject_id"])
    return holders
