"""Positive pointwise mutual information (PPMI) of co-occurrence counts, and word vectors from it.

The formulas and the names of the options are those of Levy, Goldberg & Dagan 2015, "Improving Distributional Similarity
with Lessons Learned from Word Embeddings" (https://aclanthology.org/Q15-1016), by sections below.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from koprep.embed.compiling import compiled
from koprep.embed.counts import Counts
from koprep.embed.csr import Csr
from koprep.errors import InputError, UsageError

Array = np.ndarray[Any, np.dtype[Any]]
_ROWS = 4096


@dataclass(frozen=True)
class Information:
    """How counts become information.

    ``neg`` k: log k is subtracted, as if k negative samples had been drawn (section 3.2, shifted PMI). ``cds``: the
    counts of contexts are raised to this power, which makes rare contexts less informative (section 3.2, context
    distribution smoothing); 1 leaves them.
    """

    neg: float = 1.0
    cds: float = 1.0

    def check(self) -> None:
        """Raise UsageError for values that can't be meant."""
        if not 1 <= self.neg < float("inf"):
            raise UsageError(f"--neg {self.neg:g}: use 1 (no shift) or more, as in 5 or 15")
        if not 0 < self.cds <= 1:
            raise UsageError(f"--cds {self.cds:g}: use a power above 0, up to 1 (no smoothing)")


def ppmi(counts: Counts, how: Information) -> Csr:
    """PPMI (V, contexts) float32, natural logarithm; entries that aren't positive are left out.

    max(0, log(#(w,c) / #(w) · Σ #(c')^cds / #(c)^cds) - log neg), sections 2.1 and 3.2. Raises InputError where nothing
    is left.
    """
    how.check()
    with np.errstate(divide="ignore"):
        smoothed = counts.columns**how.cds
        of_rows = -np.log(counts.rows) - np.log(how.neg) + np.log(smoothed.sum())
        of_columns = np.where(smoothed > 0, -np.log(smoothed), -np.inf)  # a context nobody counts says nothing
    sizes, data, indices = [], [], []
    for first in range(0, len(counts.rows), _ROWS):
        indptr = np.asarray(counts.indptr[first : first + _ROWS + 1])
        start, end = indptr[0], indptr[-1]
        values, columns = np.array(counts.data[start:end]), np.array(counts.indices[start:end])
        made, kept = np.empty(end - start, np.float32), np.zeros(len(indptr) - 1, np.int64)
        size = _positive(values, columns, indptr - start, of_rows[first:], of_columns, made, kept)
        sizes.append(kept)
        data.append(made[:size].copy())
        indices.append(columns[:size].copy())
    if not any(map(len, data)):
        raise InputError(f"no pair of words is seen more often than by chance and --neg {how.neg:g}; use a lower --neg")
    indptr = np.concatenate(([0], np.cumsum(np.concatenate(sizes))))
    return Csr(np.concatenate(data), np.concatenate(indices), indptr, len(counts.columns))


@compiled
def _positive(
    values: Array, columns: Array, indptr: Array, of_rows: Array, of_columns: Array, made: Array, sizes: Array
) -> int:
    """Keep what is positive: its columns are moved to the front."""
    kept = 0
    for row in range(len(sizes)):
        before = kept
        for n in range(indptr[row], indptr[row + 1]):
            value = np.float32(np.log(values[n]) + of_rows[row] + of_columns[columns[n]])
            if value > 0:
                made[kept], columns[kept] = value, columns[n]
                kept += 1
        sizes[row] = kept - before
    return kept
