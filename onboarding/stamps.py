"""Finding the format of dates and times from all the cells of a column."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from ingestion.times import ISO_TIME, StatedValueError, parse_time

CLOCK = re.compile(r"\d{1,2}:\d\d(:\d\d)?( ?[AaPp][Mm])?")
_DATES = (
    *("%d.%m.%Y", "%d.%m.%y", "%d/%m/%Y", "%m/%d/%Y", "%d/%m/%y", "%m/%d/%y"),
    *("%d-%m-%Y", "%m-%d-%Y", "%Y/%m/%d", "%Y%m%d", "%Y.%m.%d.", "%Y.%m.%d", "%d %b %Y"),
    *("%d %b %y", "%b %d, %Y", "%d-%b-%Y", "%d-%b-%y", "%Y-%m-%d"),
)
_CLOCKS = (
    *("", " %H:%M", " %H:%M:%S", ", %H:%M", ", %H:%M:%S", " %I:%M %p", " %I:%M:%S %p"),
    *("T%H:%M", "T%H:%M:%S", " %H:%M:%S %z"),
)
FORMATS = tuple(f"{date}{clock}" for date in _DATES for clock in _CLOCKS)
# A total's row or a footnote may stand in the column of dates.
_LEAST_SHARE = 0.9
_SAMPLE = 200
_FIRST = 3
# Eight digits, or two marks between the parts of a date.
_COULD_BE = re.compile(r"^\d{8}|\w[./ -]\w+[./, -]+\w")


@dataclass(frozen=True)
class Stamps:
    """Say how a column writes its times; no format means ISO 8601.

    `other` is a format that fits as well, `evidence` what spoke for the chosen one.
    """

    formats: tuple[str, ...]
    has_clock: bool
    has_offset: bool
    other: str | None = None
    evidence: str = ""

    def read(self, cell: str) -> datetime | None:
        """Return the time of a cell, None where it is none."""
        try:
            return parse_time(cell, self.formats)[0]
        except StatedValueError:
            return None


def find_stamps(cells: Sequence[str]) -> Stamps | None:
    """Return how a column writes its times, None where it holds no times."""
    # A word such as Pending or Total may stand in the place of a date.
    filled = [cell for cell in cells if any(letter.isdigit() for letter in cell)]
    if len(filled) * 2 < sum(map(bool, cells)) or not filled:
        return None
    iso = [match for cell in filled if (match := ISO_TIME.fullmatch(cell))]
    if len(iso) >= _LEAST_SHARE * len(filled):
        return Stamps((), has_clock=True, has_offset=any(match[4] for match in iso))
    fitting = list(_fitting(filled))
    if not fitting:
        return None
    chosen, evidence = _most_regular(filled, fitting)
    other = next((form for form in fitting if _is_swap(form, chosen)), None)
    return Stamps(
        formats=(chosen,),
        has_clock="%H" in chosen or "%I" in chosen,
        has_offset="%z" in chosen,
        other=None if evidence else other,
        evidence=evidence or _proof(filled, chosen),
    )


def _fitting(cells: Sequence[str]) -> Iterator[str]:
    """Yield the formats that nearly all cells fit.

    They are many, so a few cells, then a sample, then all decide.
    """
    if not all(map(_COULD_BE.search, cells[:_FIRST])):
        return
    step = max(1, len(cells) // _SAMPLE)
    for form in FORMATS:
        is_near = any(_moment(cell, form) for cell in cells[:_FIRST])
        if is_near and all(_share(some, form) >= _LEAST_SHARE for some in (cells[::step], cells)):
            yield form


def _share(cells: Sequence[str], form: str) -> float:
    return sum(_moment(cell, form) is not None for cell in cells) / len(cells)


def _moment(cell: str, form: str) -> datetime | None:
    try:
        return parse_time(cell, (form,))[0]
    except StatedValueError:
        return None


def _most_regular(cells: Sequence[str], formats: Sequence[str]) -> tuple[str, str]:
    """Return the format by which the file runs most evenly, and what speaks for it.

    Day and month swapped make a file jump from month to month.
    """
    if len(formats) == 1:
        return formats[0], ""
    jumps = {form: _jumps(cells, form) for form in formats}
    best = min(formats, key=lambda form: (jumps[form], formats.index(form)))
    others = [jumps[form] for form in formats if form != best]
    if min(others) >= 3 * jumps[best] + 10:
        return best, f"read as {best} the rows follow each other day by day"
    return best, ""


def _jumps(cells: Sequence[str], form: str) -> float:
    """Return the days that neighbouring rows lie apart, added up."""
    moments = [moment for cell in cells if (moment := _moment(cell, form))]
    steps = (abs((later - earlier).total_seconds()) for earlier, later in pairwise(moments))
    return sum(steps) / 86_400


def _is_swap(one: str, other: str) -> bool:
    swapped = other.replace("%d", "%_").replace("%m", "%d").replace("%_", "%m")
    return one == swapped != other


def _proof(cells: Sequence[str], chosen: str) -> str:
    """Name a cell that proves the order of day and month, where both are digits."""
    if not chosen.startswith(("%d", "%m")) or "%b" in chosen:
        return ""
    moments = ((cell, _moment(cell, chosen)) for cell in cells)
    proof = next((cell for cell, moment in moments if moment and moment.day > 12), None)
    return f"{proof} can be read in no other order" if proof else ""
