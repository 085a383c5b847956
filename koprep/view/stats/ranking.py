"""What comes first, and how sure it is: top lists and Dunning's log-likelihood."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from typing import TypeVar

import numpy as np

from koprep.columns.chunk import Array

Number = TypeVar("Number", int, float)


def top(values: Array, name: Callable[[int], str], most: int) -> list[tuple[str, int]]:
    """The names of the greatest values above 0, by (-value, name), without spelling the others.

    >>> top(np.array([2, 5, 0, 2]), lambda id: "물밥국떡"[id], 2)
    [('밥', 5), ('떡', 2)]
    """
    return [(name(id), values[id].item()) for id in ranked(values, name, most)]


def ranked(values: Array, name: Callable[[int], str], most: int) -> list[int]:
    """The places of the greatest values above 0, by (-value, name)."""
    if most < len(values):
        least = np.partition(values, len(values) - most)[len(values) - most] if most else np.inf
        places = np.flatnonzero((values >= least) & (values > 0))
    else:
        places = np.flatnonzero(values > 0)
    return heapq.nsmallest(most, places.tolist(), key=lambda id: (-values[id], name(id)))


def log_likelihood(of: Array, against: Array) -> Array:
    """How surely a word is more, or less, frequent in one corpus than in another: G² of two counts (V,) each.

    G² = 2·(a·ln(a/E₁) + b·ln(b/E₂)), where E₁ = c·(a+b)/(c+d) is what to expect of a corpus of c tokens, E₂ likewise of
    the other's d (Dunning 1993; Rayson & Garside 2000). Above 15.13 it is chance in one word of 10,000 only. 0 where
    both counts are 0.
    """
    a, b = of.astype(np.float64), against.astype(np.float64)
    c, d = a.sum(), b.sum()
    share = (a + b) / max(1.0, c + d)
    return 2 * (_weighted(a, c * share) + _weighted(b, d * share))


def _weighted(seen: Array, expected: Array) -> Array:
    """seen·ln(seen/expected), 0 where nothing was seen."""
    ratio = np.divide(seen, expected, out=np.ones_like(seen), where=seen > 0)
    return seen * np.log(ratio)
