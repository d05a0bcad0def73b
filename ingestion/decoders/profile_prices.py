"""Rows of prices that a market states for an hour or another interval."""

from collections.abc import Iterator, Mapping

from ingestion.decoders.base import Record
from ingestion.decoders.profile_cells import Cells, MisfitError, Numbers, cell_getter
from ingestion.decoders.profile_intervals import Intervals
from ingestion.home_zone import Zone
from ingestion.profile_model import Profile, TimeRule
from ingestion.tables import MARKET_PRICES


class PriceRows:
    """Read prices; a row without one is no record."""

    table = MARKET_PRICES

    def __init__(self, profile: Profile, columns: Mapping[str, int], zone: Zone) -> None:
        fields = profile.fields
        self._intervals = Intervals(profile.time or TimeRule(()), columns, zone)
        self._numbers = Numbers(profile)
        self._market = cell_getter(fields["market"], columns)
        self._price = cell_getter(fields["price"], columns)
        self._unit = fields["price"].unit

    def read(self, cells: Cells, following: Cells | None) -> Iterator[Record | MisfitError]:
        """Yield the record of a row."""
        market = self._market(cells)
        span = self._intervals.read(cells, market, following)
        price = self._numbers.read(self._price(cells), "price")
        if price is not None:
            at, until = span.started or span.ended or "", span.ended or span.started or ""
            values = (market, span.started, span.ended, price, self._unit, span.is_assumed)
            yield Record(MARKET_PRICES, values, at[:-1], until[:-1])
