from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingestion.decoders.base import Record, Reject
from ingestion.decoders.mt940 import Mt940
from ingestion.decoders.mt940_details import Details, details_of, own_details_of
from ingestion.decoders.mt940_fields import looks_like_mt940
from ingestion.errors import QuarantineError
from ingestion.tables import RECORD_TABLES, STATEMENT_BALANCES, STATEMENT_BOOKINGS

HEAD = ":20:START\n:25:50880050/0194774600EUR\n:28C:4/1\n:60F:C260101EUR100,\n"


def decoded(
    tmp_path: Path, content: str | bytes, decoder: Mt940 | None = None
) -> list[dict[str, str | None] | str]:
    """Return records as columns, rejects as their reason."""
    file = tmp_path / "file.sta"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    found: list[dict[str, str | None] | str] = []
    for item in (decoder or Mt940()).decode(file):
        if isinstance(item, Record):
            columns = RECORD_TABLES[item.table].values
            found.append(dict(zip(columns, item.values, strict=True)))
        elif isinstance(item, Reject):
            found.append(item.reason)
    return found


def booking(tmp_path: Path, text: str) -> dict[str, str | None]:
    """Return the one booking of a statement with these fields."""
    _, *found = decoded(tmp_path, f"{HEAD}{text}\n-\n")
    (one,) = found
    assert isinstance(one, dict)
    return one


def test_a_statement_gives_its_bookings_and_balances(tmp_path: Path) -> None:
    text = (
        f"{HEAD}:61:2601020103DR12,50NTRFKREF+//536D80\n"
        ":86:177?00UEBERWEISUNG?20EREF+7?21SVWZ+Rent Janu?22ary?30DRESDEFF?31DE1450\n"
        "8800?32KARL?33 KAUFMANN\n"
        ":62F:C260103EUR87,50\n:64:C260103EUR87,50\n-\n"
    )
    opening, paid, closing, available = decoded(tmp_path, text)
    assert paid == {
        "file_kind": "mt940",
        "account_number": "0194774600",
        "bank_id": "50880050",
        "currency": "EUR",
        "statement_id": "4/1",
        "entry_id": "536D80",
        "bank_transaction_id": "536D80",
        "booked_date": "2026-01-03",
        "value_date": "2026-01-02",
        "amount": "-12.5",
        "counterparty": "KARL KAUFMANN",
        "counterparty_account": "DE14508800",
        "description": "Rent Janu ary",
        "transaction_code": "177",
        "status": "booked",
        "is_reversal": "false",
        "category": None,
        "transfer_account": None,
        "split_number": None,
    }
    assert [
        (one["balance_kind"], one["balance_date"], one["amount"])
        for one in (opening, closing, available)
        if isinstance(one, dict)
    ] == [
        ("opening", "2026-01-01", "100"),
        ("closing", "2026-01-03", "87.5"),
        ("available", "2026-01-03", "87.5"),
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (":61:260102C50,NTRFNONREF", ("2026-01-02", "50", "NTRF", None)),
        (":61:110701CN50,00NZ10NONREF", ("2011-07-01", "50", "NZ10", None)),
        (
            ":61:1409010902DR000000000001,62NTRF00005//0254/01",
            ("2014-09-02", "-1.62", "NTRF", "0254/01"),
        ),
        (":61:2512310102D1,00NMSC", ("2026-01-02", "-1", "NMSC", None)),
        (":61:2601021231D1,00NMSC", ("2025-12-31", "-1", "NMSC", None)),
        (":61:1602300301DR6,00N024NONREF", ("2016-03-01", "-6", "N024", None)),
        (":61:150230D6,00N024NONREF", ("2015-02-28", "-6", "N024", None)),
        (":61:1710111011DF1.402,00S   X", ("2017-10-11", "-1402", "S", None)),
        (":61:1811261126CR\n30,00N062NONREF", ("2018-11-26", "30", "N062", None)),
        (":61:020322CM20000,00S051", ("2002-03-22", "20000", "S051", None)),
    ],
)
def test_statement_lines_are_read_as_banks_write_them(
    tmp_path: Path, line: str, expected: tuple[str | None, ...]
) -> None:
    one = booking(tmp_path, line)
    columns = ("booked_date", "amount", "transaction_code", "bank_transaction_id")
    assert tuple(one[column] for column in columns) == expected


