"""`daybook profile new` and `check` as a person meets them, from a foreign file to right rows."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from tests.houses import House

BANK = (
    "Kontoauszug;;;;\r\n"
    "Konto;DE02 1234 5678;;;\r\n"
    "Datum;Empfänger;Text;Betrag;Saldo\r\n"
    "30.06.2026;Bäckerei;Brot;3,50;996,50\r\n"
    "29.06.2026;Vermieter;Miete;1.000,00;1.000,00\r\n"
    "28.06.2026;Chef;Lohn;-2.000,00;2.000,00\r\n"
)
HOUSEHOLD = (
    "version: 1\ntime_zone: Europe/Amsterdam\ncurrency: EUR\ninbox: ../inbox\n"
    "accounts:\n"
    '  - {id: giro, kind: checking, bank_id: "DE0212345678"}\n'
    '  - {id: savings, kind: savings, bank_id: "DE0287654321"}\n'
)

Write = Callable[..., Path]


@pytest.fixture
def house(tmp_path: Path) -> House:
    (tmp_path / "household").mkdir()
    (tmp_path / "household" / "household.yml").write_text(HOUSEHOLD, "utf-8")
    return House(tmp_path, tmp_path / "lake", "2026-07-01T06:00:00+00:00")


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(text: str, name: str = "export.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / "inbox" / "bank" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode(encoding))
        return path

    return written


def profile_of(house: House, name: str = "export") -> Path:
    return house.folder / "household" / "profiles" / f"{name}.yml"


def test_a_drafted_profile_reads_its_file_at_once(house: House, write: Write) -> None:
    path = write(BANK, encoding="windows-1252")

    new = house.daybook("profile", "new", str(path))
    check = house.daybook("profile", "check", "export", str(path))

    assert f"wrote {profile_of(house)}" in new.stdout
    assert "encoding" in profile_of(house).read_text("utf-8")
    assert "3 records, 0 rejects, from 2026-06-28 00:00 to 2026-06-30 00:00" in check.stdout
    assert "bank income: 2,000.00" in check.stdout
    assert "bank expense: -1,003.50" in check.stdout
    assert "Nothing looks suspicious." in check.stdout
    assert not house.lake.exists()


def test_a_draft_overwrites_nothing(house: House, write: Write) -> None:
    path = write(BANK)
    house.daybook("profile", "new", str(path))
    mine = profile_of(house).read_text("utf-8") + "# mine\n"
    profile_of(house).write_text(mine, "utf-8")

    answer = house.daybook("profile", "new", str(path), status=1)

    assert "exists already" in answer.stderr
    assert profile_of(house).read_text("utf-8") == mine
    other = ("--name", "other", "--out", str(house.folder), "--reads", "transactions")
    house.daybook("profile", "new", str(path), *other)
    assert yaml.safe_load((house.folder / "other.yml").read_text("utf-8"))["name"] == "other"


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('delimiter: ";"', 'delimiter: ","', 'delimiter: ";"'),
        ("encoding: windows-1252", "encoding: utf-8", "windows-1252"),
        ('decimal_mark: ","\n  thousands_mark: "."', 'decimal_mark: "."', 'decimal_mark: ","'),
        ('["%d.%m.%Y"]', '["%Y-%m-%d"]', "30.06.2026"),
        ("negate: true", "negate: false", "negate: true"),
    ],
)
def test_each_mistake_leads_to_what_to_change_and_the_change_mends_it(
    house: House, write: Write, before: str, after: str, said: str
) -> None:
    path = write(BANK, encoding="windows-1252")
    house.daybook("profile", "new", str(path))
    right = profile_of(house).read_text("utf-8")
    assert before in right
    wrong = right.replace(before, after).replace(", negate: false", "")
    profile_of(house).write_text(wrong, "utf-8")

    answer = house.daybook("profile", "check", "export", str(path), status=1)

    assert said in answer.stdout
    profile_of(house).write_text(right, "utf-8")
    house.daybook("profile", "check", "export", str(path))


def test_a_file_of_another_account_is_told_by_the_number_above_its_table(
    house: House, write: Write
) -> None:
    path = write(BANK)
    house.daybook("profile", "new", str(path))
    household = house.folder / "household" / "household.yml"
    household.write_text(
        HOUSEHOLD + "sources:\n  bank: {profile: export, account: savings}\n", "utf-8"
    )

    answer = house.daybook("profile", "check", "export", str(path), status=1)

    assert "names the account giro, but is read as savings" in answer.stdout
    household.write_text(
        HOUSEHOLD + "sources:\n  bank: {profile: export, account: giro}\n", "utf-8"
    )
    house.daybook("profile", "check", "export", str(path))


def test_half_a_download_is_told_by_its_last_line(house: House, write: Write) -> None:
    house.daybook("profile", "new", str(write(BANK)))
    half = write(BANK[: BANK.index(";-2.000")], "half.csv")

    answer = house.daybook("profile", "check", "export", str(half), status=1)

    assert "ends in the middle of line 6" in answer.stdout
    assert "download it again" in answer.stdout


def test_what_is_no_table_is_refused_with_the_reason(house: House, write: Write) -> None:
    picture = write("\0\1\2", "photo.csv")
    letter = write("Dear customer\nthank you\n", "letter.txt")

    assert "not text" in house.daybook("profile", "new", str(picture), status=1).stderr
    assert (
        "no profile can be drafted" in house.daybook("profile", "new", str(letter), status=1).stderr
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("new", "no-such-file.csv"), "is no file"),
        (("check", "export"), "takes a PROFILE and a FILE"),
        (("check", "no_such_profile", "{file}"), "no profile has this name"),
        (("new", "{file}", "--reads", "poems"), "meter_readings"),
    ],
)
def test_wrong_use_says_what_is_right(
    house: House, write: Write, arguments: tuple[str, ...], said: str
) -> None:
    file = str(write(BANK))

    answer = house.daybook("profile", *(a.format(file=file) for a in arguments), status=2)

    assert said in answer.stderr


def test_a_file_that_is_read_already_needs_no_profile(house: House, write: Write) -> None:
    path = write("entity_id,state,last_changed\nsensor.a,1,2026-06-01T10:00:00Z\n")

    answer = house.daybook("profile", "new", str(path), status=1)

    assert "home_assistant_history reads it already" in answer.stderr


def test_a_profile_with_a_mistake_is_named_by_line(house: House, write: Write) -> None:
    path = write(BANK)
    house.daybook("profile", "new", str(path))
    profile_of(house).write_text("name: export\nversion: 1\nreads: poems\n", "utf-8")

    answer = house.daybook("profile", "check", str(profile_of(house)), str(path), status=2)

    assert "export.yml:3" in answer.stderr


METERS, MONEY, NIGHTS = "meter_readings", "transactions", "sleep_nights"
REAL = {
    "smart_home/energy_providers/Enphase/9999999_custom_report.csv": (METERS, 5591),
    "smart_home/energy_providers/iSolarCloud/Monthly.Report_PLANT_NAME_20241011100248.csv": (
        METERS,
        4 * 30,
    ),
    "smart_home/energy_providers/HomeWizard/homewizard_2022-09_15min_elec.csv": (METERS, 4 * 2880),
    "finance/bank_csv_cvigo/ZKB_Sample.csv": (MONEY, 7),
    "finance/bank_csv_bank2ynab/test_BOI_TransactionExport.csv": (MONEY, 27),
    "fitness/fitbit_fitabase_apr_may/sleepDay_merged.csv": (NIGHTS, 413),
}


@pytest.mark.real_data
@pytest.mark.parametrize(("name", "known"), REAL.items())
def test_drafts_of_real_exports_read_every_row(
    house: House, name: str, known: tuple[str, int]
) -> None:
    folder = os.environ.get("DAYBOOK_REAL_DATA")
    if not folder:
        pytest.skip("DAYBOOK_REAL_DATA names no folder of real files")
    path = Path(folder) / name

    kind, records = known
    house.daybook("profile", "new", str(path), "--name", "real", "--reads", kind)
    answer = house.daybook("profile", "check", "real", str(path), status=None)

    assert f"\n{records} records, 0 rejects" in answer.stdout
