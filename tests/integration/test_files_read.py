"""The page docs/files-read.md: what its script writes about files, and that it is up to date."""

import os
from pathlib import Path

import pytest

from benchmarks.files_read import PAGE, page_of
from tests.faults.lakes import ofx, states, write


def test_the_page_names_reader_records_and_rejects_of_each_file(tmp_path: Path) -> None:
    write(tmp_path / "finance" / "bank" / "march.ofx", ofx("20260301 -1.50 a", "20260299 -2 b"))
    write(tmp_path / "finance" / "bank" / "notes.txt", "nothing that anybody reads\n")
    write(tmp_path / "home" / "a.csv", states("sensor.a,1,2026-03-01T00:00:00.000Z"))
    write(tmp_path / "home" / "copy.csv", states("sensor.a,1,2026-03-01T00:00:00.000Z"))
    write(tmp_path / "MANIFEST.tsv", "path\tsha256\n")

    page = page_of(tmp_path)

    assert "What Daybook makes of 4 real files" in page
    assert "| read | 2 | 2 | 1 |" in page
    assert [line for line in page.splitlines() if ".ofx" in line or ".txt" in line] == [
        "| march.ofx | ofx | 1 | 1 `date_invalid` |",
        "| notes.txt | not read: `unknown_format` |  |  |",
    ]
    assert "| a.csv | home_assistant_history | 1 |  |" in page
    assert "| copy.csv | not read: `already_landed` |  |  |" in page
    assert page.index("## finance/bank") < page.index("## home")


@pytest.mark.real_data
def test_the_page_is_what_its_script_writes_now() -> None:
    data = os.environ.get("DAYBOOK_REAL_DATA")
    if not data:
        pytest.skip("DAYBOOK_REAL_DATA names no folder of real files")

    assert PAGE.read_text("utf-8") == page_of(Path(data)), "run `make files`"
