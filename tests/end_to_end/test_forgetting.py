"""Forgetting from raw to gold: the lake ends where it would be if the file had never come."""

import hashlib
import shutil
from datetime import date
from pathlib import Path

import pytest

from tests.houses import House
from tests.truths import KEYS

# A broker's statement that no booking stands in.
POSITIONS = """<OFX><INVSTMTMSGSRSV1><INVSTMTTRNRS><INVSTMTRS>
<DTASOF>20260615<CURDEF>EUR<INVACCTFROM><BROKERID>broker.example<ACCTID>55-443322</INVACCTFROM>
<INVPOSLIST><POSSTOCK><INVPOS><SECID><UNIQUEID>SEC1<UNIQUEIDTYPE>CUSIP</SECID>
<HELDINACCT>CASH<POSTYPE>LONG<UNITS>10<UNITPRICE>5<MKTVAL>50<DTPRICEASOF>20260615</INVPOS>
</POSSTOCK></INVPOSLIST></INVSTMTRS></INVSTMTTRNRS></INVSTMTMSGSRSV1></OFX>"""
BALANCES = """<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR
<BANKACCTFROM><BANKID>12345<ACCTID>55-443322<ACCTTYPE>SAVINGS</BANKACCTFROM>
<LEDGERBAL><BALAMT>900.00<DTASOF>20260610</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"""
BROKER = f"unlisted_{hashlib.sha256(b'55443322').hexdigest()[:8]}"


@pytest.fixture(scope="module")
def house(small_house: House, tmp_path_factory: pytest.TempPathFactory) -> House:
    """A small household after a person, and an account without bookings, were forgotten."""
    house = small_house.copy(tmp_path_factory.mktemp("forgetting"))
    house.daybook("backup", str(house.folder / "backup"))
    statements = house.folder / "statements"
    statements.mkdir()
    for name, text in (("positions", POSITIONS), ("balances", BALANCES)):
        (statements / f"{name}.ofx").write_text(text, "utf-8")
    house.daybook("ingest", str(statements), "--source", "broker")
    house.daybook("forget", "--person", "anna")
    assert any(row["account_id"] == BROKER for row in house.rows("daily_account_balance"))
    said = house.daybook("forget", "--account", BROKER).stdout
    assert said.count("forgotten: ") == 2
    return house


def test_no_gold_row_of_the_person_is_left_and_all_others_are(
    house: House, small_house: House
) -> None:
    for table in ("daily_activity", "nightly_sleep"):
        before = small_house.rows_as_text(table)
        kept = [row for row in before if "'anna'" not in row]
        assert house.rows_as_text(table) == kept
    assert len(house.rows_as_text("daily_activity")) > 30
    for table in set(KEYS) - {"daily_activity", "nightly_sleep"}:
        assert house.rows_as_text(table) == small_house.rows_as_text(table), table


def test_no_data_file_and_no_log_of_a_table_still_names_the_person(house: House) -> None:
    for layer in ("silver", "gold"):
        for table in ("daily_activity", "silver_fitness__activity_days"):
            for path in (house.lake / layer / table).rglob("*"):
                assert path.is_dir() or b"anna" not in path.read_bytes(), path


def test_verify_says_equal_after_it(house: House) -> None:
    assert house.daybook("verify").stdout.startswith("equal")


def test_the_files_in_the_inbox_land_no_more(house: House) -> None:
    again = house.refresh()
    forgotten = [one for one in again["ingest"]["files"] if one["reason"] == "forgotten"]
    assert {Path(one["path"]).parent.name for one in forgotten} == {"fitbit_anna"}
    assert again["ingest"]["landed"] == 0


def test_what_cannot_be_reached_is_named_and_what_was_forecast_with_it_goes(
    small_house: House, tmp_path: Path
) -> None:
    house = small_house.copy(tmp_path)
    before_it_landed, after = date(2026, 6, 1), date(2026, 6, 30)
    for day, currency in ((before_it_landed, "EUR"), (after, "EUR"), (after, "USD")):
        house.keep_forecast(day, currency)
    backup = house.folder / "backup"
    house.daybook("backup", str(backup))
    content = next((house.lake / "bronze" / "raw").rglob("*umsaetze_2026-05.csv")).name[:16]

    said = house.daybook("forget", "--content", content).stdout

    assert f"The backup in {backup} still holds it" in said
    assert "in the inbox and elsewhere, are yours to delete" in said
    shutil.rmtree(backup)
    assert "cannot be looked at" not in said
    assert house.forecast_days() == {("EUR", before_it_landed), ("USD", after)}


def test_a_file_that_holds_others_too_goes_only_when_that_is_asked_for(house: House) -> None:
    refusal = house.daybook("forget", "--account", "joint", status=2).stderr
    assert "also hold records of card" in refusal
    assert "--with-others" in refusal
    refusal = house.daybook("forget", "--person", "nobody", status=2).stderr
    assert "No file holds records of the person nobody. Known are: ben" in refusal
