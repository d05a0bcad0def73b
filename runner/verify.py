"""`daybook verify`: rebuild from raw in a scratch lake and compare row by row."""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from ingestion.parts import Kind, places
from ingestion.storage.locations import Location, location_of
from runner.errors import CommandError
from runner.kept_rows import (
    KEPT_TABLES,
    earlier_versions,
    newest_day,
    of_newest_day,
    of_past_days,
)
from runner.lake_files import as_file, copy_here, keys_of
from runner.publication import Publication, read_publication
from runner.run_history import is_of_later_run
from runner.settings import Settings
from runner.tables import (
    LAYERS,
    delta_tables,
    has_delta_table,
    open_delta_table,
    read_delta_table,
)

if TYPE_CHECKING:
    import pyarrow as pa

# Columns that tell when and how a lake came to its rows, not what the rows say.
HISTORY_COLUMNS = {"committed_at", "as_of_at"}
HISTORY_TABLES = {"silver_operations__outcomes", "silver_operations__built_months"}

Row = tuple[object, ...]


@dataclass(frozen=True)
class Difference:
    """A table whose rows are not the same: how many are only in the lake, only in the rebuild."""

    table: str
    count_only_here: int
    count_only_rebuilt: int
    example: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the command."""
    parser.add_argument("--scratch", type=Path, metavar="DIR", help="where to rebuild; is kept")


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Compare; 0 equal, 1 different (says where)."""
    published = read_publication(settings.lake)
    if published is None:
        raise CommandError(f"{settings.lake}: nothing is published. Run `daybook refresh` first.")
    with _scratch_folder(arguments.scratch) as scratch:
        differences = verify_lake(settings, published, scratch)
    for difference in differences:
        print(
            f"{difference.table}: {difference.count_only_here} rows only in the lake, "
            f"{difference.count_only_rebuilt} only in the rebuild, such as {difference.example}"
        )
    print("different" if differences else "equal: silver and gold are what raw says they are")
    return 1 if differences else 0


def verify_lake(settings: Settings, published: Publication, scratch: Path) -> list[Difference]:
    """Rebuild `settings.lake` into `scratch` at the published as-of and compare all tables."""
    from households import load_household
    from ingestion import open_lake, replay
    from runner.dbt_build import run_dbt

    as_of = datetime.fromisoformat(published.as_of)
    rebuilt = replace(settings, lake=location_of(scratch), as_of=as_of)
    _copy_raw(settings.lake, scratch, published)
    print("decoding raw files", file=sys.stderr)
    household = load_household(settings.household)
    replay(open_lake(scratch, as_of), household)
    today = as_of.astimezone(ZoneInfo(household.zone_at(as_of))).date()
    _copy_kept(settings.lake, published, rebuilt.lake, today)
    print("building silver and gold", file=sys.stderr)
    build = run_dbt(rebuilt, ["build", "--exclude-resource-type", "test", "unit_test"])
    if build.errors:
        raise CommandError(f"The rebuild failed: {build.errors[0].name}: {build.errors[0].message}")
    return list(_compare(settings.lake, published, rebuilt.lake))


@contextmanager
def _scratch_folder(named: Path | None) -> Iterator[Path]:
    """Yield an empty folder: the one named, or a temporary one that goes away."""
    if named is None:
        with tempfile.TemporaryDirectory(prefix="daybook-verify-") as folder:
            yield Path(folder).resolve()
        return
    if named.exists() and any(named.iterdir()):
        raise CommandError(f"{named} is not empty. Give --scratch a new folder.", 2)
    yield named.resolve()


def _copy_raw(lake: Location, scratch: Path, published: Publication) -> None:
    for part in places(Kind.SOURCE):
        for key in keys_of(lake, part):
            if not is_of_later_run(key, published.run_number):
                copy_here(lake, key, scratch / key)


def _copy_kept(lake: Location, published: Publication, rebuilt: Location, today: date) -> None:
    """Bring what was said before today: no rebuild says it again, and scores of it follow."""
    for name, column in KEPT_TABLES.items():
        part, version = f"gold/{name}", published.tables.get(name)
        if version is not None and rebuilt.folder is not None:
            for key in keys_of(lake, part):
                _copy_file(lake, key, rebuilt.folder / key)
            table = open_delta_table(rebuilt / part)
            if table.version() != version:
                table.restore(version)
            table.delete(f"{column} >= cast('{today}' as date)")


def _copy_file(lake: Location, key: str, destination: Path) -> None:
    """Bring a file that the rebuild may write: a link would write in the lake, too."""
    destination.parent.mkdir(parents=True, exist_ok=True)
    with as_file(lake, key) as file:
        shutil.copyfile(file, destination)


def _compare(lake: Location, published: Publication, rebuilt: Location) -> Iterator[Difference]:
    """Compare gold as published, and silver as it stands, with the rebuild."""
    for schema, name in sorted(_tables(lake) | _tables(rebuilt)):
        if name in HISTORY_TABLES:
            continue
        table, version = f"{schema}/{name}", None
        if schema == "gold":
            version = published.tables.get(name)
        if name in KEPT_TABLES:
            found = _compare_kept(lake / table, version, rebuilt / table, KEPT_TABLES[name])
        else:
            here, there = _rows(lake / table, version), _rows(rebuilt / table, None)
            found = here - there, there - here
        if any(found):
            example = min(found[0] or found[1], key=str)
            yield Difference(table, len(found[0]), len(found[1]), ", ".join(map(str, example)))


def _compare_kept(
    table: Location, version: int | None, rebuilt: Location, column: str
) -> tuple[set[Row], set[Row]]:
    """Return the newest day's rows that the rebuild has not, and rows that had to stay."""
    if not has_delta_table(table) or not has_delta_table(rebuilt):
        return set(), set()
    kept, made = read_delta_table(table, version), read_delta_table(rebuilt)
    here, there = _rows_of(of_newest_day(kept, column)), _rows_of(of_newest_day(made, column))
    if newest_day(kept, column) != newest_day(made, column):
        # The as-of moment went back: nothing was written for it.
        here, there = set(), set()
    changed: set[Row] = set()
    for earlier in earlier_versions(table, version):
        changed |= _rows_of(of_past_days(earlier, column)) - _rows_of(kept)
    return here - there, changed | (there - here)


def _tables(lake: Location) -> set[tuple[str, str]]:
    """Return schema and name of all tables that are built; bronze is what was landed."""
    return {(layer, table.name) for layer in LAYERS for table in delta_tables(lake / layer)}


def _rows(table: Location, version: int | None) -> set[Row]:
    return _rows_of(read_delta_table(table, version)) if has_delta_table(table) else set()


def _rows_of(content: "pa.Table") -> set[Row]:
    """Return the rows as tuples with a number for each repetition, so that a set can hold them."""
    names = sorted(name for name in content.column_names if name not in HISTORY_COLUMNS)
    counts: dict[tuple[object, ...], int] = {}
    rows: set[Row] = set()
    for row in zip(*(content[name].to_pylist() for name in names), strict=True):
        key = tuple(_comparable(value) for value in row)
        counts[key] = counts.get(key, 0) + 1
        rows.add((*key, counts[key]))
    return rows


def _comparable(value: object) -> object:
    """Round doubles to 12 digits: a sum in another order of files may differ in the last bit."""
    if isinstance(value, float):
        return float(f"{value:.12g}")
    return str(value) if isinstance(value, list | dict) else value
