"""Comparing amounts with the running balance beside them."""

from collections.abc import Sequence
from itertools import pairwise

_HALF_A_CENT = 0.006
_LEAST_SHARE = 0.8


def balance_agreement(amounts: Sequence[float], balances: Sequence[float | None]) -> int:
    """Return 1 where balances change by the amounts, -1 where by their opposite, 0 if unknown.

    The rows may run forwards or backwards in time.
    """
    if len(amounts) != len(balances):
        return 0
    rows = list(zip(amounts, balances, strict=True))
    for sign in (1, -1):
        if any(_share(ordered, sign) >= _LEAST_SHARE for ordered in (rows, rows[::-1])):
            return sign
    return 0


def _share(rows: Sequence[tuple[float, float | None]], sign: int) -> float:
    """Return the share of neighbouring balances that differ by the amount between them."""
    fits = [
        abs(later - earlier - sign * amount) < _HALF_A_CENT
        for (_, earlier), (amount, later) in pairwise(rows)
        if earlier is not None and later is not None and amount
    ]
    return sum(fits) / len(fits) if fits else 0
