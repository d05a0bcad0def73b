"""What a schema cannot see in a household.yml: names that point nowhere, things said twice."""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from households.building import inbox_path
from households.document import Document
from households.problems import Problem

# The id of the only person where nobody is listed.
_ONLY_PERSON = "me"
_UNITS = {"temperature": ("°C", "°F", "K"), "humidity": ("%",)}

_Path = tuple[str | int, ...]
_Found = tuple[_Path, str, str]


def semantic_problems(path: Path, document: Document, directory: Path | None) -> list[Problem]:
    """Return what is wrong in a document that fits its schema."""
    value = document.value
    found = (
        *_disordered_moves(value),
        *_repeated_ids(value),
        *_repeated_native_ids(value),
        *_repeated_sensors(value),
        *_repeated_bank_ids(value),
        *_wrong_rooms(value),
        *_unknown_owners(value),
        *_wrong_sources(value),
        *_wrong_inbox(value, directory),
    )
    return [
        Problem(path, document.line_of(where), message, remedy) for where, message, remedy in found
    ]


def _entries(value: Mapping[str, Any], group: str) -> Iterator[tuple[_Path, Mapping[str, Any]]]:
    for number, entry in enumerate(value.get(group, ())):
        yield (group, number), entry


def _repeats(
    keyed: Iterable[tuple[_Path, tuple[Any, ...]]],
) -> Iterator[tuple[_Path, tuple[Any, ...]]]:
    """Yield each place whose key an earlier place has too."""
    seen: set[tuple[Any, ...]] = set()
    for where, key in keyed:
        if key in seen:
            yield where, key
        seen.add(key)


def _disordered_moves(value: Mapping[str, Any]) -> Iterator[_Found]:
    moves = list(_entries(value, "moves"))
    for (_, former), (where, move) in pairwise(moves):
        day, former_day = move["valid_from"], former["valid_from"]
        if day <= former_day:
            message = f"The move of {day} stands after that of {former_day}"
            remedy = "Write the moves in the order of their days, one for each day."
            yield (*where, "valid_from"), message, remedy


def _repeated_ids(value: Mapping[str, Any]) -> Iterator[_Found]:
    for group in ("people", "rooms", "meters", "accounts"):
        keyed = (
            ((*where, "id"), (entry["id"], entry.get("valid_from")))
            for where, entry in _entries(value, group)
        )
        for where, (name, _) in _repeats(keyed):
            remedy = "Give one of them another id."
            if group != "rooms":
                remedy += " If it is the same one, changed, give each a different valid_from."
            yield where, f"The id {name} is used twice in {group}", remedy


def _repeated_native_ids(value: Mapping[str, Any]) -> Iterator[_Found]:
    for group in ("people", "meters"):
        # An entry's own id names it in files too.
        owners = {entry["id"]: entry["id"] for _, entry in _entries(value, group)}
        for where, entry in _entries(value, group):
            for number, native_id in enumerate(entry.get("native_ids", ())):
                owner = owners.setdefault(native_id, entry["id"])
                if owner != entry["id"]:
                    message = f"The native id {native_id} belongs to {owner} already"
                    yield (*where, "native_ids", number), message, "Keep it with one of them."


def _repeated_sensors(value: Mapping[str, Any]) -> Iterator[_Found]:
    rooms: dict[tuple[str, str | None], str] = {}
    for where, room in _entries(value, "rooms"):
        for number, sensor in enumerate(room.get("sensors", ())):
            key = (sensor["entity"], sensor.get("valid_from"))
            if key in rooms:
                message = f"The sensor {sensor['entity']} is in {rooms[key]} already"
                remedy = "Keep it in one room, or say by valid_from since when it hangs there."
                if rooms[key] == room["id"]:
                    remedy = "Take one of the two entries away."
                yield (*where, "sensors", number, "entity"), message, remedy
            rooms.setdefault(key, room["id"])


