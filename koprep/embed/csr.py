"""Sparse matrices of float32, as far as PPMI and SVD need them: products with dense ones, by several threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from koprep.embed.compiling import compiled

Array = np.ndarray[Any, np.dtype[Any]]
_PIECES = 8


class Csr(NamedTuple):
    """``data`` float32 and ``indices`` int32 (nnz,), ``indptr`` (rows+1,) int64, and the number of columns."""

    data: Array
    indices: Array
    indptr: Array
    width: int

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.indptr) - 1, self.width

    @property
    def nbytes(self) -> int:
        return self.data.nbytes + self.indices.nbytes + self.indptr.nbytes

    def transposed(self) -> Csr:
        """Its mirror, sorted by columns as well."""
        data, indices = np.empty_like(self.data), np.empty_like(self.indices)
        indptr = np.concatenate(([0], np.cumsum(np.bincount(self.indices, minlength=self.width))))
        _transpose(self.data, self.indices, self.indptr, indptr[:-1].copy(), data, indices)
        return Csr(data, indices, indptr, len(self.indptr) - 1)

    def times(self, dense: Array, pool: ThreadPoolExecutor) -> Array:
        """The product with a dense matrix (width, n) float32: (rows, n) float32.

        Each row is added up in the order of its columns, so that the number of threads makes no difference.
        """
        found = np.empty((len(self.indptr) - 1, dense.shape[1]), np.float32)
        cuts = np.searchsorted(self.indptr, np.linspace(0, self.indptr[-1], _PIECES + 1)[1:-1])
        bounds = [0, *cuts.tolist(), len(found)]
        dense = np.ascontiguousarray(dense, np.float32)
        pieces = [(*self[:3], dense, start, end, found) for start, end in pairwise(bounds)]
        list(pool.map(lambda piece: _times(*piece), pieces))
        return found


@compiled
def _transpose(data: Array, indices: Array, indptr: Array, at: Array, new_data: Array, new_indices: Array) -> None:
    for row in range(len(indptr) - 1):
        for n in range(indptr[row], indptr[row + 1]):
            place = at[indices[n]]
            new_data[place], new_indices[place] = data[n], row
            at[indices[n]] = place + 1


@compiled
def _times(data: Array, indices: Array, indptr: Array, dense: Array, first: int, last: int, found: Array) -> None:
    """Four entries at a time: the sums are then loaded and stored a quarter as often."""
    width = dense.shape[1]
    for row in range(first, last):
        whole = found[row]
        whole[:] = 0
        end = indptr[row + 1]
        fours = indptr[row] + (end - indptr[row]) // 4 * 4
        for n in range(indptr[row], fours, 4):
            v0, v1, v2, v3 = data[n], data[n + 1], data[n + 2], data[n + 3]
            r0, r1, r2, r3 = dense[indices[n]], dense[indices[n + 1]], dense[indices[n + 2]], dense[indices[n + 3]]
            for column in range(width):
                whole[column] += (v0 * r0[column] + v1 * r1[column]) + (v2 * r2[column] + v3 * r3[column])
        for n in range(fours, end):
            value, other = data[n], dense[indices[n]]
            for column in range(width):
                whole[column] += value * other[column]
