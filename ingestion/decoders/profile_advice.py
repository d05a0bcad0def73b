"""What to change in a profile so that it reads a file that it does not fit."""

from contextlib import suppress
from dataclasses import replace

from ingestion.decoders.csv_rows import MOST_LINES_ABOVE, CsvFormat
from ingestion.decoders.profile_tables import columns_of
from ingestion.errors import QuarantineError
from ingestion.profile_model import Profile

_DELIMITERS = (";", ",", "\t", "|")
_ENCODINGS = ("utf-8", "utf-16", "windows-1252")


def advice(profile: Profile, head: bytes) -> str:
    """Return what the first bytes of a file show to be wrong, in words; empty where nothing."""
    form = profile.form
    if not isinstance(form, CsvFormat):
        return ""
    if change := fitting_change(profile, head):
        return f"; {change}"
    columns = _columns(head, form)
    if form.header_begins is not None and not columns:
        return f"; none of its first {MOST_LINES_ABOVE} lines begins with {form.header_begins!r}"
    if len(columns) == 1:
        counts = {sign: len(_columns(head, replace(form, delimiter=sign))) for sign in _DELIMITERS}
        best = max(_DELIMITERS, key=counts.__getitem__)
        return f"; {_on_delimiter(best)}" if counts[best] > 1 else ""
    return ""


def fitting_change(profile: Profile, head: bytes) -> str:
    """Return the one change with which the profile would fit, in words; empty where none."""
    form = profile.form
    if not isinstance(form, CsvFormat):
        return ""
    for delimiter in (sign for sign in _DELIMITERS if sign != form.delimiter):
        if _would_fit(profile, _columns(head, replace(form, delimiter=delimiter))):
            return _on_delimiter(delimiter)
    for encoding in (name for name in _ENCODINGS if name not in form.encodings):
        changed = replace(form, encoding=encoding, other_encodings=())
        if _would_fit(profile, _columns(head, changed)):
            return f"the file looks like {encoding}, so write encoding: {encoding} in the profile"
    return ""


def _on_delimiter(delimiter: str) -> str:
    written = '"\\t"' if delimiter == "\t" else f'"{delimiter}"'
    return f"the file looks separated by {written}, so write delimiter: {written} in the profile"


def _columns(head: bytes, form: CsvFormat) -> list[str]:
    with suppress(QuarantineError, UnicodeError):
        return columns_of(head, form) or []
    return []


def _would_fit(profile: Profile, columns: list[str]) -> bool:
    if profile.recognises:
        return profile.fits(columns)
    return bool(columns) and profile.needed_columns() <= set(columns)
