"""A pass of lxml over an Apple Health export: what reading XML costs before any decoding.

With `attributes` it also asks each element for its attributes and line, as a decoder must.
Run by an interpreter that has lxml, which Daybook itself does not use.
"""

import json
import sys
import time

from lxml.etree import iterparse  # type: ignore[import-untyped]  # see above

KINDS = ("Record", "Workout", "ActivitySummary")


def main() -> None:
    """Print records and times as JSON."""
    wants_attributes = sys.argv[2:] == ["attributes"]
    records, started_at, processor_at = 0, time.perf_counter(), time.process_time()
    for _, element in iterparse(sys.argv[1]):
        records += element.tag in KINDS
        if wants_attributes:
            _ = element.items(), element.sourceline
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]
    said = {
        "records": records,
        "seconds": time.perf_counter() - started_at,
        "processor_seconds": time.process_time() - processor_at,
    }
    print(json.dumps(said))


if __name__ == "__main__":
    main()
