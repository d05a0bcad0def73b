"""A household folder becomes a model with everything filled in that it leaves out."""

import subprocess
import sys
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from households import (
    Account,
    ColumnMap,
    Comfort,
    HouseholdError,
    Meter,
    OpeningBalance,
    Person,
    Room,
    Sensor,
    Source,
    default_bytes,
    load_household,
)
from households.formats import is_locale

HEAD = "version: 1\ntime_zone: Europe/Amsterdam\ncurrency: EUR\n"


def folder_with(directory: Path, text: str) -> Path:
    (directory / "household.yml").write_text(text, encoding="utf-8")
    return directory


def test_a_whole_household_is_read(tmp_path: Path) -> None:
    directory = folder_with(
        tmp_path,
        HEAD
        + """\
inbox: ../inbox
people:
  - {id: anna, name: Anna, time_zone: Europe/London, native_ids: ["7"], valid_from: 2024-01-01}
rooms:
  - id: attic
    comfort: {temperature_celsius: [19, 23.5]}
    sensors:
      - {entity: sensor.a, measure: temperature, unit: "°F", max_hold_hours: 0.5}
meters:
  - {id: main, commodity: gas, native_ids: ["E1"], interval_minutes: 60}
accounts:
  - id: cash
    kind: cash
    currency: CHF
    owner: anna
    opening_balance: {date: 2025-01-01, amount: 12.5}
sources:
  watch:
    profile: fitbit
    person: {column: Id, map: {7: anna}}
    shared: true
  bank: {decoder: ofx, account: cash}
""",
    )

    household = load_household(directory)

    assert household.directory == directory
    assert not household.is_default
    assert (household.time_zone, household.currency) == ("Europe/Amsterdam", "EUR")
    assert household.inbox == tmp_path.parent / "inbox"
    assert household.people == (Person("anna", "Anna", "Europe/London", ("7",), date(2024, 1, 1)),)
    assert household.rooms == (
        Room(
            "attic",
            "attic",
            Comfort(temperature_celsius=(19.0, 23.5)),
            (Sensor("sensor.a", "temperature", "°F", max_hold_seconds=1800),),
        ),
    )
    assert household.meters == (Meter("main", "main", "gas", "Europe/Amsterdam", ("E1",), 60),)
    assert household.accounts == (
        Account(
            "cash",
            "cash",
            "cash",
            "CHF",
            owner="anna",
            opening_balance=OpeningBalance(date(2025, 1, 1), Decimal("12.50")),
        ),
    )
    assert dict(household.sources) == {
        "watch": Source(
            "watch", 21, profile="fitbit", person=ColumnMap("Id", {"7": "anna"}), shared=True
        ),
        "bank": Source("bank", 25, decoder="ofx", account="cash"),
    }


def test_a_moved_household_lives_in_each_zone_from_its_midnight_on(tmp_path: Path) -> None:
    moves = """\
moves:
  - {valid_from: 2026-03-01, time_zone: America/New_York}
  - {valid_from: 2026-06-01, time_zone: Asia/Tokyo}
"""
    household = load_household(folder_with(tmp_path, HEAD + moves))

    def zone_at(text: str) -> str:
        return household.zone_at(datetime.fromisoformat(text))

    assert zone_at("2026-03-01T04:59:59Z") == "Europe/Amsterdam"
    assert zone_at("2026-03-01T05:00:00Z") == "America/New_York"
    assert zone_at("2026-05-31T14:59:59Z") == "America/New_York"
    assert zone_at("2026-05-31T15:00:00Z") == "Asia/Tokyo"
    assert household.time_zone == "Europe/Amsterdam"


def test_a_locale_is_kept_as_the_libraries_write_it(tmp_path: Path) -> None:
    written = load_household(folder_with(tmp_path, HEAD + "locale: de-DE\n"))
    (tmp_path / "none").mkdir()
    left_out = load_household(folder_with(tmp_path / "none", HEAD))
    assert (written.locale, left_out.locale) == ("de_DE", "en")


