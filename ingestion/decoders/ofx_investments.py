"""Investment transactions and positions of OFX.

Source: Open Financial Exchange specification 2.2, sections 13.9.2 (transactions), 13.9.3
(positions) and 13.8.5 (the list of securities, which stands behind the statements).
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from ingestion.decoders.encodings import chunks_of
from ingestion.decoders.ofx_tokens import Tag, read_tags
from ingestion.decoders.ofx_values import amount, calendar_date
from ingestion.times import StatedValueError

TRANSACTIONS = frozenset(
    (
        *("BUYDEBT", "BUYMF", "BUYOPT", "BUYOTHER", "BUYSTOCK", "CLOSUREOPT", "INCOME"),
        *("INVEXPENSE", "JRNLFUND", "JRNLSEC", "MARGININTEREST", "REINVEST", "RETOFCAP"),
        *("SELLDEBT", "SELLMF", "SELLOPT", "SELLOTHER", "SELLSTOCK", "SPLIT", "TRANSFER"),
    )
)
POSITIONS = frozenset(("POSDEBT", "POSMF", "POSOPT", "POSOTHER", "POSSTOCK"))
Stated = Mapping[str, str]
_LIST = b"<SECINFO>"
_MOST_SECURITIES = 100_000


class Security(NamedTuple):
    """Hold how a file names a security."""

    name: str | None
    ticker: str | None


Securities = Mapping[str, Security]


def securities_of(file: Path) -> Securities:
    """Return the securities that a file lists, by their id.

    Raises: QuarantineError.
    """
    return _listed(read_tags(file)) if _has_list(file) else {}


def transaction(name: str, said: Stated, known: Securities) -> tuple[str, tuple[str | None, ...]]:
    """Return the day and the columns of an investment transaction behind its account's.

    Raises: StatedValueError.
    """
    day = calendar_date(said.get("DTTRADE", ""))
    settled = calendar_date(said["DTSETTLE"]) if said.get("DTSETTLE") else None
    values = (
        *(said.get("FITID"), name, day, settled),
        *_security(said, known),
        _number(said, "UNITS", "NEWUNITS"),
        _number(said, "UNITPRICE"),
        _number(said, "COMMISSION"),
        _number(said, "FEES"),
        _number(said, "TOTAL", "FRACCASH"),
        *(said.get("INCOMETYPE"), said.get("SUBACCTFUND"), said.get("MEMO")),
    )
    return day, values


def position(
    name: str, said: Stated, known: Securities, as_of: str
) -> tuple[str, tuple[str | None, ...]]:
    """Return the day and the columns of a position behind its account's.

    Raises: StatedValueError.
    """
    day = calendar_date(said.get("DTPRICEASOF") or as_of)
    if "UNITS" not in said:
        raise StatedValueError("number_missing", "UNITS")
    values = (
        *(name, said.get("POSTYPE"), day),
        *_security(said, known),
        _number(said, "UNITS"),
        _number(said, "UNITPRICE"),
        _number(said, "MKTVAL"),
        *(said.get("HELDINACCT"), said.get("MEMO")),
    )
    return day, values


def _security(said: Stated, known: Securities) -> tuple[str | None, ...]:
    identity = said.get("UNIQUEID")
    security = known.get(identity or "", Security(None, None))
    return identity, said.get("UNIQUEIDTYPE"), security.name, security.ticker


def _number(said: Stated, *names: str) -> str | None:
    text = next((said[name] for name in names if name in said), None)
    return amount(text) if text is not None else None


def _has_list(file: Path) -> bool:
    """Tell whether the file lists securities, without reading its tags."""
    before = b""
    for chunk in chunks_of(file):
        seen = before + chunk.replace(b"\0", b"").upper()
        if _LIST in seen:
            return True
        before = seen[-len(_LIST) :]
    return False


def _listed(tags: Iterable[Tag]) -> Securities:
    found: dict[str, Security] = {}
    leaves: dict[str, str] | None = None
    for tag in tags:
        if tag.name == "SECINFO" and not tag.is_end:
            leaves = {}
        elif tag.name == "SECINFO" and leaves is not None:
            if len(found) < _MOST_SECURITIES and leaves.get("UNIQUEID"):
                found[leaves["UNIQUEID"]] = _named(leaves)
            leaves = None
        elif leaves is not None and not tag.is_end and len(leaves) < 100:
            leaves.setdefault(tag.name, tag.text)
    return found


def _named(leaves: Stated) -> Security:
    return Security(leaves.get("SECNAME") or None, leaves.get("TICKER") or None)
