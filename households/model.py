"""The household as the rest of Daybook sees it: checked, typed, with defaults filled in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Literal
from zoneinfo import ZoneInfo

Celsius = float
Percent = float


@dataclass(frozen=True)
class Person:
    """A person; the same id again with a later `valid_from` is the same person, changed."""

    id: str
    name: str
    time_zone: str
    native_ids: tuple[str, ...] = ()
    valid_from: date | None = None


@dataclass(frozen=True)
class Sensor:
    """A sensor in a room. `unit` is one of °C, °F, K, %; `measure` temperature or humidity."""

    entity: str
    measure: str
    unit: str
    max_hold_seconds: int = 7200
    valid_from: date | None = None


@dataclass(frozen=True)
class Comfort:
    """The comfortable ranges of a room, both ends inclusive, None where not stated."""

    temperature_celsius: tuple[Celsius, Celsius] | None = None
    humidity_percent: tuple[Percent, Percent] | None = None


@dataclass(frozen=True)
class Room:
    """A room with its sensors."""

    id: str
    name: str
    comfort: Comfort = Comfort()
    sensors: tuple[Sensor, ...] = ()


@dataclass(frozen=True)
class Meter:
    """A meter; `interval_minutes` is None where readings have no fixed distance."""

    id: str
    name: str
    commodity: str
    time_zone: str
    native_ids: tuple[str, ...] = ()
    interval_minutes: int | None = None
    valid_from: date | None = None


@dataclass(frozen=True)
class OpeningBalance:
    """The money in an account at the end of a day."""

    date: date
    amount: Decimal


@dataclass(frozen=True)
class Account:
    """An account; `bank_id` is the number that its bank's files write."""

    id: str
    name: str
    kind: str
    currency: str
    bank_id: str | None = None
    owner: str | None = None
    opening_balance: OpeningBalance | None = None
    valid_from: date | None = None


@dataclass(frozen=True)
class ColumnMap:
    """A value read from a column; a text that `map` lacks stays as it is."""

    column: str
    map: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


Override = str | ColumnMap
DateOrder = Literal["day_first", "month_first"]


@dataclass(frozen=True)
class Source:
    """How the files of one inbox folder are read: by a decoder or by a profile.

    `line` is the line of its entry in household.yml, for problems that only a decoder can see.
    """

    name: str
    line: int
    decoder: str | None = None
    profile: str | None = None
    person: Override | None = None
    meter: Override | None = None
    flow: Override | None = None
    account: Override | None = None
    unit: Override | None = None
    currency: Override | None = None
    time_zone: str | None = None
    date_order: DateOrder | None = None
    shared: bool = False


@dataclass(frozen=True)
class Move:
    """A move: from a local day on the household lives in another zone."""

    valid_from: date
    time_zone: str

    @property
    def at(self) -> datetime:
        """Return the instant at which that day begins."""
        day = self.valid_from
        return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(self.time_zone))


@dataclass(frozen=True)
class Household:
    """A household; `directory` is None and `is_default` true where there is no folder.

    `time_zone` is that of its first home, `moves` are ascending, `locale` is written `de_DE`.
    """

    directory: Path | None
    is_default: bool
    time_zone: str
    currency: str
    moves: tuple[Move, ...] = ()
    inbox: Path | None = None
    people: tuple[Person, ...] = ()
    rooms: tuple[Room, ...] = ()
    meters: tuple[Meter, ...] = ()
    accounts: tuple[Account, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=lambda: MappingProxyType({}))
    locale: str = "en"

    def zone_at(self, moment: datetime) -> str:
        """Return the zone in which the household lives at an instant."""
        zones = (move.time_zone for move in reversed(self.moves) if move.at <= moment)
        return next(zones, self.time_zone)

    def profile_paths(self) -> tuple[Path, ...]:
        """Return the household's own profiles, sorted."""
        return self._files("profiles", ".yml")

    def landed_files(self) -> tuple[Path, ...]:
        """Return all files that are landed so that they have history, sorted."""
        if self.directory is None:
            return ()
        found = (
            self.directory / "household.yml",
            *self.profile_paths(),
            *self._files("rules", ".csv"),
            *self._files("corrections", ".csv"),
        )
        return tuple(sorted(found))

    def _files(self, folder: str, suffix: str) -> tuple[Path, ...]:
        if self.directory is None or not (self.directory / folder).is_dir():
            return ()
        return tuple(
            sorted(
                path
                for path in (self.directory / folder).iterdir()
                if path.suffix == suffix and not path.name.startswith(".") and path.is_file()
            )
        )