@pytest.mark.parametrize(
    ("mark", "amount", "is_reversal", "status"),
    [
        ("C", "5", "false", "booked"),
        ("RC", "-5", "true", "booked"),
        ("RD", "5", "true", "booked"),
        ("RCR", "-5", "true", "booked"),
        ("ED", "-5", "false", "pending"),
        ("EC", "5", "false", "pending"),
    ],
)
def test_the_mark_says_direction_reversal_and_status(
    tmp_path: Path, mark: str, amount: str, is_reversal: str, status: str
) -> None:
    one = booking(tmp_path, f":61:260102{mark}5,00NMSC")
    assert (one["amount"], one["is_reversal"], one["status"]) == (amount, is_reversal, status)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (":61:nothing", "field_invalid"),
        (":61:261302C1,00NMSC", "date_invalid"),
        (":61:2601021340C1,00NMSC", "date_invalid"),
        (":61:260102C1.5.5,00NMSC", "number_invalid"),
        (":62F:C260102EUR", "field_invalid"),
        (":60M:D269902EUR1,", "date_invalid"),
        (":25:166?00GUTSCHRIFT", "field_invalid"),
    ],
)
def test_a_malformed_field_costs_only_itself(tmp_path: Path, line: str, reason: str) -> None:
    _, first, second = decoded(tmp_path, f"{HEAD}{line}\n:61:260102C1,00NMSC\n")
    assert first == reason
    assert isinstance(second, dict)
    assert (second["account_number"], second["amount"]) == ("0194774600", "1")


def test_an_account_of_the_household_stands_for_one_that_is_not_named(tmp_path: Path) -> None:
    line = ":61:260102C1,00NMSC"
    assert decoded(tmp_path, line) == ["account_missing"]
    (one,) = decoded(tmp_path, line, Mt940("checking", "CHF"))
    assert isinstance(one, dict)
    assert (one["account_number"], one["currency"]) == ("checking", "CHF")


@pytest.mark.parametrize(
    ("account", "bank", "number", "currency"),
    [
        ("NL81ASNB9999999999", None, "NL81ASNB9999999999", None),
        ("70011110/4005287001EUR", "70011110", "4005287001", "EUR"),
        ("UBRTHUHB/123456789150ABCDEF002/HUF", "UBRTHUHB", "123456789150ABCDEF002", "HUF"),
        ("GJB0291077111", None, "GJB0291077111", None),
    ],
)
def test_accounts_are_told_from_bank_and_currency(
    tmp_path: Path, account: str, bank: str | None, number: str, currency: str | None
) -> None:
    (one,) = decoded(tmp_path, f":20:A\n:25:{account}\n:61:260102C1,00NMSC\n")
    assert isinstance(one, dict)
    assert (one["bank_id"], one["account_number"], one["currency"]) == (bank, number, currency)


def test_an_interim_report_is_told_by_its_floor_limit(tmp_path: Path) -> None:
    text = "\x01\n:20:A\n:25:PL29\n:34F:PLND0,00\n:13D:2610301730+0000\n:61:260102D0,42NTRF\n-\x03"
    (one,) = decoded(tmp_path, text)
    assert isinstance(one, dict)
    assert (one["file_kind"], one["currency"]) == ("mt942", "PLN")


def test_messages_in_envelopes_keep_their_accounts_apart(tmp_path: Path) -> None:
    message = (
        "{{1:F01A}}{{2:O940A}}{{3:}}{{4:\r\n:20:1\r\n:25:{}\r\n:61:260102C1,NMSC\r\n-}}{{5:}}\r\n"
    )
    first, second = decoded(tmp_path, message.format("A1") + message.format("A2"))
    assert isinstance(first, dict)
    assert isinstance(second, dict)
    assert (first["account_number"], second["account_number"]) == ("A1", "A2")


