"""A cursor that tells what remembers the lake's tables that one of them is written."""

import re
from collections.abc import Sequence
from typing import Any

from dbt.adapters.lake.built_from import BuiltFrom
from dbt.adapters.lake.cursor import LakeCursor
from dbt.adapters.lake.messages import BEFORE_FIRST_WORD, is_select, written_table

_WRITES_ONE = re.compile(
    BEFORE_FIRST_WORD + r"(?:insert|merge|update)\b", re.IGNORECASE | re.DOTALL
)


class NotingCursor(LakeCursor):
    """Runs statements as its base does."""

    def __init__(self, built_from: BuiltFrom, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._built_from = built_from

    def execute(self, sql: str, bindings: Sequence[Any] | None = None) -> None:
        """Run a statement; also one that fails may have written something."""
        try:
            super().execute(sql, bindings)
        finally:
            if not is_select(sql):
                one = written_table(sql) if _WRITES_ONE.match(sql) else None
                self._built_from.has_written(one)
