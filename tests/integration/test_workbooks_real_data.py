"""Workbooks of real providers are read by the patterns that are fast."""

import re
import zipfile
from pathlib import Path

import pytest

from ingestion.decoders.xlsx_plain import Pushback, plain_rows

pytestmark = pytest.mark.real_data


def test_every_row_of_the_real_workbooks_is_found_by_patterns(real_files: Path) -> None:
    files = sorted(real_files.rglob("*.xlsx"))
    assert files
    for file in files:
        with zipfile.ZipFile(file) as archive, archive.open("xl/worksheets/sheet1.xml") as stream:
            count = len(re.findall(rb"</(?:\w+:)?row>", archive.read(stream.name)))
            part = Pushback(stream)
            found = sum(len(batch) for batch in plain_rows(part))
            assert (file.name, found) == (file.name, count)
            assert b"row>" not in part.read(1_000_000)
