"""A first household folder is right as it is written, and overwrites nothing."""

from pathlib import Path

import pytest

from households import HouseholdError, load_household
from households.reading import parsed
from households.starter import machine_time_zone, starter_files, write_starter


def test_a_first_folder_is_right_as_it_is_written(tmp_path: Path) -> None:
    directory = tmp_path / "new" / "household"

    written = write_starter(directory)

    assert [str(path.relative_to(directory)) for path in written] == [
        "household.yml",
        "profiles/README.md",
        "rules/README.md",
        "corrections/README.md",
    ]
    household = load_household(directory)
    assert household.currency == "EUR"
    assert household.inbox is None
    assert household.landed_files() == (directory / "household.yml",)


@pytest.mark.parametrize("name", ["inbox", "my files: 2025 #1", 'a "quoted" $inbox', "élan"])
def test_the_inbox_is_written_relative_to_the_folder(name: str, tmp_path: Path) -> None:
    write_starter(tmp_path / "household", tmp_path / name)

    assert load_household(tmp_path / "household").inbox == tmp_path / name


def test_nothing_is_overwritten_and_what_exists_can_be_told(tmp_path: Path) -> None:
    (tmp_path / "household.yml").write_text("mine\n")

    written = write_starter(tmp_path)

    assert (tmp_path / "household.yml").read_text() == "mine\n"
    assert set(starter_files(tmp_path)) - set(written) == {tmp_path / "household.yml"}
    assert write_starter(tmp_path) == []


def test_a_folder_that_cannot_be_made_is_the_named_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(HouseholdError, match=r"cannot be written .*\. Name another folder"):
        write_starter(tmp_path / "file" / "household")


def test_every_example_in_the_comments_is_right_when_its_mark_is_taken_away(
    tmp_path: Path,
) -> None:
    write_starter(tmp_path)
    text = (tmp_path / "household.yml").read_text(encoding="utf-8")
    groups = (
        "moves:",
        "people:",
        "rooms:",
        "meters:",
        "accounts:",
        "sources:",
        "inbox:",
        "- ",
        "  ",
    )
    lines = [
        line[2:] if line.startswith("# ") and line[2:].startswith(groups) else line
        for line in text.splitlines()
    ]

    value = parsed("\n".join(lines), Path("household.yml"), None).value

    assert {"inbox", "people", "rooms", "meters", "accounts", "sources"} <= set(value)


def test_the_zone_is_the_machine_s(tmp_path: Path) -> None:
    (tmp_path / "localtime").symlink_to("/usr/share/zoneinfo/Europe/Amsterdam")
    (tmp_path / "timezone").write_text("Europe/Paris\n")

    assert machine_time_zone({"TZ": ":Asia/Tokyo"}, tmp_path) == "Asia/Tokyo"
    assert machine_time_zone({"TZ": "CET-1CEST"}, tmp_path) == "Europe/Amsterdam"
    (tmp_path / "localtime").unlink()
    assert machine_time_zone({}, tmp_path) == "Europe/Paris"
    (tmp_path / "timezone").unlink()
    assert machine_time_zone({}, tmp_path) == "UTC"
