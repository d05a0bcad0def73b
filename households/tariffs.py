"""The rows of `rules/tariffs.csv`: what a meter's flow costs, and when."""

import re
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from households import cells
from households.cells import CellError, Read
from households.phrases import shown

# What a price is for: a unit of use, a kWh of a meter that counts m3, a unit at a market's price, a
# day, a month, the highest kilowatts of a month, the least that a month costs, or a share of all
# other charges.
PER_USE = ("per_unit", "per_kilowatt_hour", "market")
CHARGES = (*PER_USE, "per_day", "per_month", "per_month_peak", "per_month_minimum", "percent")
FLOWS = ("import", "export", "production", "consumption")
_EARNING = ("export", "production")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_PRICE = re.compile(r"-?[0-9]{1,8}(\.[0-9]{1,8})?")
_HOURS = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])\s*-\s*([01]?[0-9]|2[0-4]):([0-5][0-9])")
_MONTH_DAY = r"(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_SEASON = re.compile(rf"({_MONTH_DAY})\s*/\s*({_MONTH_DAY})")
_OF_USE_ONLY = ("days", "hours", "season", "register", "usage_from", "market")


def price(cell: str) -> str:
    """Return a price, or a percentage, with at most eight decimals."""
    if not _PRICE.fullmatch(cell):
        raise CellError(
            f"is {shown(cell)}, but must be a number with at most eight decimals",
            "Write it as in 0.2831.",
        )
    return cell


def days(cell: str) -> str:
    """Return the numbers of weekdays, Monday 1, of names and spans such as `mon-fri sun`."""
    found: set[int] = set()
    for part in cell.lower().replace(",", " ").split():
        first, _, last = part.partition("-")
        if first not in _DAYS or (last or first) not in _DAYS:
            remedy = "Write names or spans with blanks between, as in mon-fri sun."
            raise CellError(f"is {shown(cell)}, but must name weekdays", remedy)
        start, end = _DAYS.index(first), _DAYS.index(last or first)
        found.update((start + step) % 7 + 1 for step in range((end - start) % 7 + 1))
    return "".join(map(str, sorted(found)))


def hours(cell: str) -> str:
    """Return a span of the clock as `HH:MM-HH:MM`; it may span midnight."""
    found = _HOURS.fullmatch(cell)
    if found is None or (found[3] == "24" and found[4] != "00"):
        raise CellError(
            f"is {shown(cell)}, but must be a span of hours", "Write it as in 23:00-07:00."
        )
    start, end = f"{int(found[1]):02}:{found[2]}", f"{int(found[3]):02}:{found[4]}"
    if start == end:
        remedy = "Leave it empty for the whole day."
        raise CellError(f"is {shown(cell)}, which has no length", remedy)
    return f"{start}-{end}"


def season(cell: str) -> str:
    """Return the first and last day of a season as `MM-DD/MM-DD`; it may span the year's end."""
    found = _SEASON.fullmatch(cell)
    if found is None:
        raise CellError(
            f"is {shown(cell)}, but must be the first and the last day of a season",
            "Write it as in 11-01/03-31.",
        )
    return f"{found[1]}/{found[4]}"


def check_tariff(row: Mapping[str, str | None]) -> None:
    """Check what the cells of a price must say together.

    Raises: CellError.
    """
    charge = row["charge"] or ""
    if (charge == "market") != (row["market"] is not None):
        remedy = "Write the name of the market beside the charge market, and nowhere else."
        raise CellError(f"The charge {charge} and the column market do not fit", remedy)
    for name in _OF_USE_ONLY:
        if row[name] is not None and charge not in PER_USE:
            remedy = f"Empty it, or write the charge {' or '.join(PER_USE)}."
            raise CellError(f"A charge {charge} has no {name}", remedy)
    if charge == "per_month_minimum" and row["flow"] in _EARNING:
        remedy = "Write it in a row of the flow import."
        raise CellError(f"The flow {row['flow']} earns, it has no least bill", remedy)
    if row["usage_from"] is not None and Decimal(row["usage_from"]) < 0:
        raise CellError("usage_from is below zero", "Write from how many units a month it holds.")


TARIFF_COLUMNS: Mapping[str, Read] = MappingProxyType(
    {
        "tariff_id": cells.text,
        "meter_id": cells.text,
        "flow": cells.choice(*FLOWS),
        "valid_from": cells.date,
        "valid_to": cells.date,
        "component": cells.text,
        "charge": cells.choice(*CHARGES),
        "price": price,
        "currency": cells.text,
        "days": days,
        "hours": hours,
        "season": season,
        "register": cells.text,
        "usage_from": price,
        "market": cells.text,
    }
)
TARIFF_NEEDED = ("tariff_id", "meter_id", "charge", "price")
