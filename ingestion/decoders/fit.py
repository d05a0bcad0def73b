"""FIT: activities and monitoring as watches, bike computers and apps write them.

What cannot be read costs what stands behind it in its part of the file, and a wrong checksum
costs nothing but says so: a watch does not record a run twice.
Source: FIT protocol and profile, Garmin's FIT SDK 21.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ingestion.decoders.base import Item, Reject
from ingestion.decoders.fit_messages import Damage, parts_of
from ingestion.decoders.fit_parts import Numbers, PartReader
from ingestion.errors import QuarantineError
from ingestion.reasons import sentence
from ingestion.tables import ACTIVITY_FILE_WORKOUTS

# A day of one sample a second is about 10 MB.
MOST_BYTES = 100_000_000
# A watch puts the heart rates of a swim into a few files behind the first.
_MOST_PARTS = 1_000


class Fit:
    """Decode the file of one person."""

    name = "fit"
    version = 1

    def __init__(self, person: str) -> None:
        self.options: Mapping[str, Any] = {"person": person}
        self._person = person

    def decode(self, file: Path) -> Iterator[Item]:
        """Yield records and rejects in the file's order; lines are the numbers of messages."""
        if file.stat().st_size > MOST_BYTES:
            raise QuarantineError("too_large", f"more than {MOST_BYTES // 1_000_000} MB")
        data, numbers = file.read_bytes(), Numbers()
        for count, part in enumerate(parts_of(data)):
            if count > _MOST_PARTS:
                raise QuarantineError("malformed", f"it holds more than {_MOST_PARTS} FIT files")
            if isinstance(part, Damage):
                yield _damage_reject(part, numbers)
            else:
                yield from PartReader(data, part, self._person, numbers).items()
        if not numbers.message:
            raise QuarantineError("malformed", "it holds no message that can be read")


def _damage_reject(damage: Damage, numbers: Numbers) -> Reject:
    """Return the reject of what is damaged behind the last message."""
    message = sentence(damage.code, damage.detail)
    return Reject(ACTIVITY_FILE_WORKOUTS, damage.code, message, "", numbers.message)
