"""Rows of a wide table, which has a column for each time of the day, one for each such column."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ingestion.decoders.csv_rows import Row


@dataclass(frozen=True)
class Unpivot:
    """Say which columns stay; of the others `name` holds the header and `value` the cell."""

    keep: tuple[str, ...]
    name: str
    value: str

    def columns(self, header: Sequence[str]) -> list[str]:
        """Return the columns of the rows; those of the header where it lacks one that stays."""
        if not set(self.keep) <= set(header):
            return list(header)
        return [*self.keep, self.name, self.value]


def unpivoted_rows(rows: Iterator["Row"], rule: Unpivot) -> Iterator["Row"]:
    """Yield rows, the header first; a row that cannot be read stays one."""
    header = next(rows, None)
    if header is None:
        return
    names = [cell.strip() for cell in header.cells]
    columns = rule.columns(names)
    yield header._replace(cells=columns)
    if columns == names:
        yield from rows
        return
    kept = [names.index(name) for name in rule.keep]
    wide = [(place, name) for place, name in enumerate(names) if name and place not in kept]
    for row in rows:
        if row.problem:
            yield row
            continue
        stays = [row.cells[place] for place in kept]
        for place, name in wide:
            yield row._replace(cells=[*stays, name, row.cells[place]])
