"""Tables read by a profile."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ingestion.decoders.base import Item, Reject
from ingestion.decoders.csv_rows import Row
from ingestion.decoders.encodings import head_of
from ingestion.decoders.json_rows import JsonFormat
from ingestion.decoders.profile_cells import Cells, Getter, MisfitError, column_getter
from ingestion.decoders.profile_header import check_header
from ingestion.decoders.profile_rows import RowReader, row_reader
from ingestion.decoders.profile_tables import cells_above, column_names, read_table
from ingestion.home_zone import Zone
from ingestion.profile_model import FieldRule, Profile, RowRule
from ingestion.reasons import sentence


class ProfileDecoder:
    """Decode a file as a profile says; `zone` is that of local times without one."""

    # 2: a local time that stands twice in a row is the repeated hour of autumn, one by one.
    version = 2

    def __init__(
        self, profile: Profile, overrides: Mapping[str, FieldRule], zone: Zone, source: str
    ) -> None:
        self.name = f"profile:{profile.name}"
        self._profile = profile.with_overrides(overrides)
        self._zone = zone
        self._source = source
        self.options: Mapping[str, Any] = {
            "profile": profile.document,
            "overrides": {name: _rule_options(rule) for name, rule in sorted(overrides.items())},
            "zone": _zone_option(profile, zone.key),
        }

    def decode(self, file: Path) -> Iterator[Item]:
        """Yield records and rejects in the file's order."""
        profile = _settled(self._profile, file)
        rows = read_table(file, profile.form)
        header = next(rows, None)
        if header is None and isinstance(profile.form, JsonFormat):
            return
        columns = check_header(profile, header.cells if header else [], head_of(file))
        reader = row_reader(profile, columns, self._zone, self._source)
        names = _unique_names(header.cells if header else [])
        skips = [(rule, column_getter((rule.column,), columns)) for rule in profile.skips]
        kept = (row for row in rows if row.problem or not _is_skipped(row.cells, skips))
        for row, following in _with_following(kept):
            yield from _items(row, following, reader, names)


def _settled(profile: Profile, file: Path) -> Profile:
    return profile.with_above(cells_above(file, profile.form)) if profile.reads_above() else profile


def _is_skipped(cells: Cells, skips: Sequence[tuple[RowRule, Getter]]) -> bool:
    return any(rule.fits(text(cells)) for rule, text in skips)


def _with_following(rows: Iterator[Row]) -> Iterator[tuple[Row, Cells | None]]:
    row = next(rows, None)
    while row is not None:
        behind = next(rows, None)
        yield row, behind.cells if behind and not behind.problem else None
        row = behind


def _items(
    row: Row, following: Cells | None, reader: RowReader, names: Sequence[str]
) -> Iterator[Item]:
    if row.problem:
        yield _reject(reader.table, row, MisfitError(row.problem, ""))
        return
    raw = json.dumps(dict(zip(names, row.cells, strict=True)), ensure_ascii=False)
    try:
        for found in reader.read(row.cells, following):
            if isinstance(found, MisfitError):
                yield _reject(reader.table, row, found)
            else:
                yield found._replace(line=row.line, raw=raw)
    except MisfitError as misfit:
        yield _reject(reader.table, row, misfit)


def _reject(table: str, row: Row, misfit: MisfitError) -> Reject:
    message = sentence(misfit.code, misfit.detail)
    return Reject(table, misfit.code, message, row.text, row.line)


def _unique_names(header: Sequence[str]) -> list[str]:
    names: list[str] = []
    for cell in column_names(header):
        name, number = cell, 2
        while name in names:
            name, number = f"{cell} ({number})", number + 1
        names.append(name)
    return names


def _zone_option(profile: Profile, household_zone: str) -> str | None:
    if profile.time is None:
        return None
    is_assumed = profile.time.zone == "household"
    return f"household: {household_zone}" if is_assumed else profile.time.zone


def _rule_options(rule: FieldRule) -> dict[str, Any]:
    return {"columns": rule.columns, "constant": rule.constant, "map": dict(rule.map or {})}
