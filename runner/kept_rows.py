"""Tables that keep history: rows of past days stay as they were written, whatever came later."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ingestion.storage.locations import Location
from runner.tables import open_delta_table, read_delta_table

if TYPE_CHECKING:
    import pyarrow as pa

# Each with the column of the day on which a row was written; only the newest day may still change.
KEPT_TABLES = {"daily_balance_forecast": "forecast_origin_date"}
# Older versions were compared by earlier runs.
_COUNT_VERSIONS = 30


def newest_day(content: "pa.Table", column: str) -> Any:
    """Return the newest day of the rows, None where there are none."""
    import pyarrow.compute as pc

    return pc.max(content[column]).as_py()


def of_newest_day(content: "pa.Table", column: str) -> "pa.Table":
    """Return the rows of the newest day: those that a rebuild makes, too."""
    import pyarrow.compute as pc

    return content.filter(pc.equal(content[column], pc.max(content[column])))


def of_past_days(content: "pa.Table", column: str) -> "pa.Table":
    """Return the rows of all days before the newest: those that must never change."""
    import pyarrow.compute as pc

    return content.filter(pc.less(content[column], pc.max(content[column])))


def earlier_versions(table: Location, version: int | None) -> Iterator["pa.Table"]:
    """Yield the table as it was at its versions before this one, the latest first.

    Ends where files of a version have been cleaned away.
    """
    from deltalake.exceptions import DeltaError

    newest = open_delta_table(table, version).version()
    for earlier in range(newest - 1, max(newest - 1 - _COUNT_VERSIONS, -1), -1):
        try:
            yield read_delta_table(table, earlier)
        except (DeltaError, OSError):
            return
