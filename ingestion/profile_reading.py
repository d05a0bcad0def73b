"""Reading one file by one profile without a lake, to look at how it is read."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from ingestion.decoders.base import Record, Reject
from ingestion.decoders.profile import ProfileDecoder
from ingestion.decoders.profile_tables import column_names, read_table
from ingestion.home_zone import Zone
from ingestion.profile_model import FieldRule, Profile


@dataclass(frozen=True)
class ProfileReading:
    """Hold what a profile makes of a file; `count_rows` are the rows below the header."""

    columns: tuple[str, ...]
    count_rows: int
    records: tuple[Record, ...]
    rejects: tuple[Reject, ...]


def read_with_profile(
    file: Path,
    profile: Profile,
    zone: Zone,
    source: str,
    overrides: Mapping[str, FieldRule] = MappingProxyType({}),
) -> ProfileReading:
    """Read a whole file; `zone` is that of local times without one.

    `overrides` are what a source in household.yml says itself, such as its meter.
    Raises: QuarantineError.
    """
    rows = read_table(file, profile.form)
    header = next(rows, None)
    items = tuple(ProfileDecoder(profile, overrides, zone, source).decode(file))
    return ProfileReading(
        columns=tuple(column_names(header.cells if header else ())),
        count_rows=sum(1 for _ in rows),
        records=tuple(item for item in items if isinstance(item, Record)),
        rejects=tuple(item for item in items if isinstance(item, Reject)),
    )
