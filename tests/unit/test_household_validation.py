"""A wrong household.yml is answered with its line, what is wrong, and what to write instead."""

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from households import HouseholdError, Problem
from households.reading import parsed, schema
from households.validation import check

FILE = Path("household.yml")
HEAD = "version: 1\ntime_zone: Europe/Amsterdam\ncurrency: EUR\n"


def problems_of(text: str, directory: Path | None = None) -> list[Problem]:
    try:
        parsed(text, FILE, directory)
    except HouseholdError as error:
        return list(error.problems)
    return []


WRONG = {
    "an unknown key suggests the nearest": (
        HEAD + "peple: []\n",
        4,
        "peple is not known here",
        "Did you mean people?",
    ),
    "an unknown key far from all lists what is known": (
        HEAD + "meters:\n  - {id: main, commodity: gas, colour: red}\n",
        5,
        "colour is not known here",
        (
            "Known here: id, name, commodity, native_ids, time_zone, "
            "kilowatt_hours_per_cubic_meter, rolls_over_at, interval_minutes, valid_from."
        ),
    ),
    "a missing key at the root": (
        "version: 1\ntime_zone: UTC\n",
        1,
        "currency is missing",
        'for example currency: "EUR".',
    ),
    "a missing key in an entry": (
        HEAD + "accounts:\n  - id: cash\n    kind: cash\n  - id: card\n",
        7,
        "kind is missing in entry 2 of accounts",
        'for example kind: "checking".',
    ),
    "another version": ("version: 2\n" + HEAD[11:], 1, "version is 2, but must be 1", "Write 1."),
    "a locale that nobody writes in": (
        HEAD + "locale: german\n",
        4,
        'locale is "german", but must be a known locale',
        "Write language and country, as in en_GB or de_DE.",
    ),
    "a number where text belongs": (
        HEAD + "accounts:\n  - {id: card, kind: credit_card, bank_id: 4111}\n",
        5,
        "bank_id is 4111, but must be text",
        'Put it in quotes: "4111".',
    ),
    "text where a whole number belongs": (
        HEAD + "meters:\n  - {id: main, commodity: gas, interval_minutes: 15 min}\n",
        5,
        'interval_minutes is "15 min", but must be a whole number',
        "Write digits only, without quotes and without a unit.",
    ),
    "a word that is no boolean": (
        HEAD + "sources:\n  bank:\n    profile: my_bank\n    shared: yes\n",
        7,
        'shared is "yes", but must be true or false',
        "Write true or false, without quotes.",
    ),
    "an empty value": (
        HEAD + "people:\n# - {id: anna}\nmeters: []\n",
        4,
        "people is empty, but must be a list",
        "Or take the line away.",
    ),
    "a block where a list belongs": (
        HEAD + "people:\n  anna: {name: Anna}\n",
        4,
        'people is {"anna": {"name": "Anna"}}, but must be a list',
        "Write a list of the people whose days are recorded.",
    ),
    "an unknown choice near a known one": (
        HEAD + "accounts:\n  - id: main\n    kind: chequing\n",
        6,
        'kind is "chequing", but must be "checking", "savings"',
        'Did you mean "checking"?',
    ),
    "an id with capitals": (
        HEAD + "people:\n  - id: Anna\n",
        5,
        'id is "Anna", but must be written otherwise',
        "Start with a small letter and use small letters, digits and _ only.",
    ),
    "a source name with a blank": (
        HEAD + "sources:\n  my bank: {profile: my_bank}\n",
        5,
        "my bank is no fitting name here",
        "Use small letters, digits, _, . and -",
    ),
    "an unknown zone near a known one": (
        "version: 1\ntime_zone: Europe/Amsterdm\ncurrency: EUR\n",
        2,
        'time_zone is "Europe/Amsterdm", but must be a known time zone',
        "Did you mean Europe/Amsterdam?",
    ),
    "only the city of a zone": (
        "version: 1\ntime_zone: new york\ncurrency: EUR\n",
        2,
        "must be a known time zone",
        "Did you mean America/New_York?",
    ),
    "a zone near no other": (
        HEAD + "people:\n  - {id: anna, time_zone: xyzzy}\n",
        5,
        "must be a known time zone",
        "Write an IANA name such as Europe/Amsterdam.",
    ),
    "a currency that is no code": (
        "version: 1\ntime_zone: UTC\ncurrency: euro\n",
        3,
        'currency is "euro"',
        "Write the three capital letters of ISO 4217, for example EUR.",
    ),
    "a day that does not exist": (
        HEAD + "people:\n  - id: anna\n    valid_from: 2025-02-29\n",
        6,
        'valid_from is "2025-02-29", but must be a day written YYYY-MM-DD',
        "Write the day as in 2025-01-31.",
    ),
    "three decimals": (
        HEAD + "accounts:\n  - id: cash\n    kind: cash\n"
        "    opening_balance: {date: 2025-01-01, amount: 1.005}\n",
        7,
        "amount is 1.005, but must be an amount with at most two decimals",
        'as in "1234.56".',
    ),
    "a thousands mark": (
        HEAD + "accounts:\n  - id: cash\n    kind: cash\n"
        '    opening_balance: {date: 2025-01-01, amount: "1,000.00"}\n',
        7,
        'amount is "1,000.00"',
        "without thousands marks",
    ),
    "a range with one end": (
        HEAD + "rooms:\n  - id: attic\n    comfort: {temperature_celsius: [19]}\n",
        6,
        "temperature_celsius is [19], but must be a list of at least 2",
        "Write the lowest and the highest value, for example [19, 23].",
    ),
    "a range upside down": (
        HEAD + "rooms:\n  - id: attic\n    comfort:\n      temperature_celsius: [23, 19.5]\n",
        7,
        "temperature_celsius goes from 23 down to 19.5",
        "Write [19.5, 23].",
    ),
    "a percentage over a hundred": (
        HEAD + "rooms:\n  - id: attic\n    comfort: {humidity_percent: [40, 600]}\n",
        6,
        "Entry 2 in humidity_percent is 600, but must be at most 100",
        "Write a number from 0 to 100.",
    ),
    "the unit of another measure": (
        HEAD + "rooms:\n  - id: attic\n    sensors:\n"
        '      - {entity: sensor.a, measure: humidity, unit: "°C"}\n',
        7,
        '"°C" is no unit of humidity',
        'Write "%".',
    ),
    "neither text nor a column": (
        HEAD + "sources:\n  bank: {profile: my_bank, account: [a, b]}\n",
        5,
        'account is ["a", "b"], but must be text or a block of keys',
        "Write the id of an account, or the column that names one",
    ),
    "a column without its header": (
        HEAD + "sources:\n  bank:\n    profile: my_bank\n    account: {map: {}}\n",
        7,
        "column is missing in account",
        'Add column: the header of a column, for example column: "Id".',
    ),
    "an id used twice": (
        HEAD + "people:\n  - {id: anna}\n  - {id: anna, name: Anna}\n",
        6,
        "The id anna is used twice in people",
        "Give one of them another id. If it is the same one, changed, give each a different",
    ),
    "a room used twice": (
        HEAD + "rooms:\n  - id: attic\n  - id: attic\n",
        6,
        "The id attic is used twice in rooms",
        "Give one of them another id.",
    ),
    "a native id of two people": (
        HEAD + 'people:\n  - {id: anna, native_ids: ["7"]}\n  - {id: ben, native_ids: ["7"]}\n',
        6,
        "The native id 7 belongs to anna already",
        "Keep it with one of them",
    ),
    "a native id that is another person's id": (
        HEAD + "people:\n  - {id: anna, native_ids: [ben]}\n  - {id: ben}\n",
        5,
        "The native id ben belongs to ben already",
        "Keep it with one of them.",
    ),
    "a sensor in two rooms": (
        HEAD + "rooms:\n  - id: attic\n    sensors:\n"
        '      - {entity: sensor.a, measure: humidity, unit: "%"}\n'
        "  - id: cellar\n    sensors:\n"
        '      - {entity: sensor.a, measure: humidity, unit: "%"}\n',
        10,
        "The sensor sensor.a is in attic already",
        "say by valid_from since when it hangs there.",
    ),
    "a sensor twice in one room": (
        HEAD + "rooms:\n  - id: attic\n    sensors:\n"
        '      - {entity: sensor.a, measure: humidity, unit: "%"}\n'
        '      - {entity: sensor.a, measure: temperature, unit: "°C"}\n',
        8,
        "The sensor sensor.a is in attic already",
        "Take one of the two entries away.",
    ),
    "a bank number of two accounts": (
        HEAD + "accounts:\n"
        '  - {id: one, kind: checking, bank_id: "NL01"}\n'
        '  - {id: two, kind: savings, bank_id: "NL01"}\n',
        6,
        "The bank_id NL01 belongs to the account one already",
        "Give each account its own number.",
    ),
    "a bank number of two accounts, grouped otherwise": (
        HEAD + "accounts:\n"
        '  - {id: one, kind: checking, bank_id: "NL01 2345"}\n'
        '  - {id: two, kind: savings, bank_id: "nl-012345"}\n',
        6,
        "The bank_id nl-012345 belongs to the account one already",
        "Give each account its own number.",
    ),
    "a bank number that is another account's id": (
        HEAD + "accounts:\n"
        "  - {id: one, kind: checking, bank_id: Two}\n  - {id: two, kind: savings}\n",
        5,
        "The bank_id Two belongs to the account two already",
        "Give each account its own number.",
    ),
    "moves that go back in time": (
        HEAD + "moves:\n  - {valid_from: 2026-02-01, time_zone: UTC}\n"
        "  - {valid_from: 2026-01-01, time_zone: UTC}\n",
        6,
        "The move of 2026-01-01 stands after that of 2026-02-01",
        "Write the moves in the order of their days",
    ),
    "two moves of one day": (
        HEAD + "moves:\n  - {valid_from: 2026-02-01, time_zone: UTC}\n"
        "  - {valid_from: 2026-02-01, time_zone: Asia/Tokyo}\n",
        6,
        "The move of 2026-02-01 stands after that of 2026-02-01",
        "one for each day",
    ),
    "a move to an unknown zone": (
        HEAD + "moves:\n  - {valid_from: 2026-02-01, time_zone: tokyo}\n",
        5,
        "must be a known time zone",
        "Did you mean Asia/Tokyo?",
    ),
    "a move without a day": (
        HEAD + "moves:\n  - {time_zone: Asia/Tokyo}\n",
        5,
        "valid_from is missing in entry 1 of moves",
        'for example valid_from: "2025-07-01".',
    ),
    "an unknown owner": (
        HEAD + "people:\n  - {id: anna}\naccounts:\n  - id: cash\n    kind: cash\n    owner: ana\n",
        9,
        "ana is not listed under people",
        "Did you mean anna?",
    ),
    "an unknown account of a source": (
        HEAD + "accounts:\n  - {id: cash, kind: cash}\n"
        "sources:\n  bank: {profile: my_bank, account: giro}\n",
        7,
        "giro is not listed under accounts",
        "Add it to accounts, or write one of: cash.",
    ),
    "an unknown person in a map": (
        HEAD + "people:\n  - {id: anna}\nsources:\n  watch:\n    profile: fitbit\n"
        "    person:\n      column: Id\n      map:\n        1503960366: ben\n",
        12,
        "ben is not listed under people",
        "Add it to people, or write one of: anna.",
    ),
    "a source without a way to read it": (
        HEAD + "sources:\n  bank: {shared: true}\n",
        5,
        "The source bank has neither a decoder nor a profile",
        "Add decoder: or profile: with the name of one.",
    ),
    "a source with two ways to read it": (
        HEAD + "sources:\n  bank:\n    decoder: ofx\n    profile: my_bank\n",
        7,
        "The source bank has both a decoder and a profile",
        "Keep one of the two.",
    ),
}


