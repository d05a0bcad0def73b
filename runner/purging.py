"""Take former versions of Delta tables away for good, with what their logs say of them."""

from pathlib import Path

LAYERS = ("silver", "gold")
_NOW, _USUAL = "interval 0 seconds", "interval 30 days"


def purge_tables(lake: Path) -> None:
    """Leave only the present version of every silver and gold table.

    A log also holds the smallest and largest values of each file that ever was, so it is cut, too.
    """
    for layer in LAYERS:
        for log in sorted((lake / layer).glob("*/_delta_log")):
            _purge(str(log.parent))


def _purge(table: str) -> None:
    from deltalake import DeltaTable

    # Also files that no log names: those of writers that were killed.
    DeltaTable(table).vacuum(0, dry_run=False, enforce_retention_duration=False, full=True)
    _keep_log(table, _NOW)
    present = DeltaTable(table)
    present.create_checkpoint()
    present.cleanup_metadata()
    _keep_log(table, _USUAL)


def _keep_log(table: str, how_long: str) -> None:
    from deltalake import DeltaTable

    properties = {"delta.logRetentionDuration": how_long}
    DeltaTable(table).alter.set_table_properties(properties, raise_if_not_exists=False)
