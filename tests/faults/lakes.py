"""Lakes and files for tests of ingestion."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from households import Household, load_household
from ingestion import IngestReport, Lake, ingest, open_lake
from ingestion.lake import no_crash
from ingestion.tables import DECODED_MONTHS, FILES, OUTCOMES, RECORD_TABLES, REJECTS

AS_OF = datetime(2026, 7, 1, 6, tzinfo=UTC)
STATES_HEADER = "entity_id,state,last_changed\n"
HOUSEHOLD = "version: 1\ntime_zone: Europe/Amsterdam\ncurrency: EUR\n"
# Columns that name the delivery that came first, so they depend on the order of arrival.
FIRST_DELIVERY = ("source_key", "raw_path", "committed_at")


class Crash(BaseException):
    """Stand for a process that dies."""


def crash_at(name: str, call: int = 1) -> Callable[[str], None]:
    """Return a hook that dies when a crash point is reached for the n-th time."""
    seen = {"count": 0}

    def hook(point: str) -> None:
        if point == name:
            seen["count"] += 1
            if seen["count"] == call:
                raise Crash(name)

    return hook


def a_lake(folder: Path, crash_point: Callable[[str], None] = no_crash) -> Lake:
    """Open the lake of a test."""
    return open_lake(folder / "lake", AS_OF, crash_point)


def no_household() -> Household:
    """Return the defaults."""
    return load_household(None)


def a_household(
    folder: Path, sources: str = "", profiles: Mapping[str, str] | None = None
) -> Household:
    """Write a household folder and read it."""
    home = folder / "household"
    write(home / "household.yml", HOUSEHOLD + (f"sources:\n{sources}" if sources else ""))
    for name, text in (profiles or {}).items():
        write(home / "profiles" / f"{name}.yml", text)
    return load_household(home)


def write(path: Path, content: str | bytes) -> Path:
    """Write a file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def states(*rows: str) -> str:
    """Return a Home Assistant history file."""
    return STATES_HEADER + "".join(f"{row}\n" for row in rows)


def ofx(*transactions: str, account: str = "123") -> str:
    """Return an OFX 1 statement; a transaction is `date amount id`."""
    booked = "".join(
        "<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>{}<TRNAMT>{}<FITID>{}<NAME>Shop</STMTTRN>".format(
            *one.split()
        )
        for one in transactions
    )
    return (
        "OFXHEADER:100\nDATA:OFXSGML\n\n<OFX><SIGNONMSGSRSV1><SONRS><DTSERVER>20260301120000"
        "</SONRS></SIGNONMSGSRSV1><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR<BANKACCTFROM>"
        f"<BANKID>B<ACCTID>{account}<ACCTTYPE>CHECKING</BANKACCTFROM><BANKTRANLIST>{booked}"
        "</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\n"
    )


def outcome_of(report: IngestReport) -> tuple[str, str | None]:
    """Return outcome and reason of the only file of a report."""
    (one,) = report.outcomes
    return one.outcome, one.reason


def land(folder: Path, content: str | bytes, name: str = "file.csv") -> tuple[str, str | None]:
    """Land one file in a fresh lake without a household and return outcome and reason."""
    file = write(folder / "offered" / name, content)
    return outcome_of(ingest(a_lake(folder), no_household(), [file]))


def rows_of(lake: Lake, table: str) -> list[dict[str, Any]]:
    """Return all rows of a bronze table as any reader would find them."""
    rows: list[dict[str, Any]] = []
    for file in sorted((lake.path / "bronze" / table).glob("event_month=*/[!.]*.parquet")):
        month = file.parent.name.removeprefix("event_month=")
        found = pq.ParquetFile(file).read().to_pylist()
        rows += [{**row, "event_month": month} for row in found]
    return rows


def current_rows(lake: Lake, table: str) -> list[dict[str, Any]]:
    """Return the rows of the decodes that count."""
    counting = {
        (row["content_id"], row["decode_id"], row["event_month_key"])
        for row in rows_of(lake, DECODED_MONTHS)
        if row["table_name"] == table
    }
    rows = rows_of(lake, table)
    return [
        row
        for row in rows
        if (row["_content_id"], row["_decode_id"], row["event_month"]) in counting
    ]


def state_of(lake: Lake) -> dict[str, Any]:
    """Return everything that must not depend on order, crashes and repetitions."""
    files = [
        {name: value for name, value in row.items() if name not in FIRST_DELIVERY}
        for row in rows_of(lake, FILES)
    ]
    tables = {table: sorted(current_rows(lake, table), key=_row_key) for table in RECORD_TABLES}
    return {"files": files, "months": rows_of(lake, DECODED_MONTHS), **tables}


def _row_key(row: Mapping[str, Any]) -> tuple[str, int]:
    return row["_content_id"], row["_record_number"]


def rejects_of(lake: Lake) -> list[tuple[str, int | None]]:
    """Return reason and line of all rejects that count."""
    return [(row["reason"], row["_line_number"]) for row in current_rows(lake, REJECTS)]


def outcomes_of(lake: Lake) -> list[tuple[str, str | None]]:
    """Return outcome and reason of all outcome rows."""
    return [(row["outcome"], row["reason"]) for row in rows_of(lake, OUTCOMES)]


def snapshot(lake: Lake) -> dict[str, tuple[int, int]]:
    """Return size and time of change of every object of a lake, hidden ones left out."""
    return {
        str(file.relative_to(lake.path)): (file.stat().st_size, file.stat().st_mtime_ns)
        for file in lake.path.rglob("*")
        if file.is_file() and not file.name.startswith(".")
    }


def json_of(path: Path) -> Any:
    """Read a JSON object."""
    return json.loads(path.read_text())


def leftovers(lake: Lake) -> list[str]:
    """Return what lies in the work folder."""
    work = lake.path / "bronze" / ".work"
    return sorted(str(file.relative_to(work)) for file in work.rglob("*")) if work.exists() else []
