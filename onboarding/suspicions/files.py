"""What looks wrong in the file itself, by its rejects, its last bytes and its newest time."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from ingestion.decoders.base import Reject
from onboarding.suspicions.found import Suspicion


def times_that_do_not_exist(rejects: Sequence[Reject], zone: str) -> Iterator[Suspicion]:
    """Yield a suspicion where rows lie in the hour that summer time skips."""
    inside = [reject for reject in rejects if reject.reason == "time_nonexistent"]
    if inside:
        yield Suspicion(
            "wrong_zone",
            f"{len(inside)} rows, the first in line {inside[0].line}, lie in the hour that summer "
            f"time skips in {zone}",
            "The times are not local ones: write zone: UTC under time in the profile, or the zone "
            "in which they were recorded.",
        )


def cut_off(rejects: Sequence[Reject], last_line: int, end: bytes) -> Iterator[Suspicion]:
    """Yield a suspicion where the last line is shorter than the others and has no end.

    `last_line` is the number of the last line of the file, `end` its last bytes.
    """
    broken = [reject for reject in rejects if reject.reason == "row_ragged"]
    if broken and broken[-1].line == last_line and not end.endswith((b"\n", b"\r")):
        yield Suspicion(
            "cut_off",
            f"The file ends in the middle of line {last_line}",
            "Half a download: export or download it again and put it beside this one.",
        )


def in_the_future(latest: datetime | None, as_of: datetime) -> Iterator[Suspicion]:
    """Yield a suspicion where rows lie behind the moment of all numbers."""
    if latest is not None and latest > as_of:
        yield Suspicion(
            "in_the_future",
            f"The last row lies at {latest:%Y-%m-%d %H:%M}, behind {as_of:%Y-%m-%d %H:%M} UTC",
            "Look at the order of day and month in the formats of the profile.",
        )


def wrong_decimal_mark(cells: Iterable[str], decimal: str, thousands: str) -> Iterator[Suspicion]:
    """Yield a suspicion where the thousands mark stands behind a single zero."""
    number = re.compile(rf"[-+]?0{re.escape(thousands)}\d+")
    zero = next((cell for cell in cells if thousands and number.fullmatch(cell)), None)
    if zero is not None:
        yield Suspicion(
            "wrong_decimal_mark",
            f"{zero} is read as a whole number, a thousand times too large",
            f'Write decimal_mark: "{thousands}" and thousands_mark: "{decimal}" under file.',
        )


def everything_rejected(count_records: int, rejects: Sequence[Reject]) -> Iterator[Suspicion]:
    """Yield a suspicion where no more than half of the rows could be read, by the main reason."""
    if len(rejects) <= count_records:
        return
    reason, count = Counter(reject.reason for reject in rejects).most_common(1)[0]
    example = next(reject for reject in rejects if reject.reason == reason)
    yield Suspicion(
        "mostly_rejected",
        f"{count} rows cannot be read, the first in line {example.line}",
        example.message,
    )
