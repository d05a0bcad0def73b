"""Every code that a file or a row can end with, its meaning and its remedy.

`docs/reasons.md` shows the same list; a test compares both.
"""

from dataclasses import dataclass
from typing import Literal

Level = Literal["file", "row"]


@dataclass(frozen=True)
class Reason:
    """Explain one code; `remedy` is a whole sentence."""

    code: str
    level: Level
    meaning: str
    remedy: str


_FILE = (
    (
        "already_landed",
        "The same bytes were landed before",
        "Nothing needs to be done.",
    ),
    (
        "forgotten",
        "The same bytes were landed before and then forgotten on request",
        "Nothing needs to be done; to have them again, take away the tombstone first.",
    ),
    (
        "empty_file",
        "The file has no bytes",
        "Export or download it again.",
    ),
    (
        "html_page",
        "The file is a web page, often a login or error page saved by mistake",
        "Log in and download the file again.",
    ),
    (
        "unknown_format",
        "No decoder and no profile knows this content",
        (
            "Write a profile for it in the household's folder profiles, or name its decoder under "
            "sources in household.yml."
        ),
    ),
    (
        "ambiguous_format",
        "More than one profile fits this content",
        "Name the right profile under sources in household.yml.",
    ),
    (
        "header_mismatch",
        "The columns are not those that the source's decoder or profile reads",
        "Correct the profile, or put the file into the folder of the source that it belongs to.",
    ),
    (
        "malformed",
        "The content breaks the rules of its format",
        "Export or download it again; a file cut off in the middle is the usual cause.",
    ),
    (
        "encoding_invalid",
        "The bytes are not text in the expected encoding",
        (
            "Name the file's encoding in the profile (file: encoding), for example windows-1252 or "
            "utf-16."
        ),
    ),
    (
        "too_large",
        "The file is larger than what is read in one piece",
        "Export a shorter period.",
    ),
    (
        "entities_forbidden",
        "The file defines XML entities, which can blow up or read other files",
        "Export it again without a document type; no bank and no phone needs one.",
    ),
    (
        "archive_encrypted",
        "The archive is encrypted",
        "Unpack it with its password, and offer the file inside.",
    ),
    (
        "archive_too_large",
        "The archive holds far more than its size lets expect, as one made to fill disks does",
        "Unpack it yourself if you trust it, and offer the file inside.",
    ),
    (
        "no_statement",
        "The OFX file holds no statement, only a sign-on or a list of accounts",
        "Download the statement of an account instead.",
    ),
    (
        "statement_error",
        "The OFX file is a bank's error message instead of a statement",
        "Log in at the bank and download the statement again.",
    ),
    (
        "same_content_two_sources",
        "The same bytes lie in two sources, and either could be the wrong one",
        "Say shared: true at the source that may repeat others, under sources in household.yml.",
    ),
    (
        "own_file_invalid",
        "A file of the household's own folder cannot be read",
        "Correct the file; until then its last readable version counts.",
    ),
    (
        "profile_missing",
        "The source names a profile that does not exist",
        "Correct the name in household.yml, or write the profile in the folder profiles.",
    ),
    (
        "decoder_unknown",
        "The source names a decoder that does not exist",
        "Correct the name in household.yml.",
    ),
    (
        "decoder_error",
        "The decoder failed on this content in a way nobody foresaw",
        (
            "Please report it with the message; the bytes are kept and are decoded again after an "
            "update."
        ),
    ),
    (
        "permission_denied",
        "The file or the lake may not be read or written by this user",
        "Give this user the rights, then run the command again.",
    ),
    (
        "disk_full",
        "The disk of the lake is full",
        "Free some space, then run the command again; nothing was lost.",
    ),
    (
        "changed_while_reading",
        "The file changed while it was read, twice",
        "Wait until the program that writes it has finished, then run the command again.",
    ),
    (
        "source_missing",
        "The file was taken away before it was read",
        "Put it back, then run the command again.",
    ),
    (
        "read_error",
        "The file could not be read",
        "Check the disk and the file, then run the command again.",
    ),
    (
        "write_error",
        "The lake could not be written",
        "Check the disk of the lake, then run the command again.",
    ),
    (
        "raw_conflict",
        "The lake holds other bytes at the place of this file",
        "Run daybook reconcile; restore the damaged raw file from a backup.",
    ),
    (
        "raw_missing",
        "The lake has the file's claim but not its bytes",
        "Offer the file again, or restore the raw file from a backup.",
    ),
    (
        "recovered",
        "A file that an earlier run left unfinished or missed was finished now",
        "Nothing needs to be done.",
    ),
)

