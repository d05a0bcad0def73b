"""How often the pairs of a group of possible transfers cost as little as scipy's assignment."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

import numpy as np
from scipy.optimize import linear_sum_assignment

Costs = Mapping[tuple[str, str], int]
# More than any sum of costs: one more pair is always worth it.
PAIR = 1_000_000_000


def optimal_share(costs: Costs, pairs: Collection[tuple[str, str]]) -> tuple[int, int]:
    """Return the number of groups whose pairs are optimal, and of all groups.

    `costs` are those of all possible pairs; a group is what shares bookings.
    """
    groups = list(connected(costs))
    chosen = set(pairs)
    optimal = sum(
        total(costs, (pair for pair in group if pair in chosen)) == optimum(costs, group)
        for group in groups
    )
    return optimal, len(groups)


def total(costs: Costs, pairs: Iterable[tuple[str, str]]) -> int:
    """Return what pairs cost; each is worth more than it can cost."""
    return sum(costs[pair] - PAIR for pair in pairs)


def optimum(costs: Costs, group: Collection[tuple[str, str]]) -> int:
    """Return the lowest cost of a one-to-one assignment within a group."""
    paid = sorted({one for one, _ in group})
    received = sorted({one for _, one in group})
    matrix = np.zeros((len(paid), len(received)))
    for pair in group:
        matrix[paid.index(pair[0]), received.index(pair[1])] = costs[pair] - PAIR
    return round(float(matrix[linear_sum_assignment(matrix)].sum()))


def connected(pairs: Iterable[tuple[str, str]]) -> Iterable[list[tuple[str, str]]]:
    """Return the pairs in groups that share no booking."""
    neighbours: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for pair in pairs:
        for booking in pair:
            neighbours[booking].add(pair)
    seen: set[tuple[str, str]] = set()
    for start in sorted(pairs):
        group, waiting = [], [start]
        while waiting:
            pair = waiting.pop()
            if pair not in seen:
                seen.add(pair)
                group.append(pair)
                waiting += neighbours[pair[0]] | neighbours[pair[1]]
        if group:
            yield group
