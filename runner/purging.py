"""Take former versions of Delta tables away for good, with what their logs say of them."""

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from ingestion.storage.locations import Location
from runner.tables import LAYERS, delta_tables, open_delta_table

if TYPE_CHECKING:
    from deltalake import DeltaTable

_THREADS = 8
_NOW, _USUAL = "interval 0 seconds", "interval 30 days"


def purge_tables(lake: Location) -> None:
    """Leave only the present version of every silver and gold table.

    A log also holds the smallest and largest values of each file that ever was, so it is cut, too.
    """
    tables = [table for layer in LAYERS for table in delta_tables(lake / layer)]
    # A bucket answers one question slowly and many at once quickly.
    with ThreadPoolExecutor(_THREADS) as pool:
        list(pool.map(_purge, tables))


def _purge(place: Location) -> None:
    table = open_delta_table(place)
    # Also files that no log names: those of writers that were killed.
    table.vacuum(0, dry_run=False, enforce_retention_duration=False, full=True)
    _keep_log(table, _NOW)
    table.create_checkpoint()
    table.cleanup_metadata()
    _keep_log(table, _USUAL)


def _keep_log(table: "DeltaTable", how_long: str) -> None:
    properties = {"delta.logRetentionDuration": how_long}
    table.alter.set_table_properties(properties, raise_if_not_exists=False)
