"""What the meter, the sensors and the watches come to follows from their files alone."""

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.truths import landed_files, truth_rows

ZONE = ZoneInfo("Europe/Amsterdam")
UTC = ZoneInfo("UTC")
HOLD = timedelta(hours=2)
COMFORT = {"living_room": (19, 23), "bedroom": (16, 20), "bathroom": (20, 24)}
Row = dict[str, str]


both = pytest.mark.parametrize("folder", ["truth", "truth_with_late"])


# electricity


def quarter_hours(path: Path) -> Iterator[tuple[datetime, Decimal, Decimal]]:
    """Yield the instant and both amounts; of a repeated hour the second one is standard time."""
    seen: Counter[str] = Counter()
    for cells in csv.reader(path.read_text(encoding="utf-8").splitlines()[1:], delimiter=";"):
        if len(cells) == 3:
            seen[cells[0]] += 1
            local = datetime.strptime(cells[0], "%d.%m.%Y %H:%M")  # noqa: DTZ007
            zoned = local.replace(tzinfo=ZONE, fold=seen[cells[0]] - 1)
            instant = zoned.astimezone(UTC)
            if instant.astimezone(ZONE).replace(tzinfo=None) == local:
                amounts = (Decimal(cell.replace(",", ".")) for cell in cells[1:])
                yield instant, *amounts  # type: ignore[misc]


def electricity(sample: Path, folder: str = "truth") -> list[Row]:
    rows = truth_rows(sample, "daily_meter_usage", folder)
    return [row for row in rows if row["commodity"] == "electricity"]


@both
def test_meter_usage_is_the_sum_of_the_rows(sample: Path, folder: str) -> None:
    readings: dict[datetime, tuple[Decimal, Decimal]] = {}
    for path in landed_files(sample, "electricity/", folder):
        for instant, drawn, fed in quarter_hours(path):
            assert readings.setdefault(instant, (drawn, fed)) == (drawn, fed)
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    counts: Counter[str] = Counter()
    for instant, (drawn, fed) in readings.items():
        day = instant.astimezone(ZONE).date().isoformat()
        counts[day] += 1
        sums[day, "import"] += drawn
        sums[day, "export"] += fed
    rows = electricity(sample, folder)
    assert {(row["usage_date"], row["flow"]): Decimal(row["quantity"]) for row in rows} == sums
    for row in rows:
        assert int(row["count_intervals"]) == counts[row["usage_date"]]
        is_complete = row["count_intervals"] == row["count_expected_intervals"]
        assert row["is_complete"] == ("true" if is_complete else "false")


def test_the_days_of_the_clock_changes_have_23_and_25_hours(sample: Path) -> None:
    rows = electricity(sample)
    expected = {row["usage_date"]: row["count_expected_intervals"] for row in rows}
    assert expected["2025-10-26"] == "100"
    assert expected["2026-03-29"] == "92"
    assert Counter(expected.values()) == {"96": len(expected) - 2, "100": 1, "92": 1}
    october = (sample / "inbox/electricity/verbrauch_2025-10.csv").read_text(encoding="utf-8")
    starts = re.findall(r"26\.10\.2025 (02:\d\d);", october)
    assert starts == ["02:00", "02:15", "02:30", "02:45"] * 2


def test_the_sun_feeds_more_in_june_than_in_december_and_never_at_night(sample: Path) -> None:
    def fed(month: str, hour: int) -> Decimal:
        path = sample / f"inbox/electricity/verbrauch_{month}.csv"
        rows = quarter_hours(path)
        return sum(
            (export for at, _, export in rows if at.astimezone(ZONE).hour == hour), Decimal()
        )

    assert fed("2026-06", 13) > 3 * fed("2025-12", 13) > 0
    assert fed("2026-06", 1) == 0


# room climate


def states_of(sample: Path, folder: str) -> dict[str, list[tuple[datetime, str]]]:
    states: dict[str, list[tuple[datetime, str]]] = defaultdict(list)
    for path in landed_files(sample, "home_assistant/", folder):
        for cells in csv.reader(path.read_text(encoding="utf-8").splitlines()[1:]):
            if len(cells) == 3 and cells[1] != "warm":
                states[cells[0]].append((datetime.fromisoformat(cells[2]), cells[1]))
    return {entity: sorted(found) for entity, found in states.items()}


def held_by_day(
    states: list[tuple[datetime, str]],
) -> dict[date, list[tuple[float, timedelta]]]:
    """Cut the times for which values held at the local midnights."""
    held: dict[date, list[tuple[float, timedelta]]] = defaultdict(list)
    ends = [at for at, _ in states[1:]] + [states[-1][0] + HOLD]
    for (begin, text), following in zip(states, ends, strict=True):
        end = min(following, begin + HOLD)
        while text not in ("unavailable", "unknown") and begin < end:
            day = begin.astimezone(ZONE).date()
            cut = min(end, midnight(day + timedelta(days=1)))
            held[day].append((float(text), cut - begin))
            begin = cut  # noqa: PLW2901
    return held


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZONE).astimezone(UTC)


def covered(parts: list[tuple[float, timedelta]]) -> timedelta:
    return sum((length for _, length in parts), timedelta())


def mean(parts: list[tuple[float, timedelta]], length: timedelta) -> float | None:
    if not parts or covered(parts) * 2 < length:
        return None
    return sum(value * (part / covered(parts)) for value, part in parts)


