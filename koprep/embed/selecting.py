"""Counts of some of their words: those that are factorized, and those that get a vector."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from koprep.embed.compiling import compiled
from koprep.embed.counts import Counts
from koprep.embed.csr import Csr
from koprep.errors import InputError
from koprep.vocab import Vocab

Array = np.ndarray[Any, np.dtype[Any]]


def chosen(counts: Counts, least: int) -> Counts:
    """The counts of words seen so often, and between them alone. Raises InputError where there are none."""
    kept = seen(counts, least)
    if kept.all():
        return counts
    rows = rows_of(Csr(counts.data, counts.indices, counts.indptr, len(counts.columns)), kept)
    tokens = counts.vocab.tokens
    vocab = Vocab.of([tokens[id] for id in np.flatnonzero(kept)], counts.vocab.counts[kept].tolist())
    part = replace(
        counts, data=rows.data, indices=rows.indices, indptr=rows.indptr, vocab=vocab, rows=counts.rows[kept]
    )
    return _of_contexts(part, np.tile(kept, len(counts.columns) // len(kept)), np.ones(len(vocab), bool))


def narrowed(counts: Counts, core: Array) -> Counts:
    """The same words, but only those contexts that are ``core`` (V,) bool; sums of columns are those of core rows."""
    return counts if core.all() else _of_contexts(counts, np.tile(core, len(counts.columns) // len(core)), core)


def seen(counts: Counts, least: int) -> Array:
    """Which words (V,) bool are seen so often. Raises InputError where none is."""
    found = np.asarray(counts.vocab.counts) >= least
    if not found.any():
        raise InputError(f"none of {len(found):,} words is seen {least} times; use a lower --min-count")
    return found


def _of_contexts(counts: Counts, kept: Array, summed: Array) -> Counts:
    """Counts with some of their columns, (contexts,) bool; ``summed`` (V,) bool are the rows that columns add up."""
    number = np.where(kept, np.cumsum(kept) - 1, -1).astype(np.int32)
    data, indices = np.empty(len(counts.data), np.float64), np.empty(len(counts.data), np.int32)
    indptr, rows = np.zeros(len(counts.indptr), np.int64), np.zeros(len(counts.indptr) - 1)
    columns = np.zeros(int(kept.sum()))
    size = _narrow(counts.data, counts.indices, counts.indptr, number, summed, data, indices, indptr, rows, columns)
    return replace(counts, data=data[:size], indices=indices[:size], indptr=indptr, rows=rows, columns=columns)


def rows_of(matrix: Csr, kept: Array) -> Csr:
    """Some rows (rows,) bool of a matrix."""
    sizes = np.diff(matrix.indptr)
    entries = np.repeat(kept, sizes)
    indptr = np.concatenate(([0], np.cumsum(sizes[kept])))
    return Csr(matrix.data[entries], matrix.indices[entries], indptr, matrix.width)


@compiled
def _narrow(
    data: Array,
    indices: Array,
    indptr: Array,
    number: Array,
    summed: Array,
    new_data: Array,
    new_indices: Array,
    new_indptr: Array,
    rows: Array,
    columns: Array,
) -> int:
    kept = 0
    for row in range(len(indptr) - 1):
        for n in range(indptr[row], indptr[row + 1]):
            column = number[indices[n]]
            if column >= 0:
                new_data[kept], new_indices[kept] = data[n], column
                rows[row] += data[n]
                if summed[row]:
                    columns[column] += data[n]
                kept += 1
        new_indptr[row + 1] = kept
    return kept
