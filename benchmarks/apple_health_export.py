"""An Apple Health export of any size, the same for the same size: a watch and a phone that overlap.

Types stand one behind the other, each in the order of time, as the Health app writes them.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

_FIRST_DAY = datetime(2016, 1, 1, tzinfo=UTC)
_BYTES_A_DAY = 284_700
_HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE HealthData [
<!-- HealthKit Export Version: 14 -->
<!ELEMENT HealthData (ExportDate,Me,(Record|Correlation|Workout|ActivitySummary)*)>
<!ATTLIST HealthData
  locale CDATA #REQUIRED
>
]>
<HealthData locale="en_NL">
 <ExportDate value="{exported} +0100"/>
 <Me HKCharacteristicTypeIdentifierBiologicalSex="HKBiologicalSexNotSet"/>
"""
_WATCH = (
    'sourceName="Anna\u2019s Apple\u00a0Watch" sourceVersion="10.2" device="&lt;&lt;HKDevice: '
    "0x{address:x}&gt;, name:Apple Watch, manufacturer:Apple Inc., model:Watch, "
    'hardware:Watch6,7, software:10.2&gt;"'
)
_PHONE = (
    'sourceName="Anna\u2019s iPhone" sourceVersion="17.2.1" device="&lt;&lt;HKDevice: '
    "0x{address:x}&gt;, name:iPhone, manufacturer:Apple Inc., model:iPhone, "
    'hardware:iPhone14,5, software:17.2.1&gt;"'
)
# Type, unit, recorder, minutes between records, seconds that each lasts.
_SERIES = (
    ("StepCount", "count", _WATCH, 15, 600),
    ("StepCount", "count", _PHONE, 20, 540),
    ("DistanceWalkingRunning", "km", _WATCH, 15, 600),
    ("DistanceWalkingRunning", "km", _PHONE, 20, 540),
    ("ActiveEnergyBurned", "kcal", _WATCH, 12, 60),
    ("BasalEnergyBurned", "kcal", _WATCH, 20, 900),
)
_HEART_RATE_MINUTES = 10
_STAGES = ("InBed", "AsleepCore", "AsleepDeep", "AsleepREM", "Awake")


def write_export(file: Path, megabytes: int) -> None:
    """Write an export of about so many million bytes."""
    days = [
        _FIRST_DAY + timedelta(days=number)
        for number in range(max(1, megabytes * 1_000_000 // _BYTES_A_DAY))
    ]
    with file.open("w", encoding="utf-8") as stream:
        stream.write(_HEAD.format(exported=f"{days[-1] + timedelta(days=1):%Y-%m-%d %H:%M:%S}"))
        for series in _SERIES:
            stream.writelines(_quantities(days, series))
        for write in (_heart_rates, _nights, _workouts, _summaries):
            stream.writelines(write(days))
        stream.write("</HealthData>\n")


def _quantities(days: list[datetime], series: tuple[str, str, str, int, int]) -> Iterator[str]:
    kind, unit, recorder, every, lasts = series
    for day in days:
        for number, minute in enumerate(range(0, 1440, every)):
            yield (
                f' <Record type="HKQuantityTypeIdentifier{kind}" '
                f'{recorder.format(address=0x3012772A0 + number)} unit="{unit}" '
                f'{_span(day, minute, lasts)} value="{_value(day, minute)}"/>\n'
            )


def _heart_rates(days: list[datetime]) -> Iterator[str]:
    for day in days:
        for minute in range(0, 1440, _HEART_RATE_MINUTES):
            yield (
                ' <Record type="HKQuantityTypeIdentifierHeartRate" '
                f'{_WATCH.format(address=0x3012772A0 + minute)} unit="count/min" '
                f'{_span(day, minute, 0)} value="{50 + _value(day, minute) % 90}">\n'
                '  <MetadataEntry key="HKMetadataKeyHeartRateMotionContext" value="0"/>\n'
                " </Record>\n"
            )


def _nights(days: list[datetime]) -> Iterator[str]:
    for day in days:
        for number in range(24):
            yield (
                ' <Record type="HKCategoryTypeIdentifierSleepAnalysis" '
                f"{_WATCH.format(address=0x3012772A0)} {_span(day, 20 * number, 1200)} "
                f'value="HKCategoryValueSleepAnalysis{_STAGES[number % len(_STAGES)]}">\n'
                '  <MetadataEntry key="HKTimeZone" value="Europe/Amsterdam"/>\n'
                " </Record>\n"
            )


def _workouts(days: list[datetime]) -> Iterator[str]:
    for day in days[::2]:
        yield (
            ' <Workout workoutActivityType="HKWorkoutActivityTypeRunning" '
            f'duration="{20 + _value(day, 0) % 60}.5" durationUnit="min" '
            f"{_WATCH.format(address=0x3012772A0)} {_span(day, 1080, 2430)}>\n"
            '  <MetadataEntry key="HKIndoorWorkout" value="0"/>\n'
            '  <WorkoutStatistics type="HKQuantityTypeIdentifierActiveEnergyBurned" '
            f'{_span(day, 1080, 2430)} sum="{200 + _value(day, 1)}.25" unit="kcal"/>\n'
            '  <WorkoutStatistics type="HKQuantityTypeIdentifierDistanceWalkingRunning" '
            f'{_span(day, 1080, 2430)} sum="{4 + _value(day, 2) % 9}.031" unit="km"/>\n'
            " </Workout>\n"
        )


def _summaries(days: list[datetime]) -> Iterator[str]:
    for day in days:
        yield (
            f' <ActivitySummary dateComponents="{day:%Y-%m-%d}" '
            f'activeEnergyBurned="{300 + _value(day, 3)}.5" activeEnergyBurnedGoal="500" '
            f'activeEnergyBurnedUnit="kcal" appleExerciseTime="{_value(day, 4) % 90}" '
            f'appleExerciseTimeGoal="30" appleStandHours="{_value(day, 5) % 16}" '
            'appleStandHoursGoal="12"/>\n'
        )


def _span(day: datetime, minute: int, lasts: int) -> str:
    """Return the three times of a record that was written when it ended."""
    start = day + timedelta(minutes=minute, seconds=_value(day, minute) % 60)
    end = f"{start + timedelta(seconds=lasts):%Y-%m-%d %H:%M:%S} +0100"
    return f'creationDate="{end}" startDate="{start:%Y-%m-%d %H:%M:%S} +0100" endDate="{end}"'


def _value(day: datetime, minute: int) -> int:
    return (day.toordinal() * 7919 + minute * 104_729) % 997
