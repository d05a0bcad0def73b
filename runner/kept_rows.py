"""Tables that keep history: rows of past days stay as they were written, whatever came later."""

from collections.abc import Iterator
from itertools import compress
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
    return max(content[column].to_pylist(), default=None)


def of_newest_day(content: "pa.Table", column: str) -> "pa.Table":
    """Return the rows of the newest day: those that a rebuild makes, too."""
    newest = newest_day(content, column)
    return _kept(content, [day == newest for day in content[column].to_pylist()])


def of_past_days(content: "pa.Table", column: str) -> "pa.Table":
    """Return the rows of all days before the newest: those that must never change."""
    newest = newest_day(content, column)
    return _kept(content, [day < newest for day in content[column].to_pylist()])


def _kept(content: "pa.Table", is_kept: list[bool]) -> "pa.Table":
    """Return the rows marked; Arrow itself cannot filter the texts that deltalake reads."""
    import pyarrow as pa

    return pa.table(
        {name: list(compress(content[name].to_pylist(), is_kept)) for name in content.column_names}
    )


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
