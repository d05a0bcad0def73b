"""What a profile's schema cannot see."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from households.document import Document
from households.formats import is_time_zone
from households.problems import Problem
from ingestion.decoders.csv_rows import CsvFormat
from ingestion.profile_building import build_profile, encodings_of

# Pairs of which a block may hold one only.
_EXCLUSIVE = (
    ("file", "columns", "header_begins"),
    ("match", "header", "keys"),
    ("match", "header", "begins"),
    ("match", "keys", "begins"),
    ("time", "column", "columns"),
    ("time", "end_column", "end_columns"),
)
# What of `file` and `match` each format knows, besides the marks of numbers.
_TEXT = ("format", "encoding", "remove", "decimal_mark", "thousands_mark")
_KNOWN = {
    "csv": (
        *(*_TEXT, "delimiter", "columns", "header_begins", "skip_lines", "skip_last_lines"),
        *("short_rows", "continued_without", "unpivot"),
    ),
    "json": (*_TEXT, "rows"),
    "json_lines": _TEXT,
    "sheet": (*_TEXT, "sheet", "skip_lines", "header_begins", "unpivot"),
    "sqlite": (*_TEXT, "table"),
}
_RECOGNISED_BY = {"json": ("keys",), "json_lines": ("keys",), "csv": ("header", "begins")}
_SAME_UNIT = (
    ("asleep", "in_bed"),
    ("temperature_mean", "temperature_min", "temperature_max"),
)


def semantic_problems(path: Path, document: Document) -> Iterator[Problem]:
    """Yield everything wrong in a profile that its schema has passed."""
    for place, message, remedy in (
        *_text_problems(document.value),
        *_block_problems(document.value),
        *_unit_problems(document.value.get("fields", {})),
        *_header_problems(document.value),
    ):
        yield Problem(path, document.line_of(place), message, remedy)


_Found = Iterator[tuple[list[str], str, str]]


def _text_problems(said: dict[str, Any]) -> _Found:
    file = said.get("file", {})
    for encoding in (name for name in encodings_of(file) if not _is_text_encoding(name)):
        remedy = "Write utf-8, utf-16, windows-1252 or iso-8859-1."
        yield ["file", "encoding"], f"{encoding} is no encoding", remedy
    if file.get("thousands_mark", "none") == file.get("decimal_mark", "."):
        message = "thousands_mark and decimal_mark are the same"
        yield ["file", "thousands_mark"], message, "Correct one of them."
    zone = said.get("time", {}).get("zone", "household")
    if zone not in ("household", "offset") and not is_time_zone(zone):
        remedy = "Write household, offset or an IANA name such as Europe/Amsterdam."
        yield ["time", "zone"], f"{zone} is no known time zone", remedy


def _block_problems(said: dict[str, Any]) -> _Found:
    for block, one, other in _EXCLUSIVE:
        if {one, other} <= set(said.get(block, {})):
            yield [block, other], f"{other} does not go together with {one}", "Take one away."
    yield from _format_problems(said.get("file", {}))
    time = said.get("time", {"column": ""})
    if not {"column", "columns"} & set(time):
        yield ["time"], "column is missing in time", "Add the column of the time."
    yield from _interval_problems(time)
    if "more_bookings" in said and said["reads"] != "transactions":
        yield ["more_bookings"], "more_bookings is for transactions only", "Take it away."
    amount = said.get("fields", {}).get("amount", "")
    if isinstance(amount, dict) and ("column" in amount) == ("credit" in amount):
        remedy = "Write either column, or credit and debit."
        yield ["fields", "amount"], "amount needs one way to be read", remedy


def _format_problems(file: dict[str, Any]) -> _Found:
    form = file.get("format", "csv")
    for key in (key for key in file if key not in _KNOWN[form]):
        fitting = " or ".join(name for name, keys in _KNOWN.items() if key in keys)
        remedy = f"Take it away, or write format: {fitting}."
        yield ["file", key], f"{key} means nothing in the format {form}", remedy
    if form == "sqlite" and "table" not in file:
        yield ["file"], "table is missing", "Write the name of the table, such as table: Meter."


def _interval_problems(time: dict[str, Any]) -> _Found:
    interval, minutes = time.get("interval"), time.get("interval_minutes")
    if interval == "to_next" and not isinstance(minutes, int):
        remedy = "Write the longest distance of two rows, for example interval_minutes: 60."
        yield ["time", "interval"], "to_next needs interval_minutes beside it", remedy
    if interval in ("day", "month") and minutes is not None:
        message = f"interval_minutes does not go together with interval: {interval}"
        yield ["time", "interval_minutes"], message, "Take one away."


def _unit_problems(fields: dict[str, Any]) -> _Found:
    for names in _SAME_UNIT:
        units = {fields[name]["unit"] for name in names if name in fields}
        if len(units) > 1:
            message = f"{' and '.join(names)} have different units"
            yield ["fields", names[-1]], message, "Read them from columns of one unit."


def _header_problems(said: dict[str, Any]) -> _Found:
    form = said.get("file", {}).get("format", "csv")
    match = said.get("match", {})
    fitting = _RECOGNISED_BY.get(form, ("header",))
    if match and not any(way in match for way in fitting):
        wanted = fitting[0]
        yield ["match"], f"match needs {wanted} for this format", f"Write {wanted}."
        return
    if "header" in match and "unpivot" in said.get("file", {}):
        message = "The header of a wide table is not what its rows are read by"
        yield ["match", "header"], message, "Write begins, with the first texts of the file."
        return
    profile = build_profile(said)
    named = profile.form.named_columns() if isinstance(profile.form, CsvFormat) else ()
    if named and profile.header:
        message = "A file without header is not recognised by its header"
        yield ["match"], message, "Take match away, and name the profile under sources."
    known = profile.header or named
    place = ["match", "header"] if profile.header else ["file", "columns"]
    for column in sorted(profile.needed_columns() - set(known)) if known else ():
        message = f"The column {column} is used but is not in the {place[1]} that {place[0]} names"
        yield place, message, "Write both with the same letters."


def _is_text_encoding(name: str) -> bool:
    try:
        # This refuses the codecs from bytes to bytes too, such as zip.
        "".encode(name)
    except LookupError:
        return False
    return True
