"""Real files that people published, packed together: an archive gives what its files give."""

from collections import Counter
from pathlib import Path

import pytest

from ingestion import Lake, ingest
from ingestion.tables import FILES, RECORD_TABLES, REJECTS
from tests.archives import archive
from tests.faults.lakes import a_lake, current_rows, no_household, write

pytestmark = pytest.mark.real_data

SETS = (
    *("finance/camt_genkgo", "finance/mt940_wolph", "finance/ofx_ofxparse"),
    *("finance/qif_quiffen", "fitness/gpx_gpxpy", "fitness/tcx_vkurup"),
    *("fitness/fitbit_takeout_fitout", "fitness/oura_darya", "smart_home/green_button_cew821"),
    *("smart_home/energy_providers/Solax", "smart_home/energy_providers/Domoticz"),
)
# What says where a row comes from, and the number that is counted on from file to file.
LEFT_OUT = {"_content_id", "_decode_id", "_record_number", "_member", "workout_number"}


@pytest.fixture(scope="module")
def files(real_files: Path) -> list[Path]:
    """Return the files, each content once."""
    found = {file.read_bytes(): file for name in SETS for file in (real_files / name).iterdir()}
    return sorted(found.values())


def told(lake: Lake, table: str) -> Counter[tuple[tuple[str, str | None], ...]]:
    """Return the rows of a table, without those that say of a file that it is not read."""
    return Counter(
        tuple(sorted((name, cell) for name, cell in row.items() if name not in LEFT_OUT))
        for row in current_rows(lake, table)
        if not (table == REJECTS and row["table_name"] == FILES)
    )


def test_an_archive_gives_the_records_and_rejects_of_its_files(
    tmp_path: Path, files: list[Path]
) -> None:
    alone, packed = a_lake(tmp_path / "alone"), a_lake(tmp_path / "packed")
    report = ingest(alone, no_household(), files, source="all")
    members = {f"{file.parent.name}/{file.name}": file.read_bytes() for file in files}
    whole = write(tmp_path / "all.zip", archive(members))
    assert ingest(packed, no_household(), [whole], source="all").count("landed") == 1
    for table in RECORD_TABLES:
        assert told(packed, table) == told(alone, table), table
    unread = Counter(
        row["reason"] for row in current_rows(packed, REJECTS) if row["table_name"] == FILES
    )
    refused = Counter(one.reason for one in report.outcomes if one.outcome == "quarantined")
    assert unread == refused
