"""Reading one file by one profile, as ingestion would, and looking at what comes out."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from households import Household, Source
from ingestion.decoders.base import Head, Record, Reject
from ingestion.decoders.profile_tables import cells_above
from ingestion.errors import QuarantineError
from ingestion.profile_library import ProfileLibrary
from ingestion.profile_model import Profile
from ingestion.recognition import load_rules, recognise
from onboarding.rows import bookings, readings
from onboarding.suspicions import Suspicion
from onboarding.suspicions.bookings import foreign_account, foreign_opening, suspect_bookings
from onboarding.suspicions.files import (
    cut_off,
    everything_rejected,
    in_the_future,
    times_that_do_not_exist,
    wrong_decimal_mark,
)
from onboarding.suspicions.readings import suspect_readings

_HEAD_BYTES = 65_536


@dataclass(frozen=True)
class Check:
    """Hold what a profile reads of a file; `refusal` says why it reads nothing at all."""

    profile: Profile
    source: str
    records: Sequence[Record] = ()
    rejects: Sequence[Reject] = ()
    suspicions: Sequence[Suspicion] = ()
    refusal: str | None = None

    @property
    def is_fine(self) -> bool:
        """Tell whether there are records and nothing looks wrong."""
        return bool(self.records) and not self.suspicions


def check_file(path: Path, profile: Profile, household: Household, as_of: datetime) -> Check:
    """Read a file by a profile, with what the household says about the file's source.

    Raises: HouseholdError, OSError.
    """
    source = source_of(path, profile.name, household)
    rules = load_rules(household)
    sources = {source.name: source}
    library = ProfileLibrary({profile.name: profile}, {})
    try:
        decoder = recognise(
            _head(path), source.name, replace(rules, sources=sources, library=library)
        )
        items = list(decoder.decode(path))
    except QuarantineError as refusal:
        return Check(profile, source.name, refusal=refusal.message)
    records = [item for item in items if isinstance(item, Record)]
    rejects = [item for item in items if isinstance(item, Reject)]
    look = _Look(path, profile, household, source, records, rejects, as_of)
    return Check(profile, source.name, records, rejects, list(_suspicions(look)))


def source_of(path: Path, profile: str, household: Household) -> Source:
    """Return the source that a file belongs to: its folder of the inbox, or the profile's own."""
    inbox, place = household.inbox, path.resolve()
    below = place.relative_to(inbox).parts if inbox and place.is_relative_to(inbox) else ()
    using = [source for source in household.sources.values() if source.profile == profile]
    named = household.sources.get(below[0]) if len(below) > 1 else None
    if named is not None and named.profile == profile:
        return named
    if len(below) > 1:
        return Source(below[0], 0, profile=profile)
    return using[0] if len(using) == 1 else Source(profile, 0, profile=profile)


def times_of(records: Iterable[Record]) -> list[datetime]:
    """Return the times and dates of records; a date counts from its first moment."""
    texts = (record.at for record in records if record.at)
    moments = (datetime.fromisoformat(text) for text in texts)
    return [moment.replace(tzinfo=UTC) for moment in moments]


def _head(path: Path) -> Head:
    with path.open("rb") as file:
        return Head(file.read(_HEAD_BYTES), path.stat().st_size)


@dataclass(frozen=True)
class _Look:
    """Hold everything that suspicions are drawn from."""

    path: Path
    profile: Profile
    household: Household
    source: Source
    records: Sequence[Record]
    rejects: Sequence[Reject]
    as_of: datetime


def _suspicions(look: _Look) -> Iterator[Suspicion]:
    household_zone = ZoneInfo(look.household.time_zone)
    read_in = _zone_of(look, household_zone)
    yield from everything_rejected(len(look.records), look.rejects)
    yield from times_that_do_not_exist(look.rejects, read_in.key)
    yield from cut_off(look.rejects, *_end_of(look.path))
    # Bookings have no clock: those of the as-of day itself are not in the future.
    end_of_day = datetime.combine(look.as_of.date(), time.max, UTC)
    yield from in_the_future(max(times_of(look.records), default=None), end_of_day)
    marks = (look.profile.decimal_mark, look.profile.thousands_mark)
    yield from wrong_decimal_mark(_cells(look.records), *marks)
    yield from suspect_readings(list(readings(look.records)), household_zone, read_in)
    yield from suspect_bookings(list(bookings(look.records)))
    yield from _accounts(look)


def _zone_of(look: _Look, household_zone: ZoneInfo) -> ZoneInfo:
    stated = look.profile.time.zone if look.profile.time else "household"
    if stated == "offset":
        return ZoneInfo("UTC")
    if stated == "household":
        return ZoneInfo(look.source.time_zone) if look.source.time_zone else household_zone
    return ZoneInfo(stated)


def _end_of(path: Path) -> tuple[int, bytes]:
    """Return the number of the last line and the last byte of a file."""
    count, last = 0, b"\n"
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            count += chunk.count(b"\n")
            last = chunk[-1:]
    return (count if last == b"\n" else count + 1), last


def _cells(records: Iterable[Record]) -> Iterator[str]:
    for raw in _raw_rows(records):
        yield from raw.values()


def _raw_rows(records: Iterable[Record]) -> Iterator[Mapping[str, str]]:
    for record in records:
        row = json.loads(record.raw or "{}")
        yield {name: str(value) for name, value in row.items()}


def _accounts(look: _Look) -> Iterator[Suspicion]:
    account = look.source.account
    if not isinstance(account, str):
        return
    accounts = look.household.accounts
    numbers = {entry.bank_id: entry.id for entry in accounts if entry.bank_id}
    openings = {
        entry.id: (entry.opening_balance.date, entry.opening_balance.amount)
        for entry in accounts
        if entry.opening_balance
    }
    named = list(foreign_account(_repeated_texts(look), numbers, account))
    yield from named or foreign_opening(list(bookings(look.records)), openings, account)


def _repeated_texts(look: _Look) -> list[str]:
    """Return the texts that stand in every row, or above the table."""
    rows = [set(row.values()) for row in _raw_rows(look.records)]
    repeated = set.intersection(*rows) if rows else set()
    above = cells_above(look.path, look.profile.form)
    repeated |= {cell for line in above for cell in line}
    return sorted(repeated)
