"""Bags of words: how often each word of the vocabulary stands in each record, as a sparse matrix.

Rows are records, columns ids; the numbers are those of scikit-learn's CountVectorizer given the same vocabulary.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from koprep import artifact
from koprep.artifact import Tensor
from koprep.recipe import Recipe
from koprep.tensors.gathering import Gathering
from koprep.tensors.scratch import bounds
from koprep.vocab import SPECIALS, Vocab

Array = np.ndarray[Any, np.dtype[Any]]
_ROWS = 1 << 12  # sorted within the caches
_CELLS = 1 << 17


class Bag(NamedTuple):
    """Some rows of a sparse matrix: ``columns`` and ``counts`` (entries,), and how many entries each row has."""

    columns: Array
    counts: Array
    sizes: Array


def bag(ids: Array, lengths: Array, counted: Array) -> Bag:
    """Count the ids (tokens,) of each record (lengths (N,)); only ids that are ``counted`` (V,) bool.

    >>> bag(np.array([2, 3, 2, 1]), np.array([3, 1]), np.array([False, False, True, True]))
    Bag(columns=array([2, 3]), counts=array([2, 1]), sizes=array([2, 0]))
    """
    bits = len(counted).bit_length()
    keys = np.repeat(np.arange(len(lengths), dtype=np.int64) << bits, lengths) | ids
    keys.sort(kind="stable")  # merges the rows, which are in order, six times as fast as the default
    first = np.flatnonzero(np.concatenate((np.ones(len(keys[:1]), bool), keys[1:] != keys[:-1])))
    counts = np.diff(first, append=len(keys))
    keys = keys[first]
    columns = keys & ((1 << bits) - 1)
    kept = counted[columns]
    if not kept.all():
        keys, columns, counts = keys[kept], columns[kept], counts[kept]
    return Bag(columns, counts, np.bincount(keys >> bits, minlength=len(lengths)))


def counted_ids(vocab: Vocab) -> Array:
    """Which ids (V,) are counted: all but the specials, which stand for no word."""
    counted = np.ones(len(vocab), bool)
    sizes = np.diff(vocab.offsets)
    spelled = {f"<{name}>" for name in SPECIALS}
    for size in {len(token) for token in spelled}:
        rows = np.flatnonzero(sizes == size)
        for id in rows[vocab.data[vocab.offsets[rows]] == ord("<")].tolist():
            counted[id] = vocab[id] not in spelled
    return counted


class Bags(Gathering):
    """Keeps the bags of all records: ``columns`` and ``counts`` (entries,), ``ends`` (N+1,); and in how many records
    each word stands, ``documents`` (V,). Memory: as any `Gathering`'s, and a few numbers a word of the vocabulary."""

    def _open(self) -> None:
        self.columns, self.counts, self._ends = self._column(np.int32), self._column(np.int32), self._column(np.int64)
        self._ends.put(np.zeros(1, np.int64))
        self._counted = counted_ids(self.vocab)
        self.documents = np.zeros(len(self.vocab), np.int64)
        self._total = 0

    def _keep(self, ids: Array, lengths: Array, new_doc: Array) -> None:
        ends, start = np.cumsum(lengths), len(self.columns)
        for first in range(0, len(lengths), _ROWS):
            before = int(ends[first - 1]) if first else 0
            last = min(first + _ROWS, len(lengths))
            found = bag(ids[before : ends[last - 1]], lengths[first:last], self._counted)
            self._ends.put(len(self.columns) + np.cumsum(found.sizes))
            self.columns.put(found.columns)
            self.counts.put(found.counts)
            self._total += int(found.counts.sum())
        self.documents += np.bincount(self.columns.slice(start, len(self.columns)), minlength=len(self.documents))

    def pieces(self) -> Iterator[Bag]:
        """The bags of some records at a time."""
        for ends in bounds(self._ends, _CELLS):
            place = int(ends[0]), int(ends[-1])
            yield Bag(self.columns.slice(*place), self.counts.slice(*place), np.diff(ends))

    def write_matrix(self, kind: str, recipe: Recipe, info: dict[str, Any], data: Tensor, **others: Tensor) -> None:
        """Write the matrix in the parts scipy.sparse.csr_matrix takes: ``data``, ``indices`` int32, ``indptr`` int64,
        ``shape``.

        Raises KoprepError where the disk has no room.
        """
        self.write(kind, recipe, info, {
            "data": data,
            "indices": Tensor("<i4", (len(self.columns),), self.columns.pieces()),
            "indptr": Tensor("<i8", (self.records + 1,), self._ends.pieces()),
            "shape": artifact.of(np.array([self.records, len(self.vocab)], np.int64)),
            **others,
        }, {"tokens": self._total})  # fmt: skip

    def write_bow(self, recipe: Recipe, info: dict[str, Any]) -> None:
        """Write the counts, int64. Raises KoprepError where the disk has no room."""
        counts = (piece.astype(np.int64) for piece in self.counts.pieces())
        self.write_matrix("bow", recipe, info, Tensor("<i8", (len(self.counts),), counts))
