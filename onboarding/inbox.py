"""Looking through a person's files: what each one is, and what its records tell of."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path

from households import Household, load_household
from ingestion.decoders.apple_health import AppleHealth
from ingestion.decoders.base import Decoder, Head, Item, Record
from ingestion.decoders.encodings import HEAD_BYTES
from ingestion.errors import QuarantineError
from ingestion.intake import Offer, offers
from ingestion.profile_library import load_library
from ingestion.recognition import Rules, derived_source, load_rules, looked_into, recognise
from ingestion.tables import METER_READINGS, OFX_TRANSACTIONS, STATES, TRANSACTIONS
from onboarding.rows import named_values

# More records of one file tell nothing new of whom and what it is about.
_MOST_ITEMS = 200_000
_MOST_STATES = 500
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Seen:
    """Hold one file; `code` and `refusal` say why no decoder reads it."""

    path: Path
    source: str
    decoder: str | None = None
    code: str | None = None
    refusal: str | None = None

    @property
    def needs_profile(self) -> bool:
        """Tell a table that nobody knows from a file that is no table, or broken."""
        return self.code in ("unknown_format", "ambiguous_format", "header_mismatch")


@dataclass(frozen=True)
class AccountSeen:
    """Hold what files tell of an account; `number` is None where they do not name it."""

    number: str | None
    source: str
    currency: str
    kind: str


@dataclass(frozen=True)
class MeterSeen:
    """Hold what files tell of a meter."""

    name: str
    commodity: str
    source: str


@dataclass
class Inbox:
    """Collect what was seen.

    `people` are the sources by the id that files give a person, `states` texts by entity,
    `intervals` minutes by meter, `accounts` by their name in the files, `currencies` how often
    each is named.
    """

    files: list[Seen] = field(default_factory=list)
    people: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    states: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    meters: dict[str, MeterSeen] = field(default_factory=dict)
    intervals: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    accounts: dict[str, AccountSeen] = field(default_factory=dict)
    currencies: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def decoders_of(self, source: str) -> list[str]:
        """Return the names of the decoders that read files of a source."""
        return sorted(
            {seen.decoder for seen in self.files if seen.source == source and seen.decoder}
        )

    def sources(self) -> list[str]:
        """Return the sources in the order of their names."""
        return sorted({seen.source for seen in self.files if seen.decoder})

    def unread(self) -> list[tuple[Seen, int]]:
        """Return the files that nothing reads, one for each source and reason, with their count."""
        groups: dict[tuple[str, str | None], list[Seen]] = defaultdict(list)
        for seen in self.files:
            if seen.decoder is None:
                groups[seen.source, seen.refusal].append(seen)
        return [(group[0], len(group)) for group in groups.values()]


def look_through(folder: Path, own_profiles: Sequence[Path], lake: Path) -> Inbox:
    """Recognise every file of a folder as ingestion would, and read what it is about.

    Raises: PathMissingError, PathNotAFileError, HouseholdError for a wrong own profile.
    """
    rules = load_rules(load_household(None))
    library = load_library(own_profiles)
    rules = Rules(rules.sources, library, rules.zone, rules.context_id)
    inbox = Inbox()
    for offer in offers([folder], None, None, lake):
        if isinstance(offer, Offer):
            _look_at(offer, rules, inbox)
    return inbox


def reader_of(file: Path, household: Household) -> str | None:
    """Return the name of what reads a file by its content alone, None where nothing does."""
    rules = load_rules(household)
    try:
        return derived_source(recognise(_head(file), None, rules).name)
    except QuarantineError:
        return None


def _look_at(offer: Offer, rules: Rules, inbox: Inbox) -> None:
    try:
        decoder = recognise(_head(offer.path), offer.source, rules)
        source = offer.source or derived_source(decoder.name)
        for record in _records(decoder, offer.path):
            _note(record, source, decoder, inbox)
    except QuarantineError as refusal:
        source = offer.source or UNKNOWN
        inbox.files.append(Seen(offer.path, source, None, refusal.code, refusal.message))
        return
    inbox.files.append(Seen(offer.path, source, decoder.name))
    if decoder.name == AppleHealth.name:
        inbox.people["me"].add(source)


def _head(path: Path) -> Head:
    with path.open("rb") as file:
        return looked_into(Head(file.read(HEAD_BYTES), path.stat().st_size), path)


def _records(decoder: Decoder, path: Path) -> Iterator[Record]:
    """Yield records that name something; a health export is one person's, whatever it holds."""
    if decoder.name == AppleHealth.name:
        return
    items: Iterator[Item] = islice(decoder.decode(path), _MOST_ITEMS)
    yield from (item for item in items if isinstance(item, Record))


def _note(record: Record, source: str, decoder: Decoder, inbox: Inbox) -> None:
    said = named_values(record)
    if "person" in said:
        inbox.people[said["person"]].add(source)
    if record.table == STATES:
        states = inbox.states[said["entity_id"]]
        if len(states) < _MOST_STATES:
            states.append(said.get("state", ""))
    elif record.table == METER_READINGS:
        seen = MeterSeen(said["meter"], said["commodity"], source)
        inbox.meters.setdefault(seen.name, seen)
        _note_interval(record, seen.name, inbox)
    elif record.table in (TRANSACTIONS, OFX_TRANSACTIONS):
        _note_account(said, source, decoder, inbox)


def _note_interval(record: Record, meter: str, inbox: Inbox) -> None:
    if record.at and record.until and record.at != record.until:
        length = datetime.fromisoformat(record.until) - datetime.fromisoformat(record.at)
        inbox.intervals[meter].append(length.total_seconds() / 60)


def _note_account(said: dict[str, str], source: str, decoder: Decoder, inbox: Inbox) -> None:
    name = said.get("account") or said.get("account_number", "")
    currency = said.get("currency", "")
    if currency:
        inbox.currencies[currency] += 1
    number = None if name == source else name
    kind = account_kind(said.get("account_kind", ""), f"{decoder.name} {source}")
    inbox.accounts.setdefault(name, AccountSeen(number, source, currency, kind))


def account_kind(stated: str, names: str) -> str:
    """Return the kind of an account by what its files state, or by the words in their names."""
    words = f"{stated} {names}".lower()
    for kind, signs in (
        ("credit_card", ("creditcard", "credit", "card", "kredit", "visa", "mastercard")),
        ("savings", ("savings", "sparkonto", "spaar", "moneymrkt")),
        ("investment", ("investment", "depot", "broker")),
    ):
        if any(sign in words for sign in signs):
            return kind
    return "checking"
