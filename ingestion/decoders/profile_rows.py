"""Choosing the reader of a profile's rows."""

from collections.abc import Iterator, Mapping
from typing import Protocol

from ingestion.decoders.base import Record
from ingestion.decoders.profile_cells import Cells, MisfitError
from ingestion.decoders.profile_days import DAY_TABLES, DayRows
from ingestion.decoders.profile_measurements import MeasurementRows
from ingestion.decoders.profile_meters import MeterRows
from ingestion.decoders.profile_prices import PriceRows
from ingestion.decoders.profile_transactions import TransactionRows
from ingestion.home_zone import Zone
from ingestion.profile_model import Profile


class RowReader(Protocol):
    """Read the rows of one file."""

    table: str

    def read(self, cells: Cells, following: Cells | None, /) -> Iterator[Record | MisfitError]:
        """Yield the records of a row, and what in it does not fit.

        `following` is the row behind it, None where there is none.

        Raises: MisfitError where the whole row does not fit.
        """


def row_reader(profile: Profile, columns: Mapping[str, int], zone: Zone, source: str) -> RowReader:
    """Return the reader for what the profile reads."""
    if profile.reads == "meter_readings":
        return MeterRows(profile, columns, zone)
    if profile.reads == "measurements":
        return MeasurementRows(profile, columns, zone)
    if profile.reads == "market_prices":
        return PriceRows(profile, columns, zone)
    if profile.reads == "transactions":
        return TransactionRows(profile, columns, source)
    return DayRows(DAY_TABLES[profile.reads], profile, columns)
