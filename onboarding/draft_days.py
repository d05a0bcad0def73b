"""Drafting profiles whose rows are days: activity, nights, outdoor climate."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from onboarding.drafts import Said, block, scalar, texts
from onboarding.looking import Column, Look
from onboarding.words import ACTIVITY_WORDS, CLIMATE_WORDS, SLEEP_WORDS, best_column, plain

_PERSON_WORDS = ("id", "user", "person", "name")
_UnitGuess = Callable[[str, Column], tuple[str, str]]


def draft_activity(look: Look) -> list[Said]:
    """Return the block `fields` of days with steps.

    Raises: ValueError where the file has no date.
    """
    return [
        *(Said("fields:"), _person(look), _date(look, "activity_date")),
        *_measures(look, ACTIVITY_WORDS, _activity_unit),
    ]


def draft_nights(look: Look) -> list[Said]:
    """Return the block `fields` of nights.

    Raises: ValueError where the file has no date.
    """
    said = [Said("fields:"), _person(look), _date(look, "sleep_date")]
    return [*said, *_measures(look, SLEEP_WORDS, _duration_unit)]


def draft_climate(look: Look) -> list[Said]:
    """Return the block `fields` of days of outdoor climate.

    Raises: ValueError where the file has no date.
    """
    sensor = block([("constant", "outdoor")])
    question = "which sensor is it? household.yml lists it under a room."
    return [
        *(Said("fields:"), Said(f"  sensor: {sensor}", question=question)),
        _date(look, "climate_date"),
        *_measures(look, CLIMATE_WORDS, _temperature_unit),
    ]


def _person(look: Look) -> Said:
    """Take a column of few ids as the person, otherwise the only one there is."""
    names = [column.name for column in look.columns if 1 <= len(set(column.cells)) <= 100]
    name = best_column(names, _PERSON_WORDS)
    if name is not None:
        return Said(f"  person: {scalar(name)}", f"the column {name} names people")
    question = "whose days are these? Write the id of a person of household.yml."
    return Said(f"  person: {block([('constant', 'me')])}", question=question)


def _date(look: Look, field: str) -> Said:
    column = next((column for column in look.columns if column.stamps), None)
    if column is None or column.stamps is None:
        raise ValueError("no column holds dates that a profile can read")
    stamps = column.stamps
    rule = scalar(column.name)
    if stamps.formats:
        rule = block([("column", rule), ("formats", texts(stamps.formats))])
    question = f"every row fits {stamps.other} as well: is the day first?" if stamps.other else ""
    return Said(f"  {field}: {rule}", stamps.evidence, question)


def _measures(
    look: Look, words: Mapping[str, Sequence[str]], unit_of: _UnitGuess
) -> Iterator[Said]:
    names = [column.name for column in look.number_columns()]
    for field, stems in words.items():
        name = best_column(names, stems)
        if name is None:
            continue
        names.remove(name)
        unit, question = unit_of(field, look.column(name))
        rule = scalar(name)
        if unit:
            rule = block([("column", rule), ("unit", scalar(unit))])
        yield Said(f"  {field}: {rule}", question=question)


def _activity_unit(field: str, column: Column) -> tuple[str, str]:
    name = plain(column.name)
    if field == "distance":
        unit = next((u for u in ("km", "mi") if re.search(rf"(?<![a-z]){u}(?![a-z])", name)), "")
        is_long = max(column.known_numbers()) > 1_000
        return unit or ("m" if is_long else "km"), "" if unit else "in km, m or mi?"
    if field == "active_energy":
        return ("kJ" if "kj" in name else "kcal"), ""
    return "", ""


def _duration_unit(_field: str, column: Column) -> tuple[str, str]:
    """Tell hours, minutes and seconds by the longest night."""
    longest = max(column.known_numbers())
    return ("h" if longest < 30 else "min" if longest < 2_000 else "s"), ""


def _temperature_unit(field: str, column: Column) -> tuple[str, str]:
    if field == "humidity_mean":
        return "", ""
    numbers = column.known_numbers()
    if re.search(r"(_|°|\()f\b", plain(column.name)) or max(numbers) > 50:
        return ("°F" if max(numbers) < 150 else "K"), ""
    return "°C", "is it °C, or °F?"