@pytest.mark.parametrize(("text", "line", "message", "remedy"), WRONG.values(), ids=WRONG)
def test_a_wrong_household_is_answered_with_line_and_remedy(
    text: str, line: int, message: str, remedy: str
) -> None:
    found = problems_of(text)

    assert [(problem.file, problem.line) for problem in found] == [(FILE, line)], found
    assert message in found[0].message
    assert remedy in found[0].remedy


@pytest.mark.parametrize(
    ("text", "line"), [(text, line) for text, line, *_ in WRONG.values()], ids=WRONG
)
def test_every_answer_reads_as_sentences(text: str, line: int) -> None:
    (problem,) = problems_of(text)

    assert not problem.message.endswith(".")
    assert problem.remedy.endswith((".", "?"))
    assert str(problem) == f"household.yml:{line}: {problem.message}. {problem.remedy}"


def test_all_problems_are_found_at_once_in_the_order_of_lines() -> None:
    text = """\
version: 1
time_zone: amsterdam
currency: euro
people:
  - {id: Anna, nme: Anna}
  - {name: Ben}
"""

    found = problems_of(text)

    assert [(problem.line, problem.message.split()[0]) for problem in found] == [
        (2, "time_zone"),
        (3, "currency"),
        (5, "id"),
        (5, "nme"),
        (6, "id"),
    ]


