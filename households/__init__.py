"""The household: a person's own folder that says who and what the files are about."""

from households.model import (
    Account,
    ColumnMap,
    Comfort,
    DateOrder,
    Household,
    Meter,
    Move,
    OpeningBalance,
    Override,
    Person,
    Room,
    Sensor,
    Source,
)
from households.problems import HouseholdError, Problem
from households.reading import default_bytes, load_household

__all__ = [
    "Account",
    "ColumnMap",
    "Comfort",
    "DateOrder",
    "Household",
    "HouseholdError",
    "Meter",
    "Move",
    "OpeningBalance",
    "Override",
    "Person",
    "Problem",
    "Room",
    "Sensor",
    "Source",
    "default_bytes",
    "load_household",
]
