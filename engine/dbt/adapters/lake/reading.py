"""What a query reads, as far as its text tells."""

import re
from collections.abc import Iterator

_NAME = r"(?:`[^`]+`|\w+)"
# Texts, quoted names, and comments: what stands in them is no SQL.
_QUOTED = re.compile(
    r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|(?P<name>`[^`]*`)|--[^\n]*|/\*.*?\*/",
    re.DOTALL,
)
# At each place where a name begins: of `a.b.c` both `a.b` and `b.c` may be a table.
_QUALIFIED = re.compile(rf"(?<![\w`])(?=({_NAME})\s*\.\s*({_NAME}))")
# Not a longer name's part, and no function's.
_FROM_NAME = re.compile(rf"\b(?:from|join)\s+({_NAME})(?![\w`])(?!\s*[.(])", re.IGNORECASE)
_WRITTEN_IN = re.compile(rf"({_NAME})\s*(?:\([^()]*\)\s*)?as\s*\(", re.IGNORECASE)
# What answers otherwise each time, or by what is no table: a clock, chance, files, the session.
_OF_THE_MOMENT = re.compile(
    r"\bcurrent_(?:timestamp|date|time|user|timezone|catalog|database|schema)\b"
    r"|\b(?:localtimestamp|curdate|tablesample|_metadata)\b"
    r"|\b(?:now|rand|randn|random|randstr|uniform|uuid|shuffle|user|session_user"
    r"|monotonically_increasing_id|spark_partition_id|input_file_\w+|read_files|read_kafka"
    r"|version)\s*\("
    r"|\bunix_timestamp\s*\(\s*\)"
    r"|\b(?:delta|parquet|json|csv|text|orc|avro|binaryfile)\s*\.\s*`",
    re.IGNORECASE,
)


def tables_read(sql: str) -> frozenset[tuple[str, str]] | None:
    """Return schema and name of all that may be a table in a query; columns may be among them.

    None where the text does not tell what the answer depends on.
    """
    plain = _QUOTED.sub(lambda found: found["name"] or " ", sql)
    if _OF_THE_MOMENT.search(plain) or not _unqualified(plain) <= _written_in(plain):
        return None
    return frozenset((_bare(found[1]), _bare(found[2])) for found in _QUALIFIED.finditer(plain))


def _unqualified(plain: str) -> set[str]:
    """Return what a query reads by one name: a query written into it, or a view of the session."""
    return set(_names(_FROM_NAME.finditer(plain)))


def _written_in(plain: str) -> set[str]:
    return set(_names(_WRITTEN_IN.finditer(plain)))


def _names(found: Iterator[re.Match[str]]) -> Iterator[str]:
    return (_bare(one[1]) for one in found)


def _bare(name: str) -> str:
    return name.strip("`").lower()
