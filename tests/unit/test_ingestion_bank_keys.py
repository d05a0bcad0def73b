"""What profiles of banks need: unbooked rows, short and continued rows, fees, changing headers."""

import csv
import io
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ingestion.decoders.continued_rows import LONGEST_JOINED
from ingestion.decoders.csv_rows import CsvFormat
from ingestion.decoders.profile_tables import columns_of
from ingestion.profile_building import build_profile
from ingestion.profile_library import check_profile, load_library
from ingestion.profile_model import Profile
from ingestion.profile_reading import read_with_profile
from ingestion.tables import RECORD_TABLES, TRANSACTIONS

HEAD = "name: my_bank\nversion: 1\nreads: transactions\n"
FIELDS = "fields: {booked_date: Day, amount: Amount, description: Text}\n"
DAYS = "name: days\nversion: 1\nreads: activity_days\nfields: {activity_date: Day}\n"
COLUMNS = RECORD_TABLES[TRANSACTIONS].values
SHIPPED = load_library([])
Bookings = list[dict[str, str | None]]


def built(text: str) -> Profile:
    """Return the profile of a text that has no problem."""
    document, problems = check_profile(Path("p.yml"), text)
    assert problems == []
    assert document is not None
    return build_profile(document.value)


def read(tmp_path: Path, profile: Profile, content: str) -> tuple[Bookings, list[str]]:
    """Return the bookings of a file, and line and reason of its rejects."""
    file = tmp_path / "file.csv"
    file.write_text(content)
    found = read_with_profile(file, profile, ZoneInfo("UTC"), "src")
    bookings = [dict(zip(COLUMNS, record.values, strict=True)) for record in found.records]
    return bookings, [f"{reject.line} {reject.reason}" for reject in found.rejects]


def texts(bookings: Bookings) -> list[str | None]:
    """Return the descriptions."""
    return [booking["description"] for booking in bookings]


def test_only_rows_of_the_named_states_count(tmp_path: Path) -> None:
    profile = built(f"{HEAD}skip_rows_where: {{column: State, unless: [Booked]}}\n{FIELDS}")
    content = (
        "Day,Amount,Text,State\n2026-03-01,-1,a,Booked\n2026-03-01,-2,b,Open\n2026-03-01,-3,c,\n"
    )
    bookings, rejects = read(tmp_path, profile, content)
    assert (texts(bookings), rejects) == (["a"], [])


def test_cells_may_be_missing_at_the_end_of_short_rows(tmp_path: Path) -> None:
    content = 'Day,Amount,Text,More\n2026-03-01,-1\n2026-03-02,-2,"unclosed\n2026-03-03,-3,c,\n'
    profile = built(f"{HEAD}file: {{short_rows: true}}\n{FIELDS}")
    bookings, rejects = read(tmp_path, profile, content)
    assert (texts(bookings), rejects) == ([None, "c"], ["3 row_ragged"])
    bookings, rejects = read(tmp_path, built(f"{HEAD}{FIELDS}"), content)
    assert (texts(bookings), rejects) == (["c"], ["2 row_ragged", "3 row_ragged"])


def test_a_row_without_a_day_continues_the_one_above(tmp_path: Path) -> None:
    profile = built(f"{HEAD}file: {{continued_without: Day, short_rows: true}}\n{FIELDS}")
    content = (
        "Day,Amount,Text\n,,lost\n2026-03-01,-1,card\n,,the shop\n , ,in town\n2026-03-02,-2,cash\n"
    )
    bookings, rejects = read(tmp_path, profile, content)
    assert texts(bookings) == ["card the shop in town", "cash"]
    assert [booking["amount"] for booking in bookings] == ["-1", "-2"]
    assert rejects == ["2 date_missing"]


def test_a_row_is_not_continued_without_end(tmp_path: Path) -> None:
    profile = built(f"{HEAD}file: {{continued_without: Day}}\n{FIELDS}")
    line = f",,{'x' * 1_000}\n"
    content = f"Day,Amount,Text\n2026-03-01,-1,card\n{line * 100}"
    bookings, rejects = read(tmp_path, profile, content)
    assert len(bookings) == 1
    assert len(bookings[0]["description"] or "") < LONGEST_JOINED
    assert {reject.split()[1] for reject in rejects} == {"date_missing"}


def test_a_fee_is_a_booking_of_its_own(tmp_path: Path) -> None:
    profile = built(
        f"{HEAD}{FIELDS}more_bookings:\n"
        "  - {amount: {column: Fee, negate: true}, description: {constant: Fee}}\n"
    )
    content = (
        "Day,Amount,Text,Fee\n2026-03-01,-10,a,0.50\n2026-03-02,-20,b,0.00\n2026-03-03,-30,c,\n"
    )
    bookings, rejects = read(tmp_path, profile, content)
    found = [(one["booked_date"], one["amount"], one["description"]) for one in bookings]
    assert found == [
        ("2026-03-01", "-10", "a"),
        ("2026-03-01", "-0.5", "Fee"),
        ("2026-03-02", "-20", "b"),
        ("2026-03-03", "-30", "c"),
    ]
    assert rejects == []


