"""Zip archives that hold files of any family: each member is read as it would be by itself.

Accounts come like this: a provider packs everything it knows into one archive.
"""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from ingestion.decoders.archive import START, Allowance, Content, copied, every_member, shown_name
from ingestion.decoders.base import Decoder, Head, Item, MemberStart, Reject
from ingestion.decoders.sheet_rows import is_xlsx
from ingestion.decoders.workout_numbers import WorkoutNumbers
from ingestion.errors import QuarantineError, decoder_error
from ingestion.tables import FILES

NAME = "archive"
_MOST_HELD = 10_000
# Garmin's account holds its activities in archives inside of the archive.
_DEEPEST = 1
# The first member's name, by which office programs let their documents be told.
_NAME_PLACE = 30
_DOCUMENT_STARTS = (b"[Content_Types].xml", b"_rels/", b"docProps/", b"mimetype")

Recognise = Callable[[Head, Path], Decoder]


class ArchiveMembers:
    """Decode the members of an archive; `name` is that of their decoder where it is only one."""

    # The decoders of the members have their own, which the options hold.
    version = 1

    def __init__(self, name: str, recognise: Recognise, options: Mapping[str, Any]) -> None:
        self.name = name
        self.options = options
        self._recognise = recognise

    def decode(self, file: Path) -> Iterator[Item]:
        """Yield each member's items behind its name; one that is not read is a reject.

        Raises: QuarantineError where no member can be read.
        """
        reading = _Reading(self._recognise, Allowance.of(file))
        yield from reading.members(file)
        reading.outcome.refuse_unread()


@dataclass
class _Outcome:
    """Remember what became of the members, as far as a refusal of them all would tell it."""

    count_read: int = 0
    names: list[str] = field(default_factory=list)
    refusals: dict[str, QuarantineError] = field(default_factory=dict)

    def refuse(self, name: str, refusal: QuarantineError) -> Iterator[Item]:
        if len(self.names) < 4:
            self.names.append(name)
        self.refusals.setdefault(refusal.code, refusal)
        yield MemberStart(name)
        yield unread(FILES, name, refusal)

    def refuse_unread(self) -> None:
        if self.count_read:
            return
        if not self.names:
            raise QuarantineError("nothing_inside", "the archive holds no file")
        first, *others = self.refusals.values()
        if not others and first.code != "unknown_format":
            raise first
        shown = ", ".join(repr(name[-60:]) for name in self.names[:3])
        more = " and others" if len(self.names) > 3 else ""
        raise QuarantineError("unknown_format", f"it is a zip archive with {shown}{more}")


@dataclass
class _Reading:
    """Go through an archive and those inside of it, which share what they may inflate to."""

    recognise: Recognise
    allowance: Allowance
    outcome: _Outcome = field(default_factory=_Outcome)
    workouts: WorkoutNumbers = field(default_factory=WorkoutNumbers)

    def members(self, file: Path, above: str = "", depth: int = 0) -> Iterator[Item]:
        with every_member(file, self.allowance) as contents:
            for content in contents:
                yield from self._member(content, shown_name(above + content.name), depth)

    def _member(self, content: Content, name: str, depth: int) -> Iterator[Item]:
        try:
            with copied(content) as (head, file):
                if head.data.startswith(START) and not is_xlsx(file):
                    yield from self._inner(head, file, name, depth)
                else:
                    items = whole_items(self.recognise(head, file), file)
                    yield MemberStart(name)
                    yield from self.workouts.continued(items)
                    self.outcome.count_read += 1
        except QuarantineError as refusal:
            if refusal.code == "archive_too_large":
                raise
            yield from self.outcome.refuse(name, refusal)

    def _inner(self, head: Head, file: Path, name: str, depth: int) -> Iterator[Item]:
        if depth >= _DEEPEST:
            raise QuarantineError("archive_nested")
        if head.data[_NAME_PLACE:].startswith(_DOCUMENT_STARTS):
            raise QuarantineError("unknown_format", "it is an office document")
        yield from self.members(file, f"{name}/", depth + 1)


def unread(table: str, name: str, refusal: QuarantineError) -> Reject:
    """Return the reject of a member that is not read."""
    return Reject(table, refusal.code, f"{name}: {refusal.message}", name)


def whole_items(decoder: Decoder, file: Path) -> Iterator[Item]:
    """Return the items of a file that can be read to its end; a large one is read twice for that.

    Raises: QuarantineError before there is any item.
    """
    try:
        items = decoder.decode(file)
        first = list(islice(items, _MOST_HELD))
        if len(first) < _MOST_HELD:
            return iter(first)
        deque(items, maxlen=0)
    except (QuarantineError, OSError, MemoryError):
        raise
    except Exception as bug:
        # A decoder's own bug must cost one member, not the account.
        raise decoder_error(bug) from bug
    return decoder.decode(file)
