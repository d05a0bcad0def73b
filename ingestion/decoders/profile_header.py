"""Comparing the columns of a file with those that a profile reads."""

from collections.abc import Iterable, Sequence

from ingestion.decoders.csv_rows import MOST_LINES_ABOVE, CsvFormat
from ingestion.decoders.profile_tables import column_names
from ingestion.errors import QuarantineError
from ingestion.profile_model import Profile

_DELIMITERS = {";": '";"', ",": '","', "\t": '"\\t"', "|": '"|"'}


def check_header(profile: Profile, cells: Sequence[str]) -> dict[str, int]:
    """Return where each column stands.

    Raises: QuarantineError (`header_mismatch`).
    """
    header = column_names(cells)
    problem = _problem(profile, header)
    if problem:
        raise QuarantineError("header_mismatch", f"{problem}{_advice(profile, header)}")
    return {name: number for number, name in enumerate(header)}


def _problem(profile: Profile, header: list[str]) -> str:
    needed = profile.needed_columns()
    if profile.header and not profile.fits(header):
        return f"the profile {profile.name} expects another header{_differing(profile, header)}"
    if missing := needed - set(header):
        return f"the profile {profile.name} needs the column {_listed(missing)}"
    if twice := {name for name in needed if header.count(name) > 1}:
        return f"the column {_listed(twice)} stands there twice"
    return ""


def _differing(profile: Profile, header: list[str]) -> str:
    missing = [name for name in profile.header or () if name not in header]
    added = [name for name in header if name not in (profile.header or ())]
    told = [f"without {_listed(missing)}"] if missing else []
    told += [f"with {_listed(added)}"] if added else []
    return f"; the file's is {' and '.join(told)}" if told else "; the file's has another order"


def _listed(names: Iterable[str]) -> str:
    shown = [name[:60] for name in sorted(names)]
    return ", ".join(shown[:6]) + (", ..." if len(shown) > 6 else "")


def _advice(profile: Profile, header: list[str]) -> str:
    form = profile.form
    if not isinstance(form, CsvFormat):
        return ""
    if form.header_begins is not None and not header:
        return f"; none of its first {MOST_LINES_ABOVE} lines begins with {form.header_begins!r}"
    return _advice_on_delimiter(profile, form, header) or _advice_on_encoding(form, header)


def _advice_on_delimiter(profile: Profile, form: CsvFormat, header: list[str]) -> str:
    text = form.delimiter.join(header)
    needed = profile.needed_columns() | profile.recognises
    for delimiter, written in _DELIMITERS.items():
        cells = CsvFormat(delimiter=delimiter).cells_of(text)
        is_alone = len(header) == 1 and len(cells) > 1
        if delimiter != form.delimiter and (is_alone or needed <= set(cells)):
            return (
                f"; the file looks separated by {delimiter!r}, so write delimiter: {written} "
                "in the profile"
            )
    return ""


def _advice_on_encoding(form: CsvFormat, header: list[str]) -> str:
    text = "".join(header)
    try:
        is_utf_8 = text.encode(form.encoding).decode("utf-8") != text
    except UnicodeError:
        return ""
    if not is_utf_8:
        return ""
    return "; the file looks like UTF-8, so write encoding: utf-8 in the profile"
