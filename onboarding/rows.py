"""Records as typed rows, to be shown and looked at."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from ingestion.decoders.base import Record
from ingestion.tables import METER_READINGS, RECORD_TABLES, TRANSACTIONS


@dataclass(frozen=True)
class Reading:
    """Hold a meter reading; times are in UTC, `is_assumed` tells that the file states no zone."""

    line: int
    series: tuple[str, str, str, str]
    flow: str
    is_cumulative: bool
    started_at: datetime | None
    ended_at: datetime | None
    quantity: float
    unit: str
    is_assumed: bool

    @property
    def at(self) -> datetime:
        """Return the instant by which readings are put in order."""
        moment = self.started_at or self.ended_at
        if moment is None:
            raise ValueError("a reading without a time is no record")
        return moment


@dataclass(frozen=True)
class Booking:
    """Hold a booking; money that goes out is negative."""

    line: int
    account: str
    day: date
    amount: Decimal
    balance: Decimal | None
    currency: str


def named_values(record: Record) -> dict[str, str]:
    """Return what a record says by the names of its columns, without what it leaves out."""
    names = RECORD_TABLES[record.table].values
    pairs = zip(names, record.values, strict=True)
    return {name: value for name, value in pairs if value is not None}


def readings(records: Iterable[Record]) -> Iterator[Reading]:
    """Yield the meter readings among records."""
    for record in records:
        if record.table == METER_READINGS:
            said = named_values(record)
            keys = ("meter", "commodity", "flow", "register")
            meter, commodity, flow, register = (said.get(key, "") for key in keys)
            yield Reading(
                line=record.line or 0,
                series=(meter, commodity, flow, register),
                flow=flow,
                is_cumulative=said["reading"] == "cumulative",
                started_at=_moment(said.get("started_at")),
                ended_at=_moment(said.get("ended_at")),
                quantity=float(said["quantity"]),
                unit=said["unit"],
                is_assumed=said["is_time_zone_assumed"] == "true",
            )


def bookings(records: Iterable[Record]) -> Iterator[Booking]:
    """Yield the bookings among records."""
    for record in records:
        if record.table == TRANSACTIONS:
            said = named_values(record)
            balance = said.get("balance_after")
            yield Booking(
                line=record.line or 0,
                account=said["account"],
                day=date.fromisoformat(said["booked_date"]),
                amount=Decimal(said["amount"]),
                balance=Decimal(balance) if balance is not None else None,
                currency=said.get("currency", ""),
            )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
