"""Drafted profiles: what a file shows is said, what only a person knows is asked."""

from pathlib import Path

import pytest
import yaml

from onboarding.drafting import draft_profile, guess_kind, profile_name
from onboarding.drafts import Draft, scalar
from onboarding.looking import look_at
from tests.workbooks import row, xlsx

ZONE = "Europe/Amsterdam"


def drafted(folder: Path, text: str, name: str = "export.csv", encoding: str = "utf-8") -> Draft:
    path = folder / name
    path.write_text(text, encoding)
    return draft_profile(look_at(path), "mine", ZONE)


def test_a_bank_with_a_running_balance_is_drafted_without_a_question(tmp_path: Path) -> None:
    draft = drafted(
        tmp_path,
        "Datum;Valuta;Empfänger;Verwendungszweck;Betrag;Währung;Saldo\n"
        "31.01.2026;01.02.2026;Bäcker;Brot;-3,50;EUR;1.246,50\n"
        "30.01.2026;30.01.2026;Chef;Lohn;1.000,00;EUR;1.250,00\n"
        "29.01.2026;29.01.2026;Markt;Obst;-10,00;EUR;250,00\n",
        encoding="windows-1252",
    )

    assert draft.questions == ()
    profile = yaml.safe_load(draft.text)
    assert profile["reads"] == "transactions"
    assert profile["file"] == {
        "encoding": "windows-1252",
        "delimiter": ";",
        "decimal_mark": ",",
        "thousands_mark": ".",
    }
    assert profile["fields"] == {
        "booked_date": {"column": "Datum", "formats": ["%d.%m.%Y"]},
        "amount": "Betrag",
        "balance_after": "Saldo",
        "currency": "Währung",
        "counterparty": "Empfänger",
        "description": "Verwendungszweck",
    }


def test_amounts_that_are_positive_when_paid_are_negated_by_the_balance(tmp_path: Path) -> None:
    draft = drafted(
        tmp_path,
        "Date,Description,Amount,Balance\n2026-01-13,Bread,3.50,96.50\n"
        "2026-01-14,Milk,1.50,95.00\n2026-01-15,Refund,-2.00,97.00\n",
    )

    amount = yaml.safe_load(draft.text)["fields"]["amount"]
    assert amount == {"column": "Amount", "negate": True}


def test_two_columns_for_in_and_out_become_credit_and_debit(tmp_path: Path) -> None:
    draft = drafted(
        tmp_path, "Date,Details,Debit,Credit\n13/01/2026,Bread,3.50,\n14/01/2026,Pay,,900\n"
    )

    amount = yaml.safe_load(draft.text)["fields"]["amount"]
    assert amount == {"credit": "Credit", "debit": "Debit"}


def test_a_column_that_says_which_way_money_goes_gives_the_sign(tmp_path: Path) -> None:
    draft = drafted(
        tmp_path,
        "Datum,Naam,Bedrag,Af Bij\n2026-01-13,Bakker,3.50,Af\n2026-01-14,Baas,900.00,Bij\n",
    )

    amount = yaml.safe_load(draft.text)["fields"]["amount"]
    assert amount == {
        "column": "Bedrag",
        "negative_where": {"column": "Af Bij", "values": ["Af"]},
    }


def test_amounts_of_one_sign_are_asked_about(tmp_path: Path) -> None:
    draft = drafted(tmp_path, "Date,Merchant,Amount\n2026-01-13,Baker,3.50\n2026-01-14,Shop,4.50\n")

    assert any("one sign" in question for question in draft.questions)
    assert "# TODO: all amounts have one sign" in draft.text


@pytest.mark.parametrize(
    ("first", "last", "stamp"), [("00:15", "00:00", "end"), ("00:00", "23:45", "start")]
)
def test_where_a_day_begins_tells_the_start_from_the_end_of_an_interval(
    tmp_path: Path, first: str, last: str, stamp: str
) -> None:
    hours = [f"{minute // 60:02}:{minute % 60:02}" for minute in range(0, 1440, 15)]
    stamps = [f"13.01.2026 {hour}" for hour in hours]
    if first != "00:00":
        stamps = [*stamps[1:], "14.01.2026 00:00"]
    rows = "".join(f"{at};0,{number % 7 + 1}\n" for number, at in enumerate(stamps))

    draft = drafted(tmp_path, f"Zeitpunkt;Bezug (kWh)\n{rows}")

    time = yaml.safe_load(draft.text)["time"]
    assert (time["stamp"], time["interval_minutes"]) == (stamp, 15)
    assert f"the first row says {first}, the last one {last}" in draft.sure


def test_counters_registers_and_flows_are_told_by_numbers_and_names(tmp_path: Path) -> None:
    draft = drafted(
        tmp_path,
        "OpnameDatum;Afname normaal (kWh);Afname dal (kWh);Teruglevering (kWh)\n"
        + "".join(f"2026-01-{day:02};{800 + day};{400 + day};{90 + day}\n" for day in range(1, 20)),
    )

    values = yaml.safe_load(draft.text)["values"]
    assert [(value["flow"], value.get("register"), value["reading"]) for value in values] == [
        ("import", "normal", "cumulative"),
        ("import", "low", "cumulative"),
        ("export", None, "cumulative"),
    ]


