"""Take former versions of Delta tables away for good, with what their logs say of them."""

from ingestion.storage.locations import Location
from runner.tables import LAYERS, delta_tables, open_delta_table

_NOW, _USUAL = "interval 0 seconds", "interval 30 days"


def purge_tables(lake: Location) -> None:
    """Leave only the present version of every silver and gold table.

    A log also holds the smallest and largest values of each file that ever was, so it is cut, too.
    """
    for layer in LAYERS:
        for table in delta_tables(lake / layer):
            _purge(table)


def _purge(table: Location) -> None:
    # Also files that no log names: those of writers that were killed.
    open_delta_table(table).vacuum(0, dry_run=False, enforce_retention_duration=False, full=True)
    _keep_log(table, _NOW)
    present = open_delta_table(table)
    present.create_checkpoint()
    present.cleanup_metadata()
    _keep_log(table, _USUAL)


def _keep_log(table: Location, how_long: str) -> None:
    properties = {"delta.logRetentionDuration": how_long}
    open_delta_table(table).alter.set_table_properties(properties, raise_if_not_exists=False)
