"""Building a profile from its YAML document."""

import json
from collections.abc import Mapping
from typing import Any

from ingestion.decoders.csv_rows import CsvFormat
from ingestion.decoders.json_rows import JsonFormat
from ingestion.decoders.profile_tables import Form, column_names
from ingestion.decoders.sheet_rows import SheetFormat
from ingestion.decoders.sqlite_rows import SqliteFormat
from ingestion.decoders.unpivoted_rows import Unpivot
from ingestion.profile_model import (
    AboveRule,
    AmountRule,
    BookingRule,
    FieldRule,
    Profile,
    RowRule,
    TimeRule,
    ValueRule,
)


def build_profile(document: Mapping[str, Any]) -> Profile:
    """Build a profile from a document that the schema has passed."""
    file = document.get("file", {})
    mark = file.get("thousands_mark", "none")
    match = document.get("match", {})
    fields = dict(document.get("fields", {}))
    amount = fields.pop("amount", None)
    return Profile(
        name=document["name"],
        reads=document["reads"],
        form=_form(file),
        decimal_mark=file.get("decimal_mark", "."),
        thousands_mark="" if mark == "none" else mark,
        remove=tuple(file.get("remove", ())),
        missing=frozenset(document.get("missing", ())),
        header=tuple(column_names(match["header"])) if "header" in match else None,
        optional=frozenset(match.get("optional", ())),
        keys=frozenset(match.get("keys", ())),
        begins=match.get("begins", ""),
        named=match.get("named", ""),
        skips=tuple(_rows(block) for block in _as_list(document.get("skip_rows_where", []))),
        time=_time(document["time"]) if "time" in document else None,
        values=tuple(_value(entry) for entry in document.get("values", ())),
        fields={name: field_rule(rule) for name, rule in fields.items()},
        amount=AmountRule() if amount is None else _amount(amount),
        more_bookings=tuple(_booking(block) for block in document.get("more_bookings", ())),
        document=json.dumps(document, sort_keys=True, ensure_ascii=False, default=str),
    )


def field_rule(said: str | Mapping[str, Any]) -> FieldRule:
    """Build a rule from a column's name or a block."""
    if isinstance(said, str):
        return FieldRule((said,))
    above = said.get("above")
    return FieldRule(
        columns=_columns(said),
        constant=said.get("constant"),
        map=said.get("map"),
        formats=tuple(said.get("formats", ())),
        unit=said.get("unit"),
        remove=tuple(said.get("remove", ())),
        above=None if above is None else _above(above),
    )


def encodings_of(file: Mapping[str, Any]) -> list[str]:
    """Return the encodings that the block `file` of a profile names, in order."""
    said: list[str] = _as_list(file.get("encoding", "utf-8"))
    return said


def _form(file: Mapping[str, Any]) -> Form:
    unpivot = _unpivot(file["unpivot"]) if "unpivot" in file else None
    if file.get("format") == "sheet":
        above = file.get("skip_lines", 0)
        return SheetFormat(file.get("sheet"), above, file.get("header_begins"), unpivot)
    if file.get("format") == "sqlite":
        return SqliteFormat(file.get("table", ""))
    encoding, *others = encodings_of(file)
    if file.get("format") in ("json", "json_lines"):
        is_lines = file["format"] == "json_lines"
        return JsonFormat(file.get("rows", ""), encoding, tuple(others), is_lines)
    return CsvFormat(
        encoding=encoding,
        delimiter=file.get("delimiter", ","),
        skip_lines=file.get("skip_lines", 0),
        skip_last_lines=file.get("skip_last_lines", 0),
        columns=tuple(file.get("columns", ())),
        header_begins=file.get("header_begins"),
        has_short_rows=file.get("short_rows", False),
        continued_without=file.get("continued_without"),
        other_encodings=tuple(others),
        unpivot=unpivot,
    )


def _unpivot(said: Mapping[str, Any]) -> Unpivot:
    return Unpivot(tuple(said["keep"]), said["name"], said["value"])


def _columns(said: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(said.get("columns", (said["column"],) if "column" in said else ()))


def _above(said: Mapping[str, Any]) -> AboveRule:
    return AboveRule(said.get("label"), tuple(said.get("lines", ())), said.get("cell", 1))


def _amount(said: str | Mapping[str, Any]) -> AmountRule:
    if isinstance(said, str):
        return AmountRule(said)
    negative = said.get("negative_where", {})
    return AmountRule(
        column=said.get("column"),
        credit=said.get("credit"),
        debit=said.get("debit"),
        is_negated=said.get("negate", False),
        negative_column=negative.get("column"),
        negative_values=frozenset(negative.get("values", ())),
    )


def _booking(said: Mapping[str, Any]) -> BookingRule:
    fields = dict(said)
    amount, where = fields.pop("amount"), fields.pop("where", None)
    return BookingRule(
        amount=_amount(amount),
        fields={name: field_rule(rule) for name, rule in fields.items()},
        where=None if where is None else _rows(where),
    )


def _rows(said: Mapping[str, Any]) -> RowRule:
    return RowRule(
        column=said["column"],
        values=frozenset(said.get("values", ())),
        begins=tuple(said.get("begins", ())),
        is_empty=said.get("empty", False),
        others_than=frozenset(said.get("unless", ())),
    )


def _time(said: Mapping[str, Any]) -> TimeRule:
    return TimeRule(
        columns=_columns(said),
        formats=tuple(said.get("formats", ())),
        zone=said.get("zone", "household"),
        is_end=said.get("stamp", "start") == "end",
        length=_length(said),
        longest_minutes=_longest_minutes(said),
        end_columns=tuple(
            said.get("end_columns", (said["end_column"],) if "end_column" in said else ())
        ),
        end_behind=said.get("end_behind", ""),
    )


def _length(said: Mapping[str, Any]) -> FieldRule | None:
    length = said.get("interval", said.get("interval_minutes"))
    if length is None:
        return None
    return field_rule(length) if isinstance(length, Mapping) else FieldRule(constant=str(length))


def _longest_minutes(said: Mapping[str, Any]) -> int:
    minutes = said.get("interval_minutes")
    return minutes if said.get("interval") == "to_next" and isinstance(minutes, int) else 0


def _value(said: Mapping[str, Any]) -> ValueRule:
    return ValueRule(
        column=said["column"],
        meter=_constant_or_rule(said["meter"]),
        unit=_constant_or_rule(said["unit"]),
        commodity=_constant_or_rule(said["commodity"]),
        flow=_constant_or_rule(said["flow"]),
        register=_constant_or_rule(said.get("register", "")),
        reading=said["reading"],
        is_negated=said.get("negate", False),
    )


def _constant_or_rule(said: str | Mapping[str, Any]) -> FieldRule:
    # A unit or a meter written as a plain word is meant as that word; a column needs a block.
    return FieldRule(constant=said) if isinstance(said, str) else field_rule(said)


def _as_list(said: Any) -> list[Any]:
    return said if isinstance(said, list) else [said]
