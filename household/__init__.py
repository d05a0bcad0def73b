"""The household: a person's own folder that says who and what the files are about."""

from household.model import (
    Account,
    ColumnMap,
    Comfort,
    Household,
    Meter,
    OpeningBalance,
    Override,
    Person,
    Room,
    Sensor,
    Source,
)
from household.problems import HouseholdError, Problem
from household.reading import default_bytes, load_household

__all__ = [
    "Account",
    "ColumnMap",
    "Comfort",
    "Household",
    "HouseholdError",
    "Meter",
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
