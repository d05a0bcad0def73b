"""Texts of an Apple Health export, made the same in every export and language of the phone.

Source: HealthKit's identifiers as Apple's documentation of HKObjectType and HKCategoryValue
names them, and exports of the Health app, versions 3 (2016) to 14 (2024).
"""

import json
import re
from functools import cache, lru_cache
from zoneinfo import available_timezones

from ingestion.decoders.apple_health_elements import Elements, stated_by
from ingestion.times import StatedValueError, parse_time, utc_text

_TYPE_PREFIX = re.compile("HK(Quantity|Category|Correlation|Data)Type(Identifier)?")
_TIME_ZONE = "HKTimeZone"
_PLAIN_LETTERS = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2018": "'", "\u2019": "'"})


def utc(stated: str) -> str:
    """Return a time such as `2017-03-30 09:29:59 +0200` as `2017-03-30T07:29:59`.

    Raises: StatedValueError.
    """
    moment, fraction = parse_time(stated.replace(" +", "+").replace(" -", "-"), ())
    if moment.tzinfo is None:
        raise StatedValueError("time_invalid", f"{stated[:40]!r} states no offset")
    return utc_text(moment, fraction)[:-1]


def type_name(identifier: str | None) -> str:
    """Return a type without HealthKit's prefix: `StepCount`.

    Raises: StatedValueError.
    """
    if not identifier:
        raise StatedValueError("unsupported_record", "it states no type")
    return _TYPE_PREFIX.sub("", identifier, count=1)


@lru_cache(maxsize=4096)
def category(value: str, identifier: str) -> str:
    """Return a category's value without its prefix, which repeats the type: `AsleepREM`."""
    return value.removeprefix("HKCategoryValue").removeprefix(type_name(identifier)) or value


def plain_name(source: str | None) -> str | None:
    """Return the name of a source with plain blanks and apostrophes."""
    return source.translate(_PLAIN_LETTERS) if source else None


def device_name(device: str | None) -> str | None:
    """Return what a device states of itself, without the memory address that every export changes.

    `<<HKDevice: 0x17469c110>, name:iPhone, model:iPhone>` becomes `name:iPhone, model:iPhone`.
    """
    if device and device.startswith("<<HKDevice: "):
        return device.partition(">, ")[2][:-1] or None
    return device or None


def metadata_texts(elements: Elements) -> dict[int, str]:
    """Return the metadata of elements as JSON objects, by the place of the element."""
    entries = elements.parts_of("MetadataEntry")
    return {place: _json(tuple(map(tuple, found))) for place, found in entries.items()}


def time_zones(elements: Elements) -> dict[int, str]:
    """Return where elements were recorded, by the place of the element, where they say so.

    A zone that nobody knows counts as not stated, and stays in the metadata as it is.
    """
    entries = elements.parts_of("MetadataEntry")
    stated = {
        place: next((stated_by(one).get("value") for one in found if _TIME_ZONE in one), None)
        for place, found in entries.items()
    }
    return {place: zone for place, zone in stated.items() if zone and zone in _places()}


@cache
def _places() -> frozenset[str]:
    # Names without a place, such as Factory or localtime, are a computer's own.
    return frozenset(zone for zone in available_timezones() if "/" in zone) | {"UTC"}


@lru_cache(maxsize=4096)
def _json(entries: tuple[tuple[str, ...], ...]) -> str:
    """Write entries as an object; of a key that stands twice the last value counts."""
    stated = [stated_by(entry) for entry in entries]
    pairs = {one.get("key", ""): one.get("value", "") for one in stated}
    return json.dumps(pairs, ensure_ascii=False)
