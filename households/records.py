"""The records of a household.yml: what it says, as text, one table for each kind of thing."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from households.building import max_hold_seconds, money
from households.reading import FILE_NAME, decoded, parsed

Row = dict[str, str | None]
_PREFIX = "bronze_household__"


def household_rows(text: bytes) -> dict[str, list[Row]]:
    """Return the rows of each household table from the bytes of a household.yml.

    Every table is there, also without rows; None where the file says nothing.

    Raises: HouseholdError where the file is not right.
    """
    path = Path(FILE_NAME)
    value = parsed(decoded(text, path), path, None).value
    rooms = value.get("rooms", ())
    tables: dict[str, Iterable[Row]] = {
        "settings": _settings(value),
        "people": map(_person, value.get("people", ())),
        "rooms": map(_room, rooms),
        "sensors": (_sensor(room, sensor) for room in rooms for sensor in room.get("sensors", ())),
        "meters": map(_meter, value.get("meters", ())),
        "accounts": map(_account, value.get("accounts", ())),
    }
    return {_PREFIX + name: list(rows) for name, rows in tables.items()}


def _settings(value: Mapping[str, Any]) -> Iterable[Row]:
    """Yield the first home and each later one; a move keeps the currency where it names none."""
    currency = value["currency"]
    for home in (value, *value.get("moves", ())):
        currency = home.get("currency", currency)
        yield {**_texts(home, "time_zone"), "currency": currency, **_texts(home, "valid_from")}


def _person(entry: Mapping[str, Any]) -> Row:
    return {
        "person_id": entry["id"],
        **_texts(entry, "name", "time_zone"),
        "native_ids": _list(entry),
        **_texts(entry, "valid_from", "threshold_cycling_power_watts", "threshold_heart_rate_bpm"),
    }


def _room(entry: Mapping[str, Any]) -> Row:
    return {
        "room_id": entry["id"],
        **_texts(entry, "name"),
        **_range(entry, "temperature_celsius"),
        **_range(entry, "humidity_percent"),
        "is_outside": str(entry.get("outside", False)).lower(),
    }


def _range(room: Mapping[str, Any], measure: str) -> Row:
    low, high = room.get("comfort", {}).get(measure, (None, None))
    return {f"comfort_{measure}_from": _text(low), f"comfort_{measure}_to": _text(high)}


def _sensor(room: Mapping[str, Any], entry: Mapping[str, Any]) -> Row:
    return {
        "entity_id": entry["entity"],
        "room_id": room["id"],
        **_texts(entry, "measure", "unit"),
        "max_hold_seconds": _text(max_hold_seconds(entry)),
        **_texts(entry, "valid_from"),
    }


def _meter(entry: Mapping[str, Any]) -> Row:
    return {
        "meter_id": entry["id"],
        **_texts(entry, "name", "commodity"),
        "native_ids": _list(entry),
        **_texts(entry, "time_zone", "interval_minutes", "valid_from"),
        **_texts(entry, "kilowatt_hours_per_cubic_meter", "rolls_over_at"),
    }


def _account(entry: Mapping[str, Any]) -> Row:
    opening = entry.get("opening_balance", {})
    return {
        "account_id": entry["id"],
        **_texts(entry, "name", "kind", "bank_id"),
        "currency_code": entry.get("currency"),
        "owner_person_id": entry.get("owner"),
        "opening_balance_date": opening.get("date"),
        "opening_balance_amount": str(money(opening["amount"])) if opening else None,
        **_texts(entry, "valid_from"),
    }


def _texts(entry: Mapping[str, Any], *keys: str) -> Row:
    return {key: _text(entry.get(key)) for key in keys}


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _list(entry: Mapping[str, Any]) -> str | None:
    ids = entry.get("native_ids")
    return None if ids is None else json.dumps(ids, ensure_ascii=False)
