"""Statistics exports that people published: what each gives, counted once by other means."""

import csv
import json
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from ingestion import Lake, ingest
from ingestion.tables import STATISTICS
from tests.faults.lakes import a_lake, current_rows, no_household

pytestmark = pytest.mark.real_data

REFUSED = {
    "UPSTREAM_LICENSE": "unknown_format",
    "manualtestWrongColumn.csv": "header_mismatch",
    "wrongcolumns.csv": "unknown_format",
}
NUMBERS = ("mean", "min", "max", "sum", "state", "delta")
Numbers = tuple[str, tuple[Decimal | None, ...]]


@pytest.fixture(scope="module")
def files(real_files: Path) -> list[Path]:
    """Return the real exports, and the files beside them."""
    return sorted((real_files / "smart_home" / "ha_statistics_klausj1").iterdir())


@pytest.fixture(scope="module")
def lake(files: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """Land all files in one lake."""
    lake = a_lake(tmp_path_factory.mktemp("statistics"))
    report = ingest(lake, no_household(), files)
    refused = {Path(one.path).name: one.reason for one in report.outcomes if one.reason}
    assert refused == REFUSED
    return lake


def numbers_of(said: dict[str, object]) -> tuple[Decimal | None, ...]:
    texts = (str(said.get(name) or "").replace(",", ".") for name in NUMBERS)
    zeros = (said.get(name) == 0 for name in NUMBERS)
    return tuple(
        Decimal(0) if is_zero else Decimal(text) if text else None
        for text, is_zero in zip(texts, zeros, strict=True)
    )


def stated_in(file: Path) -> list[Numbers]:
    """Return the statistic and numbers of each row by the standard library's own readers."""
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".json":
        entities = json.loads(text)
        return [(one["id"], numbers_of(value)) for one in entities for value in one["values"]]
    delimiter = next(mark for mark in "\t;," if mark in text.splitlines()[0])
    rows = csv.DictReader(text.splitlines(), delimiter=delimiter)
    return [(row["statistic_id"], numbers_of({**row})) for row in rows]


def test_every_row_of_every_export_is_a_record(files: list[Path], lake: Lake) -> None:
    stated = Counter(row for file in files if file.name not in REFUSED for row in stated_in(file))
    assert stated.total() == 2523
    told = Counter(
        (
            row["statistic_id"],
            tuple(Decimal(cell) if (cell := row[f"{name}_value"]) else None for name in NUMBERS),
        )
        for row in current_rows(lake, STATISTICS)
    )
    assert told == stated
