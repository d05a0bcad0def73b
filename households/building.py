"""Turning a checked household.yml into the model."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any

from households.document import Document
from households.formats import locale_name
from households.model import (
    Account,
    ColumnMap,
    Comfort,
    Household,
    Meter,
    Move,
    OpeningBalance,
    Override,
    Person,
    Room,
    Sensor,
    Source,
)

Entry = Mapping[str, Any]


def build(document: Document, directory: Path | None) -> Household:
    """Return the household of a document that has no problems; no directory means the default."""
    value: Entry = document.value
    zone, currency = value["time_zone"], value["currency"]
    return Household(
        directory=directory,
        is_default=directory is None,
        time_zone=zone,
        currency=currency,
        moves=tuple(_move(entry) for entry in value.get("moves", ())),
        inbox=inbox_path(value, directory),
        people=tuple(_person(entry, zone) for entry in value.get("people", ())),
        rooms=tuple(_room(entry) for entry in value.get("rooms", ())),
        meters=tuple(_meter(entry, zone) for entry in value.get("meters", ())),
        accounts=tuple(_account(entry, currency) for entry in value.get("accounts", ())),
        sources=MappingProxyType(
            {
                name: _source(name, entry, document.line_of(("sources", name)))
                for name, entry in value.get("sources", {}).items()
            }
        ),
        locale=locale_name(value.get("locale", "en")),
    )


def inbox_path(value: Entry, directory: Path | None) -> Path | None:
    """Return the absolute path of the inbox, None where the household names none."""
    if directory is None or "inbox" not in value:
        return None
    return (directory / Path(value["inbox"]).expanduser()).resolve()


def _move(entry: Entry) -> Move:
    return Move(date.fromisoformat(entry["valid_from"]), entry["time_zone"])


def _person(entry: Entry, zone: str) -> Person:
    return Person(
        id=entry["id"],
        name=entry.get("name", entry["id"]),
        time_zone=entry.get("time_zone", zone),
        native_ids=tuple(entry.get("native_ids", ())),
        valid_from=_date(entry),
    )


def _room(entry: Entry) -> Room:
    comfort: Entry = entry.get("comfort", {})
    return Room(
        id=entry["id"],
        name=entry.get("name", entry["id"]),
        comfort=Comfort(
            temperature_celsius=_range(comfort.get("temperature_celsius")),
            humidity_percent=_range(comfort.get("humidity_percent")),
        ),
        sensors=tuple(_sensor(sensor) for sensor in entry.get("sensors", ())),
    )


def _range(ends: list[int | Decimal] | None) -> tuple[float, float] | None:
    return None if ends is None else (float(ends[0]), float(ends[1]))


def _sensor(entry: Entry) -> Sensor:
    return Sensor(
        entity=entry["entity"],
        measure=entry["measure"],
        unit=entry["unit"],
        max_hold_seconds=max_hold_seconds(entry) or Sensor.max_hold_seconds,
        valid_from=_date(entry),
    )


def max_hold_seconds(sensor: Entry) -> int | None:
    """Return how long a state holds at most, to the whole second, None where not stated."""
    hours = sensor.get("max_hold_hours")
    return None if hours is None else max(1, round(hours * 3600))


def _meter(entry: Entry, zone: str) -> Meter:
    return Meter(
        id=entry["id"],
        name=entry.get("name", entry["id"]),
        commodity=entry["commodity"],
        time_zone=entry.get("time_zone", zone),
        native_ids=tuple(entry.get("native_ids", ())),
        interval_minutes=entry.get("interval_minutes"),
        valid_from=_date(entry),
    )


def _account(entry: Entry, currency: str) -> Account:
    opening = entry.get("opening_balance")
    return Account(
        id=entry["id"],
        name=entry.get("name", entry["id"]),
        kind=entry["kind"],
        currency=entry.get("currency", currency),
        bank_id=entry.get("bank_id"),
        owner=entry.get("owner"),
        opening_balance=opening and _opening_balance(opening),
        valid_from=_date(entry),
    )


def _opening_balance(entry: Entry) -> OpeningBalance:
    return OpeningBalance(date.fromisoformat(entry["date"]), money(entry["amount"]))


def money(value: str | int | Decimal) -> Decimal:
    """Return a checked amount with its two decimals."""
    return Decimal(value).quantize(Decimal("0.01"))


def _source(name: str, entry: Entry, line: int) -> Source:
    return Source(
        name=name,
        line=line,
        decoder=entry.get("decoder"),
        profile=entry.get("profile"),
        person=_override(entry.get("person")),
        meter=_override(entry.get("meter")),
        flow=_override(entry.get("flow")),
        account=_override(entry.get("account")),
        unit=_override(entry.get("unit")),
        currency=_override(entry.get("currency")),
        time_zone=entry.get("time_zone"),
        date_order=entry.get("date_order"),
        shared=entry.get("shared", False),
    )


def _override(value: str | Entry | None) -> Override | None:
    if value is None or isinstance(value, str):
        return value
    return ColumnMap(value["column"], MappingProxyType(dict(value.get("map", {}))))


def _date(entry: Entry) -> date | None:
    text = entry.get("valid_from")
    return None if text is None else date.fromisoformat(text)
