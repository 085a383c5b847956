"""Corpora and counts for tests, and the five-line counting they are compared with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from koprep.embed.corpus import Corpus
from koprep.embed.counts import Counts
from koprep.embed.csr import Csr
from koprep.recipe import Recipe
from koprep.vocab import Vocab

Array = np.ndarray[Any, np.dtype[Any]]
WEIGHTS: dict[str, Callable[[int, int], float]] = {
    "dynamic": lambda d, window: (window - d + 1) / window,
    "inverse": lambda d, window: 1 / d,
    "flat": lambda d, window: 1.0,
}


def corpus_of(records: Sequence[Sequence[int]], words: int) -> Corpus:
    """Records of ids, -1 for what is no word."""
    flat = [id for record in records for id in record]
    counts = np.bincount([id for id in flat if id >= 0], minlength=words).tolist()
    vocab = Vocab.of([f"말{id}" for id in range(words)], counts)
    number = np.append(np.arange(words), -1).astype(np.int32)  # id -1 is the last
    return Corpus(np.array(flat, np.int32), np.cumsum([0, *map(len, records)]), number, vocab, Recipe())


def reference(
    records: Sequence[Sequence[int]], words: int, window: int, weight: str, contexts: str, clean: bool
) -> Array:
    """The matrix, counted in the plainest way."""
    found: dict[tuple[int, int], float] = defaultdict(float)
    for whole in records:
        record = whole if clean else [id for id in whole if id >= 0]
        for i, word in enumerate(record):
            for j in range(max(0, i - window), min(len(record), i + window + 1)):
                if i != j and word >= 0 and record[j] >= 0:
                    slot = {"symmetric": 0, "directional": int(j < i), "positions": j - i - 1}[contexts]
                    slot = window - 1 + i - j if contexts == "positions" and j < i else slot
                    found[word, slot * words + record[j]] += WEIGHTS[weight](abs(i - j), window)
    matrix = np.zeros((words, words * {"symmetric": 1, "directional": 2, "positions": 2 * window}[contexts]))
    for place, value in found.items():
        matrix[place] = value
    return matrix


def dense(found: Counts | Csr) -> Array:
    """A sparse matrix in full."""
    width = found.width if isinstance(found, Csr) else len(found.columns)
    whole = np.zeros((len(found.indptr) - 1, width), found.data.dtype)
    whole[np.repeat(np.arange(len(whole)), np.diff(found.indptr)), found.indices] = found.data
    return whole


def counts_of(matrix: Array, words: Sequence[str] | None = None) -> Counts:
    """A matrix as counts."""
    rows, columns = np.nonzero(matrix)
    indptr = np.concatenate(([0], np.cumsum(np.bincount(rows, minlength=len(matrix)))))
    vocab = Vocab.of(words or [f"말{id}" for id in range(len(matrix))], [10] * len(matrix))
    data = matrix[rows, columns].astype(np.float64)
    sums = matrix.sum(axis=1).astype(np.float64), matrix.sum(axis=0).astype(np.float64)
    return Counts(data, columns.astype(np.int32), indptr, *sums, vocab, Recipe(), {})


def csr_of(matrix: Array) -> Csr:
    """A matrix as float32 CSR."""
    found = counts_of(matrix)
    return Csr(found.data.astype(np.float32), found.indices, found.indptr, matrix.shape[1])
