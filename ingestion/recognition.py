"""Finding the decoder of a content: an explicit source first, then the content itself."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from ingestion.decoders.archive import START as ZIP
from ingestion.decoders.archive import largest_members
from ingestion.decoders.archive_members import NAME as ARCHIVE
from ingestion.decoders.archive_members import ArchiveMembers
from ingestion.decoders.base import Decoder, Head
from ingestion.decoders.csv_rows import CsvFormat
from ingestion.decoders.household_file import HouseholdFile
from ingestion.decoders.profile import ProfileDecoder
from ingestion.decoders.profile_advice import advice, fitting_change
from ingestion.decoders.profile_header import check_header
from ingestion.decoders.profile_tables import begins_with, columns_of
from ingestion.decoders.table_preview import STARTS as PACKED
from ingestion.decoders.table_preview import preview_of, read_preview
from ingestion.errors import QuarantineError
from ingestion.families import FAMILIES, Origin, by_content, by_name, decoder_of
from ingestion.home_zone import Zone, home_zone
from ingestion.profile_building import field_rule
from ingestion.profile_library import ProfileLibrary, load_library
from ingestion.profile_model import FieldRule, Profile

if TYPE_CHECKING:
    from households import Household, Source

_OVERRIDES = ("person", "meter", "flow", "account", "unit", "currency")
_VERSIONS = [
    *([family.name, family.version] for family in FAMILIES),
    ["profile", ProfileDecoder.version],
    [ARCHIVE, ArchiveMembers.version],
]
_BINARY = {
    b"\x1f\x8b": "a gzip archive",
    b"%PDF": "a PDF document",
    b"\xd0\xcf\x11\xe0": "an old Excel or Word file",
}


@dataclass(frozen=True)
class Rules:
    """Hold everything besides the bytes that decides how a content is read."""

    sources: Mapping[str, "Source"]
    library: ProfileLibrary
    zone: Zone
    context_id: str


def load_rules(household: "Household") -> Rules:
    """Gather the household's sources and profiles.

    `context_id` changes whenever any content could be recognised or read another way.
    Raises: HouseholdError for a wrong profile.
    """
    library = load_library(household.profile_paths())
    zone = home_zone(household)
    said = json.dumps(
        [
            [library.fingerprint(), zone.key],
            [repr(replace(source, line=0)) for _, source in sorted(household.sources.items())],
            _VERSIONS,
        ]
    )
    context_id = hashlib.sha256(said.encode()).hexdigest()[:16]
    return Rules(household.sources, library, zone, context_id)


def is_archive(head: Head) -> bool:
    """Tell whether what a content is stands inside of it, so that its head is not enough."""
    return head.data.startswith(PACKED)


def looked_into(head: Head, file: Path) -> Head:
    """Add to the head of an archive, a workbook or a database what it holds inside.

    Raises: QuarantineError where it cannot be read.
    """
    if not is_archive(head):
        return head
    if preview := preview_of(head.data, file):
        return replace(head, inside=preview)
    return replace(head, members=largest_members(file)) if head.data.startswith(ZIP) else head


def recognise(head: Head, source: str | None, rules: Rules) -> Decoder:
    """Return the decoder of a content that was delivered in a source.

    Raises: QuarantineError.
    """
    if head.size == 0:
        raise QuarantineError("empty_file")
    if _is_html(head.data):
        raise QuarantineError("html_page")
    entry = rules.sources.get(source) if source else None
    if _is_read_by_members(head, entry):
        return _archive(head, source, rules)
    if entry is not None and source is not None:
        return _explicit(head, source, entry, rules)
    return _by_content(head, source, rules)


def _is_read_by_members(head: Head, entry: "Source | None") -> bool:
    """Tell an archive of files from a workbook, and from one that a family reads as a whole."""
    if not head.data.startswith(ZIP) or head.inside:
        return False
    whole = next((one for one in FAMILIES if one.reads_archives and one.fits(head)), None)
    return whole is None or (entry is not None and entry.decoder != whole.name)


def _archive(head: Head, source: str | None, rules: Rules) -> Decoder:
    def of_member(inside: Head, file: Path) -> Decoder:
        return recognise(looked_into(inside, file), source, rules)

    names = set()
    for member in head.members:
        if not member.data.startswith(PACKED):
            with suppress(QuarantineError):
                glance = Head(member.data, len(member.data), name=PurePosixPath(member.name).name)
                names.add(recognise(glance, source, rules).name)
    name = names.pop() if len(names) == 1 else ARCHIVE
    return ArchiveMembers(name, of_member, {"context": rules.context_id})


def _explicit(head: Head, source: str, entry: "Source", rules: Rules) -> Decoder:
    if entry.profile is None:
        family = by_name(entry.decoder or "")
        return decoder_of(family, head, Origin(source, entry, rules.zone))
    profile = rules.library.find(entry.profile)
    if profile is None:
        raise QuarantineError("profile_missing", entry.profile)
    _check_columns(head, profile)
    said = {name: getattr(entry, name) for name in _OVERRIDES}
    overrides = {name: _override(value) for name, value in said.items() if value is not None}
    if entry.time_zone is not None:
        profile = profile.with_zone(entry.time_zone)
    return ProfileDecoder(profile, overrides, rules.zone, source)


def _check_columns(content: Head, profile: Profile) -> None:
    if not isinstance(profile.form, CsvFormat):
        # What is wrong is told where the file is read, which goes down to its first row.
        return
    if content.inside:
        preview = read_preview(content.inside)
        seen = preview.described() if preview else ""
        raise QuarantineError("header_mismatch", f"{seen}, and the profile reads text")
    head = content.data
    columns = columns_of(head, profile.form)
    if columns is None and profile.form.header_begins is None:
        raise QuarantineError("encoding_invalid", _encoding_detail(head, profile))
    if any("\ufffd" in cell for cell in columns or ()):
        raise QuarantineError("encoding_invalid", _encoding_detail(head, profile))
    check_header(profile, columns or (), head)


def _by_content(head: Head, source: str | None, rules: Rules) -> Decoder:
    family = by_content(head)
    if family is not None:
        return family.make(Origin(source, None, rules.zone))
    for group in rules.library.groups():
        fitting = [profile for profile in group if _fits(profile, head)]
        if len(fitting) > 1:
            names = ", ".join(sorted(profile.name for profile in fitting))
            raise QuarantineError("ambiguous_format", names)
        if fitting:
            name = source or derived_source(f"profile:{fitting[0].name}")
            return ProfileDecoder(fitting[0], {}, rules.zone, name)
    raise QuarantineError("unknown_format", _what_it_looks_like(head, rules.library))


def derived_source(decoder: str) -> str:
    """Return the source of a file that no folder and no option names."""
    return decoder.removeprefix("profile:")


def household_decoder(document: str) -> Decoder:
    """Return the decoder of one of the household's own files."""
    return HouseholdFile(document)


