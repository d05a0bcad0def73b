"""Writing what an inbox tells as the blocks of a household.yml, with what is open."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from households.starter import machine_time_zone
from ingestion.layout import printable
from onboarding.drafts import block, scalar
from onboarding.inbox import AccountSeen, Inbox
from onboarding.sensors import SensorGuess, guess_sensor
from onboarding.words import plain

_ID = re.compile(r"[a-z][a-z0-9_]*")
_LONGEST_INTERVAL = 1_440


class _Named(NamedTuple):
    """Hold the id that the household gives something, and the one that files give it."""

    id: str
    native: str | None


def household_parts(inbox: Inbox, folder: Path) -> Mapping[str, str]:
    """Return what `write_starter` takes; `folder` is the inbox that was looked through."""
    accounts = _account_ids(inbox)
    return {
        **_place(inbox),
        "people": _block("people", _people(inbox)),
        "rooms": _block("rooms", _rooms(inbox)),
        "meters": _block("meters", _meters(inbox)),
        "accounts": _block("accounts", _accounts(inbox, accounts)),
        "sources": _block("sources", _sources(inbox, accounts))
        + "".join(f"{line}\n" for line in _unknown(inbox, folder)),
    }


def _place(inbox: Inbox) -> dict[str, str]:
    zone = machine_time_zone()
    question = (
        "  # TODO: this machine says only UTC; where do you live?" if zone.endswith("UTC") else ""
    )
    currency = max(inbox.currencies, key=lambda name: inbox.currencies[name], default=None)
    asked = "" if currency else "  # TODO: no file says a currency; is it this one?"
    return {"time_zone": zone + question, "currency": (currency or "EUR") + asked}


def _block(name: str, lines: Iterator[str]) -> str:
    """Return a block with its name; comments alone need no name, which would hold nothing."""
    written = list(lines)
    if not any(not line.lstrip().startswith("#") for line in written):
        return "".join(f"{line.lstrip()}\n" for line in written)
    return "\n".join((f"{name}:", *(f"  {line}" for line in written), ""))


def _named(native: str, prefix: str, number: int) -> _Named:
    """Return an id that the household's schema accepts."""
    if _ID.fullmatch(native):
        return _Named(native, None)
    return _Named(f"{prefix}_{number}", native)


def _people(inbox: Inbox) -> Iterator[str]:
    for number, (native, sources) in enumerate(sorted(inbox.people.items()), start=1):
        person = _named(native, "person", number)
        yield f"# Seen in {', '.join(sorted(sources))}. TODO: write the name."
        if native == "me" and len(sources) > 1:
            yield "# TODO: are all of them the same person? If not, list each one, and write"
            yield "# person: with the id at each source below."
        said = [("id", person.id), ("name", person.id.replace("_", " ").capitalize())]
        if person.native:
            said.append(("native_ids", f"[{_quoted(person.native)}]"))
        yield f"- {block(said)}"


def _rooms(inbox: Inbox) -> Iterator[str]:
    rooms: dict[str, list[tuple[str, SensorGuess]]] = defaultdict(list)
    other = []
    for entity, states in sorted(inbox.states.items()):
        guess = guess_sensor(entity, states)
        if guess is None:
            other.append(entity)
        else:
            rooms[guess.room].append((entity, guess))
    for room, sensors in sorted(rooms.items()):
        yield f"- id: {room}"
        yield f"  name: {room.replace('_', ' ').capitalize()}"
        yield "  sensors:"
        for entity, guess in sensors:
            yield from _sensor(entity, guess)
    for entity in other:
        yield f"# Neither temperature nor humidity, so not listed: {printable(Path(entity))}"


def _sensor(entity: str, guess: SensorGuess) -> Iterator[str]:
    question = f" TODO: {guess.question}" if guess.question else ""
    yield f"    # Seen: {guess.seen}.{question}"
    said = (("entity", scalar(entity)), ("measure", guess.measure), ("unit", scalar(guess.unit)))
    yield f"    - {block(said)}"


