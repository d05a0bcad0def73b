from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingestion.decoders.base import Record, Reject
from ingestion.decoders.qif import Qif
from ingestion.decoders.qif_dates import date_of, order_of
from ingestion.decoders.qif_records import looks_like_qif
from ingestion.errors import QuarantineError
from ingestion.tables import OFX_INVESTMENTS, RECORD_TABLES, STATEMENT_BOOKINGS
from ingestion.times import StatedValueError


def decoded(
    tmp_path: Path, content: str | bytes, decoder: Qif | None = None
) -> list[dict[str, str | None] | str]:
    """Return records as columns, rejects as their reason."""
    file = tmp_path / "file.qif"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    found: list[dict[str, str | None] | str] = []
    for item in (decoder or Qif("inbox")).decode(file):
        if isinstance(item, Record):
            columns = RECORD_TABLES[item.table].values
            found.append(dict(zip(columns, item.values, strict=True)))
        elif isinstance(item, Reject):
            found.append(item.reason)
    return found


def columns(found: list[dict[str, str | None] | str], *names: str) -> list[tuple[str | None, ...]]:
    """Return some columns of the records."""
    return [tuple(one[name] for name in names) for one in found if isinstance(one, dict)]


def test_a_booking_is_read(tmp_path: Path) -> None:
    text = (
        "!Type:Bank\nD12/31'25\nT-1,012.57\nCX\nN123\nPTarget  Shop\nMlunch\nLFood:Bakery/Trip\n^\n"
    )
    assert decoded(tmp_path, text) == [
        {
            "file_kind": "qif",
            "account_number": "inbox",
            "bank_id": None,
            "currency": None,
            "statement_id": None,
            "entry_id": None,
            "bank_transaction_id": None,
            "booked_date": "2025-12-31",
            "value_date": None,
            "amount": "-1012.57",
            "counterparty": "Target Shop",
            "counterparty_account": None,
            "description": "lunch",
            "transaction_code": "123",
            "status": "booked",
            "is_reversal": "false",
            "category": "Food:Bakery/Trip",
            "transfer_account": None,
            "split_number": None,
        }
    ]


def test_the_parts_of_a_split_add_up_to_the_booking(tmp_path: Path) -> None:
    text = (
        "!Type:CCard\nD2025-12-31\nT-10.00\nMall\nL--Split--\nS[Savings]\nEaside\n$-6.00\n"
        "SFood\n$-3.00\n^\n"
    )
    found = decoded(tmp_path, text)
    names = ("amount", "category", "transfer_account", "description", "split_number")
    assert columns(found, *names) == [
        ("-6", None, "Savings", "aside", "1"),
        ("-3", "Food", None, "all", "2"),
        ("-1", None, None, "all", "3"),
    ]


ONE = "D2026-01-02\nT1\n^\n"


@pytest.mark.parametrize(
    ("text", "accounts"),
    [
        (f"!Type:Bank\n{ONE}", ["inbox"]),
        (f"!Account\nNMine\nTBank\n^\n!Type:Bank\n{ONE}", ["Mine"]),
        (
            f"!Account\nNA\n^\n!Type:Bank\n{ONE}!Account\nNB\n^\n!Type:Cash\n{ONE}",
            ["A", "B"],
        ),
        (
            f"!Option:AutoSwitch\n!Account\nNA\n^\nNB\n^\n!Account\nNA\n^\n!Type:Bank\n{ONE}",
            ["A"],
        ),
        (
            f"!Type:Bank\nD2026-01-01\nT0\nPOpening Balance\nL[Own]\n^\n{ONE}",
            ["Own", "Own"],
        ),
    ],
)
def test_bookings_belong_to_the_account_that_the_file_says(
    tmp_path: Path, text: str, accounts: list[str]
) -> None:
    assert columns(decoded(tmp_path, text), "account_number") == [(name,) for name in accounts]


