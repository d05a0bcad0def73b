"""Workouts, activity summaries and everything passed over of an Apple Health export."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from xml.sax.saxutils import quoteattr

from ingestion.canonical import canonical_number
from ingestion.decoders.apple_health_elements import (
    Element,
    Elements,
    PassedOver,
    Stated,
    stated_by,
)
from ingestion.decoders.apple_health_values import (
    device_name,
    metadata_texts,
    plain_name,
    time_zones,
    utc,
)
from ingestion.decoders.base import Item, Record, Reject
from ingestion.reasons import sentence
from ingestion.tables import HEALTH_RECORDS, HEALTH_SUMMARIES, HEALTH_WORKOUTS
from ingestion.times import StatedValueError, parse_date

_SUMMARY = (
    "activeEnergyBurned",
    "activeEnergyBurnedGoal",
    "activeEnergyBurnedUnit",
    "appleExerciseTime",
    "appleExerciseTimeGoal",
    "appleStandHours",
    "appleStandHoursGoal",
)
# The total that a workout states, and the statistics that state it from iOS 16 on.
_DISTANCE = ("totalDistance", "HKQuantityTypeIdentifierDistance")
_ENERGY = ("totalEnergyBurned", "HKQuantityTypeIdentifierActiveEnergyBurned")


def workout_items(elements: Elements, person: str, first_number: int) -> Iterator[Item]:
    """Yield workouts, and those that cannot be read as rejects."""
    metadata, statistics = metadata_texts(elements), elements.parts_of("WorkoutStatistics")
    zones = time_zones(elements)
    for place, element in enumerate(elements):
        stated = element.stated
        sums = [stated_by(one) for one in statistics.get(place, ())]
        try:
            at, until = utc(stated.get("startDate", "")), utc(stated.get("endDate", ""))
            values = (
                person,
                *_workout(stated),
                *_total(stated, *_DISTANCE, sums),
                *_total(stated, *_ENERGY, sums),
                f"{at}Z",
                f"{until}Z",
                f"{utc(stated['creationDate'])}Z" if "creationDate" in stated else None,
                metadata.get(place),
                zones.get(place),
                str(first_number + place),
            )
            yield Record(HEALTH_WORKOUTS, values, at, until, element.line)
        except StatedValueError as problem:
            yield reject(HEALTH_WORKOUTS, element, problem)


def summary_items(elements: Elements, person: str) -> Iterator[Item]:
    """Yield activity summaries as they stand there, days without any activity as well."""
    for element in elements:
        try:
            day = parse_date(element.stated.get("dateComponents", ""), ())
        except StatedValueError as problem:
            yield reject(HEALTH_SUMMARIES, element, problem)
            continue
        values = (person, day, *(element.stated.get(name) for name in _SUMMARY))
        yield Record(HEALTH_SUMMARIES, values, day, None, element.line)


def reject(table: str, element: Element, problem: StatedValueError) -> Reject:
    """Return the reject of one element."""
    message = sentence(problem.code, str(problem))
    return Reject(table, problem.code, message, _markup(element), element.line)


def passed_over_reject(name: str, found: PassedOver) -> Reject:
    """Return one reject for all elements of a name that is not read."""
    table = HEALTH_WORKOUTS if name.startswith("Workout") else HEALTH_RECORDS
    message = sentence("unsupported_record", f"{found.count} of {name}, the first of them here")
    return Reject(table, "unsupported_record", message, _markup(found.first), found.first.line)


def _workout(stated: Stated) -> tuple[str | None, ...]:
    return (
        stated.get("workoutActivityType", "").removeprefix("HKWorkoutActivityType") or None,
        plain_name(stated.get("sourceName")),
        device_name(stated.get("device")),
        stated.get("duration"),
        stated.get("durationUnit"),
    )


def _total(
    stated: Stated, name: str, kind: str, statistics: Sequence[Stated]
) -> tuple[str | None, str | None]:
    """Return a workout's total and its unit; sums of different units make no total."""
    if name in stated:
        return stated[name], stated.get(f"{name}Unit")
    sums = [one for one in statistics if one.get("type", "").startswith(kind) and "sum" in one]
    units = {one.get("unit") for one in sums}
    if len(units) != 1:
        return None, None
    return str(sum(_number(one["sum"]) for one in sums)), units.pop()


def _number(text: str) -> Decimal:
    try:
        return Decimal(canonical_number(text))
    except ValueError as error:
        raise StatedValueError("number_invalid", str(error)) from None


def _markup(element: Element) -> str:
    """Write an element's start; the parser keeps neither its blanks nor its references."""
    stated = (f"{name}={quoteattr(text)}" for name, text in element.stated.items())
    return f"<{' '.join([element.name, *stated])}>"
