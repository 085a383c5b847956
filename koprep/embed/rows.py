"""The rows of an embedding, dense or sparse, as far as queries need them. NumPy only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]


class Rows(Protocol):
    """V vectors of D dimensions."""

    @property
    def shape(self) -> tuple[int, int]:
        """(V, D)."""

    def take(self, ids: Array) -> Array:
        """Some rows, (n, D) float32."""

    def products(self, queries: Array) -> Array:
        """The inner products of queries (B, D) with all rows: (B, V) float32."""


@dataclass(frozen=True, eq=False)
class Dense:
    """Rows of a matrix (V, D) float32, which may be a view of a file."""

    vectors: Array

    @property
    def shape(self) -> tuple[int, int]:
        return self.vectors.shape[0], self.vectors.shape[1]

    def take(self, ids: Array) -> Array:
        return np.asarray(self.vectors[ids], np.float32)

    def products(self, queries: Array) -> Array:
        return np.asarray((self.vectors @ queries.T).T)


@dataclass(frozen=True, eq=False)
class Sparse:
    """Rows of a CSR matrix: ``data`` and ``indices`` (nnz,), ``indptr`` (V+1,), of ``width`` columns."""

    data: Array
    indices: Array
    indptr: Array
    width: int

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.indptr) - 1, self.width

    def take(self, ids: Array) -> Array:
        rows = np.zeros((len(ids), self.width), np.float32)
        for row, id in zip(rows, ids, strict=True):
            start, end = self.indptr[id], self.indptr[id + 1]
            row[self.indices[start:end]] = self.data[start:end]
        return rows

    def products(self, queries: Array) -> Array:
        filled = np.flatnonzero(np.diff(self.indptr))
        found = np.zeros((len(queries), len(self.indptr) - 1), np.float32)
        if len(filled):
            for row, query in zip(found, queries, strict=True):
                row[filled] = np.add.reduceat(self.data * query[self.indices], self.indptr[filled])
        return found
