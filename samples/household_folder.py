"""Write the household folder of a sample."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from samples.categories import write_rules
from samples.climate import MEASURES, ROOMS, Room
from samples.energy_cost import write_tariffs
from samples.money import opening_balances
from samples.payments import CARD, CHECKING, JOINT, SAVINGS
from samples.writing import decimal_text

if TYPE_CHECKING:
    from samples.plan import Plan

_TEMPLATE = Path(__file__).with_name("household_template.yml")
_PROFILE = Path(__file__).with_name("water_register.yml")
_UNITS = {"temperature": '"°C"', "humidity": '"%"'}
# Numbers of accounts that no bank gives out.
BANK_IDS = {
    CHECKING: "XX01SAMPLEA0000000001",
    SAVINGS: "XX01SAMPLEA0000000002",
    JOINT: "XX01SAMPLEB0000000003",
    CARD: "XXXX-SAMPLEB-0004",
}
_ACCOUNT_TEXTS = {
    CHECKING: "name: Checking, kind: checking, owner: anna",
    SAVINGS: "name: Savings, kind: savings, owner: anna",
    JOINT: "name: Joint, kind: checking",
    CARD: "name: Card, kind: credit_card, owner: ben",
}


def write_household(directory: Path, plan: Plan) -> None:
    """Write `household.yml` with the balances of the sample's first day, rules and a profile."""
    (directory / "profiles").mkdir(parents=True, exist_ok=True)
    text = Template(_TEMPLATE.read_text(encoding="utf-8")).substitute(
        rooms="".join(_room(room) for room in ROOMS), accounts=_accounts(plan)
    )
    (directory / "household.yml").write_text(text, encoding="utf-8")
    shutil.copyfile(_PROFILE, directory / "profiles" / _PROFILE.name)
    write_rules(directory)
    write_tariffs(directory)


def _room(room: Room) -> str:
    low, high = (tenths // 10 for tenths in room.comfort)
    lines = [
        f"  - id: {room.room_id}",
        f"    name: {room.room_id.replace('_', ' ').capitalize()}",
        f"    comfort: {{temperature_celsius: [{low}, {high}]}}",
        "    sensors:",
    ]
    for measure in MEASURES:
        entity = f"sensor.{room.room_id}_{measure}"
        lines.append(f"      - {{entity: {entity}, measure: {measure}, unit: {_UNITS[measure]}}}")
    return "\n".join(lines) + "\n"


def _accounts(plan: Plan) -> str:
    opening_date = plan.first_date - timedelta(days=1)
    lines = []
    for account_id, cents in opening_balances(plan.seed, plan.first_date).items():
        amount = decimal_text(cents)
        lines += [
            f"  - id: {account_id}",
            f"    {_ACCOUNT_TEXTS[account_id].replace(', ', chr(10) + '    ')}",
            f'    bank_id: "{BANK_IDS[account_id]}"',
            f'    opening_balance: {{date: {opening_date}, amount: "{amount}"}}',
        ]
    return "\n".join(lines) + "\n"
