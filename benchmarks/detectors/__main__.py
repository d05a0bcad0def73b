"""Write docs/detectors.md: run lengths, false alarms and delays of Daybook and of known tools."""

import argparse
import os
import tempfile
from pathlib import Path

# One thread for each small matrix: several only wait for each other. Read when numpy is imported.
os.environ.setdefault("OMP_NUM_THREADS", "1")

from benchmarks.detectors import daybook, short_day
from benchmarks.detectors.contest import Sizes, contest
from benchmarks.detectors.page import page
from benchmarks.detectors.run_lengths import estimated_limits, known_limits
from benchmarks.model_sql import EngineSession
from benchmarks.timing import PROJECT

PAGE = PROJECT / "docs" / "detectors.md"


def main() -> None:
    """Run the whole study and write its page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, default=4000, help="series for each run length")
    parser.add_argument("--calm", type=int, default=Sizes.calm, help="series in control of a kind")
    parser.add_argument("--faulty", type=int, default=Sizes.faulty, help="series for each fault")
    parser.add_argument("--page", type=Path, default=PAGE)
    arguments = parser.parse_args()
    sizes = Sizes(calm=arguments.calm, faulty=arguments.faulty)
    with (
        tempfile.TemporaryDirectory(prefix="daybook-bench-") as scratch,
        EngineSession(Path(scratch)) as session,
    ):
        text = page(
            known_limits(session, arguments.runs, 1500, arguments.seed),
            estimated_limits(session, arguments.runs // 4, 365, arguments.seed),
            contest(lambda batches: daybook.judge(session, batches), sizes, arguments.seed),
            sizes,
            short_day.sentence(session, sizes.faulty, arguments.seed),
        )
    arguments.page.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
