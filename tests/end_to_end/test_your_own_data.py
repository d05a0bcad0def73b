"""docs/your-own-data.md, followed as it is written, from exports like those of its reader."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from samples import SAMPLE_AS_OF, write_sample
from tests.houses import DAYBOOK, PROJECT, House
from tests.truths import assert_equal_value, read_truth

pytestmark = pytest.mark.slow

PAGE = PROJECT / "docs" / "your-own-data.md"
FOLDERS = {
    "home_assistant": "home_assistant",
    "apple_health": "apple_health",
    "fitbit_ben": "tracker",
    "bank_a_checking": "bank_a",
    "bank_b": "bank_b",
    "electricity": "electricity",
}
NORDBANK = (
    "Kontoutdrag;;;;\r\nKonto;FI21 1234 5600 0007 85;;;\r\n\r\n"
    "Bokförd;Mottagare;Text;Riktning;Belopp EUR\r\n"
    "2026-06-28;Ica Supermarket;Matvaror;Uttag;1 249,50\r\n"
    "2026-06-25;Arbetsgivaren AB;Lön juni;Insättning;3 150,00\r\n"
    "2026-06-24;Hyresvärden;Hyra juli;Uttag;980,00\r\n"
    "2026-06-12;Elhandel Nord;Faktura 4711;Uttag;612,00\r\n"
    "2026-06-03;Bageriet;Fika;Uttag;89,00\r\n"
)
# 2500.00 at the start of June, as the page says, and the bookings above.
NORDBANK_BALANCES = {
    "2026-06-02": "2500.00",
    "2026-06-03": "2411.00",
    "2026-06-12": "1799.00",
    "2026-06-24": "819.00",
    "2026-06-25": "3969.00",
    "2026-06-28": "2719.50",
    "2026-07-01": "2719.50",
}


@dataclass(frozen=True)
class Reader:
    """Do what the page says, in a shell that remembers its folder and its variables."""

    home: Path

    def follow(self, page: str) -> None:
        """Run the commands and make the edits of a page, in its order."""
        for kind, text in re.findall(r"^```(\w+)\n(.*?)^```$", page, re.MULTILINE | re.DOTALL):
            if kind == "console":
                for command, shown in commands(text):
                    self.run(command, shown)
            elif kind == "diff":
                self.edit(text.splitlines())

    def run(self, command: str, shown: list[str]) -> None:
        """Run a command, which must succeed and say what the page shows of it."""
        script = (
            f". {self.home}/state\n{command}\nstatus=$?\n"
            f'{{ export -p; echo "cd $PWD"; }} > {self.home}/state\nexit $status\n'
        )
        answer = subprocess.run(
            ["bash", "-c", script], capture_output=True, text=True, check=False, env=self.names()
        )
        said = [line.rstrip() for line in (answer.stdout + answer.stderr).splitlines()]
        assert answer.returncode == 0, "\n".join((command, *said))
        for line in shown:
            start = line.removesuffix("...").rstrip()
            is_said = any(one.startswith(start) if "..." in line else one == line for one in said)
            assert is_said, "\n".join((f"the page shows: {line}", *said))

    def names(self) -> dict[str, str]:
        """Return the variables that a reader has before the page says anything."""
        kept = {name: text for name, text in os.environ.items() if not name.startswith("DAYBOOK_")}
        path = f"{DAYBOOK.parent}:{os.environ['PATH']}"
        moment = SAMPLE_AS_OF.isoformat()
        own = {"HOME": str(self.home), "TZ": "Europe/Amsterdam", "PATH": path}
        return kept | own | {"DAYBOOK_AS_OF": moment}

    def edit(self, lines: list[str]) -> None:
        """Make an edit in the one file of the household that has its lines."""
        before = "".join(f"{line[1:]}\n" for line in lines if line[0] in " -")
        after = "".join(f"{line[1:]}\n" for line in lines if line[0] in " +")
        folder = self.home / "daybook" / "household"
        fitting = [
            path
            for path in (folder / "household.yml", *(folder / "profiles").glob("*.yml"))
            if f"\n{before}" in path.read_text("utf-8")
        ]
        assert len(fitting) == 1, f"{before!r} stands in {fitting}"
        text = fitting[0].read_text("utf-8")
        fitting[0].write_text(text.replace(f"\n{before}", f"\n{after}"), "utf-8")


def commands(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each command of a console block with the lines shown below it."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, *shown = part.splitlines()
        yield command, [line for line in shown if line]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """The household of a reader who has followed the page; `sample` holds the truth."""
    home = tmp_path_factory.mktemp("reader")
    write_sample(home / "sample", days=30)
    inbox = home / "daybook" / "inbox"
    for folder, name in FOLDERS.items():
        shutil.copytree(home / "sample" / "inbox" / folder, inbox / name)
    (inbox / "bank_b" / "kontoauszug_2026-06_defekt.ofx").unlink()
    (inbox / "nordbank").mkdir()
    path = inbox / "nordbank" / "kontoutdrag_2026-06.csv"
    path.write_bytes(NORDBANK.encode("windows-1252"))
    (home / "state").write_text("")
    Reader(home).follow(PAGE.read_text("utf-8"))
    return House(home / "daybook", home / "daybook" / "lake", SAMPLE_AS_OF.isoformat())


def truth_of(house: House, table: str) -> list[dict[str, str]]:
    sample = House(house.folder.parent / "sample", house.lake, house.as_of)
    return read_truth(sample, "truth", table)


def test_energy_of_each_day_is_that_of_the_meter(house: House) -> None:
    rows = {(str(r["usage_date"]), r["meter_id"], r["flow"]): r for r in gold(house)}
    truth = [row for row in truth_of(house, "daily_meter_usage") if row["meter_id"] == "main"]

    assert len(rows) == len(truth)
    for row in truth:
        found = rows[row["usage_date"], "main", row["flow"]]
        assert_equal_value(found["quantity"], row["quantity"], str(row))


def gold(house: House) -> list[dict[str, object]]:
    return house.rows("daily_meter_usage")


def test_steps_are_those_of_the_best_recorder_and_never_the_sum_of_all(house: House) -> None:
    rows = {str(row["activity_date"]): row for row in house.rows("daily_activity")}
    truth = [row for row in truth_of(house, "daily_activity") if row["person_id"] == "ben"]

    assert {row["person_id"] for row in rows.values()} == {"me"}
    assert set(rows) == {row["activity_date"] for row in truth}
    for row in truth:
        found = rows[row["activity_date"]]
        assert_equal_value(found["step_count"], row["step_count"], str(row))


@pytest.mark.parametrize(
    ("account", "known_as"),
    [("bank_a", "checking"), ("checking", "joint"), ("credit_card", "card")],
)
def test_balances_of_the_known_banks_are_true_on_every_day(
    house: House, account: str, known_as: str
) -> None:
    rows = {
        str(row["balance_date"]): row["balance_amount"]
        for row in house.rows("daily_account_balance")
        if row["account_id"] == account
    }
    truth = {
        row["balance_date"]: row["balance_amount"]
        for row in truth_of(house, "daily_account_balance")
        if row["account_id"] == known_as
    }

    # Without an opening balance the account begins with its first booking.
    assert len(rows) >= 20
    assert {day: str(amount) for day, amount in rows.items()} == {day: truth[day] for day in rows}


def test_balances_of_the_bank_that_the_page_teaches_are_true(house: House) -> None:
    rows = {
        str(row["balance_date"]): str(row["balance_amount"])
        for row in house.rows("daily_account_balance")
        if row["account_id"] == "nordbank"
    }

    assert {day: rows[day] for day in NORDBANK_BALANCES} == NORDBANK_BALANCES


def test_the_brief_speaks_of_every_domain(house: House) -> None:
    tiles = house.rows("morning_brief")

    assert {tile["domain"] for tile in tiles} == {"home", "fitness", "finance", "trust"}
