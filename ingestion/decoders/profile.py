"""CSV files read by a profile."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ingestion.decoders.base import Item, Reject
from ingestion.decoders.csv_rows import Row, read_rows
from ingestion.decoders.profile_rows import MisfitError, RowReader, cell_getter, row_reader
from ingestion.errors import QuarantineError
from ingestion.profile_model import FieldRule, Profile
from ingestion.reasons import sentence


class ProfileCsv:
    """Decode a CSV file as a profile says; `zone` is that of local times without one."""

    version = 1

    def __init__(
        self, profile: Profile, overrides: Mapping[str, FieldRule], zone: str, source: str
    ) -> None:
        self.name = f"profile:{profile.name}"
        self._profile = profile.with_overrides(overrides)
        self._zone = zone
        self._source = source
        self.options: Mapping[str, Any] = {
            "profile": profile.document,
            "overrides": {name: _rule_options(rule) for name, rule in sorted(overrides.items())},
            "zone": _zone_option(profile, zone),
        }

    def decode(self, file: Path) -> Iterator[Item]:
        """Yield records and rejects in the file's order."""
        rows = read_rows(file, self._profile.form)
        header = next(rows, None)
        columns = check_header(self._profile, header.cells if header else [])
        reader = row_reader(self._profile, columns, ZoneInfo(self._zone), self._source)
        names = _unique_names(header.cells if header else [])
        is_skipped = _skipper(self._profile, columns)
        for row in rows:
            if row.problem or not is_skipped(row.cells):
                yield from _items(row, reader, names)


def check_header(profile: Profile, cells: Sequence[str]) -> dict[str, int]:
    """Return where each column stands.

    Raises: QuarantineError (`header_mismatch`).
    """
    header = [cell.strip() for cell in cells]
    if profile.header and header != [cell.strip() for cell in profile.header]:
        raise QuarantineError(
            "header_mismatch", f"the profile {profile.name} expects another header"
        )
    missing = sorted(profile.needed_columns() - set(header))
    if missing:
        detail = f"the profile {profile.name} needs the column {', '.join(missing)}"
        raise QuarantineError("header_mismatch", detail)
    twice = sorted(name for name in profile.needed_columns() if header.count(name) > 1)
    if twice:
        raise QuarantineError(
            "header_mismatch", f"the column {', '.join(twice)} stands there twice"
        )
    return {name: number for number, name in enumerate(header)}


def _items(row: Row, reader: RowReader, names: Sequence[str]) -> Iterator[Item]:
    if row.problem:
        yield _reject(reader.table, row, MisfitError(row.problem, ""))
        return
    raw = json.dumps(dict(zip(names, row.cells, strict=True)), ensure_ascii=False)
    try:
        for found in reader.read(row.cells):
            if isinstance(found, MisfitError):
                yield _reject(reader.table, row, found)
            else:
                yield found._replace(line=row.line, raw=raw)
    except MisfitError as misfit:
        yield _reject(reader.table, row, misfit)


def _reject(table: str, row: Row, misfit: MisfitError) -> Reject:
    message = sentence(misfit.code, misfit.detail)
    return Reject(table, misfit.code, message, row.text, row.line)


def _skipper(profile: Profile, columns: Mapping[str, int]) -> Callable[[Sequence[str]], bool]:
    if profile.skip_column is None:
        return lambda _cells: False
    cell = cell_getter(FieldRule((profile.skip_column,)), columns)
    return lambda cells: cell(cells) in profile.skip_values


def _unique_names(header: Sequence[str]) -> list[str]:
    names: list[str] = []
    for cell in header:
        name, number = cell.strip(), 2
        while name in names:
            name, number = f"{cell.strip()} ({number})", number + 1
        names.append(name)
    return names


def _zone_option(profile: Profile, household_zone: str) -> str | None:
    if profile.time is None:
        return None
    is_assumed = profile.time.zone == "household"
    return f"household: {household_zone}" if is_assumed else profile.time.zone


def _rule_options(rule: FieldRule) -> dict[str, Any]:
    return {"columns": rule.columns, "constant": rule.constant, "map": dict(rule.map or {})}
