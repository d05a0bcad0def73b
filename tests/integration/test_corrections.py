"""Corrections and annotations: what the commands write, refuse and list, and that it counts."""

import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from tests.houses import House

HOUSEHOLD = """\
version: 1
time_zone: Europe/Amsterdam
currency: EUR
inbox: ../inbox
accounts:
  - {id: checking, kind: checking}
  - {id: savings, kind: savings}
sources:
  checking: {profile: my_bank, account: checking}
  savings: {profile: my_bank, account: savings}
"""
PROFILE = """\
name: my_bank
version: 1
reads: transactions
fields: {booked_date: Day, amount: Amount, counterparty: Payee, description: Text}
"""
CHECKING = """\
Day,Amount,Payee,Text
2026-05-03,-45.90,REWE,Sunday market
2026-05-04,-12.00,Books & Co,
2026-05-05,-200.00,Anna,put aside
2026-05-06,2500.00,Employer,salary
2026-05-11,-75.00,Club,transfer to the treasurer
"""
SAVINGS = """\
Day,Amount,Payee,Text
2026-05-12,75.00,Aunt,for the birthday
2026-05-25,200.00,Anna,received
2026-05-26,55.00,Bank,bonus
"""
HEADER = "kind,transaction_id,other_transaction_id,category,amount,note,corrected_at\n"


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A household whose two accounts were refreshed once; to be copied, not changed."""
    folder = tmp_path_factory.mktemp("corrections")
    write(folder / "house" / "household" / "household.yml", HOUSEHOLD)
    write(folder / "house" / "household" / "profiles" / "my_bank.yml", PROFILE)
    write(folder / "house" / "inbox" / "checking" / "may.csv", CHECKING)
    write(folder / "house" / "inbox" / "savings" / "may.csv", SAVINGS)
    house = House(folder / "house", folder / "lake", "2026-06-01T06:00:00Z")
    house.refresh()
    return house


@pytest.fixture
def house(built: House, tmp_path: Path) -> House:
    """The built lake, which these commands only read, with a household of its own."""
    shutil.copytree(built.folder, tmp_path / "house")
    return House(tmp_path / "house", built.lake, built.as_of)


def ids(house: House) -> dict[str, str]:
    """Return the whole id of each transaction by its payee and amount."""
    return {
        f"{row['counterparty']} {row['amount']}": row["original_transaction_id"]
        for row in house.rows("silver_finance__transactions", "silver")
    }


def told(house: House) -> set[tuple[str, Decimal, str, bool]]:
    return {
        (row["counterparty"], row["amount"], row["category"], row["is_own_transfer"])
        for row in house.rows("silver_finance__transactions", "silver")
    }


def corrections(house: House) -> str:
    return (house.folder / "household" / "corrections" / "transactions.csv").read_text("utf-8")


def test_find_lists_what_fits_newest_first_with_ids(house: House) -> None:
    answer = house.daybook("correct", "--find", "ANNA")

    first, second = answer.stdout.splitlines()
    known = ids(house)
    assert first == (
        f"{known['Anna 200.00'][:12]} 2026-05-25 savings 200.00 EUR Anna · received (uncategorised)"
    )
    assert second.startswith(f"{known['Anna -200.00'][:12]} 2026-05-05 checking -200.00 EUR")
    only = house.daybook("correct", "--find", "anna", "--account", "checking").stdout
    assert only.splitlines() == [second]
    assert "Try a shorter one" in house.daybook("correct", "--find", "zzz", status=1).stderr


def test_a_category_is_written_with_its_note_and_moment(house: House) -> None:
    rewe = ids(house)["REWE -45.90"]

    answer = house.daybook(
        "correct", rewe[:6], "--category", "groceries", "--note", 'for "two", once'
    )

    assert f"{rewe[:12]} 2026-05-03 checking -45.90 EUR REWE · Sunday market" in answer.stdout
    assert "groceries is a new category" in answer.stdout
    assert "daybook refresh" in answer.stdout
    assert corrections(house) == (
        HEADER + f'category,{rewe},,groceries,,"for ""two"", once",2026-06-01T06:00:00Z\n'
    )


def test_each_part_of_a_split_is_a_row(house: House) -> None:
    rewe = ids(house)["REWE -45.90"]

    house.daybook("correct", rewe[:8], "--split", "wine=-15.9", "--split", "a=b=-30")

    assert corrections(house) == (
        HEADER
        + f"split,{rewe},,wine,-15.9,,2026-06-01T06:00:00Z\n"
        + f"split,{rewe},,a=b,-30,,2026-06-01T06:00:00Z\n"
    )


def test_a_file_edited_by_hand_keeps_its_columns_its_separator_and_its_rows(house: House) -> None:
    known = ids(house)
    by_hand = (
        "\ufeffNote;corrected_at;Kind;transaction_id;category;other_transaction_id;amount\r\n"
        " by hand ;;Void;0000;;;\r\n\r\nno closing line;;void;1111;;;"
    )
    path = house.folder / "household" / "corrections" / "transactions.csv"
    path.parent.mkdir()
    path.write_bytes(by_hand.encode())
    path.chmod(0o600)

    house.daybook("correct", known["REWE -45.90"], "--void", "--note", "never; honestly")

    assert path.read_bytes().decode() == by_hand + (
        f'\r\n"never; honestly";2026-06-01T06:00:00Z;void;{known["REWE -45.90"]};;;\r\n'
    )
    assert path.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["transactions.csv"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("kind,transaction\nvoid,1\n", "transactions.csv:1: The column transaction is not known"),
        ("kind,transaction_id\n", "no column corrected_at. Add corrected_at to its first line"),
        (HEADER + 'void,1,,,,"never closed\n', "A quote in the file is never closed"),
    ],
)
def test_a_file_that_cannot_take_the_row_stays_as_it_is(
    house: House, content: str, said: str
) -> None:
    path = write(house.folder / "household" / "corrections" / "transactions.csv", content)

    answer = house.daybook("correct", ids(house)["REWE -45.90"], "--void", status=2)

    assert said in answer.stderr
    assert path.read_text("utf-8") == content


def test_what_cannot_be_is_refused_with_the_remedy_and_nothing_is_written(house: House) -> None:
    known = ids(house)
    rewe, books = known["REWE -45.90"], known["Books & Co -12.00"]
    aside, received = known["Anna -200.00"], known["Anna 200.00"]
    refused = {
        ("ffffff", "--void"): "daybook correct --find TEXT",
        (rewe[:3], "--void"): "at least 6 digits",
        (rewe, "--split", "wine=15.90"): "Each part must be below zero",
        (rewe, "--split", "wine=-40", "--split", "fish=-6"): "more than -45.90",
        (rewe, "--split", "wine"): "write it as in groceries=-12.50",
        (rewe, "--transfer-with", books): "Both are of the account checking",
        (known["Employer 2500.00"], "--transfer-with", received): "Both have the same sign",
        (aside, "--transfer-with", known["Bank 55.00"]): "do not cancel",
        (rewe,): "one of the arguments",
        ("--void",): "Give the ID",
    }

    for arguments, said in refused.items():
        assert said in house.daybook("correct", *arguments, status=2).stderr, arguments
    assert not (house.folder / "household" / "corrections").exists()


def test_without_a_household_folder_there_is_nothing_to_write_into(built: House) -> None:
    answer = built.daybook("correct", "--find", "rewe")
    rewe = answer.stdout.split()[0]
    away = House(built.folder / "elsewhere", built.lake, built.as_of)

    assert "daybook init" in away.daybook("correct", rewe, "--void", status=2).stderr


def test_a_lake_without_transactions_says_what_to_do_first(house: House, tmp_path: Path) -> None:
    empty = House(house.folder, tmp_path / "lake", house.as_of)

    assert "daybook refresh" in empty.daybook("correct", "--find", "rewe", status=1).stderr


def test_an_annotation_is_written_with_its_days(house: House) -> None:
    house.daybook("annotate", "daily_activity", "ill, in bed", "--from", "2026-05-03")
    house.daybook(
        "annotate", "daily_activity", "travel", "--from", "2026-05-10", "--to", "2026-05-12"
    )

    assert (house.folder / "household" / "rules" / "annotations.csv").read_text("utf-8") == (
        "metric_id,date_from,date_to,cause,noted_at\n"
        'daily_activity,2026-05-03,,"ill, in bed",2026-06-01T06:00:00Z\n'
        "daily_activity,2026-05-10,2026-05-12,travel,2026-06-01T06:00:00Z\n"
    )


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (("--from", "3.5.2026"), "must be a day written YYYY-MM-DD"),
        (("--from", "2026-05-03", "--to", "2026-05-01"), "date_to 2026-05-01 lies before"),
    ],
)
def test_an_annotation_of_no_day_is_refused(house: House, days: tuple[str, ...], said: str) -> None:
    assert said in house.daybook("annotate", "m", "why", *days, status=2).stderr
    assert not (house.folder / "household" / "rules" / "annotations.csv").exists()


def test_every_command_says_what_of_the_own_files_does_not_count(
    house: House, tmp_path: Path
) -> None:
    rules = write(house.folder / "household" / "rules" / "categories.csv", "categroy\nfood\n")
    write(house.folder / "household" / "corrections" / "transactions.csv", HEADER + "void,,,,,,\n")
    own = House(house.folder, tmp_path / "lake", house.as_of)

    said = own.daybook("ingest", str(house.folder / "inbox")).stderr

    assert f"daybook: {rules}: A file of the household's own folder cannot be read" in said
    assert "Did you mean category?" in said
    assert "transactions.csv: rows that do not count: 1." in said


def test_status_shows_each_own_row_that_does_not_count(built: House, tmp_path: Path) -> None:
    house = built.copy(tmp_path)
    text = "category,pattern\n,rewe\nfood,\nfood,rewe\n"
    write(house.folder / "household" / "rules" / "categories.csv", text)
    house.refresh()

    answer = house.daybook("status", status=3)

    assert "rules/categories.csv:2: category is empty" in answer.stdout
    assert "rules/categories.csv:3: The rule has no condition" in answer.stdout
    assert "food" in house.daybook("correct", "--find", "rewe").stdout


def test_corrections_count_after_a_refresh_and_a_lake_rebuilt_from_raw_is_equal(
    built: House, tmp_path: Path
) -> None:
    house = built.copy(tmp_path)
    known = ids(house)
    house.daybook("correct", known["REWE -45.90"], "--split", "wine=-15.90")
    house.daybook("correct", known["Books & Co -12.00"], "--void")
    house.daybook("correct", known["Anna -200.00"], "--transfer-with", known["Anna 200.00"])
    house.daybook("correct", known["Employer 2500.00"], "--category", "salary")
    # Daybook takes these two for a transfer; a later export that tells one again changes nothing.
    assert {"Club", "Aunt"} == {payee for payee, _, _, is_own in told(house) if is_own}
    house.daybook("correct", known["Club -75.00"], "--not-transfer-with", known["Aunt 75.00"])
    write(house.folder / "inbox" / "checking" / "again.csv", CHECKING + "\n")
    house.refresh()

    assert told(house) == {
        ("REWE", Decimal("-15.90"), "wine", False),
        ("REWE", Decimal("-30.00"), "uncategorised", False),
        ("Anna", Decimal("-200.00"), "uncategorised", True),
        ("Anna", Decimal("200.00"), "uncategorised", True),
        ("Employer", Decimal("2500.00"), "salary", False),
        ("Club", Decimal("-75.00"), "uncategorised", False),
        ("Aunt", Decimal("75.00"), "uncategorised", False),
        ("Bank", Decimal("55.00"), "uncategorised", False),
    }
    assert house.daybook("verify").stdout.startswith("equal")
    # The part keeps the booking's id, under which all of it can be split anew.
    assert "-45.90" in house.daybook("correct", "--find", "rewe").stdout
