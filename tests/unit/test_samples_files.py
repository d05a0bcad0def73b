"""The truth names what becomes of every file, the awkward ones first."""

from pathlib import Path

from tests.truths import truth_rows

Row = dict[str, str]


def test_the_truth_names_every_awkward_file(sample: Path) -> None:
    rows = {row["path"]: row for row in truth_rows(sample, "files")}
    outcomes = {path: row["reason"] for path, row in rows.items() if row["outcome"] != "landed"}
    assert outcomes == {
        "bank_a_savings/umsaetze_2026-06.html.csv": "html_page",
        "bank_b/kontoauszug_2025-05_kopie.ofx": "already_landed",
        "bank_b/kontoauszug_2026-06_defekt.ofx": "malformed",
        "electricity/verbrauch_2026-06_kopie.csv": "already_landed",
        "fitbit_anna/fitbit_2026-06_leer.csv": "empty_file",
    }
    for path in ("electricity/verbrauch_2026-05_haelfte.csv", "bank_b/kontoauszug_2026-06.ofx"):
        assert rows[path]["outcome"] == "landed"


def test_rejects_name_the_line_of_each_bad_row(sample: Path) -> None:
    lines = {
        (row["stage"], row["reason"]): (sample / "inbox" / row["path"])
        .read_text(encoding="utf-8")
        .splitlines()[int(row["line_number"]) - 1]
        for row in truth_rows(sample, "rejects")
    }
    assert "siehe Beleg" in lines["ingestion", "number_invalid"]
    assert lines["ingestion", "time_nonexistent"].startswith("29.03.2026 02:30;")
    assert lines["ingestion", "row_ragged"].count(",") == 1
    assert ",warm," in lines["silver", "state_not_numeric"]


def test_records_of_a_file_are_its_good_rows(sample: Path) -> None:
    single = ("home_assistant", "fitbit_anna", "bank_a_checking", "water")
    per_row = {"electricity": 2, **dict.fromkeys(single, 1)}
    for row in truth_rows(sample, "files"):
        source = row["path"].split("/")[0]
        if source in per_row and row["outcome"] == "landed":
            text = (sample / "inbox" / row["path"]).read_text(encoding="utf-8")
            good = len(text.splitlines()) - 1 - int(row["rejects"])
            assert int(row["records"]) == good * per_row[source], row["path"]


def test_late_files_lie_beside_the_inbox_and_are_of_one_month_long_past(sample: Path) -> None:
    late = {str(path.relative_to(sample / "late")) for path in (sample / "late").rglob("*.csv")}
    assert late == {
        "electricity/verbrauch_2026-02.csv",
        "home_assistant/temperature_2026-02.csv",
        "fitbit_anna/fitbit_2026-02.csv",
    }
    without = {row["path"] for row in truth_rows(sample, "files")}
    assert {row["path"] for row in truth_rows(sample, "files", "truth_with_late")} - without == late
    for name, day in (("daily_meter_usage", "usage_date"), ("daily_activity", "activity_date")):
        before = truth_rows(sample, name)
        after = truth_rows(sample, name, "truth_with_late")
        assert [row for row in after if row[day][:7] != "2026-02"] == [
            row for row in before if row[day][:7] != "2026-02"
        ]
        assert len(after) > len(before)
