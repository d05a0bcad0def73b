"""Many small files of former runs become one for each table and month, with the same rows."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby

from ingestion import open_lake
from ingestion.index_files import rows_in, write_rows
from ingestion.storage.locations import Location
from ingestion.tables import INDEX_TABLES, RUN_NODES, RUNS, TABLE_PROFILES

# The last ones stay files of their own, as what reads single runs finds them by their names.
KEPT_RUNS = 30
_TABLES = (RUN_NODES, TABLE_PROFILES, RUNS)
_FILES_OF_A_MONTH = 4
_FOLDED = "folded"


def fold_runs(
    lake: Location, as_of: datetime, before: datetime, last_number: int, *, is_dry: bool
) -> Iterator[str]:
    """Yield the small files that became part of a larger one.

    Only months that ended before a moment, and whose runs all have a number up to `last_number`.
    Whoever calls this is the only writer, and no run up to that number is still to be written.
    """
    yield from finish_folding(lake, is_dry=is_dry)
    last = min(last_number, _oldest_kept(lake) - 1)
    for table in _TABLES:
        for folder, keys in _months(lake, table):
            numbers = [number for key in keys for number in _numbers_of(key)]
            is_over = folder.rpartition("=")[2] < before.strftime("%Y-%m")
            if len(keys) < _FILES_OF_A_MONTH or not is_over or max(numbers) > last:
                continue
            whole = f"{folder}/{_FOLDED}-{min(numbers):08d}-{max(numbers):08d}.parquet"
            if not is_dry:
                _write(lake, as_of, table, keys, whole)
            yield from _remove(lake, [key for key in keys if key != whole], is_dry=is_dry)


def finish_folding(lake: Location, *, is_dry: bool = False) -> Iterator[str]:
    """Yield files whose rows a larger one has, which a folding that was killed left behind."""
    for table in _TABLES:
        for _, keys in _months(lake, table):
            spans = {key: _numbers_of(key) for key in keys}
            left = [
                key
                for key, (first, last) in spans.items()
                if any(
                    _is_folded(one) and one != key and span[0] <= first and last <= span[1]
                    for one, span in spans.items()
                )
            ]
            yield from _remove(lake, left, is_dry=is_dry)


def _months(lake: Location, table: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each month's folder with its files of runs, in the order of the runs."""
    keys = (key for key in lake.storage.walk(f"bronze/{table}") if key.endswith(".parquet"))
    for folder, of_month in groupby(sorted(keys), key=lambda key: key.rpartition("/")[0]):
        yield folder, sorted(of_month, key=lambda key: (*_numbers_of(key), key))


def _numbers_of(key: str) -> tuple[int, int]:
    """Return the first and the last number of the runs that a file is of."""
    parts = key.rpartition("/")[2].removesuffix(".parquet").split("-")
    return (int(parts[1]), int(parts[2])) if parts[0] == _FOLDED else (int(parts[0]),) * 2


def _is_folded(key: str) -> bool:
    return key.rpartition("/")[2].startswith(_FOLDED)


def _oldest_kept(lake: Location) -> int:
    single = (
        _numbers_of(key)[0]
        for _, keys in _months(lake, RUNS)
        for key in keys
        if not _is_folded(key)
    )
    return min(sorted(single)[-KEPT_RUNS:], default=0)


def _write(lake: Location, as_of: datetime, table: str, keys: list[str], whole: str) -> None:
    of_table = INDEX_TABLES[table]
    names = [name for name, _ in of_table.columns]
    rows = [
        # A file of an earlier release may lack a column.
        tuple(row.get(name) for name in names)
        for key in keys
        for row in rows_in(lake.storage.read(key) or b"")
    ]
    write_rows(open_lake(lake, as_of), of_table, rows, whole)


def _remove(lake: Location, keys: list[str], *, is_dry: bool) -> Iterator[str]:
    for key in keys:
        if not is_dry:
            lake.storage.remove(key)
        yield key
