import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ingestion.layout import raw_key, safe_name, source_name
from ingestion.reasons import REASONS, sentence
from ingestion.tables import INDEX_TABLES, LINEAGE, RECORD_TABLES, TABLES

PROJECT = Path(__file__).resolve().parents[2]
RAW_PATH = re.compile(
    r"bronze/raw/source=[a-z0-9][a-z0-9_.-]*/ingestion_date=\d{4}-\d\d-\d\d/"
    r"[0-9a-f]{16}_[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}"
)
HOSTILE = [
    "../../etc/passwd",
    "/absolute",
    "a//b",
    "nul\0inside",
    "new\nline",
    "\x1b[31mred",
    "source=evil/x.csv",
    "." * 300,
    ".hidden",
    "x" * 1024 + ".csv",
    "ünïcode.csv",
    "u\u0308nfc.csv",
    " trailing ",
    "%2F+%20",
    "x.metadata.json",
    "X.METADATA.JSON",
    os.fsdecode(b"\xff\xfe.csv"),
    "",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_raw_path_always_matches_its_pattern(name: str) -> None:
    key = raw_key(source_name("Ü/../My Bank"), "2026-07-01", "ab" * 32, name)
    assert RAW_PATH.fullmatch(key)
    assert not key.endswith(".metadata.json")


def test_an_ordinary_name_is_kept() -> None:
    assert safe_name("UPS_Voltage_2026-3-26.csv") == "UPS_Voltage_2026-3-26.csv"
    assert safe_name("x" * 1024 + ".csv").endswith(".csv")


@pytest.mark.parametrize(
    ("folder", "source"),
    [("electricity", "electricity"), ("My Bank", "my_bank"), ("..", "unnamed"), ("Ä", "unnamed")],
)
def test_a_folder_names_its_source(folder: str, source: str) -> None:
    assert source_name(folder) == source


def test_the_list_of_reasons_is_that_of_the_code() -> None:
    rows = re.findall(
        r"^\| `(\w+)` \| (.+?)\. \| (.+?) \|$",
        (PROJECT / "docs/reasons.md").read_text(),
        re.MULTILINE,
    )
    assert rows == [(one.code, one.meaning, one.remedy) for one in REASONS.values()]


def test_every_code_that_the_code_names_is_listed() -> None:
    raised = re.compile(
        r"(?:QuarantineError|LandingError|MisfitError|StatedValueError|_reject|failure_of|sentence"
        r"|_broken|Row)\(\s*[^()]*?\"([a-z]+_[a-z_]+)\""
    )
    named = {
        code
        for file in (PROJECT / "ingestion").rglob("*.py")
        for code in raised.findall(file.read_text())
    }
    assert len(named) > 20
    assert named <= set(REASONS)


def test_a_reason_reads_as_two_sentences() -> None:
    assert sentence("empty_file", "detail") == (
        "The file has no bytes (detail). Export or download it again."
    )
    for reason in REASONS.values():
        assert reason.remedy.endswith(".")
        assert not reason.meaning.endswith(".")


def test_tables_declare_lineage_and_partition() -> None:
    for table in RECORD_TABLES.values():
        assert table.columns[-len(LINEAGE) :] == LINEAGE
        columns = table.schema_document()["columns"]
        assert columns[-1] == {"name": "event_month", "type": "string"}
    for table in INDEX_TABLES.values():
        assert not any(name.startswith("_") for name, _ in table.columns)
    assert len(TABLES) == len(RECORD_TABLES) + len(INDEX_TABLES)


def test_landing_a_file_does_not_load_pandas(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from ingestion import ingest\n"
        "from tests.faults.lakes import a_lake, no_household, states, write\n"
        f"folder = Path({str(tmp_path)!r})\n"
        "file = write(folder / 'a.csv', states('sensor.a,1,2026-01-01T00:00:00Z'))\n"
        "assert ingest(a_lake(folder), no_household(), [file]).count('landed') == 1\n"
        "assert 'pyarrow' in sys.modules\n"
        "assert 'pandas' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=PROJECT, check=True)


def test_importing_the_package_loads_nothing_heavy() -> None:
    heavy = ["pyarrow", "jsonschema", "yaml", "sqlite3"]
    code = (
        "import sys, json, ingestion; "
        f"print(json.dumps([name for name in {heavy} if name in sys.modules]))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert json.loads(answer.stdout) == []
