"""Finding out how the bytes of a file are to be read as text."""

import codecs
from typing import NamedTuple

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# The letters beyond ASCII of a language, by the code page in which its old programs write.
_ALPHABETS = (
    ("windows-1252", "äöüßÄÖÜ"),
    ("windows-1252", "éèêëàâçîïôùûœæÉÈÀÇ"),
    ("windows-1252", "áéíóúñüÁÉÍÓÚÑ¿¡ºª"),
    ("windows-1252", "àèéìòùÀÈÉÌÒÙ"),
    ("windows-1252", "ãõáéíóúâêôçÃÕÁÉÍÓÚÂÊÔÇ"),
    ("windows-1252", "åäöæøÅÄÖÆØ"),
    ("windows-1252", "ëïéèöüó"),
    ("windows-1250", "áčďéěíňóřšťúůýžÁČĎÉĚÍŇÓŘŠŤÚŮÝŽľĺŕôäĽ"),
    ("windows-1250", "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ"),
    ("windows-1250", "áéíóöőúüűÁÉÍÓÖŐÚÜŰ"),
    ("windows-1250", "čćžšđČĆŽŠĐ"),
)
# Signs of prices and of typesetting: dashes, quotes, dots, a blank that does not break.
_SIGNS = frozenset("€£§°²³µ·«»\u2013\u2014\u2018\u2019\u201c\u201d\u2026\u00a0")


class Encoding(NamedTuple):
    """Name an encoding; `evidence` says what it was seen by, `is_sure` whether that is enough."""

    name: str
    evidence: str
    is_sure: bool


def find_encoding(data: bytes) -> Encoding:
    """Return the encoding of a text file's bytes."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return Encoding(name, "the file begins with its mark", is_sure=True)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return _code_page(data)
    evidence = "plain ASCII" if data.isascii() else "every byte fits"
    return Encoding("utf-8", evidence, is_sure=True)


def _code_page(data: bytes) -> Encoding:
    best, share = max(
        ((page, _share(data, page, letters)) for page, letters in _ALPHABETS),
        key=lambda found: found[1],
    )
    evidence = f"it is not UTF-8, and {share:.0%} of its other letters make sense in {best}"
    return Encoding(best, evidence, is_sure=share == 1)


def _share(data: bytes, page: str, letters: str) -> float:
    """Return the share of characters beyond ASCII that belong to an alphabet."""
    beyond = [letter for letter in data.decode(page, "replace") if letter > "\x7f"]
    return sum(letter in letters or letter in _SIGNS for letter in beyond) / len(beyond)
