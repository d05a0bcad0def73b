"""The rows of `rules/source_priorities.csv`: which recorder is believed first."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from households import cells
from households.cells import CellError, Read
from households.phrases import shown

_PRIORITY = re.compile(r"[1-9][0-9]?")
# What several recorders may tell of, as the columns of gold name it.
METRICS = (
    "step_count",
    "distance_meters",
    "active_energy_kilocalories",
    "sleep",
    "resting_heart_rate_bpm",
    "heart_rate_variability_sdnn_milliseconds",
    "heart_rate_variability_rmssd_milliseconds",
    "body_mass_kilograms",
    "heart_rate_bpm",
)


def priority(cell: str) -> str:
    """Return a whole number from 1, believed first, to 99."""
    if not _PRIORITY.fullmatch(cell):
        raise CellError(
            f"is {shown(cell)}, but must be a whole number from 1 to 99",
            "Write 1 for what is believed first; phones have 2, what was typed by hand 9.",
        )
    return cell


SOURCE_PRIORITY_COLUMNS: Mapping[str, Read] = MappingProxyType(
    {
        "recorder": cells.text,
        "priority": priority,
        "person_id": cells.text,
        "metric": cells.choice(*METRICS),
        "valid_from": cells.date,
        "valid_to": cells.date,
    }
)
SOURCE_PRIORITY_NEEDED = ("recorder", "priority")
