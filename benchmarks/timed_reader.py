"""Timing another program's reader, by an interpreter that has nothing of Daybook."""

import json
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path


def main(*readers: Callable[[Path], int]) -> None:
    """Print records and times of the named reader, which a small file has loaded."""
    warnings.simplefilter("ignore")
    (reader,) = (one for one in readers if one.__name__ == sys.argv[1])
    reader(Path(sys.argv[3]))
    started_at, processor_at = time.perf_counter(), time.process_time()
    said = {"records": reader(Path(sys.argv[2]))}
    times = {
        "seconds": time.perf_counter() - started_at,
        "processor_seconds": time.process_time() - processor_at,
    }
    print(json.dumps({**said, **times}))
