"""`daybook maintain`: compact tables, take expired versions and superseded records away."""

import argparse
import json
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

from ingestion.storage.locations import Location
from runner.checked import checks_needed, remember_checked
from runner.dbt_build import run_dbt
from runner.errors import CommandError
from runner.publication import read_publication
from runner.run_folding import fold_runs
from runner.run_history import begun_runs
from runner.settings import Settings, iso
from runner.table_upkeep import TableUpkeep, keep_tables

_KEEP_DAYS = 30
# A reader may have opened a version a while ago, and a backup takes its time.
_LEAST_DAYS = 1


@dataclass(frozen=True)
class Upkeep:
    """What maintenance did, or would do."""

    tables: tuple[TableUpkeep, ...]
    superseded_files: tuple[str, ...]
    expired_leftovers: tuple[str, ...]
    folded_run_files: tuple[str, ...] = ()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the command."""
    parser.add_argument("--dry-run", action="store_true", help="say what it would do, do nothing")
    parser.add_argument("--json", action="store_true", help="print one JSON object on stdout")
    parser.add_argument(
        "--keep-days",
        type=int,
        default=_KEEP_DAYS,
        metavar="N",
        help=f"how long former versions stay readable (default {_KEEP_DAYS})",
    )


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Maintain the lake; 0 done, also where there was nothing to do."""
    if arguments.keep_days < _LEAST_DAYS:
        raise CommandError(f"--keep-days: keep at least {_LEAST_DAYS} day.", 2)
    upkeep = maintained(settings, arguments.keep_days, is_dry=arguments.dry_run)
    if arguments.json:
        print(json.dumps(asdict(upkeep)))
    else:
        _print_words(upkeep, is_dry=arguments.dry_run)
    return 0


def maintained(settings: Settings, keep_days: int, *, is_dry: bool) -> Upkeep:
    """Maintain the lake while no other process writes it.

    Raises: CommandError while one does.
    """
    if settings.target != "local":
        return _by_warehouse(settings, keep_days, is_dry=is_dry)
    with _writing(settings.lake):
        was_checked = checks_needed(settings) == "touched"
        published = read_publication(settings.lake)
        versions = dict(published.tables) if published else {}
        upkeep = Upkeep(
            tuple(keep_tables(settings.lake, versions, keep_days, is_dry=is_dry)),
            tuple(_superseded(settings, keep_days, is_dry=is_dry)),
            tuple(_leftovers(settings, keep_days, is_dry=is_dry)),
            tuple(_folded(settings, keep_days, is_dry=is_dry)),
        )
        if was_checked and not is_dry:
            # Compacted tables hold the same rows under a new version.
            remember_checked(settings)
    return upkeep


def _by_warehouse(settings: Settings, keep_days: int, *, is_dry: bool) -> Upkeep:
    """Let the engine maintain its own tables in SQL, which knows versions by their age only."""
    published = read_publication(settings.lake)
    oldest = iso(settings.as_of - timedelta(days=keep_days))
    if published is not None and published.as_of < oldest:
        raise CommandError(
            f"What is published is of {published.as_of}, older than {keep_days} days, and would be "
            "taken away. Run `daybook refresh` first, or keep more days."
        )
    if not is_dry:
        arguments = json.dumps({"keep_days": keep_days})
        run_dbt(settings, ["run-operation", "maintain_tables", "--args", arguments])
    return Upkeep((), (), tuple(_leftovers(settings, keep_days, is_dry=is_dry)))


@contextmanager
def _writing(lake: Location) -> Iterator[None]:
    # Imported here: only this command takes the engine's lock without starting the engine.
    from dbt.adapters.lake.places import place_of
    from dbt.adapters.lake.writer_lock import LakeInUseError

    try:
        lock = place_of(str(lake)).take_lock(str(lake))
    except LakeInUseError as error:
        raise CommandError(str(error)) from None
    try:
        yield
        lock.check()
    finally:
        lock.release()


def _superseded(settings: Settings, keep_days: int, *, is_dry: bool) -> Iterator[str]:
    from ingestion import open_lake
    from ingestion.superseded import superseded_objects

    lake = open_lake(settings.lake, settings.as_of)
    for key in superseded_objects(lake, settings.as_of - timedelta(days=keep_days)):
        if not is_dry:
            lake.storage.remove(key)
        yield key


def _folded(settings: Settings, keep_days: int, *, is_dry: bool) -> Iterator[str]:
    """Yield the files of runs that became part of one a month: of published states, all ended."""
    published = read_publication(settings.lake)
    begun = [int(one["name"].partition("-")[0]) for one in begun_runs(settings.lake)]
    last = min([published.run_number if published else 0, *(number - 1 for number in begun)])
    before = settings.as_of - timedelta(days=keep_days)
    yield from fold_runs(settings.lake, settings.as_of, before, last, is_dry=is_dry)


def _leftovers(settings: Settings, keep_days: int, *, is_dry: bool) -> Iterator[str]:
    """Yield what dbt left on this machine: compiled SQL and logs that nobody looks at any more."""
    oldest = time.time() - keep_days * 86_400
    work = settings.work_folder
    for path in (work / "target" / "compiled", work / "target" / "run", *_logs(work)):
        if path.exists() and path.stat().st_mtime < oldest:
            if not is_dry:
                _remove(path)
            yield path.relative_to(work).as_posix()


def _logs(work: Path) -> list[Path]:
    return sorted((work / "logs").glob("*.log*"))


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()


def _print_words(upkeep: Upkeep, *, is_dry: bool) -> None:
    would = "would be " if is_dry else ""
    for table in upkeep.tables:
        if table.is_anything:
            print(f"  {table.table}: {_said(table)}")
    expired = sum(table.count_expired_files for table in upkeep.tables)
    freed = sum(table.expired_bytes for table in upkeep.tables)
    compacted = sum(table.count_compacted_files for table in upkeep.tables)
    print(
        f"{compacted} small files {would}compacted, {expired} expired files {would}taken away "
        f"({freed / 1e6:.1f} MB), {len(upkeep.superseded_files)} superseded record files, "
        f"{len(upkeep.folded_run_files)} files of runs folded or left over and "
        f"{len(upkeep.expired_leftovers)} leftovers {would}taken away"
    )


def _said(table: TableUpkeep) -> str:
    parts = []
    if table.count_compacted_files:
        parts.append(f"{table.count_compacted_files} small files")
    if table.count_expired_files:
        size = f"{table.expired_bytes / 1e6:.1f} MB"
        parts.append(f"{table.count_expired_files} expired files of {size}")
    if table.is_log_shortened:
        parts.append("a long log")
    return ", ".join(parts)
