"""Where published bank files have their bookings, by the numbers of their columns."""

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

Cells = Sequence[str]
Money = tuple[Decimal, str]
Booking = tuple[str, Decimal, str]

EUROPEAN = "%d.%m.%Y"
SLASHES = "%d/%m/%Y"


def number(text: str, decimal_mark: str = ".") -> Decimal:
    """Read a number; an empty cell is nothing."""
    kept = "".join(sign for sign in text if sign.isdigit() or sign in f"-{decimal_mark}")
    return Decimal(kept.replace(decimal_mark, ".") or "0")


def signed(column: int, currency: str | int, mark: str = ".", sign: int = 1) -> "Reader":
    """Return a reader of one column of amounts."""
    return lambda row: [(sign * number(row[column], mark), currency_of(row, currency))]


def two_columns(out: int, into: int, currency: str, mark: str = ".") -> "Reader":
    """Return a reader of amounts without sign in two columns."""
    return lambda row: [(number(row[into], mark) - number(row[out], mark), currency)]


def flagged(column: int, flag: int, out: str, currency: str | int, mark: str = ".") -> "Reader":
    """Return a reader of amounts without sign beside a text that says which went out."""
    return lambda row: [
        (
            number(row[column], mark) * (-1 if row[flag] == out else 1),
            currency_of(row, currency),
        )
    ]


def currency_of(row: Cells, said: str | int) -> str:
    """Return a currency, or that of a column."""
    return said if isinstance(said, str) else row[said]


def revolut(row: Cells) -> list[Money]:
    """Read an amount and its fee."""
    return [(number(row[5]), row[7]), (-number(row[6]), row[7])]


def brokered(row: Cells) -> list[Money]:
    """Read proceeds, commission, and what an exchange took of the other currency."""
    exchanged = [(number(row[6]), row[5][:3])] if "." in row[5] else []
    return [(number(row[4]), row[3]), (number(row[9]), row[10]), *exchanged]


Reader = Callable[[Cells], list[Money]]


@dataclass(frozen=True)
class Shape:
    """Say by the numbers of columns where a file has its bookings.

    `counts` tells bookings from other rows. `account` is a text or columns, by default the source.
    """

    file: str
    day: int
    form: str
    money: Reader
    delimiter: str = ","
    encoding: str = "utf-8-sig"
    rows_above: int = 1
    counts: Callable[[Cells], bool] = bool
    account: str | tuple[int, ...] = ()
    rejects: Sequence[str] = ()


def is_dated(row: Cells) -> bool:
    """Tell whether a row begins with a day."""
    return row[0][:2].isdigit()


