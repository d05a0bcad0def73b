"""Zip archives for tests, and what is read of them."""

import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from households import Household
from ingestion.decoders.base import ExportTime, Head, Item, MemberStart, Reject
from ingestion.decoders.encodings import HEAD_BYTES
from ingestion.recognition import load_rules, looked_into, recognise
from tests.faults.lakes import no_household


def archive(members: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return an archive with members of these names."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", method) as target:
        for name, content in members.items():
            target.writestr(name, content)
    return stream.getvalue()


def forged(content: bytes, place: int, value: bytes, start: bytes = b"PK\x01\x02") -> bytes:
    """Overwrite bytes of the last entry of an archive's directory."""
    at = content.rindex(start) + place
    return content[:at] + value + content[at + len(value) :]


def items_of(
    folder: Path, content: bytes, source: str | None = None, household: Household | None = None
) -> list[Item]:
    """Return what is read of a file's content, as `daybook ingest` reads it.

    Raises: QuarantineError.
    """
    file = folder / "file"
    file.write_bytes(content)
    head = looked_into(Head(content[:HEAD_BYTES], len(content)), file)
    decoder = recognise(head, source, load_rules(household or no_household()))
    return list(decoder.decode(file))


def told(items: list[Item]) -> dict[str, list[str]]:
    """Return the tables, or the reasons, of each member's items."""
    found: dict[str, list[str]] = {}
    member = ""
    for item in items:
        if isinstance(item, MemberStart):
            member = item.name
            found.setdefault(member, [])
        elif isinstance(item, Reject):
            found[member].append(item.reason)
        elif not isinstance(item, ExportTime):
            found[member].append(item.table)
    return found
