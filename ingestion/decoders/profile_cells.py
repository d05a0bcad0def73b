"""Reading single cells of a row as texts, numbers and dates."""

from collections.abc import Callable, Mapping, Sequence

from ingestion.canonical import canonical_number
from ingestion.profile_model import FieldRule, Profile
from ingestion.times import StatedValueError, parse_date

Cells = Sequence[str]
Getter = Callable[[Cells], str]

_CURRENCY_SIGNS = "€£$¥₹"


class MisfitError(Exception):
    """Say why a row, or one cell of it, becomes no record."""

    def __init__(self, code: str, detail: str) -> None:
        self.code = code
        self.detail = detail
        super().__init__(code, detail)


def cell_getter(rule: FieldRule | None, columns: Mapping[str, int]) -> Getter:
    """Return a function from a row's cells to the text that a rule names, empty where none.

    A column that only some files have is empty in the others.
    """
    if rule is None:
        return lambda _cells: ""
    if rule.constant is not None:
        constant = rule.constant
        return lambda _cells: constant
    places = [columns[name] for name in rule.columns if name in columns]
    is_plain = rule.map is None and not rule.remove
    if len(places) == 1 and is_plain:
        place = places[0]
        return lambda cells: cells[place].strip()

    def joined(cells: Cells) -> str:
        text = " ".join(part for place in places if (part := cells[place].strip()))
        return text if is_plain else rule.meant(text)

    return joined


def column_getter(names: Sequence[str], columns: Mapping[str, int]) -> Getter:
    """Return a function from a row's cells to the texts of some columns, joined by blanks."""
    return cell_getter(FieldRule(tuple(names)) if names else None, columns)


class Numbers:
    """Read numbers with the marks of a profile."""

    def __init__(self, profile: Profile) -> None:
        self._marks = (profile.decimal_mark, profile.thousands_mark)
        self._remove = profile.remove
        self._missing = profile.missing

    def read(self, text: str, column: str) -> str | None:
        """Return a canonical number, None where the cell is empty or says that there is none.

        Raises: MisfitError.
        """
        for part in self._remove:
            text = text.replace(part, "")
        text = text.strip()
        if not text or text in self._missing:
            return None
        try:
            return canonical_number(text, *self._marks)
        except ValueError as error:
            detail = f"{column}: {error}{self._advice(text)}"
            raise MisfitError("number_invalid", detail) from None

    def _advice(self, text: str) -> str:
        decimal, _ = self._marks
        other = "," if decimal == "." else "."
        if _is_number(text, other, ""):
            return f'; it would be one with decimal_mark: "{other}"'
        if _is_number(text, other, decimal):
            return f'; it would be one with decimal_mark: "{other}" and thousands_mark: "{decimal}"'
        sign = next((sign for sign in _CURRENCY_SIGNS if sign in text), None)
        if sign is not None and _is_number(text.replace(sign, "").strip(), *self._marks):
            return f'; it would be one with remove: ["{sign}"]'
        return ""


def _is_number(text: str, decimal_mark: str, thousands_mark: str) -> bool:
    try:
        canonical_number(text, decimal_mark, thousands_mark)
    except ValueError:
        return False
    return True


def read_date(text: str, formats: Sequence[str]) -> str:
    """Return an ISO date.

    Raises: MisfitError.
    """
    try:
        return parse_date(text, formats)
    except StatedValueError as problem:
        raise MisfitError(problem.code, str(problem)) from None
