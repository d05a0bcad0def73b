"""Say what the engine's errors mean."""

import re

_NOISE = re.compile(
    r"^(error in DataFusion|External error|Error during planning|invalid argument"
    r"|Execution error|Arrow error): ",
)
_RPC_DETAILS = re.compile(r'details = "(.*)"')
_NOT_NULL = re.compile(r"NOT NULL constraint violated for column: (\S+)")
_CHECK = re.compile(r"CHECK constraint (.+) violated")
_WRITTEN = re.compile(
    r"\b(?:insert\s+(?:into|overwrite)(?:\s+table)?|merge\s+into|update)\s+([\w.`]+)",
    re.IGNORECASE,
)
# Space and comments: what may stand before the first word of a statement.
BEFORE_FIRST_WORD = r"(?>\s|--[^\n]*\n|/\*.*?\*/)*"
# Only what begins so: behind a `with` a statement may write.
_SELECT = re.compile(BEFORE_FIRST_WORD + r"select\b", re.IGNORECASE | re.DOTALL)
_LOST_RACE = "Failed to commit transaction"
# Sail 0.7.2 lists a log while another thread's checkpoint of it appears.
_TORN_LISTING = "Missing commit file"
_APPEND = re.compile(r"\binsert\s+into\b(?!.*\breplace\s+where\b)", re.IGNORECASE | re.DOTALL)


def engine_message(error: Exception, sql: str = "") -> str:
    """Return an engine error as one readable text, for the statement that raised it."""
    text = str(error)
    details = _RPC_DETAILS.search(text)
    text = details.group(1) if details else text
    while _NOISE.match(text):
        text = _NOISE.sub("", text, count=1)
    return _constraint_message(text, sql) or text


def is_lost_race(error: Exception, sql: str) -> bool:
    """Say whether another thread or process was in the way; trying again may succeed.

    Rows that may be written already are never added again.
    """
    text = str(error)
    return _LOST_RACE in text or (_TORN_LISTING in text and not _APPEND.search(sql))


def written_table(sql: str) -> str | None:
    """Return the table that a statement adds to or changes, without quotes."""
    written = _WRITTEN.search(sql)
    return written.group(1).replace("`", "") if written else None


def is_select(sql: str) -> bool:
    """Say whether a statement only reads; some that do begin otherwise."""
    return _SELECT.match(sql) is not None


def _constraint_message(text: str, sql: str) -> str | None:
    table = written_table(sql) or "the table"
    if found := _NOT_NULL.search(text):
        return (
            f"{table}: the column {found.group(1)} must not be null, and a row has no value there. "
            "No row was written. Give it a value in the model, or take `not_null` from the column."
        )
    if found := _CHECK.search(text):
        return f"{table}: a row breaks the check constraint {found.group(1)}. No row was written."
    return None
