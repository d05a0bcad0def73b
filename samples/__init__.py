"""Generate a sample household whose every number is known beforehand."""

from samples.generator import (
    SAMPLE_AS_OF,
    SAMPLE_LAST_DATE,
    SampleError,
    SampleSummary,
    write_next_day,
    write_sample,
)

__all__ = [
    "SAMPLE_AS_OF",
    "SAMPLE_LAST_DATE",
    "SampleError",
    "SampleSummary",
    "write_next_day",
    "write_sample",
]