_ROW = (
    (
        "row_ragged",
        "The row has more or fewer cells than the header, often for a quote that is never closed",
        "Correct the row at its origin, or export the file again.",
    ),
    (
        "row_not_an_object",
        "The entry of the JSON list is no object with keys",
        "Correct the entry at its origin, or the path in the profile (file: rows).",
    ),
    (
        "line_too_long",
        "The line or a cell is longer than any real one",
        "Check that the file is not damaged, then export it again.",
    ),
    (
        "nul_character",
        "The row holds NUL characters, as a file damaged by a power loss does",
        "Export the file again.",
    ),
    (
        "time_invalid",
        "The time is empty or not written in one of the profile's formats",
        "Add its format to the profile, or correct the row at its origin.",
    ),
    (
        "time_nonexistent",
        "The local time lies in the hour that summer time skips",
        "Correct the profile's time zone, or the row at its origin.",
    ),
    (
        "time_out_of_range",
        "The time lies before 1900 or after 2199",
        "Correct the row at its origin.",
    ),
    (
        "interval_unknown",
        "The text for the length of the interval is none that the profile knows",
        "Add the text to the map of interval_minutes in the profile.",
    ),
    (
        "date_missing",
        "The row has no date",
        "Correct the row at its origin.",
    ),
    (
        "date_invalid",
        "The date does not exist or is not written in one of the known formats",
        "Add its format to the profile, or correct the row at its origin.",
    ),
    (
        "number_missing",
        "The row has no number where one is needed",
        "Correct the row at its origin.",
    ),
    (
        "number_invalid",
        "The number is not written with the expected decimal and thousands marks",
        "Correct the marks in the profile, or the row at its origin.",
    ),
    (
        "unit_unknown",
        "The reading has no unit that is known",
        "Name the unit in the profile or under sources in household.yml.",
    ),
    (
        "flow_unknown",
        "The row's commodity or flow is none that the profile knows",
        (
            "Add the text to the map of commodity or flow in the profile, or name the flow under "
            "sources in household.yml."
        ),
    ),
    (
        "entity_missing",
        "The row has no entity id",
        "Correct the row at its origin.",
    ),
    (
        "meter_missing",
        "The row names no meter",
        "Name the meter in the profile or under sources in household.yml.",
    ),
    (
        "person_missing",
        "The row names no person",
        "Name the person in the profile or under sources in household.yml.",
    ),
    (
        "sensor_missing",
        "The row names no sensor",
        "Name the sensor in the profile.",
    ),
    (
        "account_missing",
        "The record names no account",
        "Name the account in the profile or under sources in household.yml.",
    ),
    (
        "kind_unknown",
        "The kind of the transaction is none of income, expense and transfer",
        "Add the text to the map of the field kind in the profile.",
    ),
    (
        "own_row_invalid",
        "The row of the household's own file does not say what it must",
        "Correct the row; docs/household-files.md shows what each column says.",
    ),
    (
        "unsupported_record",
        "The record is of a kind that is not read yet",
        "Nothing needs to be done; it is kept in the raw file and read by a later version.",
    ),
)

REASONS: dict[str, Reason] = {
    **{row[0]: Reason(row[0], "file", *row[1:]) for row in _FILE},
    **{row[0]: Reason(row[0], "row", *row[1:]) for row in _ROW},
}


def sentence(code: str, detail: str = "") -> str:
    """Return what happened, in particular and in general, and the remedy."""
    reason = REASONS[code]
    return f"{reason.meaning}{f' ({detail})' if detail else ''}. {reason.remedy}"