def test_the_households_account_holds_for_the_whole_file(tmp_path: Path) -> None:
    text = f"!Account\nNA\n^\n!Type:Bank\n{ONE}"
    found = decoded(tmp_path, text, Qif("inbox", "checking", "EUR"))
    assert columns(found, "account_number", "currency") == [("checking", "EUR")]


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ("T1", "date_missing"),
        ("D2026-02-30\nT1", "date_invalid"),
        ("Dsoon\nT1", "date_invalid"),
        ("D1/1/0001\nT1", "time_out_of_range"),
        ("D2026-01-02", "number_missing"),
        ("D2026-01-02\nT1,234", "number_invalid"),
        ("D2026-01-02\nT1\nSFood\n$x", "number_invalid"),
    ],
)
def test_a_malformed_record_costs_only_itself(tmp_path: Path, record: str, reason: str) -> None:
    first, second = decoded(tmp_path, f"!Type:Bank\n{record}\n^\n{ONE}")
    assert first == reason
    assert isinstance(second, dict)


def test_lists_that_are_not_read_are_one_reject_each(tmp_path: Path) -> None:
    found = decoded(tmp_path, f"!Type:Cat\nNFood\n^\nNRent\n^\n!Type:Oth A\n{ONE}")
    assert found.count("unsupported_record") == 1
    assert len(columns(found, "amount")) == 1


def test_an_investment_is_told_in_the_words_of_ofx(tmp_path: Path) -> None:
    text = (
        "!Account\nNDepot\nTInvst\n^\n!Type:Invst\nD12/31'25\nNBuy\nYApple Inc\nI32.00\nQ376\n"
        "O10\nT12,042.00\nPfirst  buy\nMnote\n^\n!Type:Security\nNApple Inc\nSAAPL\nTStock\n^\n"
    )
    assert decoded(tmp_path, text) == [
        {
            "bank_id": None,
            "account_number": "Depot",
            "currency": None,
            "bank_transaction_id": None,
            "transaction_type": "BUYOTHER",
            "booked_date": "2025-12-31",
            "settled_date": None,
            "security_id": "AAPL",
            "security_id_type": "TICKER",
            "security_name": "Apple Inc",
            "ticker": "AAPL",
            "units": "376",
            "unit_price": "32",
            "commission": "10",
            "fees": None,
            "amount": "-12042",
            "income_type": None,
            "cash_account": "CASH",
            "memo": "first buy note",
        }
    ]


@pytest.mark.parametrize(
    ("action", "told"),
    [
        ("Sell", ("SELLOTHER", "-2", "5", None, "CASH")),
        ("SellX", ("SELLOTHER", "-2", "5", None, "OTHER")),
        ("BuyX", ("BUYOTHER", "2", "-5", None, "OTHER")),
        ("DIV", ("INCOME", None, "5", "DIV", "CASH")),
        ("IntIncX", ("INCOME", None, "5", "INTEREST", "OTHER")),
        ("MiscExp", ("INVEXPENSE", None, "-5", None, "CASH")),
        ("ReinvDiv", ("REINVEST", "2", "-5", "DIV", "CASH")),
        ("ShrsOut", ("TRANSFER", "-2", None, None, "CASH")),
        ("StkSplit", ("SPLIT", None, None, None, "CASH")),
    ],
)
def test_the_action_tells_which_way_units_and_cash_go(
    tmp_path: Path, action: str, told: tuple[str | None, ...]
) -> None:
    found = decoded(tmp_path, f"!Type:Invst\nD12/31'25\nN{action}\nYA\nQ2\nT5\n^\n")
    names = ("transaction_type", "units", "amount", "income_type", "cash_account")
    assert columns(found, *names) == [told]


@pytest.mark.parametrize(
    ("action", "amount"), [("XIn", "5"), ("XOut", "-5"), ("Cash", "5"), ("WithdrwX", "-5")]
)
def test_cash_alone_is_a_booking_of_the_account(tmp_path: Path, action: str, amount: str) -> None:
    text = f"!Type:Invst\nD12/31'25\nN{action}\nT5.00\nL[Checking]\n^\n"
    found = decoded(tmp_path, text)
    names = ("account_number", "amount", "transfer_account")
    assert columns(found, *names) == [("inbox", amount, "Checking")]


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ("NGrant\nT5", "unsupported_record"),
        ("NBuy\nQ2", "number_missing"),
        ("NBuy\nT5\nI25 5/8", "number_invalid"),
        ("NCash", "number_missing"),
    ],
)
def test_a_malformed_investment_costs_itself(tmp_path: Path, record: str, reason: str) -> None:
    assert decoded(tmp_path, f"!Type:Invst\nD12/31'25\n{record}\n^\n") == [reason]


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["02/03/2026", "13/03/2026"], "day_first"),
        (["02/03/2026", "03/13/2026"], "month_first"),
        (["02.03.2026"], "day_first"),
        (["2026-03-02"], "month_first"),
        (["1/ 1'00"], "month_first"),
        (["13/01/26", "14/01/26", "01/13/26"], "day_first"),
        ([], "month_first"),
    ],
)
def test_the_whole_file_decides_the_order_of_dates(texts: list[str], order: str) -> None:
    assert order_of(texts) == order


