"""Home Assistant's long-term statistics, one row for each entity and hour.

Source: the custom component "Import Statistics" (2.x), whose exports and imports have one shape:
a table with tabs, commas or semicolons, or a JSON list of entities with their values.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingestion.canonical import canonical_number
from ingestion.decoders.base import Item, Record, Reject
from ingestion.decoders.home_assistant_statistics_rows import NUMBERS, Stated, read_statistics
from ingestion.home_zone import Zone
from ingestion.reasons import sentence
from ingestion.tables import STATISTICS
from ingestion.times import ISO_TIME, LocalClock, StatedValueError, parse_time, utc_text

if TYPE_CHECKING:
    from households import DateOrder, Override

_HOUR = timedelta(hours=1)
_FORMATS = ("%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S")
_ORDERED = {
    "day_first": ("%d/%m/%Y %H:%M", "%d-%m-%Y %H:%M"),
    "month_first": ("%m/%d/%Y %H:%M", "%m-%d-%Y %H:%M"),
    None: (),
}
_ENTITY = re.compile(r"[a-z0-9_]+[.:][a-z0-9_]+", re.IGNORECASE | re.ASCII)


class HomeAssistantStatistics:
    """Decode the exports; `flow` is what the household says of its source's counters."""

    name = "home_assistant_statistics"
    version = 1

    def __init__(
        self,
        zone: Zone,
        *,
        is_zone_stated: bool = False,
        flow: "Override | None" = None,
        date_order: "DateOrder | None" = None,
    ) -> None:
        self._zone = zone
        self._is_assumed = not is_zone_stated
        self._flow = flow
        self._formats = (*_FORMATS, *_ORDERED[date_order])
        self.options: Mapping[str, Any] = {
            "zone": zone.key,
            "is_zone_stated": is_zone_stated,
            "flow": flow if flow is None or isinstance(flow, str) else [flow.column, {**flow.map}],
            "date_order": date_order,
        }

    def decode(self, file: Path) -> Iterator[Item]:
        """Yield records and rejects in the file's order."""
        clock = LocalClock(self._zone)
        for row in read_statistics(file):
            try:
                yield self._record(row, clock)
            except StatedValueError as problem:
                message = sentence(problem.code, str(problem))
                yield Reject(STATISTICS, problem.code, message, row.text, row.line)

    def _record(self, row: Stated, clock: LocalClock) -> Record:
        if row.problem:
            raise StatedValueError(row.problem, "")
        said = row.said
        entity = said.get("statistic_id", "")
        if not _ENTITY.fullmatch(entity):
            raise StatedValueError("entity_missing", f"{entity[:40]!r}")
        numbers = {name: _number(name, said.get(name, "")) for name in NUMBERS}
        if not any(numbers.values()):
            raise StatedValueError("number_missing", f"none of {', '.join(NUMBERS)}")
        start = said.get("start", "")
        moment, fraction = parse_time(start, () if ISO_TIME.fullmatch(start) else self._formats)
        is_local = moment.tzinfo is None
        begun = clock.resolve(moment, entity) if is_local else moment
        at = utc_text(begun, fraction)
        values = (
            entity,
            said.get("unit") or None,
            self._flow_of(said),
            at,
            *numbers.values(),
            "true" if is_local and self._is_assumed else "false",
        )
        return Record(STATISTICS, values, at[:-1], utc_text(begun + _HOUR)[:-1], row.line)

    def _flow_of(self, said: Mapping[str, str]) -> str | None:
        if self._flow is None or isinstance(self._flow, str):
            return self._flow
        stated = said.get(self._flow.column, "")
        return self._flow.map.get(stated)


def _number(name: str, text: str) -> str | None:
    if not text:
        return None
    try:
        return canonical_number(text, "," if "," in text else ".")
    except ValueError as error:
        raise StatedValueError("number_invalid", f"{name}: {error}") from None