def test_a_fee_may_be_in_a_currency_that_stands_above_the_header(tmp_path: Path) -> None:
    profile = built(
        f"{HEAD}file: {{skip_lines: 1}}\n{FIELDS}more_bookings:\n"
        "  - {amount: Fee, currency: {above: {label: Currency}}}\n"
    )
    content = "Currency,CHF,,\nDay,Amount,Text,Fee\n2026-03-01,-10,a,-0.50\n"
    bookings, _ = read(tmp_path, profile, content)
    assert [booking["currency"] for booking in bookings] == [None, "CHF"]


def test_a_row_whose_fee_is_wrong_is_not_booked_in_part(tmp_path: Path) -> None:
    profile = built(f"{HEAD}{FIELDS}more_bookings: [{{amount: Fee}}]\n")
    bookings, rejects = read(tmp_path, profile, "Day,Amount,Text,Fee\n2026-03-01,-10,a,free\n")
    assert (bookings, rejects) == ([], ["2 number_invalid"])


def test_an_exchange_moves_two_currencies(tmp_path: Path) -> None:
    profile = built(
        f"{HEAD}fields: {{booked_date: Day, amount: Amount, currency: {{constant: USD}}}}\n"
        "more_bookings:\n"
        "  - {where: {column: Pair, values: [CHF.USD]}, amount: Sold, currency: {constant: CHF}}\n"
    )
    content = "Day,Amount,Pair,Sold\n2026-03-01,110,CHF.USD,-100\n2026-03-02,-50,FUND,3\n"
    bookings, _ = read(tmp_path, profile, content)
    assert [(booking["amount"], booking["currency"]) for booking in bookings] == [
        ("110", "USD"),
        ("-100", "CHF"),
        ("-50", "USD"),
    ]


def test_a_header_may_have_the_optional_cells() -> None:
    match = "match: {header: [Day, Amount, Text], optional: [Notice]}\n"
    profile = built(f"{HEAD}{match}{FIELDS}")
    assert profile.fits(["Day", "Amount", "Text"])
    assert profile.fits(["Day", "Amount", "Text", "Notice"])
    assert not profile.fits(["Day", "Amount", "Text", "Else"])
    assert not profile.fits(["Day", "Amount", "Notice"])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"{HEAD}match: {{optional: [Notice]}}\n{FIELDS}", "header"),
        (f"{HEAD}{FIELDS}more_bookings: [{{description: Fee}}]\n", "amount"),
        (f"{HEAD}{FIELDS}more_bookings: [{{amount: Fee, account: Else}}]\n", "account"),
        (
            f"{HEAD}match: {{header: [Day, Amount]}}\n{FIELDS}more_bookings: [{{amount: Fee}}]\n",
            "The column Fee is used but is not in the header",
        ),
        (f"{HEAD}file: {{format: json, short_rows: true}}\n{FIELDS}", "short_rows"),
        (
            f"{HEAD}file: {{continued_without: Date}}\nmatch: {{header: [Day, Text]}}\n{FIELDS}",
            "The column Date is used but is not in the header",
        ),
        (
            f"{DAYS}more_bookings: [{{amount: Fee}}]\n",
            "for transactions only",
        ),
        (f"{HEAD}skip_rows_where: {{column: State}}\n{FIELDS}", "skip_rows_where"),
    ],
)
def test_a_wrong_key_is_told(text: str, words: str) -> None:
    _, problems = check_profile(Path("p.yml"), text)
    assert any(words in str(problem) for problem in problems), problems
    assert all(problem.remedy for problem in problems)


def first_line(profile: Profile) -> bytes:
    """Return the header that a profile recognises, as a file has it."""
    assert isinstance(profile.form, CsvFormat)
    line = io.StringIO("above\n" * profile.form.skip_lines)
    line.seek(0, io.SEEK_END)
    csv.writer(line, delimiter=profile.form.delimiter).writerow(profile.header or ())
    line.write("below\n" * profile.form.skip_last_lines)
    return line.getvalue().encode(profile.form.encoding)


def recognising(head: bytes) -> list[str]:
    """Return every shipped profile that takes a file for its own."""
    profiles = [profile for group in SHIPPED.groups() for profile in group]
    columns = ((profile, columns_of(head, profile.form)) for profile in profiles)
    return [profile.name for profile, found in columns if found and profile.fits(found)]


def test_a_header_is_that_of_one_shipped_profile() -> None:
    texts = [one for one in SHIPPED.shipped.values() if isinstance(one.form, CsvFormat)]
    with_header = [one for one in texts if one.header]
    assert len(with_header) > 30
    assert [recognising(first_line(one)) for one in with_header] == [
        [one.name] for one in with_header
    ]


@pytest.mark.parametrize("header", ["Date,Description,Amount,Balance", "Date;Amount;Text", "a,b"])
def test_a_header_that_many_banks_have_is_no_shipped_profile(header: str) -> None:
    assert recognising(f"{header}\n".encode()) == []