def _fits(profile: Profile, head: Head) -> bool:
    data = head.inside or head.data
    if head.name and not profile.names(head.name):
        return False
    if profile.begins:
        return begins_with(data, profile.form, profile.begins)
    columns = columns_of(data, profile.form)
    return columns is not None and profile.fits(columns)


def _override(value: object) -> FieldRule:
    if isinstance(value, str):
        return FieldRule(constant=value)
    return field_rule({"column": value.column, "map": value.map})  # type: ignore[attr-defined]


def _is_html(head: bytes) -> bool:
    start = head[:1024].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    return start.startswith((b"<!doctype html", b"<html"))


def _encoding_detail(head: bytes, profile: Profile) -> str:
    encoding = profile.form.encoding if isinstance(profile.form, CsvFormat) else "text"
    return f"read as {encoding}{advice(profile, head)}"


def _seen_encoding(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or head[1:400:2].count(0) > 100:
        return "utf-16"
    return ""


def _what_it_looks_like(whole: Head, library: ProfileLibrary) -> str:
    if preview := read_preview(whole.inside):
        alike = ", ".join(_nearest(whole.inside, library))
        return preview.described() + (f"; nearest profiles: {alike}" if alike else "")
    head = whole.data
    for start, name in _BINARY.items():
        if head.startswith(start):
            return f"it is {name}"
    if _seen_encoding(head):
        return "it is UTF-16 text; a profile must say encoding: utf-16"
    if b"\0" in head:
        return "it is not text"
    for profile in (profile for group in library.groups() for profile in group):
        if change := fitting_change(profile, head):
            return f"the profile {profile.name} would fit: {change}"
    near = _nearest(head, library)
    return f"nearest profiles: {', '.join(near)}" if near else "no header is known"


def _nearest(head: bytes, library: ProfileLibrary) -> Sequence[str]:
    shares = []
    for group in library.groups():
        for profile in group:
            cells = set(columns_of(head, profile.form) or ())
            wanted = profile.recognises
            share = len(cells & wanted) / len(cells | wanted)
            if share >= 0.3:
                shares.append((-share, profile.name))
    return [name for _, name in sorted(shares)[:3]]
