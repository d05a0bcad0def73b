"""What the texts behind a statement line (:86:, :NS:) say of the other side and the purpose.

Source: Deutsche Kreditwirtschaft, DFÜ-Abkommen, appendix 3, chapter 8 (?20 to ?29); the slash
codes of Dutch banks (/NAME/, /REMI/), as ABN AMRO, ING and Rabobank describe them.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ingestion.decoders.bank_bookings import spaced

_CODED = re.compile(r"\s*(?P<code>\d{3})(?P<mark>[^\w\s:;,.-])(?=\d\d)", re.ASCII)
_PURPOSE = (*(str(code) for code in range(20, 30)), *(str(code) for code in range(60, 64)))
# A purpose goes on in the next subfield behind 27 characters, a text in the next line behind 65.
_PURPOSE_WIDTH, _LINE_WIDTH = 27, 65
_SEPA = re.compile(
    r"(?:^|\s)?\b(EREF|KREF|MREF|CRED|DEBT|SVWZ|ABWA|ABWE|IBAN|BIC|COAM|OAMT|PURP|RREF)\+"
)
_SLASH_CODES = (
    "TRTP|IBAN|BIC|NAME|REMI|EREF|MARF|CSID|ORDP|BENM|CNTP|ID|ADDR|ISDT|PREF|RTRN|RREF|IREF|"
    "SVCL|ULTC|ULTD|ULTB|PURP|CREF|ACCW|TRCD|ORIG"
)
_SLASHED = re.compile(rf"/({_SLASH_CODES})/")
_IBAN_FIRST = re.compile(r"([A-Z]{2}\d\d[A-Z0-9]{11,30})(?:\s+(.*))?")
_OTHER_SIDE = frozenset(("", "NOTPROVIDED"))


@dataclass(frozen=True)
class Details:
    """Hold who was on the other side and what for; `code` is the bank's business code."""

    counterparty: str | None = None
    account: str | None = None
    description: str | None = None
    code: str | None = None


def details_of(lines: Sequence[str]) -> Details:
    """Return what a :86: says, in whichever form the bank writes it."""
    joined = "".join(lines)
    coded = _CODED.match(joined)
    if coded is not None:
        return _coded(coded["code"], joined[coded.end("code") :], coded["mark"])
    if _SLASHED.match(joined.lstrip()):
        return _slashed(joined)
    first = _IBAN_FIRST.fullmatch(lines[0].strip()) if lines else None
    if first is not None:
        return Details(spaced(first[2] or ""), first[1], _unwrapped(lines[1:]))
    return Details(description=_unwrapped(lines))


def own_details_of(lines: Sequence[str]) -> Details:
    """Return what a :NS: says, each line of which begins with the two digits of its meaning."""
    texts: dict[str, str] = {}
    for line in lines:
        texts[line[:2]] = line[2:].strip()
    purpose = [texts.get(f"{number:02d}", "") for number in range(1, 15)]
    return Details(
        spaced(texts.get("15", "") + texts.get("16", "")),
        texts.get("34") or None,
        spaced(" ".join(purpose)) or spaced(texts.get("17", "")),
    )


def _coded(code: str, text: str, mark: str) -> Details:
    parts = re.split(re.escape(mark) + r"(\d\d)", text)
    texts: dict[str, str] = {}
    for name, part in zip(parts[1::2], parts[2::2], strict=True):
        texts.setdefault(name, part)
    account = texts.get("38") or texts.get("31") or ""
    return Details(
        spaced(texts.get("32", "") + texts.get("33", "")),
        account.replace(" ", "") or None,
        _purpose(texts) or spaced(texts.get("00", "")),
        code,
    )


def _purpose(texts: Mapping[str, str]) -> str | None:
    whole = "".join(
        text if len(text) >= _PURPOSE_WIDTH else f"{text} "
        for text in (texts.get(name, "") for name in _PURPOSE)
    )
    pieces = _SEPA.split(whole)
    said = dict(zip(pieces[1::2], pieces[2::2], strict=True))
    return spaced(said.get("SVWZ", "")) or spaced(whole)


def _slashed(text: str) -> Details:
    pieces = _SLASHED.split(text.strip())
    said: dict[str, str] = {}
    for name, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        said.setdefault(name, piece.strip("/ "))
    # ING: /CNTP/<account>/<bank>/<name>/<city>/
    account, _, name, *_ = (*said.get("CNTP", "").split("/"), "", "", "")
    remittance = said.get("REMI", "").removeprefix("USTD//").removeprefix("STRD/")
    found = spaced(said.get("NAME", "") or name)
    return Details(
        None if (found or "").upper() in _OTHER_SIDE else found,
        said.get("IBAN") or account or None,
        spaced(remittance) or spaced(said.get("TRTP", "")) or spaced(text),
    )


def _unwrapped(lines: Sequence[str]) -> str | None:
    return spaced("".join(line if len(line) >= _LINE_WIDTH else f"{line} " for line in lines))