def test_several_crossed_references_are_found_at_once() -> None:
    text = HEAD + (
        "people:\n  - {id: anna}\n  - {id: anna}\n"
        "accounts:\n  - {id: cash, kind: cash, owner: ben}\n"
        "sources:\n  bank: {profile: my_bank, account: giro}\n"
    )

    assert [problem.line for problem in problems_of(text)] == [6, 8, 10]


def test_the_error_reads_as_one_line_for_each_problem() -> None:
    text = "version: 1\ntime_zone: UTC\ncurrncy: EUR\n"

    with pytest.raises(HouseholdError) as error:
        parsed(text, FILE, None)

    assert str(error.value) == (
        "household.yml:1: currency is missing. Add currency: the currency in which the household"
        ' counts, as three capital letters, for example currency: "EUR".\n'
        "household.yml:3: currncy is not known here. Did you mean currency?"
    )


def test_an_inbox_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "inbox").write_text("not a folder")
    text = HEAD + "inbox: inbox\n"

    (problem,) = problems_of(text, tmp_path)

    assert problem.line == 4
    assert problem.message == f"The inbox {tmp_path / 'inbox'} is a file"
    assert problem.remedy == "Write the folder that holds the files."


def test_an_inbox_that_is_the_household_itself_is_refused(tmp_path: Path) -> None:
    (problem,) = problems_of(HEAD + "inbox: .\n", tmp_path)

    assert (problem.line, problem.message) == (4, "The inbox is the household folder itself")


