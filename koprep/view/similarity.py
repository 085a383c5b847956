"""Cosine, Euclidean and Jaccard similarity of texts as bags of words (유사도)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from scipy import sparse

from koprep.columns.chunk import Array

VECTORS = ("bow", "tfidf")
_CELLS = 1 << 22
_NOISE = 1e-12


class Pairs(NamedTuple):
    """Some pairs: the rows of their first and second texts, and their three numbers, arrays of equal length.

    A text without words is like no other: its cosine and Jaccard similarity are 0.
    """

    a: Array
    b: Array
    cosine: Array
    euclid: Array
    jaccard: Array

    def take(self, places: Array) -> Pairs:
        """The pairs at these places."""
        return Pairs(*(column[places] for column in self))


class Bags:
    """Texts as sparse vectors.

    ``bow`` are counts; ``tfidf`` counts times ln((1 + N)/(1 + df)) + 1, brought to length 1, as scikit-learn's
    TfidfVectorizer does by default. Jaccard similarity is that of the sets of words, whatever the vectors.

    >>> bags = Bags([["나", "사과", "샀다"], ["나", "배", "샀다"]])
    >>> [round(float(value[0]), 2) for value in bags.pairs(np.array([0]), np.array([1]))[2:]]
    [0.67, 1.41, 0.5]
    """

    def __init__(self, texts: Sequence[Sequence[str]], vectors: str = "bow") -> None:
        counts = _matrix(texts)
        self._sets = (counts > 0).astype(np.float64)
        self._sizes = np.diff(counts.indptr).astype(np.float64)
        self._vectors = _tfidf(counts) if vectors == "tfidf" else counts
        self._squares = np.asarray(self._vectors.multiply(self._vectors).sum(axis=1)).ravel()

    def __len__(self) -> int:
        return len(self._sizes)

    def pairs(self, a: Array, b: Array) -> Pairs:
        """Compare rows a (pairs,) with rows b (pairs,)."""
        dots = _sums(self._vectors[a].multiply(self._vectors[b]))
        return self._of(a, b, dots, _sums(self._sets[a].multiply(self._sets[b])))

    def all_pairs(self, least: float = -1.0) -> Iterator[Pairs]:
        """Compare all rows with all others, each pair once, in order, some rows at a time.

        Only pairs with at least this cosine come out.
        """
        step = max(1, _CELLS // max(1, len(self)))
        for start in range(0, len(self), step):
            rows = slice(start, start + step)
            dots = (self._vectors[rows] @ self._vectors.T).toarray()
            common = (self._sets[rows] @ self._sets.T).toarray()
            a, b = np.nonzero(np.arange(len(self)) > np.arange(start, start + len(dots))[:, None])
            found = self._of(a + start, b, dots[a, b], common[a, b])
            yield found.take(np.flatnonzero(found.cosine >= least)) if least > 0 else found

    def _of(self, a: Array, b: Array, dots: Array, common: Array) -> Pairs:
        squares = self._squares[a] + self._squares[b]
        apart = squares - 2 * dots
        apart[apart < _NOISE * squares] = 0  # of equal vectors, what rounding left
        cosine = np.minimum(1, _ratio(dots, np.sqrt(self._squares[a] * self._squares[b])))
        jaccard = _ratio(common, self._sizes[a] + self._sizes[b] - common)
        return Pairs(a, b, cosine, np.sqrt(apart), jaccard)


def best(blocks: Iterable[Pairs], most: int) -> Pairs:
    """The pairs with the greatest cosine, by (-cosine, a, b)."""
    kept = Pairs(*(np.zeros(0, dtype) for dtype in (int, int, float, float, float)))
    for block in blocks:
        together = Pairs(*map(np.concatenate, zip(kept, block, strict=True)))
        kept = together.take(np.lexsort((together.b, together.a, -together.cosine))[:most])
    return kept


def _matrix(texts: Sequence[Sequence[str]]) -> Any:
    """How often every word stands in every text, CSR (texts, words) float64."""
    columns: dict[str, int] = {}
    indices: list[int] = []
    data: list[int] = []
    ends = [0]
    for text in texts:
        counted = Counter(text)
        indices += [columns.setdefault(word, len(columns)) for word in counted]
        data += counted.values()
        ends.append(len(indices))
    return sparse.csr_array((np.array(data, np.float64), indices, ends), shape=(len(texts), len(columns)))


def _tfidf(counts: Any) -> Any:
    idf = np.log((1 + counts.shape[0]) / (1 + np.bincount(counts.indices, minlength=counts.shape[1]))) + 1
    weights = counts.copy()
    weights.data *= idf[weights.indices]
    lengths = np.sqrt(_sums(weights.multiply(weights)))
    weights.data /= np.repeat(lengths, np.diff(weights.indptr))
    return weights


def _sums(matrix: Any) -> Array:
    return np.asarray(matrix.sum(axis=1)).ravel()


def _ratio(above: Array, below: Array) -> Array:
    return np.divide(above, below, out=np.zeros_like(above), where=below > 0)
