"""What the entries of a Green Button feed say of each other, by their links.

A reading's meaning stands in other entries, before or behind it. Providers link them down
(`related`), up, or by paths alone; where only one entry can be meant they leave links out.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ingestion.decoders.green_button_xml import Entry

_USAGE_POINT = re.compile(r"(?:.*/)?UsagePoint/[^/]+")
_LINKED = ("UsagePoint", "MeterReading", "ReadingType", "LocalTimeParameters")


class Setting(NamedTuple):
    """Hold what is true of all readings of an entry; `usage_point` is empty where none is named."""

    usage_point: str
    meter_reading: str | None
    service_kind: str | None
    time_zone_offset: str | None
    reading_type: Mapping[str, str]


def settings_of(entries: Sequence[Entry]) -> dict[int, Setting]:
    """Return the setting of each entry that holds readings, by its number."""
    links = _Links(entries)
    return {entry.number: links.setting(entry) for entry in entries if entry.kind not in _LINKED}


class _Links:
    """Find the entries that an entry belongs to."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._of_kind: dict[str, list[Entry]] = {kind: [] for kind in _LINKED}
        self._own: dict[tuple[str, str], Entry] = {}
        self._up: dict[tuple[str, str], Entry] = {}
        self._related: dict[tuple[str, str], Entry] = {}
        self._known: dict[tuple[int | None, str, str], Setting] = {}
        for entry in entries:
            if entry.kind in _LINKED:
                self._note(entry)

    def setting(self, block: Entry) -> Setting:
        meter = self._partner(block, "MeterReading")
        key = (meter.number, "", "") if meter else (None, block.own, block.up)
        if key not in self._known:
            self._known[key] = self._setting(meter or block, meter)
        return self._known[key]

    def _note(self, entry: Entry) -> None:
        self._of_kind[entry.kind].append(entry)
        self._own.setdefault((entry.kind, entry.own), entry)
        self._up.setdefault((entry.kind, entry.up), entry)
        for path in entry.related:
            self._related.setdefault((entry.kind, path), entry)

    def _setting(self, nearest: Entry, meter: Entry | None) -> Setting:
        point = self._partner(nearest, "UsagePoint")
        kind = self._partner(nearest, "ReadingType")
        clock = self._partner(point or nearest, "LocalTimeParameters")
        stated = _USAGE_POINT.match(nearest.own) or _USAGE_POINT.match(nearest.up)
        return Setting(
            (point.own if point else "") or (stated[0] if stated else ""),
            meter.own or None if meter else None,
            point.said.get("kind") if point else None,
            clock.said.get("tzOffset") if clock else None,
            kind.said if kind else {},
        )

    def _partner(self, entry: Entry, kind: str) -> Entry | None:
        return next(self._candidates(entry, kind), None)

    def _candidates(self, entry: Entry, kind: str) -> Iterator[Entry]:
        named = [path for path in (entry.own, entry.up) if path]
        for path in (*entry.related, *named, *_above(named)):
            yield from _found(self._own, kind, path)
        for path in named:
            yield from _found(self._related, kind, path)
        yield from _found(self._up, kind, entry.own)
        if len(self._of_kind[kind]) == 1:
            yield self._of_kind[kind][0]


def _found(places: Mapping[tuple[str, str], Entry], kind: str, path: str) -> Iterator[Entry]:
    if path and (kind, path) in places:
        yield places[kind, path]


def _above(paths: Iterable[str]) -> Iterator[str]:
    for path in paths:
        while path := path.rpartition("/")[0]:
            yield path
