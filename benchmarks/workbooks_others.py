"""Reading the rows of a workbook with the library that is usual for it.

Run by an interpreter that has this library, which Daybook itself does not use.
"""

from pathlib import Path

from timed_reader import main  # type: ignore[import-not-found]  # beside this script, not installed


def openpyxl(file: Path) -> int:
    """Return how many rows the first sheet has."""
    import openpyxl as library  # type: ignore[import-untyped]  # see above

    book = library.load_workbook(file, read_only=True)
    return sum(len(row) > 0 for row in book.worksheets[0].iter_rows(values_only=True))


if __name__ == "__main__":
    main(openpyxl)