OPENING = "accounts:\n  - {id: c, kind: cash, opening_balance: {date: 2025-01-01, amount: %s}}\n"
MOVED_SENSOR = """\
rooms:
  - id: attic
    sensors:
      - {entity: sensor.a, measure: humidity, unit: "%"}
  - id: cellar
    sensors:
      - {entity: sensor.a, measure: humidity, unit: "%", valid_from: 2025-03-01}
"""


@pytest.mark.parametrize(
    "text",
    [
        "people:\n  - {id: anna}\n  - {id: anna, name: Ann, valid_from: 2025-01-01}\n",
        OPENING % '"-5"',
        OPENING % "12.5",
        "sources:\n  watch: {profile: fitbit, person: me}\n",
        "sources:\n  watch: {profile: fitbit, person: {column: Id}}\n",
        "inbox: not/there/yet\n",
        MOVED_SENSOR,
    ],
)
def test_what_may_be_said_is_not_refused(text: str) -> None:
    assert problems_of(HEAD + text) == []


def test_the_schema_describes_every_property() -> None:
    def undescribed(part: object, name: str) -> list[str]:
        if isinstance(part, list):
            return [found for entry in part for found in undescribed(entry, name)]
        if not isinstance(part, dict):
            return []
        missing = [
            f"{name}.{key}"
            for key, property_ in part.get("properties", {}).items()
            if not property_.get("description")
        ]
        return missing + [
            found for key, value in part.items() for found in undescribed(value, f"{name}.{key}")
        ]

    assert undescribed(schema(), "") == []


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(schema())


def test_a_file_is_checked_against_any_schema_with_its_own_remedies() -> None:
    wanted = {
        "type": "object",
        "properties": {
            "time": {
                "description": "how the time is written",
                "oneOf": [
                    {"type": "string"},
                    {
                        "type": "object",
                        "required": ["column"],
                        "additionalProperties": False,
                        "properties": {
                            "column": {"description": "a header", "type": "string"},
                            "zone": {
                                "description": "a zone",
                                "anyOf": [
                                    {"enum": ["household", "offset"]},
                                    {"type": "string", "format": "time-zone"},
                                ],
                                "remedy": "Write household, offset or an IANA name.",
                            },
                        },
                    },
                ],
            },
            "first": {"type": "integer"},
        },
        "dependentRequired": {"first": ["last"]},
    }
    text = "time:\n  columm: Zeit\n  zone: Mars\nfirst: 1\n"

    found = check(Path("profile.yml"), text, wanted)

    assert [(problem.line, problem.message, problem.remedy) for problem in found] == [
        (1, "column is missing in time", "Add column: a header."),
        (2, "columm is not known here", "Did you mean column?"),
        (
            3,
            'zone is "Mars", but must be a zone',
            "Write household, offset or an IANA name.",
        ),
        (4, "first needs last beside it", "Add last: another value."),
    ]
