"""Looking through an inbox: what is recognised, whom and what it is about, what is asked."""

from pathlib import Path

import pytest

from households import Household, load_household
from households.starter import write_starter
from onboarding.household_parts import household_parts
from onboarding.inbox import account_kind, look_through
from onboarding.sensors import guess_sensor, room_of

STATES = (
    "entity_id,state,last_changed\n"
    "sensor.living_room_temperature,21.5,2026-06-01T10:00:00.000Z\n"
    "sensor.living_room_temperature,unavailable,2026-06-01T11:00:00.000Z\n"
    "sensor.living_room_humidity,48,2026-06-01T10:00:00.000Z\n"
    "sensor.ups_voltage,13.2,2026-06-01T10:00:00.000Z\n"
)
BANK = (
    "Buchungstag;Valuta;Empfänger/Auftraggeber;Verwendungszweck;Betrag;Währung;Saldo\n"
    "30.06.2026;30.06.2026;Bäcker;Brot;-3,50;CHF;96,50\n"
)
ZAPPI = "Datum;Zähler 7 (kWh)\n13.01.2026;1,5\n14.01.2026;2,5\n"
FITABASE = "Id,SleepDay,TotalSleepRecords,TotalMinutesAsleep,TotalTimeInBed\n"


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    files = {
        "home/history.csv": STATES,
        "giro/june.csv": BANK,
        "giro/login.csv": "<!doctype html><html></html>",
        "nights.csv": f"{FITABASE}1503960366,4/12/2016 12:00:00 AM,1,327,346\n",
        "meter/one.csv": ZAPPI,
        "meter/two.csv": ZAPPI.replace("1,5", "3,5"),
    }
    for name, text in files.items():
        path = tmp_path / "inbox" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path / "inbox"


def written(inbox: Path) -> tuple[Household, str]:
    """Write a first household from an inbox; it must be right as it is."""
    folder = inbox.parent / "household"
    seen = look_through(inbox, [], inbox.parent / "lake")
    write_starter(folder, inbox, household_parts(seen, inbox))
    return load_household(folder), (folder / "household.yml").read_text("utf-8")


def test_an_inbox_becomes_a_household_that_is_right_as_it_is_written(inbox: Path) -> None:
    household, text = written(inbox)

    assert household.inbox == inbox
    assert household.currency == "CHF"
    [account] = household.accounts
    assert (account.id, account.kind, account.currency) == ("giro", "checking", "CHF")
    assert household.sources["giro"].account == "giro"
    assert household.sources["giro"].profile == "bank_semicolon_csv"
    assert household.sources["home"].decoder == "home_assistant_history"
    assert "TODO: is the kind right?" in text


def test_sensors_are_listed_in_the_rooms_that_their_names_say(inbox: Path) -> None:
    household, text = written(inbox)

    [room] = household.rooms
    assert room.id == "living_room"
    assert [(sensor.measure, sensor.unit) for sensor in room.sensors] == [
        ("humidity", "%"),
        ("temperature", "°C"),
    ]
    assert "not listed: sensor.ups_voltage" in text


def test_people_of_a_file_are_listed_by_the_ids_that_it_gives_them(inbox: Path) -> None:
    household, _ = written(inbox)

    [person] = household.people
    assert person.native_ids == ("1503960366",)
    # The file lies in no folder: its source is named after what reads it.
    assert household.sources["fitabase_sleep_days"].profile == "fitabase_sleep_days"


def test_what_nothing_reads_is_named_once_with_its_reason_and_remedy(inbox: Path) -> None:
    _, text = written(inbox)

    assert "#   meter/one.csv and 1 more: No decoder and no profile knows this content" in text
    assert f"#     daybook profile new {inbox}/meter/one.csv" in text
    assert "#   giro/login.csv: The file is a web page" in text
    assert "profile new" not in text.split("login.csv")[1].split("\n")[1]


def test_an_empty_inbox_gives_the_plain_starter(tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()

    household, text = written(tmp_path / "inbox")

    assert (household.people, household.rooms, household.accounts) == ((), (), ())
    assert "currency: EUR  # TODO: no file says a currency" in text


def test_a_profile_of_the_household_is_used_too(inbox: Path) -> None:
    profile = inbox.parent / "meter.yml"
    profile.write_text(
        'name: my_meter\nversion: 1\nreads: meter_readings\nfile: {delimiter: ";", decimal_mark: '
        '","}\nmatch: {header: [Datum, Zähler 7 (kWh)]}\n'
        'time: {column: Datum, formats: ["%d.%m.%Y"], interval: day}\nvalues:\n'
        "  - {column: Zähler 7 (kWh), meter: seven, commodity: electricity, flow: import,\n"
        "     unit: kWh, reading: interval}\n",
        "utf-8",
    )

    seen = look_through(inbox, [profile], inbox.parent / "lake")

    assert seen.decoders_of("meter") == ["profile:my_meter"]
    assert seen.meters["seven"].commodity == "electricity"
    parts = household_parts(seen, inbox)
    assert (
        "id: seven, name: Seven, commodity: electricity, interval_minutes: 1440" in parts["meters"]
    )


@pytest.mark.parametrize(
    ("entity", "states", "found"),
    [
        ("sensor.bad_temperature", ["20.5", "unknown"], ("temperature", "°C", "bad", "")),
        ("sensor.kitchen_temp", ["70"], ("temperature", "°F", "kitchen", "")),
        ("sensor.flur_luftfeuchte", ["44"], ("humidity", "%", "flur", "")),
        ("sensor.temperature_2", ["294"], ("temperature", "K", "room_2", "")),
    ],
)
def test_a_sensor_is_guessed_by_its_name_and_its_states(
    entity: str, states: list[str], found: tuple[str, str, str, str]
) -> None:
    guess = guess_sensor(entity, states)

    assert guess is not None
    assert (guess.measure, guess.unit, guess.room, guess.question) == found


def test_a_sensor_whose_numbers_are_none_of_a_room_is_asked_about() -> None:
    guess = guess_sensor("sensor.boiler_temperature", ["140"])

    assert guess is not None
    assert "°F" in guess.question


@pytest.mark.parametrize(
    ("entity", "states"),
    [
        ("sensor.phone_battery_temperature", ["20"]),
        ("light.hall", ["on", "off"]),
        ("sensor.hall_humidity", ["400"]),
    ],
)
def test_other_sensors_are_not_guessed(entity: str, states: list[str]) -> None:
    assert guess_sensor(entity, states) is None


def test_a_sensor_without_a_room_in_its_name_gets_one() -> None:
    assert room_of("sensor.temperature") == "room"


@pytest.mark.parametrize(
    ("stated", "names", "kind"),
    [
        ("creditcard", "ofx bank", "credit_card"),
        ("savings", "ofx bank", "savings"),
        ("", "profile:kbc_card kbc", "credit_card"),
        ("", "profile:sparkasse sparkasse", "checking"),
        ("investment", "ofx broker", "investment"),
    ],
)
def test_the_kind_of_an_account_is_guessed(stated: str, names: str, kind: str) -> None:
    assert account_kind(stated, names) == kind