def near(expected: float | None) -> object:
    return None if expected is None else pytest.approx(expected, abs=1e-6)


def number(text: str) -> float | None:
    return float(text) if text else None


@both
def test_climate_is_weighted_by_the_time_a_state_held(sample: Path, folder: str) -> None:
    states = states_of(sample, folder)
    held = {entity: held_by_day(found) for entity, found in states.items()}
    rows = truth_rows(sample, "daily_room_climate", folder)
    for row in rows:
        day, room = date.fromisoformat(row["climate_date"]), row["room_id"]
        length = midnight(day + timedelta(days=1)) - midnight(day)
        warm = held[f"sensor.{room}_temperature"].get(day, [])
        humid = held[f"sensor.{room}_humidity"].get(day, [])
        low, high = COMFORT[room]
        comfortable = covered([part for part in warm if low <= part[0] <= high])
        assert number(row["temperature_celsius_mean"]) == near(mean(warm, length))
        assert number(row["humidity_percent_mean"]) == near(mean(humid, length))
        assert number(row["temperature_celsius_min"]) == min((v for v, _ in warm), default=None)
        assert number(row["temperature_celsius_max"]) == max((v for v, _ in warm), default=None)
        assert number(row["covered_percent"]) == near(100 * (covered(warm) / length))
        is_enough = bool(warm) and covered(warm) * 2 >= length
        comfort = 100 * (comfortable / covered(warm)) if is_enough else None
        assert number(row["comfort_percent"]) == near(comfort)
    with_values = {
        (day.isoformat(), entity.removeprefix("sensor.").rpartition("_")[0])
        for entity, days in held.items()
        for day in days
    }
    assert {(row["climate_date"], row["room_id"]) for row in rows} == with_values


@both
def test_climate_counts_the_numeric_states_of_the_local_day(sample: Path, folder: str) -> None:
    counts: Counter[tuple[str, str]] = Counter()
    for entity, found in states_of(sample, folder).items():
        room = entity.removeprefix("sensor.").rpartition("_")[0]
        for at, text in found:
            if text not in ("unavailable", "unknown"):
                counts[at.astimezone(ZONE).date().isoformat(), room] += 1
    rows = truth_rows(sample, "daily_room_climate", folder)
    assert {
        (row["climate_date"], row["room_id"]): int(row["count_readings"])
        for row in rows
        if row["count_readings"] != "0"
    } == counts


def test_states_come_only_with_a_change_and_with_every_kind_of_gap(sample: Path) -> None:
    for entity, found in states_of(sample, "truth_with_late").items():
        times = [at for at, _ in found]
        texts = [text for _, text in found]
        assert len(set(times)) == len(times)
        assert all(text != following for text, following in pairwise(texts))
        assert {"unavailable", "unknown"} <= set(texts), entity
        gaps = [end - begin for begin, end in pairwise(times)]
        assert max(gaps) > timedelta(hours=5)
        assert sum(gap > HOLD for gap in gaps) > 20


def test_states_change_right_before_and_after_midnight(sample: Path) -> None:
    times = [at.astimezone(ZONE) for at, _ in states_of(sample, "truth")["sensor.bedroom_humidity"]]
    first_second = [at for at in times if at.hour == at.minute == at.second == 0]
    assert {at.microsecond > 0 for at in first_second if at.day == 1} == {False, True}
    last_second = [at + timedelta(seconds=1) for at in times]
    assert sum(at.day == 1 and at.hour == at.minute == at.second == 0 for at in last_second) > 10


def test_some_days_are_too_thin_for_a_mean(sample: Path) -> None:
    rows = truth_rows(sample, "daily_room_climate")
    thin = [row for row in rows if 0 < float(row["covered_percent"]) < 50]
    assert len(thin) > 10
    assert not any(row["temperature_celsius_mean"] for row in thin)


# fitness


@both
def test_activity_of_one_tracker_is_the_newest_export_of_each_day(
    sample: Path, folder: str
) -> None:
    days: dict[str, tuple[str, tuple[Decimal, ...]]] = {}
    for path in landed_files(sample, "fitbit_anna", folder):
        with path.open(encoding="utf-8", newline="") as handle:
            rows = list(csv.DictReader(handle))
        newest = max(row["Date"] for row in rows)
        for row in rows:
            meters = Decimal(row["Distance (km)"]) * 1000
            counted = (Decimal(row["Steps"]), meters, Decimal(row["Active Calories (kcal)"]))
            if newest >= days.get(row["Date"], ("",))[0]:
                days[row["Date"]] = (newest, counted)
    columns = ("step_count", "distance_meters", "active_energy_kilocalories")
    assert {
        row["activity_date"]: tuple(Decimal(row[column]) for column in columns)
        for row in truth_rows(sample, "daily_activity", folder)
        if row["step_source"] == "fitbit_anna"
    } == {day: counted for day, (_, counted) in days.items()}


def test_one_day_was_exported_twice_with_different_counts(sample: Path) -> None:
    steps: dict[str, set[str]] = defaultdict(set)
    for path in landed_files(sample, "fitbit_ben/", "truth"):
        for line in path.read_text(encoding="utf-8").splitlines()[1:]:
            steps[line.split(",")[0]].add(line.split(",")[1])
    assert [day for day, counts in steps.items() if len(counts) > 1] == ["2026-06-21"]