def _meters(inbox: Inbox) -> Iterator[str]:
    for number, seen in enumerate(inbox.meters.values(), start=1):
        meter = _named(seen.name, "meter", number)
        name = seen.commodity if meter.id == "main" else meter.id.replace("_", " ")
        said = [("id", meter.id), ("name", name.capitalize()), ("commodity", seen.commodity)]
        if meter.native:
            said.append(("native_ids", f"[{_quoted(meter.native)}]"))
        if minutes := _interval(inbox.intervals.get(seen.name, [])):
            said.append(("interval_minutes", str(minutes)))
        yield f"# Seen in {seen.source}."
        yield f"- {block(said)}"


def _interval(lengths: list[float]) -> int | None:
    """Return the usual interval in minutes where nearly all readings have it."""
    if not lengths:
        return None
    usual, count = Counter(lengths).most_common(1)[0]
    is_fixed = count >= 0.9 * len(lengths) and 1 <= usual <= _LONGEST_INTERVAL
    return round(usual) if is_fixed and usual == round(usual) else None


def _account_ids(inbox: Inbox) -> dict[str, str]:
    """Return an id of each account by its name in the files: its kind, numbered if needed."""
    ids: dict[str, str] = {}
    for name, seen in inbox.accounts.items():
        base = seen.kind if seen.number else _as_id(seen.source)
        number, chosen = 2, base
        while chosen in ids.values():
            chosen, number = f"{base}_{number}", number + 1
        ids[name] = chosen
    return ids


def _as_id(text: str) -> str:
    name = re.sub(r"[^a-z0-9]+", "_", plain(text)).strip("_")
    return name if _ID.fullmatch(name) else f"account_{name}"


def _accounts(inbox: Inbox, ids: Mapping[str, str]) -> Iterator[str]:
    for name, seen in inbox.accounts.items():
        yield f"# Seen in {seen.source}. TODO: is the kind right?"
        said = [("id", ids[name]), ("kind", seen.kind)]
        if seen.number:
            said.append(("bank_id", _quoted(seen.number)))
        if seen.currency:
            said.append(("currency", seen.currency))
        yield f"- {block(said)}"


def _sources(inbox: Inbox, accounts: Mapping[str, str]) -> Iterator[str]:
    for source in inbox.sources():
        decoder, *others = inbox.decoders_of(source)
        if others:
            yield f"# {source} holds files of several kinds; each is known by its content."
            continue
        kind, _, profile = decoder.partition(":")
        said = [(kind, profile) if profile else ("decoder", kind)]
        said += _subject(inbox, source, accounts)
        yield f"{source}: {block(said)}"


def _subject(inbox: Inbox, source: str, accounts: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the account or the person that the files of a source are about, if only one is."""
    unnamed = [name for name, seen in inbox.accounts.items() if _is_unnamed(seen, source)]
    if unnamed:
        return [("account", accounts[unnamed[0]])]
    return [("person", "me")] if source in inbox.people.get("me", ()) else []


def _is_unnamed(seen: AccountSeen, source: str) -> bool:
    return seen.source == source and seen.number is None


def _unknown(inbox: Inbox, folder: Path) -> Iterator[str]:
    if unread := inbox.unread():
        yield "#"
        yield "# Not read yet. A table of your own needs a profile: the command drafts one."
    for seen, count in unread:
        more = f" and {count - 1} more" if count > 1 else ""
        yield f"#   {printable(seen.path.relative_to(folder))}{more}: {seen.refusal}"
        if seen.needs_profile:
            yield f"#     daybook profile new {printable(seen.path)}"


def _quoted(text: str) -> str:
    """Return a text in quotes: numbers of accounts must stay texts."""
    plain_text = scalar(text)
    return plain_text if plain_text.startswith('"') else f'"{plain_text}"'
