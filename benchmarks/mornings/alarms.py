"""How often control charts page in a household, and on which mornings nothing had gone wrong."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from ingestion.storage.locations import Location
from runner.publication import read_publication
from runner.queries import query_delta

# A morning's files are about the day before, and a late one comes up to three days after it.
_BEFORE, _AFTER = timedelta(days=1), timedelta(days=3)


@dataclass(frozen=True)
class Alarms:
    """Hold how many points were judged by limits, and what paged: `false` without a fault near."""

    count_points: int
    count_pages: int
    false: tuple[str, ...]

    def __str__(self) -> str:
        false = ", ".join(self.false) or "none"
        return (
            f"control charts: {self.count_points} points judged, {self.count_pages} paged, "
            f"without a fault near: {false}"
        )


def alarms(lake: Location, fault_days: Collection[date]) -> Alarms:
    """Return what the published control charts of a lake paged."""
    published = read_publication(lake)
    if published is None:
        return Alarms(0, 0, ())
    names = ("process_points", "process_signals")
    tables = {name: (lake / "gold" / name, published.tables[name]) for name in names}
    (row,) = query_delta(
        tables,
        "select count(*) as judged from process_points where phase = 'monitoring'",
    )
    pages = query_delta(
        tables,
        "select distinct metric_id, cast(observed_at as date) as day from process_signals"
        " where severity = 'page' order by day, metric_id",
    )
    false = tuple(
        f"{page['metric_id']} {page['day']}"
        for page in pages
        if not any(day - _BEFORE <= page["day"] <= day + _AFTER for day in fault_days)
    )
    return Alarms(row["judged"], len(pages), false)
