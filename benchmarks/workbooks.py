"""Reading the rows of a workbook, against the library that is usual for it.

Goal: three times as fast. Rows of cells are compared, which is what the library gives; records are
made of them as of those of a CSV file. The file is made up: a meter's quarters of an hour, with
texts that are shared and dates, see `decoders.py`.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from benchmarks.decoders import Contest
from ingestion.decoders.base import Record
from ingestion.decoders.sheet_rows import SheetFormat, read_sheet_rows
from tests.workbooks import LINKS, xlsx

TEXTS = 1_000
_ROWS = "rows"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_FORM = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_KINDS = {"workbook": "sheet.main", "worksheets/sheet1": "worksheet"}
_KINDS |= {"styles": "styles", "sharedStrings": "sharedStrings"}
_TARGETS = {"worksheet": "worksheets/sheet1.xml", "styles": "styles.xml"}
_TARGETS |= {"sharedStrings": "sharedStrings.xml"}
# What other programs ask of a workbook besides its rows.
_PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        + "".join(
            f'<Override PartName="/xl/{part}.xml" ContentType="{_FORM}.{kind}+xml"/>'
            for part, kind in _KINDS.items()
        )
        + "</Types>"
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="a" '
        f'Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        + "".join(
            f'<Relationship Id="{"a" if kind == "worksheet" else kind}" Type="{LINKS}/{kind}" '
            f'Target="{target}"/>'
            for kind, target in _TARGETS.items()
        )
        + "</Relationships>"
    ),
}


class Rows:
    """Give the same record for each row of the first sheet: the row is what takes time."""

    name = "workbook"
    version = 1
    options: Mapping[str, Any] = {}

    def decode(self, file: Path) -> Iterator[Record]:
        """Yield one record for each row."""
        record = Record(_ROWS, ())
        for _ in read_sheet_rows(file, SheetFormat()):
            yield record


def write_workbook(_form: str, file: Path, count: int) -> None:
    """Write rows of a time, a meter, its register and the use of a quarter of an hour."""
    rows = (
        f'<row r="{n}" spans="1:4"><c r="A{n}" s="0"><v>{45000 + n / 96!r}</v></c>'
        f'<c r="B{n}" t="s"><v>{n % TEXTS}</v></c><c r="C{n}"><v>{n * 0.731:.3f}</v></c>'
        f'<c r="D{n}"><v>{n % 100}</v></c></row>'
        for n in range(1, count + 1)
    )
    texts = "".join(f"<si><t>meter {n}</t></si>" for n in range(TEXTS))
    file.write_bytes(xlsx("".join(rows), texts, ("yyyy-mm-dd hh:mm",), parts=_PARTS))


CONTEST = Contest(
    name="workbooks",
    packages=("openpyxl", "lxml"),
    libraries={"xlsx": ("openpyxl",)},
    decoders={"xlsx": Rows()},
    tables=(_ROWS,),
    write=write_workbook,
)


if __name__ == "__main__":
    CONTEST.main(50_000)
