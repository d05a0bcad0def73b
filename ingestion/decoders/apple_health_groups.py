"""Correlations of an Apple Health export, and the events of its workouts."""

import json
from collections.abc import Iterator, Sequence

from ingestion.decoders.apple_health_elements import Element, Elements, Stated, stated_by
from ingestion.decoders.apple_health_summaries import reject
from ingestion.decoders.apple_health_values import (
    device_name,
    metadata_texts,
    plain_name,
    type_name,
    utc,
)
from ingestion.decoders.base import Item, Record
from ingestion.tables import HEALTH_CORRELATIONS, HEALTH_WORKOUT_EVENTS
from ingestion.times import StatedValueError


def correlation_items(elements: Elements, person: str) -> Iterator[Item]:
    """Yield what belongs together, as the systolic and the diastolic pressure do."""
    metadata, members = metadata_texts(elements), elements.parts_of("Record")
    for place, element in enumerate(elements):
        try:
            at, until = (utc(element.stated.get(name, "")) for name in ("startDate", "endDate"))
            values = (
                person,
                *_correlation(element.stated),
                f"{at}Z",
                f"{until}Z",
                _created(element.stated),
                metadata.get(place),
                _members(members.get(place, ())),
            )
            yield Record(HEALTH_CORRELATIONS, values, at, until, element.line)
        except StatedValueError as problem:
            yield reject(HEALTH_CORRELATIONS, element, problem)


def event_items(elements: Elements, person: str) -> Iterator[Item]:
    """Yield the pauses, laps and segments of workouts."""
    events = elements.parts_of("WorkoutEvent")
    for place, workout in enumerate(elements):
        for texts in events.get(place, ()):
            event = Element("WorkoutEvent", stated_by(texts), workout.line)
            try:
                yield _event(event, workout.stated, person)
            except StatedValueError as problem:
                yield reject(HEALTH_WORKOUT_EVENTS, event, problem)


def _correlation(stated: Stated) -> tuple[str | None, ...]:
    return (
        type_name(stated.get("type")),
        plain_name(stated.get("sourceName")),
        device_name(stated.get("device")),
    )


def _created(stated: Stated) -> str | None:
    return f"{utc(stated['creationDate'])}Z" if "creationDate" in stated else None


def _members(found: Sequence[Sequence[str]]) -> str:
    stated = [stated_by(texts) for texts in found]
    members = [
        {
            "record_type": type_name(one.get("type")),
            "value": one.get("value"),
            "unit": one.get("unit"),
        }
        for one in stated
    ]
    return json.dumps(members, ensure_ascii=False)


def _event(event: Element, workout: Stated, person: str) -> Record:
    at = utc(event.stated.get("date", ""))
    values = (
        person,
        workout.get("workoutActivityType", "").removeprefix("HKWorkoutActivityType") or None,
        plain_name(workout.get("sourceName")),
        f"{utc(workout.get('startDate', ''))}Z",
        event.stated.get("type", "").removeprefix("HKWorkoutEventType") or None,
        f"{at}Z",
        event.stated.get("duration"),
        event.stated.get("durationUnit"),
    )
    return Record(HEALTH_WORKOUT_EVENTS, values, at, None, event.line)
