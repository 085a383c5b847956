"""Vectors of the parts of words, fitted to vectors of words that were made without them.

What a word's n-grams tell of its vector is learned by a weighted ridge regression, so that counted vectors (PPMI and
SVD), too, reach unseen words, and rare words lean on words they resemble. A word is the mean of its n-grams as in
Bojanowski et al. 2017; that is fitted afterwards as in Pinter et al. 2017, "Mimicking Word Embeddings using Subword
RNNs", but linear and without chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from koprep.embed.csr import Csr
from koprep.embed.rows import Array
from koprep.embed.subwords import Subwords, cut

_TINY = np.float32(1e-12)


@dataclass(frozen=True)
class Parting:
    """How parts are fitted.

    ``subwords``: how words are cut; a part of fewer than ``shared`` words is left out. ``doubt``: a word seen n times
    weighs n / (n + doubt) in the fit. ``penalty``: of the squared length of the parts' vectors. ``prior``: a word seen
    n times keeps n / (n + prior) of its own vector, the rest is what its parts tell; 0 leaves it alone. ``steps`` of
    conjugate gradients: the fit ends early, which keeps parts small as ``penalty`` does.
    """

    subwords: Subwords = field(default_factory=Subwords)
    shared: int = 2
    doubt: float = 5.0
    penalty: float = 0.01
    prior: float = 10.0
    steps: int = 20


class Parted(NamedTuple):
    """``vectors`` (V, D) float32 of length 1 (or 0), words leaning on their parts; ``rows`` (B, D) float32 of the
    parts, and their ``buckets`` (B,) int32, sorted, as the file of an embedding holds them."""

    vectors: Array
    rows: Array
    buckets: Array


def parted(tokens: Sequence[str], counts: Array, vectors: Array, how: Parting, workers: int = 1) -> Parted:
    """Fit the vectors of parts to those of words (V, D), seen ``counts`` (V,) times, and let words lean on them.

    An unseen word is then the mean of the rows of its parts, those left out counting as zeros (BucketParts). The number
    of threads makes no difference to the result.
    """
    parts, buckets = _parts(tokens, how)
    own = _unit(np.asarray(vectors, np.float32))
    seen = np.asarray(counts, np.float64)
    weights = np.where(own.any(axis=1), seen / (seen + how.doubt), 0).astype(np.float32)
    with ThreadPoolExecutor(workers) as pool:
        rows = _ridge(parts, own, weights, how, pool)
        told = parts.times(rows, pool)
    trust = (seen / (seen + how.prior)).astype(np.float32)[:, None] if how.prior else np.float32(1)
    return Parted(_unit(trust * own + (1 - trust) * told), rows, buckets)


def _parts(tokens: Sequence[str], how: Parting) -> tuple[Csr, Array]:
    """The shares (V, B) that parts have in words, and the buckets (B,) of those that enough words share."""
    grams = cut(tokens, how.subwords)
    sizes = np.diff(grams.bounds)
    words = np.repeat(np.arange(len(sizes)), sizes)
    pairs, times = np.unique(words * len(grams.buckets) + grams.numbers, return_counts=True)
    words, numbers = np.divmod(pairs, max(len(grams.buckets), 1))
    kept = np.bincount(numbers, minlength=len(grams.buckets)) >= how.shared
    there = kept[numbers]
    words, numbers, times = words[there], numbers[there], times[there]
    shares = (times / sizes[words]).astype(np.float32)
    indptr = np.concatenate(([0], np.cumsum(np.bincount(words, minlength=len(sizes)))))
    place = (np.cumsum(kept) - 1).astype(np.int32)
    return Csr(shares, place[numbers], indptr, int(kept.sum())), grams.buckets[kept]


def _ridge(parts: Csr, wanted: Array, weights: Array, how: Parting, pool: ThreadPoolExecutor) -> Array:
    """Rows B (parts, D) that make sum of weights · |parts · B - wanted|² + penalty · |B|² small.

    Conjugate gradients on the normal equations (Hestenes & Stiefel 1952), every column with steps of its own.
    """
    mirror = parts.transposed()
    found = np.zeros((parts.width, wanted.shape[1]), np.float32)
    left = mirror.times(weights[:, None] * wanted, pool)
    way, size = left.copy(), _squares(left)
    for _ in range(how.steps):
        image = mirror.times(weights[:, None] * parts.times(way, pool), pool) + np.float32(how.penalty) * way
        step = size / np.maximum(_dots(way, image), _TINY)
        found += step * way
        left -= step * image
        size, before = _squares(left), size
        way = left + size / np.maximum(before, _TINY) * way
    return found


def _squares(matrix: Array) -> Array:
    return _dots(matrix, matrix)


def _dots(first: Array, second: Array) -> Array:
    """The inner products of columns, (D,) float32."""
    return np.asarray(np.einsum("nd,nd->d", first, second, dtype=np.float64), np.float32)


def _unit(vectors: Array) -> Array:
    lengths = np.sqrt(np.einsum("vd,vd->v", vectors, vectors, dtype=np.float64)).astype(np.float32)
    return np.asarray(vectors / np.maximum(lengths, _TINY)[:, None], np.float32)
