"""The time zone of a household that moves: another one from a local day on."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from households import Household


class HomeZone(tzinfo):
    """Take each local day's zone; `moves` are the first days of later zones, ascending.

    Days at a move overlap or leave a gap: a local time means the zone of its own date.
    """

    def __init__(self, first: ZoneInfo, moves: Sequence[tuple[date, ZoneInfo]]) -> None:
        self._first = first
        self._moves = tuple(moves)
        self.key = ", ".join((first.key, *(f"{zone.key} from {day}" for day, zone in moves)))

    def utcoffset(self, local: datetime | None) -> timedelta | None:
        """Return the offset of the zone that holds on the time's date."""
        return self._zoned(local).utcoffset() if local else None

    def dst(self, local: datetime | None) -> timedelta | None:
        """Return the summer time of the zone that holds on the time's date."""
        return self._zoned(local).dst() if local else None

    def tzname(self, local: datetime | None) -> str | None:
        """Return the short name of the zone that holds on the time's date."""
        return self._zoned(local).tzname() if local else None

    def fromutc(self, moment: datetime) -> datetime:
        """Return the local time of an instant; a move takes place as its day begins there."""
        instant = moment.replace(tzinfo=UTC)
        begun = (
            zone
            for day, zone in reversed(self._moves)
            if instant >= datetime.combine(day, time(), zone)
        )
        return instant.astimezone(next(begun, self._first)).replace(tzinfo=self)

    def _zoned(self, local: datetime) -> datetime:
        begun = (zone for day, zone in reversed(self._moves) if local.date() >= day)
        return local.replace(tzinfo=next(begun, self._first))


Zone = ZoneInfo | HomeZone


def home_zone(household: "Household") -> Zone:
    """Return the zone in which a household reads local times that state none."""
    first = ZoneInfo(household.time_zone)
    moves = [(move.valid_from, ZoneInfo(move.time_zone)) for move in household.moves]
    return HomeZone(first, moves) if moves else first
