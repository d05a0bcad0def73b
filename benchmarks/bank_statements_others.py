"""Reading a bank statement with the library that is usual for its format.

Run by an interpreter that has these libraries, which Daybook itself does not use.
"""

from pathlib import Path

from timed_reader import main  # type: ignore[import-not-found]  # beside this script, not installed


def mt940(file: Path) -> int:
    """Return how many transactions it holds."""
    import mt940 as library  # type: ignore[import-not-found]  # see above

    return len(library.parse(str(file)).transactions)


def pycamt(file: Path) -> int:
    """Return how many entries it holds."""
    from pycamt.parser import Camt053Parser  # type: ignore[import-not-found]  # see above

    return len(Camt053Parser.from_file(str(file)).get_transactions())


def quiffen(file: Path) -> int:
    """Return how many transactions it holds."""
    from quiffen import Qif  # type: ignore[import-not-found]  # see above

    accounts = Qif.parse(str(file), day_first=False).accounts.values()
    return sum(len(one) for account in accounts for one in account.transactions.values())


def ofxtools(file: Path) -> int:
    """Return how many transactions it holds."""
    from ofxtools.Parser import OFXTree  # type: ignore[import-not-found]  # see above

    tree = OFXTree()
    tree.parse(str(file))
    return sum(len(one.transactions) for one in tree.convert().statements)


def ofxparse(file: Path) -> int:
    """Return how many transactions it holds."""
    from ofxparse import OfxParser  # type: ignore[import-not-found]  # see above

    with file.open("rb") as stream:
        accounts = OfxParser.parse(stream).accounts
    return sum(len(account.statement.transactions) for account in accounts)


if __name__ == "__main__":
    main(mt940, pycamt, quiffen, ofxtools, ofxparse)
