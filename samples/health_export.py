"""Write Ben's Apple Health exports: a zip with one XML file each."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta, timezone
from itertools import chain
from random import Random
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from samples.health import WRITTEN_AFTER_SECONDS, Health, Rings, Workout, export_times, health_of
from samples.local_days import TIME_ZONE
from samples.recorders import (
    DISTANCE,
    ENERGY,
    HEART_RATE,
    MEASURED,
    STEPS,
    Amount,
    Kind,
    Recorder,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samples.plan import Plan
    from samples.sleep import Stage
    from samples.writing import SampleFiles

MEMBER = "apple_health_export/export.xml"
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE HealthData [
<!-- HealthKit Export Version: 13 -->
<!ELEMENT HealthData (ExportDate,Me,(Record|Workout|ActivitySummary)*)>
<!ATTLIST HealthData
  locale CDATA #REQUIRED
>
<!ELEMENT Record (MetadataEntry*)>
<!ATTLIST Record
  type          CDATA #REQUIRED
  unit          CDATA #IMPLIED
  value         CDATA #IMPLIED
  sourceName    CDATA #REQUIRED
  sourceVersion CDATA #IMPLIED
  device        CDATA #IMPLIED
  creationDate  CDATA #IMPLIED
  startDate     CDATA #REQUIRED
  endDate       CDATA #REQUIRED
>
]>
"""
_QUANTITY, _CATEGORY = "HKQuantityTypeIdentifier", "HKCategoryTypeIdentifier"
_ME = (
    ' <Me HKCharacteristicTypeIdentifierDateOfBirth=""'
    ' HKCharacteristicTypeIdentifierBiologicalSex="HKBiologicalSexNotSet"/>\n'
)
# Apple writes a day that never was for a person without a goal.
_NO_DAY = (
    ' <ActivitySummary dateComponents="1969-12-30" activeEnergyBurned="0"'
    ' activeEnergyBurnedGoal="0" activeEnergyBurnedUnit="kcal" appleExerciseTime="0"'
    ' appleExerciseTimeGoal="0" appleStandHours="0" appleStandHoursGoal="0"/>\n'
)


def write_health_exports(files: SampleFiles, plan: Plan) -> None:
    """Write each of Ben's exports, none before he had a phone that counts."""
    for exported_at in export_times(plan):
        health = _until(health_of(plan), int(exported_at.timestamp()))
        if health.amounts:
            name = f"apple_health/export_{exported_at:%Y-%m-%d}.zip"
            count = sum(map(len, (health.amounts, health.stages, health.workouts, health.rings)))
            content = _zipped(health, exported_at, plan.seed)
            files.write_landed(name, content, count + 1)  # the day that never was


def _until(health: Health, second: int) -> Health:
    last = second - WRITTEN_AFTER_SECONDS
    day = datetime.fromtimestamp(second, UTC).date()
    return Health(
        tuple(one for one in health.amounts if one.end <= last),
        tuple(one for one in health.stages if one.end <= last),
        tuple(one for one in health.workouts if one.walk.end <= last),
        tuple(one for one in health.rings if one.day < day),
    )


def _zipped(health: Health, exported_at: datetime, seed: int) -> bytes:
    buffer = io.BytesIO()
    info = ZipInfo(MEMBER, exported_at.timetuple()[:6])
    info.compress_type = ZIP_DEFLATED
    with ZipFile(buffer, "w") as archive, archive.open(info, "w") as member:
        for line in _ExportWriter(exported_at, seed).lines(health):
            member.write(line.encode())
    return buffer.getvalue()


def _decimal(amount: int, kind: Kind) -> str:
    unit = 10**kind.decimals
    return f"{amount // unit}.{amount % unit:0{kind.decimals}}" if kind.decimals else str(amount)