def test_a_row_of_totals_is_left_out_with_or_without_a_word(tmp_path: Path) -> None:
    rows = "".join(f"2026-01-{day:02},{day}.5\n" for day in range(1, 20))
    total = sum(day + 0.5 for day in range(1, 20))

    named = drafted(tmp_path, f"Date,Import kWh\n{rows}Total,{total}\n")
    unnamed = drafted(tmp_path, f"Date,Import kWh\n{rows}2026-01-19,{total}\n")

    skipped = yaml.safe_load(named.text)["skip_rows_where"]
    assert skipped == {"column": "Date", "begins": ["Total"]}
    assert yaml.safe_load(unnamed.text)["file"]["skip_last_lines"] == 1


def test_times_in_the_hour_that_summer_time_skips_are_not_local(tmp_path: Path) -> None:
    rows = "".join(f"2026-03-29 {hour:02}:00,0.{hour:02}\n" for hour in range(24))

    draft = drafted(tmp_path, f"time,Import kWh\n{rows}")

    assert yaml.safe_load(draft.text)["time"]["zone"] == "UTC"
    assert any("2026-03-29 02:00 does not exist" in because for because in draft.sure)


def test_a_json_export_is_drafted_with_its_path_and_keys(tmp_path: Path) -> None:
    rows = ",".join(f'{{"date": "2026-01-{day:02}", "value": {day}}}' for day in range(13, 20))

    draft = drafted(tmp_path, f'{{"energy": {{"unit": "Wh", "values": [{rows}]}}}}', "solar.json")

    profile = yaml.safe_load(draft.text)
    assert profile["file"] == {"format": "json", "rows": "energy.values"}
    assert profile["time"]["column"] == "energy.values.date"
    assert profile["values"][0]["unit"] == {"column": "energy.unit"}


def test_the_hours_of_a_day_beside_each_other_are_refused_with_the_reason(tmp_path: Path) -> None:
    names = ";".join(f"{hour:02}:00-{hour + 1:02}:00" for hour in range(24))
    row = ";".join(["0,5"] * 24)

    with pytest.raises(ValueError, match="must be turned first"):
        drafted(tmp_path, f"Giorno energia;{names}\n13/01/2026;{row}\n14/01/2026;{row}\n")


@pytest.mark.parametrize(
    ("header", "row", "kind"),
    [
        ("Date,Steps,Distance (km)", "2026-01-13,9000,6.1", "activity_days"),
        ("Id,SleepDay,TotalMinutesAsleep", "7,1/13/2026,400", "sleep_nights"),
        ("Date,Outdoor_High,Outdoor_Low", "2026-01-13,50,30", "climate_days"),
        ("Date,Payee,Amount", "2026-01-13,Baker,-3.50", "transactions"),
        ("Time,Feed-in(kWh)", "2026-01-13,3.5", "meter_readings"),
    ],
)
def test_what_a_file_holds_is_told_by_its_header(
    tmp_path: Path, header: str, row: str, kind: str
) -> None:
    path = tmp_path / "export.csv"
    path.write_text(f"{header}\n{row}\n")

    assert guess_kind(look_at(path))[0] == kind


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("umsatz-1234-20180227.CSV", "umsatz"),
        ("Export März 2026.csv", "export_marz"),
        ("2013.csv", "my_profile"),
    ],
)
def test_a_profile_is_named_by_the_words_of_its_file(file: str, name: str) -> None:
    assert profile_name(Path(file)) == name


@pytest.mark.parametrize("text", ["no", "1.5", "a: b", "[x]", "# x", "", " x", "null", "é-ü"])
def test_a_text_in_yaml_is_the_same_text_when_it_is_read(text: str) -> None:
    assert yaml.safe_load(f"key: {scalar(text)}") == {"key": text}


def test_a_workbook_is_drafted_by_the_table_below_its_title(tmp_path: Path) -> None:
    path = tmp_path / "export.xlsx"
    days = "".join(row(n, f"2026-01-{n:02}", f"{n}.5") for n in range(5, 25))
    path.write_bytes(xlsx(row(1, "Plant", "Home", "Month") + row(4, "Day", "Used (kWh)") + days))

    draft = draft_profile(look_at(path), "mine", ZONE)

    profile = yaml.safe_load(draft.text)
    assert profile["file"] == {"format": "sheet", "header_begins": "Day"}
    assert profile["match"] == {"header": ["Day", "Used (kWh)"]}
    assert profile["time"]["formats"] == ["%Y-%m-%d"]


def test_what_is_a_zip_but_no_workbook_is_told(tmp_path: Path) -> None:
    path = tmp_path / "export.xlsx"
    path.write_bytes(b"PK\x03\x04")

    with pytest.raises(ValueError, match="the zip archive is damaged"):
        look_at(path)