@pytest.mark.parametrize(
    ("lines", "details"),
    [
        (["PRZELEW SRODKOW   ; ", "TNR: 1"], Details(description="PRZELEW SRODKOW ; TNR: 1")),
        (["x" * 65, "y"], Details(description="x" * 65 + "y")),
        (
            ["106?20A?24/PL 2014T16", ":26:37 Fo"],
            Details(None, None, "A /PL 2014T16:26:37 Fo", "106"),
        ),
        ([" 020?00Wyplata?38PL0810 60"], Details(None, "PL081060", "Wyplata", "020")),
        (["166>00G>20SVWZ+Test"], Details(None, None, "Test", "166")),
        (
            ["NL47INGB9999999999 hr gjlm paulissen", "   ", "Betaling sieraden"],
            Details("hr gjlm paulissen", "NL47INGB9999999999", "Betaling sieraden"),
        ),
        (
            ["/TRTP/SEPA/IBAN/NL20INGB0001234567/BIC/INGBNL2A/NAME/J. Jansen/REMI/Factuur 1"],
            Details("J. Jansen", "NL20INGB0001234567", "Factuur 1"),
        ),
        (
            ["/EREF/1//CNTP/NL32INGB0000012345/INGBNL2A/WEB SHOP/AMSTERDAM//REMI/USTD//Order 7/"],
            Details("WEB SHOP", "NL32INGB0000012345", "Order 7"),
        ),
        ([""], Details()),
    ],
)
def test_texts_are_read_in_each_form(lines: list[str], details: Details) -> None:
    assert details_of(lines) == details


def test_numbered_lines_of_other_banks_are_read() -> None:
    lines = ["01Rent", "02January", "15Lan", "16dlord", "17Booking", "3450", ""]
    assert own_details_of(lines) == Details("Landlord", "50", "Rent January")


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "latin-1"])
def test_umlauts_survive_each_encoding(tmp_path: Path, encoding: str) -> None:
    text = f"{HEAD}:61:260102C1,00NMSC\n:86:Müller\n".encode(encoding)
    _, one = decoded(tmp_path, text)
    assert isinstance(one, dict)
    assert one["description"] == "Müller"


@pytest.mark.parametrize(
    "content",
    [":20:ONLY\n", ":86:091\n", ":25:PL29\n:28C:1/1\n", ":NS:\n"],
)
def test_a_piece_of_a_message_is_no_statement(tmp_path: Path, content: str) -> None:
    assert looks_like_mt940(content.encode())
    with pytest.raises(QuarantineError) as raised:
        decoded(tmp_path, content)
    assert raised.value.code == "no_statement"


@pytest.mark.parametrize("content", ["x" * 200_000, "\n".join(["x" * 60_000] * 3)])
def test_texts_without_end_are_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(QuarantineError) as raised:
        decoded(tmp_path, f"{HEAD}:86:{content}")
    assert raised.value.code == "malformed"


@pytest.mark.parametrize(
    ("head", "is_mt940"),
    [
        (b"\x01\r\n:20:ST1\r\n", True),
        (b"{1:F01A}{2:O940A}{3:}{4:\r\n:20:1", True),
        (b"\xef\xbb\xbf:61:110701CN50,00", True),
        (b"1\n2\n3\n", False),
        (b"20:20;time\n", False),
        (b"date,:20:\n", False),
    ],
)
def test_the_first_field_tells_the_format(head: bytes, *, is_mt940: bool) -> None:
    assert looks_like_mt940(head) == is_mt940


VALID = f"{HEAD}:61:2601020103DR12,50NTRFKREF+//536D80\n:86:177?20A?32B\n:62F:C260103EUR87,50\n-\n"


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.integers(0, len(VALID)), st.integers(0, 60))
@example(b":61:0000000000C1,NMSC", 0, 0)
@example(b"\xc2", 0, 0)
@example(b":61:0002290229C,NMSC", 60, 0)
def test_any_bytes_end_in_items_or_in_quarantine(
    tmp_path_factory: pytest.TempPathFactory, noise: bytes, start: int, length: int
) -> None:
    file = tmp_path_factory.mktemp("any") / "file.sta"
    valid = VALID.encode()
    for content in (HEAD.encode() + noise, valid[:start] + noise + valid[start + length :]):
        file.write_bytes(content)
        try:
            tables = {item.table for item in Mt940().decode(file) if isinstance(item, Record)}
        except QuarantineError:
            continue
        assert tables <= {STATEMENT_BOOKINGS, STATEMENT_BALANCES}
