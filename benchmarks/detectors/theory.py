"""Average run lengths of control charts whose centre and sigma are known, exact or published."""

from typing import Any

import numpy as np
from scipy.stats import norm

# Champ and Woodall, Exact results for Shewhart control charts with supplementary runs rules,
# Technometrics 29 (1987), table 1: run lengths in control of the rules of Western Electric.
RUN_RULES = {"1": 370.40, "1, 2": 225.44, "1, 3": 166.05, "1, 4": 152.73, "1, 2, 3, 4": 91.75}


def shewhart(width: float) -> float:
    """Return the run length in control of limits at `width` sigma."""
    return float(1 / (2 * norm.sf(width)))


def cusum(k: float, h: float, shift: float = 0.0) -> float:
    """Return the run length of a tabular CUSUM of both sides; `shift` in sigma is upwards.

    Source: Page, Continuous inspection schemes (1954): the integral equation, solved at the nodes
    of Gauss and Legendre; the sides of a CUSUM combine as Kemp, The average run length of the
    cumulative sum chart (1961) has it.
    """
    return 1 / (1 / _one_sided_cusum(k - shift, h) + 1 / _one_sided_cusum(k + shift, h))


def _one_sided_cusum(k: float, h: float) -> float:
    nodes, weights = _nodes(0, h)
    starts = np.concatenate(([0.0], nodes))
    passing = np.empty((starts.size, starts.size))
    passing[:, 0] = norm.cdf(k - starts)
    passing[:, 1:] = weights * norm.pdf(nodes[None, :] + k - starts[:, None])
    return _solved(passing)[0]


def ewma(weight: float, width: float, shift: float = 0.0) -> float:
    """Return the run length of an EWMA within its steady limits, begun at the centre.

    Source: Crowder, A simple method for studying run-length distributions of exponentially
    weighted moving average charts, Technometrics 29 (1987).
    """
    limit = width * (weight / (2 - weight)) ** 0.5
    nodes, weights = _nodes(-limit, limit)
    starts = np.concatenate(([0.0], nodes))
    passing = np.zeros((starts.size, starts.size))
    steps = (nodes[None, :] - (1 - weight) * starts[:, None]) / weight - shift
    passing[:, 1:] = weights / weight * norm.pdf(steps)
    return _solved(passing)[0]


def _nodes(low: float, high: float, count: int = 100) -> tuple[Any, Any]:
    nodes, weights = np.polynomial.legendre.leggauss(count)
    return low + (nodes + 1) * (high - low) / 2, weights * (high - low) / 2


def _solved(passing: Any) -> list[float]:
    identity = np.eye(len(passing))
    lengths: list[float] = np.linalg.solve(identity - passing, np.ones(len(passing))).tolist()
    return lengths