@pytest.mark.parametrize("texts", [["02/03/2026"], ["13/01/26", "01/13/26"]])
def test_an_order_that_nothing_decides_is_asked_of_the_household(
    tmp_path: Path, texts: list[str]
) -> None:
    with pytest.raises(QuarantineError) as raised:
        order_of(texts)
    assert raised.value.code == "date_order_unknown"
    found = decoded(
        tmp_path, "!Type:Bank\nD02/03/2026\nT1\n^\n", Qif("inbox", date_order="day_first")
    )
    assert columns(found, "booked_date") == [("2026-03-02",)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2/14'2020", "2020-02-14"),
        ("2/ 4' 0", "2000-02-04"),
        ("2/14'69", "2069-02-14"),
        ("02/14/69", "2069-02-14"),
        ("02/14/70", "1970-02-14"),
        ("2-14-2020", "2020-02-14"),
        ("2020/2/14", "2020-02-14"),
        ("20200214", "2020-02-14"),
    ],
)
def test_dates_are_read_in_all_forms(text: str, expected: str) -> None:
    assert date_of(text, "month_first") == expected


@pytest.mark.parametrize("text", ["13/13/2026", "1/2", "2026", "\u0661/\u0661/2026"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(StatedValueError):
        date_of(text, "month_first")


@pytest.mark.parametrize(
    "content", ["!Type:Cat\nNFood\n^\n", "!Account\nNA\n^\n", "!Type:Bank\n^\n"]
)
def test_lists_alone_are_no_statement(tmp_path: Path, content: str) -> None:
    with pytest.raises(QuarantineError) as raised:
        decoded(tmp_path, content)
    assert raised.value.code == "no_statement"


def test_a_record_without_end_is_refused(tmp_path: Path) -> None:
    with pytest.raises(QuarantineError) as raised:
        decoded(tmp_path, "!Type:Bank\n" + "Mx\n" * 10_001)
    assert raised.value.code == "malformed"


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_umlauts_survive_each_encoding(tmp_path: Path, encoding: str) -> None:
    text = "!Type:Bank\nD2026-01-02\nT1\nPMüller\n^\n".encode(encoding)
    assert columns(decoded(tmp_path, text), "counterparty") == [("Müller",)]


@pytest.mark.parametrize(
    ("head", "is_qif"),
    [
        (b"!Type:Bank\r\n", True),
        (b"\xef\xbb\xbf!Account\n", True),
        (b"### from a program\n\n^\n!type:Bank\n", True),
        (b"!Important\n", False),
        (b"D01/01/2026\n!Type:Bank", False),
        (b"", False),
    ],
)
def test_the_first_header_tells_the_format(head: bytes, *, is_qif: bool) -> None:
    assert looks_like_qif(head) == is_qif


TABLES = {STATEMENT_BOOKINGS, OFX_INVESTMENTS}
VALID = (
    "!Account\nNA\n^\n!Type:Bank\nD12/31'25\nT-1.57\nPShop\nL[B]\nSFood\n$-1\n^\nD1/13/26\nT2\n^\n"
    "!Type:Invst\nD1/13/26\nNBuy\nYA\nI1\nQ2\nO1\nT3\n^\n"
)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200), st.integers(0, len(VALID)), st.integers(0, 40))
@example(b"D0/0/00", VALID.index("D12"), 9)
@example(b"\n!Type:Bank\nD\nT", 0, 0)
def test_any_bytes_end_in_items_or_in_quarantine(
    tmp_path_factory: pytest.TempPathFactory, noise: bytes, start: int, length: int
) -> None:
    file = tmp_path_factory.mktemp("any") / "file.qif"
    valid = VALID.encode()
    for content in (b"!Type:Bank\n" + noise, valid[:start] + noise + valid[start + length :]):
        file.write_bytes(content)
        try:
            items = list(Qif("inbox").decode(file))
        except QuarantineError:
            continue
        assert {item.table for item in items if isinstance(item, Record)} <= TABLES