BANKS = "finance/bank_csv_bank2ynab"
BROKERS = "finance/bank_csv_cvigo"
LATIN = "windows-1252"
CZECH = "windows-1250"
MADE_UP = ("date_invalid",)
SHAPES = (
    Shape(f"{BANKS}/20171001-20171106.csv", 0, "%Y-%m-%d", signed(6, "EUR")),
    Shape(
        f"{BANKS}/2018-04-14_10-52-13_bunq-transactieoverzicht.csv",
        *(0, "%Y-%m-%d", signed(1, "EUR", ",")),
        account=(2,),
    ),
    Shape(
        f"{BANKS}/2019-03-02_11-50-46_bunq-statement.csv",
        *(0, "%Y-%m-%d", signed(1, "EUR", ",")),
        account=(2,),
    ),
    Shape(
        f"{BANKS}/20180226-1000594757-umsatz.CSV",
        *(1, "%d.%m.%y", signed(8, 9, ","), ";"),
        account=(0,),
    ),
    Shape(
        f"{BANKS}/umsatz-1234________1234-20180227.CSV",
        *(2, "%d.%m.%y", signed(6, 7, ","), ";", LATIN),
        account=(0,),
    ),
    Shape(
        f"{BANKS}/Umsaetze_KtoNr538917600_EUR_02-03-2018_1503.CSV",
        *(0, EUROPEAN, signed(4, 5, ","), ";"),
        account=(8,),
    ),
    Shape(f"{BANKS}/20180226_12345678.csv", 0, SLASHES, signed(2, "GBP")),
    Shape(
        f"{BANKS}/CSV_A_20180414_112204.csv",
        *(4, "%Y-%m-%d", signed(6, 1, ","), ",", LATIN),
        account="NL77RABO0311467415",
    ),
    Shape(
        f"{BANKS}/MS_JANE_SMITH_01-12-2019_14-12-2019.csv",
        *(0, "%d-%b-%Y", flagged(2, 3, "", "GBP")),
        counts=lambda row: row[0] != "Pending",
    ),
    Shape(
        f"{BANKS}/MonzoDataExport_February2018_2018-02-26_174335.csv",
        *(1, "%Y-%m-%d %H:%M:%S %z", signed(2, 3)),
    ),
    Shape(
        f"{BANKS}/Movements_1234512345_201805271848.csv",
        *(1, EUROPEAN, signed(13, 14, ","), ";", CZECH),
        account=(2,),
    ),
    Shape(
        f"{BANKS}/TransactionHistory_20180418043121.csv",
        *(0, SLASHES, two_columns(3, 4, "SGD")),
        rows_above=5,
        counts=is_dated,
        account="FRANK Account 666-666666-666",
    ),
    Shape(
        f"{BANKS}/W80844_EBH_201945.202122.csv",
        *(0, "%Y.%m.%d.", signed(6, 7)),
        account=(4,),
    ),
    Shape(
        f"{BANKS}/dba33fceecd62c3c727893361e0ba4d3.P000000027355791.csv",
        *(0, "%d %b %Y", two_columns(2, 3, "SGD")),
        rows_above=0,
    ),
    Shape(
        f"{BANKS}/export_BE11123456789012_20180304_1422.csv",
        *(5, SLASHES, signed(8, 3, ","), ";"),
        account=(0,),
    ),
    Shape(
        f"{BANKS}/export_KBC-Mastercard Business Essential_20200204_1604.csv",
        *(4, SLASHES, signed(10, "EUR", ","), ";"),
    ),
    Shape(f"{BANKS}/kta_ei.dat", 2, "%Y%m%d", signed(4, "ATS"), "|"),
    Shape(
        f"{BANKS}/statement_1.csv",
        *(0, "%d %b %y", two_columns(6, 5, "GBP")),
        rows_above=0,
    ),
    Shape(f"{BANKS}/test_BOI_TransactionExport.csv", 0, SLASHES, two_columns(2, 3, "EUR")),
    Shape(
        f"{BANKS}/test_swedebank_statement.xls",
        *(2, "%Y-%m-%d", flagged(5, 7, "D", 6)),
        counts=lambda row: row[9] not in ("AS", "K2", "LS"),
        account=(0,),
    ),
    Shape(
        f"{BANKS}/test_raiffeisen_01.csv",
        *(0, EUROPEAN, signed(3, 4, ","), ";"),
        rows_above=0,
        counts=is_dated,
        rejects=("row_ragged",),
    ),
    Shape(
        f"{BANKS}/test_headers.csv",
        *(0, EUROPEAN, signed(3, 4, ","), ";"),
        counts=is_dated,
        rejects=("row_ragged",),
    ),
    Shape(
        f"{BANKS}/test_delimiter_tab.csv",
        *(0, EUROPEAN, two_columns(4, 3, "EUR", ","), "\t", LATIN),
        rows_above=0,
        counts=is_dated,
        rejects=MADE_UP,
    ),
    Shape(
        f"{BANKS}/test_row_format_default.csv",
        *(0, EUROPEAN, two_columns(4, 3, "EUR", ","), ";", LATIN),
        rows_above=0,
        counts=is_dated,
        rejects=MADE_UP,
    ),
    Shape(
        f"{BANKS}/test_row_format_neg_inflow.csv",
        *(0, EUROPEAN, signed(3, 4, ","), ";"),
        rows_above=0,
        counts=is_dated,
        rejects=MADE_UP,
    ),
    Shape(
        f"{BANKS}/test_row_format_CD_flag.csv",
        *(0, EUROPEAN, flagged(3, 4, "O", "EUR", ","), ";"),
        rows_above=0,
        counts=lambda row: is_dated(row) and row[4] in ("I", "O"),
        rejects=(*MADE_UP, "kind_unknown", "kind_unknown", "kind_unknown"),
    ),
    Shape(f"{BROKERS}/FinPension_Sample.csv", 0, "%Y-%m-%d", signed(8, "CHF"), ";"),
    Shape(f"{BROKERS}/IBKR_Sample.csv", 1, "%Y-%m-%d", brokered, rows_above=0),
    Shape(f"{BROKERS}/Mintos_Sample.csv", 5, "%Y-%m-%d", signed(3, "EUR")),
    Shape(f"{BROKERS}/N26_Sample.csv", 0, "%Y-%m-%d", signed(7, "EUR")),
    Shape(f"{BROKERS}/Neon_Sample.csv", 0, "%Y-%m-%d", signed(1, "CHF"), ";"),
    Shape(f"{BROKERS}/Revolut_CHF_Sample.csv", 3, "%Y-%m-%d %H:%M:%S", revolut),
    Shape(f"{BROKERS}/Revolut_EUR_Sample.csv", 3, "%Y-%m-%d %H:%M:%S", revolut),
    Shape(
        f"{BROKERS}/Telegram_Sample.csv",
        *(3, "%Y-%m-%d", signed(7, 8), ";"),
        counts=lambda row: row[5] != "Balance",
        account=(4, 8),
    ),
    Shape(f"{BROKERS}/ZKB_Sample.csv", 0, EUROPEAN, two_columns(6, 7, "CHF"), ";"),
    Shape(
        "finance/bank_csv_viseca/viseca.csv",
        *(2, "%Y-%m-%d %H:%M:%S", signed(4, 5, sign=-1)),
        account=(1,),
    ),
)


def rows_of(shape: Shape, folder: Path) -> Iterator[Cells]:
    """Yield the rows that are bookings, as the csv module reads them."""
    with (folder / shape.file).open(encoding=shape.encoding, newline="") as stream:
        rows = [row for row in csv.reader(stream, delimiter=shape.delimiter) if any(row)]
    yield from filter(shape.counts, rows[shape.rows_above :])


def bookings_of(shape: Shape, folder: Path) -> Iterator[Booking]:
    """Yield day, amount and currency of every booking; a fee of nothing is none."""
    for row in rows_of(shape, folder):
        day = datetime.strptime(row[shape.day], shape.form).date().isoformat()  # noqa: DTZ007
        for place, (amount, currency) in enumerate(shape.money(row)):
            if place == 0 or amount:
                yield day, amount, currency
