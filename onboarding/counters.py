"""Telling the states of a counter from amounts."""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median


def grows(numbers: Sequence[float]) -> bool:
    """Tell the states of a counter: they hardly ever fall, and lie far above their steps."""
    steps = [later - earlier for earlier, later in pairwise(numbers)]
    if len(steps) < 2 or max(numbers) == min(numbers):
        return False
    falls = sum(step < 0 for step in steps)
    return falls <= 0.02 * len(steps) and median(numbers) > 2 * median(map(abs, steps))