def test_where_no_locales_are_installed_only_their_writing_is_checked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert [is_locale(text) for text in ("de_DE", "xx_YY", "german")] == [True, False, False]
    monkeypatch.setitem(sys.modules, "babel.localedata", None)
    assert [is_locale(text) for text in ("de_DE", "xx_YY", "german")] == [True, True, False]


def test_only_three_keys_are_needed(tmp_path: Path) -> None:
    household = load_household(folder_with(tmp_path, HEAD))

    assert household.inbox is None
    assert household.people == ()
    assert household.rooms == ()
    assert household.meters == ()
    assert household.accounts == ()
    assert dict(household.sources) == {}


@pytest.mark.parametrize("name", [None, "does_not_exist"])
def test_no_folder_means_the_defaults(name: str | None, tmp_path: Path) -> None:
    household = load_household(None if name is None else tmp_path / name)

    assert household.is_default
    assert household.directory is None
    assert (household.time_zone, household.currency) == ("UTC", "EUR")
    assert [person.id for person in household.people] == ["me"]
    assert household.accounts == ()
    assert household.landed_files() == household.profile_paths() == ()


def test_the_default_file_says_what_the_defaults_are(tmp_path: Path) -> None:
    directory = folder_with(tmp_path, default_bytes().decode())

    household = load_household(directory)

    assert household.people == load_household(None).people
    assert household.time_zone == load_household(None).time_zone


def test_a_folder_without_household_yml_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(HouseholdError) as error:
        load_household(tmp_path)

    assert str(error.value) == (
        f"{tmp_path / 'household.yml'}: The household folder has no household.yml."
        " Write it, or let `daybook init` write a first one."
    )


def test_another_ending_of_household_yml_is_named(tmp_path: Path) -> None:
    (tmp_path / "household.yaml").write_text(HEAD)

    with pytest.raises(HouseholdError, match=r"Rename household.yaml to household.yml\."):
        load_household(tmp_path)


def test_a_file_in_place_of_the_folder_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "household"
    path.write_text(HEAD)

    with pytest.raises(HouseholdError, match=r"This is a file, not a folder\. Name the folder"):
        load_household(path)


def test_household_yml_that_is_a_folder_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "household.yml").mkdir()

    with pytest.raises(HouseholdError, match=r"The file cannot be read \(is a directory\)"):
        load_household(tmp_path)


def test_bytes_that_are_no_text_are_an_error_with_their_line(tmp_path: Path) -> None:
    (tmp_path / "household.yml").write_bytes(HEAD.encode() + b"# caf\xe9\n")

    with pytest.raises(HouseholdError) as error:
        load_household(tmp_path)

    (problem,) = error.value.problems
    assert (problem.line, problem.message) == (4, "The file is not UTF-8 text")


def test_a_profile_that_would_not_be_read_is_an_error(tmp_path: Path) -> None:
    directory = folder_with(tmp_path, HEAD)
    (directory / "profiles").mkdir()
    (directory / "profiles" / "my_bank.yaml").write_text("name: my_bank\n")

    with pytest.raises(HouseholdError, match=r"Rename it to my_bank\.yml\."):
        load_household(directory)


def test_the_files_that_land_are_sorted_and_no_others(tmp_path: Path) -> None:
    directory = folder_with(tmp_path, HEAD)
    for name in (
        "profiles/b.yml",
        "profiles/a.yml",
        "profiles/README.md",
        "profiles/.hidden.yml",
        "rules/tariffs.csv",
        "corrections/2025.csv",
        "notes/other.csv",
    ):
        (directory / name).parent.mkdir(exist_ok=True)
        (directory / name).write_text("")

    household = load_household(directory)

    assert [str(path.relative_to(directory)) for path in household.landed_files()] == [
        "corrections/2025.csv",
        "household.yml",
        "profiles/a.yml",
        "profiles/b.yml",
        "rules/tariffs.csv",
    ]
    assert [path.name for path in household.profile_paths()] == ["a.yml", "b.yml"]


def test_importing_the_package_stays_fast_by_leaving_the_validator_out() -> None:
    code = (
        "import sys, households, households.validation, households.records;"
        "sys.exit('jsonschema' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
