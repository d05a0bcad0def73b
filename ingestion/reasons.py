"""Every code that a file or a row can end with, its meaning and its remedy.

`docs/reasons.md` shows the same list; a test compares both.
"""

from dataclasses import dataclass
from typing import Literal

from ingestion.file_reasons import FILE_REASONS
from ingestion.row_reasons import ROW_REASONS

Level = Literal["file", "row"]


@dataclass(frozen=True)
class Reason:
    """Explain one code; `remedy` is a whole sentence."""

    code: str
    level: Level
    meaning: str
    remedy: str


REASONS: dict[str, Reason] = {
    **{row[0]: Reason(row[0], "file", *row[1:]) for row in FILE_REASONS},
    **{row[0]: Reason(row[0], "row", *row[1:]) for row in ROW_REASONS},
}


def sentence(code: str, detail: str = "") -> str:
    """Return what happened, in particular and in general, and the remedy."""
    reason = REASONS[code]
    return f"{reason.meaning}{f' ({detail})' if detail else ''}. {reason.remedy}"
