"""What a week holds that needs a person, section by section."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Sized
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from ingestion.layout import without_controls
from ingestion.storage.locations import Location
from ingestion.tables import FILES
from observability.alerts.messages import name_of
from observability.alerts.state import State
from runner.tables import LAYERS, delta_tables, open_delta_table, read_delta_rows, read_record_rows

_MOST_LINES = 10
_SUGGESTIONS = "silver_finance__category_suggestions"
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Section:
    """A heading with its count and lines; `told` is the sentence that may leave the machine.

    Lines may name files and payees, `told` holds numbers, codes and names of tables only.
    """

    title: str
    count: int
    lines: tuple[str, ...]
    told: str
    remedy: str = ""


def sections(lake: Location, state: State, now: datetime) -> Iterator[Section]:
    """Yield what needs a person, then how the lake has grown."""
    files = read_record_rows(lake / "bronze" / FILES)
    yield _incidents(state)
    yield _late(read_delta_rows(_silver(lake, "source_freshness")), now)
    yield _quarantined([row for row in files if row["state"] == "quarantined"])
    yield _rejects(read_delta_rows(_silver(lake, "rejects")))
    yield _findings(read_delta_rows(_silver(lake, "findings")))
    yield _suggestions(read_delta_rows(lake / "silver" / _SUGGESTIONS))
    yield _storage(lake, files, now)


def _silver(lake: Location, name: str) -> Location:
    return lake / "silver" / f"silver_operations__{name}"


def _incidents(state: State) -> Section:
    lines = [
        f"{one.severity} {name_of(one.node)} since {one.opened_at[:10]}: "
        + "; ".join(one.own.values())
        for one in state.incidents.values()
    ]
    pages = sum(one.severity == "page" for one in state.incidents.values())
    told = f"{counted(lines, 'cause')} open, {counted(range(pages), 'page')} among them."
    return _section("open signals", lines, told, "daybook annotate, where the cause is known")


def _late(rows: Sequence[Row], now: datetime) -> Section:
    late = [row for row in rows if row["late_at"] is not None and row["late_at"] < now]
    lines = [
        f"{row['source_name']}: nothing since {row['covered_until_at']:%Y-%m-%d}" for row in late
    ]
    names = ", ".join(sorted(row["source_name"] for row in late))
    told = f"{counted(late, 'source')} late{': ' if names else ''}{names}."
    return _section("silent sources", lines, told, "export them again into the inbox")


def _quarantined(rows: Sequence[Row]) -> Section:
    lines = [f"{row['source_key']} ({row['reason']}): {row['message']}" for row in rows]
    told = f"{counted(rows, 'file')} in quarantine{_by_code(rows)}."
    return _section("files that could not be read", lines, told)


def _rejects(rows: Sequence[Row]) -> Section:
    counts = Counter((row["table_name"], row["reason"]) for row in rows)
    examples = {(row["table_name"], row["reason"]): row["message"] for row in rows}
    lines = [
        f"{count} {key[1]} in {key[0]}, such as: {examples[key]}"
        for key, count in counts.most_common()
    ]
    told = f"{counted(rows, 'record')} left out{_by_code(rows)}."
    return _section("records left out", lines, told, count=len(rows))


def _findings(rows: Sequence[Row]) -> Section:
    lines = [f"{row['subject']} ({row['finding']}): {row['message']}" for row in rows]
    return _section("looks wrong", lines, f"{counted(rows, 'finding')} of what looks wrong.")


def _suggestions(rows: Sequence[Row]) -> Section:
    counts = Counter(row["suggested_category"] for row in rows)
    lines = [f"{category}: {count} transactions" for category, count in counts.most_common()]
    told = f"{counted(rows, 'transaction')} with a suggested category."
    remedy = "a row in rules/categories.csv, or daybook correct"
    return _section("categories to confirm", lines, told, remedy, count=len(rows))


def _storage(lake: Location, files: Sequence[Row], now: datetime) -> Section:
    week_ago = (now - timedelta(days=7)).date().isoformat()
    raw = sum(row["file_size_bytes"] for row in files)
    new = sum(row["file_size_bytes"] for row in files if row["ingestion_date"] > week_ago)
    tables = sum(_table_bytes(table) for layer in LAYERS for table in delta_tables(lake / layer))
    told = (
        f"Raw files take {raw / 1e6:.1f} MB, {new / 1e6:.1f} of them new this week; "
        f"tables {tables / 1e6:.1f} MB."
    )
    return Section("storage", 0, (told,), told, "daybook maintain")


def _table_bytes(place: Location) -> int:
    import pyarrow as pa

    actions = pa.table(open_delta_table(place).get_add_actions(flatten=True))
    return int(sum(actions["size_bytes"].to_pylist()))


def counted(things: Sized, name: str) -> str:
    """Return how many things there are, such as `1 file`."""
    return f"{len(things)} {name}" if len(things) == 1 else f"{len(things)} {name}s"


def _by_code(rows: Sequence[Row]) -> str:
    counts = Counter(row["reason"] for row in rows)
    found = ", ".join(f"{count} {reason}" for reason, count in sorted(counts.items()))
    return f" ({found})" if found else ""


def _section(
    title: str, lines: Sequence[str], told: str, remedy: str = "", *, count: int | None = None
) -> Section:
    shown = [without_controls(line) for line in sorted(lines)[:_MOST_LINES]]
    if len(lines) > _MOST_LINES:
        shown.append(f"and {len(lines) - _MOST_LINES} more: daybook status")
    return Section(title, len(lines) if count is None else count, tuple(shown), told, remedy)