def _repeated_bank_ids(value: Mapping[str, Any]) -> Iterator[_Found]:
    ids = {_bank_key(account["id"]): account["id"] for _, account in _entries(value, "accounts")}
    owners: dict[str, str] = {}
    for where, account in _entries(value, "accounts"):
        key = _bank_key(account.get("bank_id", ""))
        owner = owners.setdefault(key, account["id"]) if key else account["id"]
        if owner == account["id"]:
            owner = ids.get(key, owner)
        if owner != account["id"]:
            message = f"The bank_id {account['bank_id']} belongs to the account {owner} already"
            yield (*where, "bank_id"), message, "Give each account its own number."


def _bank_key(bank_id: str) -> str:
    """Return what is compared of a bank number: banks group its digits as they like."""
    return re.sub(r"[^0-9A-Za-z]", "", bank_id).upper()


def _wrong_rooms(value: Mapping[str, Any]) -> Iterator[_Found]:
    for where, room in _entries(value, "rooms"):
        for measure, (low, high) in room.get("comfort", {}).items():
            if low > high:
                message = f"{measure} goes from {low} down to {high}"
                yield (*where, "comfort", measure), message, f"Write [{high}, {low}]."
        for number, sensor in enumerate(room.get("sensors", ())):
            if sensor["unit"] not in _UNITS[sensor["measure"]]:
                units = " or ".join(f'"{unit}"' for unit in _UNITS[sensor["measure"]])
                message = f'"{sensor["unit"]}" is no unit of {sensor["measure"]}'
                yield (*where, "sensors", number, "unit"), message, f"Write {units}."


def _unknown_owners(value: Mapping[str, Any]) -> Iterator[_Found]:
    for where, account in _entries(value, "accounts"):
        if "owner" in account:
            yield from _unknown(value, "people", account["owner"], (*where, "owner"))


def _wrong_sources(value: Mapping[str, Any]) -> Iterator[_Found]:
    for name, source in value.get("sources", {}).items():
        where = ("sources", name)
        if "decoder" not in source and "profile" not in source:
            message = f"The source {name} has neither a decoder nor a profile"
            yield where, message, "Add decoder: or profile: with the name of one."
        if "decoder" in source and "profile" in source:
            message = f"The source {name} has both a decoder and a profile"
            yield (*where, "profile"), message, "Keep one of the two."
        for key, group in (("person", "people"), ("meter", "meters"), ("account", "accounts")):
            yield from _unknown_constant(value, group, source.get(key), (*where, key))


def _unknown_constant(
    value: Mapping[str, Any], group: str, written: str | Mapping[str, Any] | None, where: _Path
) -> Iterator[_Found]:
    if isinstance(written, str):
        yield from _unknown(value, group, written, where)
    elif written is not None:
        for text, name in written.get("map", {}).items():
            yield from _unknown(value, group, name, (*where, "map", text))


def _unknown(value: Mapping[str, Any], group: str, name: str, where: _Path) -> Iterator[_Found]:
    known = {entry["id"] for _, entry in _entries(value, group)}
    if group == "people" and not known:
        known = {_ONLY_PERSON}
    if name not in known:
        yield where, f"{name} is not listed under {group}", _known(name, group, known)


def _known(name: str, group: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, sorted(known), n=1)
    if close:
        return f"Did you mean {close[0]}?"
    listed = ", ".join(sorted(known))
    return f"Add it to {group}" + (f", or write one of: {listed}." if listed else ".")


def _wrong_inbox(value: Mapping[str, Any], directory: Path | None) -> Iterator[_Found]:
    inbox = inbox_path(value, directory)
    if inbox is not None and inbox.exists() and not inbox.is_dir():
        message = f"The inbox {inbox} is a file"
        yield ("inbox",), message, "Write the folder that holds the files."
    if inbox is not None and directory is not None and inbox == directory.resolve():
        message = "The inbox is the household folder itself"
        yield ("inbox",), message, "Write another folder, for example ../inbox."