class _ExportWriter:
    """Write the elements of one export."""

    def __init__(self, exported_at: datetime, seed: int) -> None:
        self._exported_at = exported_at
        # Apple writes every time with the offset of the export's own moment, winter or summer.
        self._zone = timezone(exported_at.utcoffset() or timedelta())
        self._offset = f"{exported_at:%z}"
        # Where a device lay in the phone's memory is all that differs between two exports.
        self._random = Random(f"{seed}:memory:{exported_at.isoformat()}")
        self._addresses = [self._random.randrange(0x300000000, 0x310000000, 16) for _ in range(9)]

    def lines(self, health: Health) -> Iterator[str]:
        """Yield the lines of the file, each with its ending."""
        yield _HEAD
        yield f'<HealthData locale="en_NL">\n <ExportDate value="{self._exported_time()}"/>\n'
        yield _ME
        for kind in (STEPS, DISTANCE, ENERGY, *MEASURED):
            found = (one for one in health.amounts if one.kind is kind)
            yield from map(self._amount, sorted(found, key=lambda one: (one.begin, one.end)))
        yield from map(self._stage, health.stages)
        yield from map(self._workout, health.workouts)
        yield from chain((_NO_DAY,), map(_summary, health.rings))
        yield "</HealthData>\n"

    def _exported_time(self) -> str:
        return self._time(int(self._exported_at.timestamp()))

    def _time(self, second: int) -> str:
        local = datetime.fromtimestamp(second, self._zone).isoformat(" ")
        return f"{local[:19]} {self._offset}"

    def _source(self, recorder: Recorder, begin: int, end: int, unit: str = "") -> str:
        device = ""
        if recorder.device:
            address = self._random.choice(self._addresses)
            text = f"&lt;&lt;HKDevice: {address:#x}&gt;, {recorder.device}&gt;"
            device = f' device="{text}"'
        return (
            f'sourceName="{recorder.stated_name}" sourceVersion="{recorder.version}"{device}{unit}'
            f' creationDate="{self._time(end + WRITTEN_AFTER_SECONDS)}"'
            f' startDate="{self._time(begin)}" endDate="{self._time(end)}"'
        )

    def _amount(self, one: Amount) -> str:
        source = self._source(one.recorder, one.begin, one.end, f' unit="{one.kind.unit}"')
        value = _decimal(one.amount, one.kind)
        start = f' <Record type="{_QUANTITY}{one.kind.name}" {source} value="{value}"'
        if one.kind is not HEART_RATE:
            return f"{start}/>\n"
        context = '<MetadataEntry key="HKMetadataKeyHeartRateMotionContext" value="0"/>'
        return f"{start}>\n  {context}\n </Record>\n"

    def _stage(self, one: Stage) -> str:
        source = self._source(one.recorder, one.begin, one.end)
        return (
            f' <Record type="{_CATEGORY}SleepAnalysis" {source}'
            f' value="HKCategoryValueSleepAnalysis{one.stage}">\n'
            f'  <MetadataEntry key="HKTimeZone" value="{TIME_ZONE}"/>\n </Record>\n'
        )

    def _workout(self, one: Workout) -> str:
        walk = one.walk
        source = self._source(one.recorder, walk.begin, walk.end)
        minutes = f"{(walk.end - walk.begin) / 60:.9f}"
        sums = ((ENERGY, one.energy), (DISTANCE, one.distance))
        return (
            f' <Workout workoutActivityType="HKWorkoutActivityTypeRunning" duration="{minutes}"'
            f' durationUnit="min" {source}>\n'
            f'  <MetadataEntry key="HKIndoorWorkout" value="{int(walk.is_in_studio)}"/>\n'
            + "".join(self._statistics(walk.begin, walk.end, *pair) for pair in sums)
            + " </Workout>\n"
        )

    def _statistics(self, begin: int, end: int, kind: Kind, amount: int) -> str:
        return (
            f'  <WorkoutStatistics type="{_QUANTITY}{kind.name}" startDate="{self._time(begin)}"'
            f' endDate="{self._time(end)}" sum="{_decimal(amount, kind)}" unit="{kind.unit}"/>\n'
        )


def _summary(rings: Rings) -> str:
    return (
        f' <ActivitySummary dateComponents="{rings.day}"'
        f' activeEnergyBurned="{_decimal(rings.energy, ENERGY)}" activeEnergyBurnedGoal="450"'
        f' activeEnergyBurnedUnit="kcal" appleExerciseTime="{rings.exercise_minutes}"'
        f' appleExerciseTimeGoal="30" appleStandHours="{rings.stand_hours}"'
        ' appleStandHoursGoal="12"/>\n'
    )
