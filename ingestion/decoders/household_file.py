"""The household's own files: `household.yml` becomes tables, the others only land for now."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from households.problems import HouseholdError
from ingestion.decoders.base import Item, Record
from ingestion.errors import QuarantineError
from ingestion.tables import RECORD_TABLES

HOUSEHOLD_DOCUMENT = "household.yml"


class HouseholdFile:
    """Decode one of the household's files; `document` is its name below the folder."""

    name = "household_file"
    version = 1

    def __init__(self, document: str) -> None:
        self.options: Mapping[str, Any] = {"document": document}
        self._document = document

    def decode(self, file: Path) -> Iterator[Item]:
        """Yield records and rejects in the file's order."""
        if self._document != HOUSEHOLD_DOCUMENT:
            return
        # Imported here: only this decoder needs it.
        from households.records import household_rows

        try:
            tables = household_rows(file.read_bytes())
        except HouseholdError as error:
            raise QuarantineError("malformed", str(error).replace("\n", " ")[:500]) from error
        for name, rows in tables.items():
            columns = RECORD_TABLES[name].values
            for row in rows:
                yield Record(name, tuple(row[column] for column in columns))
