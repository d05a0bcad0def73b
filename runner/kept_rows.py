"""Tables that keep history: rows of past days stay as they were written, whatever came later."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import compress
from typing import TYPE_CHECKING, Any

from ingestion.storage.locations import Location
from runner.tables import (
    has_delta_table,
    open_delta_table,
    read_delta_rows,
    read_delta_table,
    read_record_rows,
)

if TYPE_CHECKING:
    import pyarrow as pa

# Each with the column of the day on which a row was written; only the newest day may still change.
# Their rows are sums over all accounts of one `currency_code`.
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


def take_out(lake: Location, content_ids: Collection[str]) -> None:
    """Take the kept rows away whose sums can hold one of these contents; can be repeated.

    Those are the rows in the currencies of its accounts, written since it landed. A sum without
    it would be nothing that was ever said, so that they go instead of being computed again.
    """
    for currency, day in _first_days(lake, content_ids).items():
        for name, column in KEPT_TABLES.items():
            table = lake / "gold" / name
            if has_delta_table(table):
                quoted = currency.replace("'", "''")
                rows = f"currency_code = '{quoted}' and {column} >= cast('{day}' as date)"
                open_delta_table(table).delete(rows)


def _first_days(lake: Location, content_ids: Collection[str]) -> dict[str, date]:
    """Return since which day rows of a currency can hold one of these contents."""
    files = {row["content_id"]: row for row in _records(lake, "bronze_operations__files")}
    days: dict[str, date] = {}
    for content_id, currency in _currencies(lake, content_ids):
        if content_id in files:
            landed = datetime.fromtimestamp(files[content_id]["ingestion_timestamp"], UTC).date()
            # West of Greenwich the day on which it landed began a date earlier.
            day = landed - timedelta(days=1)
            days[currency] = min(day, days.get(currency, day))
    return days


def _currencies(lake: Location, content_ids: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield each content with the currencies of the accounts that it tells of."""
    currencies: dict[str, set[str]] = defaultdict(set)
    for row in read_delta_rows(lake / "gold" / "daily_account_balance"):
        currencies[row["account_id"]].add(row["currency_code"])
    for row in read_delta_rows(lake / "silver" / "silver_operations__content_subjects"):
        if row["subject_kind"] == "account" and row["_content_id"] in content_ids:
            yield from ((row["_content_id"], one) for one in currencies[row["subject_id"]])
    yield from _currencies_of_openings(lake, content_ids)


def _currencies_of_openings(
    lake: Location, content_ids: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Yield versions of the household's file that say what a former account began with."""
    listed = {
        row["account_id"] for row in read_delta_rows(lake / "silver" / "silver_household__accounts")
    }
    homes = _records(lake, "bronze_household__settings")
    for row in _records(lake, "bronze_household__accounts"):
        content_id, amount = row["_content_id"], row["opening_balance_amount"]
        if content_id in content_ids and amount is not None and row["account_id"] not in listed:
            # An account without a currency has that of the household.
            own = {row["currency_code"]} - {None}
            of_home = {home["currency"] for home in homes if home["_content_id"] == content_id}
            yield from ((content_id, one) for one in own or of_home)


def _records(lake: Location, name: str) -> list[dict[str, Any]]:
    return read_record_rows(lake / "bronze" / name)
