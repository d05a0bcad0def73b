"""A person's five mistakes: each leads to the page's message, and one change mends the numbers."""

import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.houses import PROJECT, House

pytestmark = pytest.mark.slow

HEADER = "Datum;Text;Betrag;Saldo\n"
PROFILE = (
    "name: {name}\nversion: 1\nreads: transactions\n"
    'file: {{delimiter: "{delimiter}", decimal_mark: ","}}\n'
    "fields:\n"
    '  booked_date: {{column: Datum, formats: ["%d.%m.%Y"]}}\n'
    "  amount: {amount}\n  description: Text\n  balance_after: Saldo\n"
)
SOLAR = (
    "name: solar\nversion: 1\nreads: meter_readings\n"
    'time: {{column: time, formats: ["%Y-%m-%d %H:%M"], zone: {zone}, interval_minutes: 60}}\n'
    "values:\n  - {{column: Wh, meter: roof, commodity: electricity, flow: production, unit: Wh,\n"
    "     reading: interval}}\n"
)
HOUSEHOLD = (
    "version: 1\ntime_zone: Europe/Amsterdam\ncurrency: EUR\ninbox: ../inbox\n"
    "meters:\n  - {{id: roof, commodity: electricity, interval_minutes: 60}}\n"
    "accounts:\n"
    "  - {{id: bank, kind: checking}}\n  - {{id: card, kind: credit_card}}\n"
    "  - {{id: half, kind: checking}}\n"
    '  - {{id: giro, kind: checking, opening_balance: {{date: 2026-03-01, amount: "100.00"}}}}\n'
    '  - {{id: savings, kind: savings, opening_balance: {{date: 2026-03-01, amount: "500.00"}}}}\n'
    "sources:\n  bank: {{profile: bank, account: bank}}\n  card: {{profile: card, account: card}}\n"
    "  half: {{profile: plain, account: half}}\n"
    "  giro: {{profile: plain, account: {giro}}}\n"
    "  savings: {{profile: plain, account: {savings}}}\n"
    "  solar: {{profile: solar}}\n"
)
FILES = {
    "bank/march.csv": f"{HEADER}13.03.2026;Brot;-3,50;96,50\n14.03.2026;Lohn;900,00;996,50\n",
    "card/march.csv": f"{HEADER}13.03.2026;Hotel;80,00;-80,00\n14.03.2026;Zug;20,00;-100,00\n",
    "giro/march.csv": f"{HEADER}13.03.2026;Obst;-10,00;90,00\n14.03.2026;Tee;-5,00;85,00\n",
    "savings/march.csv": f"{HEADER}13.03.2026;Zins;7,00;507,00\n15.03.2026;Rate;50,00;557,00\n",
    "half/march.csv": f"{HEADER}13.03.2026;Gas;-40,00;60,00\n14.03.2026;Str",
}
WHOLE = f"{HEADER}13.03.2026;Gas;-40,00;60,00\n14.03.2026;Strom;-30,00;30,00\n"
BALANCES = {"bank": "996.50", "card": "-100.00", "giro": "85.00", "savings": "557.00"}
PRODUCED = {"2026-03-28": 24_000.0, "2026-03-29": 23_000.0, "2026-03-30": 24_000.0}


def write_rules(folder: Path, *, are_right: bool) -> None:
    """Write the household and its profiles, with every mistake or with none."""
    giro, savings = ("giro", "savings") if are_right else ("savings", "giro")
    negated = "{column: Betrag, negate: true}"
    texts = {
        "household.yml": HOUSEHOLD.format(giro=giro, savings=savings),
        "profiles/bank.yml": PROFILE.format(
            name="bank", delimiter=";" if are_right else ",", amount="Betrag"
        ),
        "profiles/card.yml": PROFILE.format(
            name="card", delimiter=";", amount=negated if are_right else "Betrag"
        ),
        "profiles/plain.yml": PROFILE.format(name="plain", delimiter=";", amount="Betrag"),
        "profiles/solar.yml": SOLAR.format(zone="household" if are_right else "UTC"),
    }
    (folder / "profiles").mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")


def solar_text() -> str:
    """Return hours of Amsterdam's clock without their zone, 1000 Wh each; one day has 23."""
    zone = ZoneInfo("Europe/Amsterdam")
    start = datetime(2026, 3, 28, tzinfo=zone).timestamp()
    moments = (datetime.fromtimestamp(start + 3600 * number, zone) for number in range(71))
    rows = (f"{moment:%Y-%m-%d %H:%M},1000\n" for moment in moments)
    return "time,Wh\n" + "".join(rows)


def page_messages() -> dict[str, str]:
    """Return the message that the page promises for each mistake."""
    page = (PROJECT / "docs" / "your-own-data.md").read_text("utf-8")
    rows = re.findall(r"^\| ([a-z ]+) \| `daybook [^|]*\| `([^|]*)` \|", page, re.MULTILINE)
    return dict(rows)


def test_each_mistake_is_named_and_one_change_and_a_refresh_mend_all_numbers(
    tmp_path: Path,
) -> None:
    house = House(tmp_path, tmp_path / "lake", "2026-04-01T06:00:00+00:00")
    inbox = tmp_path / "inbox"
    for name, text in {**FILES, "solar/march.csv": solar_text()}.items():
        (inbox / name).parent.mkdir(parents=True)
        (inbox / name).write_text(text, "utf-8")
    write_rules(tmp_path / "household", are_right=False)
    house.daybook("refresh", "--json", status=None)

    def said(profile: str, file: str) -> str:
        return house.daybook("profile", "check", profile, str(inbox / file), status=1).stdout

    status = house.daybook("status", status=3).stdout
    assert "differs by the same amount: exchange the two under sources" in status
    heard = {
        "wrong separator": status,
        "wrong sign": said("card", "card/march.csv"),
        "wrong time zone": said("solar", "solar/march.csv"),
        "two accounts swapped": said("plain", "savings/march.csv"),
        "half a download": said("plain", "half/march.csv"),
    }
    promised = page_messages()
    assert set(promised) == set(heard)
    for mistake, message in promised.items():
        assert message in heard[mistake], heard[mistake]

    write_rules(tmp_path / "household", are_right=True)
    (inbox / "half" / "march (1).csv").write_text(WHOLE, "utf-8")
    house.refresh()

    assert "looks wrong: 0" in house.daybook("status", status=None).stdout
    last = {
        row["account_id"]: str(row["balance_amount"])
        for row in house.rows("daily_account_balance")
        if str(row["balance_date"]) == "2026-04-01"
    }
    assert last == BALANCES | {"half": "30.00"}
    produced = {str(r["usage_date"]): r["quantity"] * 1000 for r in house.rows("daily_meter_usage")}
    assert produced == pytest.approx(PRODUCED)
    amounts = sorted(
        (row["account_id"], str(row["amount"]))
        for row in house.rows("silver_finance__transactions", "silver")
    )
    assert amounts == [
        ("bank", "-3.50"),
        ("bank", "900.00"),
        ("card", "-20.00"),
        ("card", "-80.00"),
        ("giro", "-10.00"),
        ("giro", "-5.00"),
        ("half", "-30.00"),
        ("half", "-40.00"),
        ("savings", "50.00"),
        ("savings", "7.00"),
    ]
