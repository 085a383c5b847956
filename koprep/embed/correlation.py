"""How far two lists of numbers agree: Pearson's and Spearman's correlation. NumPy only."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from koprep.embed.rows import Array


class Correlation(NamedTuple):
    """Spearman's and Pearson's correlation over so many pairs; not a number where there are too few, or all equal."""

    spearman: float
    pearson: float
    pairs: int


def correlation(first: Array, second: Array) -> Correlation:
    """Both correlations of two lists of n numbers."""
    return Correlation(spearman(first, second), pearson(first, second), len(first))


def spearman(first: Array, second: Array) -> float:
    """Pearson's correlation of the ranks, equal numbers sharing the mean of theirs (Spearman 1904)."""
    return pearson(ranks(first), ranks(second))


def pearson(first: Array, second: Array) -> float:
    """Covariance over the product of the standard deviations; NaN for fewer than two numbers or constant ones."""
    if len(first) < 2:
        return math.nan
    x, y = (np.asarray(side, np.float64) - np.mean(side, dtype=np.float64) for side in (first, second))
    scale = math.sqrt(float(x @ x)) * math.sqrt(float(y @ y))
    return float(np.clip(x @ y / scale, -1, 1)) if scale > 0 else math.nan


def ranks(values: Array) -> Array:
    """The rank of each of n numbers, from 1, float64; equal ones get the mean of their ranks.

    >>> ranks(np.array([5, 1, 5])).tolist()
    [2.5, 1.0, 2.5]
    """
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(counts) - (counts - 1) / 2)[place])
