"""What one panel of a page shows: a question to gold, a picture of the rows, and the rows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

# An Altair chart of any kind: most of its methods do not say what they return.
Drawing = Any
Row = Mapping[str, Any]
Kind = Literal[
    "name",
    "text",
    "sentence",
    "state",
    "truth",
    "day",
    "month",
    "moment",
    "number",
    "whole",
    "money",
    "duration",
]


@dataclass(frozen=True)
class Column:
    """A column of the panel's table.

    kind: how its values are written; money takes its currency from `currency_code` beside it, a
    state (a word) its shape and colour from `state` beside it.
    """

    name: str
    heading: str
    kind: Kind = "text"
    decimals: int = 1

    @property
    def is_number(self) -> bool:
        """Tell whether values stand to the right, so that their digits are aligned."""
        return self.kind in ("number", "whole", "money", "duration")


@dataclass(frozen=True)
class Panel:
    """One card of a page.

    name: unique over all panels; its anchor. tables: the gold tables that the question names, the
    first one is where its links lead.
    question: SQL that chooses rows and columns and computes nothing; `{days}`, `{long_days}` and
    `{count}` are how far the page looks back.
    draw: takes the width in pixels; None where the table itself is the picture.
    narrow: how many of the columns, from the first on, the morning's small table has.
    series: the column whose values are drawn below each other, where there may be many.
    daily: the column of the day, and that of the series if there are several, where a line must
    break on days that have no row.
    """

    name: str
    title: str
    about: str
    tables: tuple[str, ...]
    question: str
    columns: Sequence[Column]
    draw: Callable[[int], Drawing] | None = None
    narrow: int = 4
    series: str = ""
    daily: tuple[str, ...] = ()

    @property
    def measure(self) -> str:
        """Return the column that the panel is about, where its lineage begins."""
        return next((one.name for one in self.columns if one.is_number), self.columns[0].name)
