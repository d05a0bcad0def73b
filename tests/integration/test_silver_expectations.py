"""The last month of silver is judged by the months before it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest
from deltalake import write_deltalake

from observability.silver_expectations import Watched, judge_silver

AS_OF = datetime(2026, 7, 3, 6, tzinfo=UTC)
METERS = Watched("silver_home__meter_intervals", "quantity", "meter_id || ' ' || flow")
DAY = (0.2, 0.3, 0.4, 0.6)

Month = Sequence[float | None]


def lake_of_months(folder: Path, *months: Month, ends: int = 6) -> Path:
    """Write a meter's months, the last of which is `ends`, and the beginning of the next."""
    first = ends - len(months) + 1
    rows = [(f"2026-{first + i:02}", value) for i, month in enumerate(months) for value in month]
    rows.append((f"2026-{ends + 1:02}", 0.3))
    table = pa.table(
        {
            "event_month": [month for month, _ in rows],
            "quantity": pa.array([value for _, value in rows], pa.float64()),
            "meter_id": ["main"] * len(rows),
            "flow": ["import"] * len(rows),
        }
    )
    write_deltalake(str(folder / "silver" / METERS.table), table, partition_by=["event_month"])
    return folder


@pytest.mark.parametrize(
    ("last", "unmet"),
    [
        (DAY * 10, []),
        ([value * 1000 for value in DAY * 10], ["mean", "median"]),
        (DAY * 25, ["row_count"]),
        (DAY * 2, ["row_count"]),
        ([0.3] * 40, ["unique_value_count"]),
        ([None] * 30 + [*DAY, *DAY, 0.4, 0.2], ["non_null"]),
    ],
    ids=["as usual", "Wh for kWh", "there twice", "a part", "frozen", "cells lost"],
)
def test_a_month_is_judged_by_the_months_before_it(
    tmp_path: Path, last: Month, unmet: list[str]
) -> None:
    (report,) = judge_silver(lake_of_months(tmp_path, *[DAY * 10] * 3, last), AS_OF, (METERS,))

    assert report.subject == METERS.table
    assert {row.column for row in report.rows} == {"quantity of main import"}
    names = [row.expectation for row in report.rows if not row.is_met]
    assert len(names) == len(unmet)
    assert all(word in name for word, name in zip(unmet, names, strict=True))


def test_a_month_that_has_not_ended_and_a_young_series_are_not_judged(tmp_path: Path) -> None:
    lake = lake_of_months(tmp_path, *[DAY * 10] * 4, [9.0], ends=7)

    (report,) = judge_silver(lake, AS_OF, (METERS,))
    assert report.is_met
    assert judge_silver(lake_of_months(tmp_path / "young", *[DAY] * 3), AS_OF, (METERS,)) == []


def test_a_lake_without_such_a_table_has_nothing_to_judge(tmp_path: Path) -> None:
    assert judge_silver(tmp_path, AS_OF) == []
