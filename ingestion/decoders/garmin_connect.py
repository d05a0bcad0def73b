"""Garmin Connect: the documents of its site and of the export of an account.

Weekly sums and scores that only state a date and a value look alike, so they are no documents of
this family.
Source: responses of connectapi.garmin.com that github.com/matin/garth recorded (2023 to 2026), and
DI-Connect-Wellness and DI-Connect-Aggregator of the account's export.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from ingestion.decoders.garmin_connect_series import (
    heart_rate_day,
    stress_day,
    variability_night,
)
from ingestion.decoders.garmin_connect_sleep import exported_night, sleep_night
from ingestion.decoders.profile_intervals import Span
from ingestion.decoders.tracker_documents import TrackerDocuments, shape
from ingestion.decoders.tracker_reading import Found, Reader, utc

_DAY = (
    ("restingHeartRate", "RestingHeartRate", "count/min"),
    ("averageSpo2", "OxygenSaturation", "percent"),
    ("avgWakingRespirationValue", "RespiratoryRate", "count/min"),
    ("totalKilocalories", "TotalEnergyBurned", "kcal"),
)
_STRESS = (("overallStressLevel", "StressLevel", "points"),)
_WATER = (("valueInML", "DietaryWater", "mL"),)
_VARIABILITY = (("lastNightAvg", "HeartRateVariabilityRMSSD", "ms"),)
_BODY = (
    ("weight", "BodyMass", "g"),
    ("bmi", "BodyMassIndex", "kg/m2"),
    ("bodyFat", "BodyFatPercentage", "percent"),
)


def _summary(reader: Reader, entry: Mapping[str, Any]) -> Iterator[Found]:
    day, meters = entry.get("calendarDate"), entry.get("totalDistanceMeters")
    energy = entry.get("activeKilocalories")
    yield from reader.activity_day(day, entry.get("totalSteps"), meters, energy)
    yield from reader.measures(entry, _DAY, reader.day(day))


def _steps(reader: Reader, entry: Mapping[str, Any]) -> Iterator[Found]:
    day, meters = entry.get("calendarDate"), entry.get("totalDistance")
    yield from reader.activity_day(day, entry.get("totalSteps"), meters, None)


def _stress(reader: Reader, entry: Mapping[str, Any]) -> Iterator[Found]:
    stated = entry.get("values")
    measured = stated if isinstance(stated, Mapping) else {}
    yield from reader.measures(measured, _STRESS, reader.day(entry.get("calendarDate")))


def _water(reader: Reader, entry: Mapping[str, Any]) -> Iterator[Found]:
    yield from reader.measures(entry, _WATER, reader.day(entry.get("calendarDate")))


def _variability(reader: Reader, entry: Mapping[str, Any]) -> Iterator[Found]:
    yield from reader.measures(entry, _VARIABILITY, reader.day(entry.get("calendarDate")))


def _weight(reader: Reader, entry: Mapping[str, Any]) -> Iterator[Found]:
    if entry.get("timestampGMT") is not None:
        at = utc(entry["timestampGMT"])
        span = Span(at, at, "false")
    else:
        span = reader.day(entry.get("calendarDate"))
    yield from reader.measures(entry, _BODY, span)


def _weight_day(reader: Reader, entry: Mapping[str, Any]) -> Iterator[Found]:
    weighed = entry.get("allWeightMetrics")
    for one in weighed if isinstance(weighed, list) else ():
        if isinstance(one, Mapping):
            yield from _weight(reader, one)


class GarminConnect(TrackerDocuments):
    """Decode the documents of one person."""

    name = "garmin_connect"
    version = 1
    device = "garmin"
    shapes = (
        shape("calendarDate heartRateValues restingHeartRate", heart_rate_day),
        shape("calendarDate stressValuesArray avgStressLevel", stress_day),
        shape("hrvSummary hrvReadings", variability_night),
        shape("calendarDate weeklyAvg lastNightAvg", _variability, "hrvSummaries"),
        shape(
            "dailySleepDTO dailySleepDTO.calendarDate dailySleepDTO.sleepTimeSeconds", sleep_night
        ),
        shape(
            "calendarDate sleepStartTimestampGMT sleepEndTimestampGMT deepSleepSeconds",
            exported_night,
        ),
        shape("calendarDate totalSteps totalKilocalories activeKilocalories", _summary),
        shape("calendarDate totalSteps totalDistance stepGoal", _steps),
        shape("calendarDate values.overallStressLevel values.restStressDuration", _stress),
        shape("calendarDate valueInML goalInML", _water),
        shape("calendarDate weight samplePk", _weight, "dateWeightList"),
        shape("summaryDate allWeightMetrics", _weight_day, "dailyWeightSummaries"),
    )
