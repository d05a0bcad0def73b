"""A profile: how one kind of CSV file is read, as its YAML says."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ingestion.decoders.csv_rows import CsvFormat


@dataclass(frozen=True)
class FieldRule:
    """Say where a part of a row comes from: a column, several joined, or a constant."""

    columns: tuple[str, ...] = ()
    constant: str | None = None
    map: Mapping[str, str] | None = None
    formats: tuple[str, ...] = ()
    unit: str | None = None
    negative_column: str | None = None
    negative_values: frozenset[str] = frozenset()

    def named_columns(self) -> tuple[str, ...]:
        """Return every column that the rule reads."""
        return (*self.columns, *((self.negative_column,) if self.negative_column else ()))


@dataclass(frozen=True)
class TimeRule:
    """Say how the time of a reading is written."""

    column: str
    formats: tuple[str, ...] = ()
    zone: str = "household"
    is_end: bool = False
    interval_minutes: int | None = None


@dataclass(frozen=True)
class ValueRule:
    """Say what one column of readings measures."""

    column: str
    meter: FieldRule
    unit: FieldRule
    commodity: str
    flow: str
    reading: str
    register: str


@dataclass(frozen=True)
class Profile:
    """Hold a profile; `document` is its whole YAML as JSON text, by which decodes know it."""

    name: str
    reads: str
    form: CsvFormat
    decimal_mark: str
    thousands_mark: str
    header: tuple[str, ...] | None
    skip_column: str | None
    skip_values: frozenset[str]
    time: TimeRule | None
    values: tuple[ValueRule, ...]
    fields: Mapping[str, FieldRule]
    document: str

    def needed_columns(self) -> set[str]:
        """Return every column that must stand in the header."""
        rules = list(self.fields.values())
        for value in self.values:
            rules += [FieldRule((value.column,)), value.meter, value.unit]
        named = {column for rule in rules for column in rule.named_columns()}
        named |= {self.skip_column} if self.skip_column else set()
        return named | ({self.time.column} if self.time else set())

    def with_zone(self, zone: str) -> "Profile":
        """Return the profile with the zone that a source states for its local times."""
        if self.time is None or self.time.zone != "household":
            return self
        return replace(self, time=replace(self.time, zone=zone))

    def with_overrides(self, overrides: Mapping[str, FieldRule]) -> "Profile":
        """Return the profile with what a source in household.yml says itself.

        `overrides` may hold person, meter, account, unit and currency.
        """
        if self.reads == "meter_readings":
            values = tuple(
                replace(
                    value,
                    meter=overrides.get("meter", value.meter),
                    unit=overrides.get("unit", value.unit),
                )
                for value in self.values
            )
            return replace(self, values=values)
        parts = ("person",) if self.reads == "activity_days" else ("account", "currency")
        said = {name: rule for name, rule in overrides.items() if name in parts}
        return replace(self, fields={**self.fields, **said})


def build_profile(document: Mapping[str, Any]) -> Profile:
    """Build a profile from a document that the schema has passed."""
    file = document.get("file", {})
    skip = document.get("skip_rows_where", {})
    mark = file.get("thousands_mark", "none")
    return Profile(
        name=document["name"],
        reads=document["reads"],
        form=CsvFormat(
            file.get("encoding", "utf-8"),
            file.get("delimiter", ","),
            file.get("skip_lines", 0),
            file.get("skip_last_lines", 0),
        ),
        decimal_mark=file.get("decimal_mark", "."),
        thousands_mark="" if mark == "none" else mark,
        header=tuple(document["match"]["header"]) if "match" in document else None,
        skip_column=skip.get("column"),
        skip_values=frozenset(skip.get("values", ())),
        time=_time(document["time"]) if "time" in document else None,
        values=tuple(_value(entry) for entry in document.get("values", ())),
        fields={name: field_rule(rule) for name, rule in document.get("fields", {}).items()},
        document=json.dumps(document, sort_keys=True, ensure_ascii=False, default=str),
    )


def field_rule(said: str | Mapping[str, Any]) -> FieldRule:
    """Build a rule from a column's name or a block."""
    if isinstance(said, str):
        return FieldRule((said,))
    negative = said.get("negative_where", {})
    columns = said.get("columns", (said["column"],) if "column" in said else ())
    return FieldRule(
        columns=tuple(columns),
        constant=said.get("constant"),
        map=said.get("map"),
        formats=tuple(said.get("formats", ())),
        unit=said.get("unit"),
        negative_column=negative.get("column"),
        negative_values=frozenset(negative.get("values", ())),
    )


def _time(said: Mapping[str, Any]) -> TimeRule:
    return TimeRule(
        said["column"],
        tuple(said.get("formats", ())),
        said.get("zone", "household"),
        said.get("stamp", "start") == "end",
        said.get("interval_minutes"),
    )


def _value(said: Mapping[str, Any]) -> ValueRule:
    return ValueRule(
        said["column"],
        _constant_or_rule(said["meter"]),
        _constant_or_rule(said["unit"]),
        said["commodity"],
        said["flow"],
        said["reading"],
        said.get("register", ""),
    )


def _constant_or_rule(said: str | Mapping[str, Any]) -> FieldRule:
    # A unit or a meter written as a plain word is meant as that word; a column needs a block.
    return FieldRule(constant=said) if isinstance(said, str) else field_rule(said)
