"""TF-IDF: counts weighted by how rare a word is among the records.

The formulas, defaults and numbers are those of scikit-learn's TfidfTransformer
(https://scikit-learn.org/stable/modules/feature_extraction.html#tfidf-term-weighting).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from koprep import artifact
from koprep.artifact import Tensor
from koprep.recipe import Recipe
from koprep.tensors.bags import Bag, Bags

Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True)
class Weighting:
    """``smooth``: as if one more record held every word once. ``sublinear``: 1 + ln(count) instead of the count.
    ``l2``: every row has the length 1."""

    smooth: bool = True
    sublinear: bool = False
    l2: bool = True


def inverse_frequencies(documents: Array, records: int, smooth: bool = True) -> Array:
    """The idf (V,) float64 of words that stand in so many ``documents`` (V,) of so many records.

    ln((1 + n) / (1 + df)) + 1 if smooth, else ln(n / df) + 1. A word in no record gets 0 then, where scikit-learn
    has infinity: nothing is known of it.

    >>> inverse_frequencies(np.array([3, 0]), 3).round(4).tolist()
    [1.0, 2.3863]
    """
    extra = 1 if smooth else 0
    seen = np.maximum(documents + extra, 1).astype(np.float64)
    idf: Array = np.log((records + extra) / seen) + 1.0 if records + extra else np.zeros(len(seen))
    return np.where(documents + extra > 0, idf, 0.0)


def weigh(bags: Bag, idf: Array, how: Weighting) -> Array:
    """The weights (entries,) float64 of the words of some records."""
    weights = bags.counts.astype(np.float64)
    if how.sublinear:
        np.log(weights, out=weights)
        weights += 1.0
    weights *= idf[bags.columns]
    return _of_length_1(weights, bags.sizes) if how.l2 else weights


def write_tfidf(bags: Bags, how: Weighting, idf: Array | None, recipe: Recipe, info: dict[str, Any]) -> None:
    """Write the weights, float64, and ``idf`` (V,).

    ``idf`` is that of other records (the training part's); without it these records' own is taken. Raises KoprepError
    where the disk has no room.
    """
    known = inverse_frequencies(bags.documents, bags.records, how.smooth) if idf is None else idf
    weights = (weigh(piece, known, how) for piece in bags.pieces())
    data = Tensor("<f8", (len(bags.columns),), weights)
    bags.write_matrix("tfidf", recipe, info, data, idf=artifact.of(known))


def _of_length_1(weights: Array, sizes: Array) -> Array:
    """Divide every row by its length; bincount adds from left to right, as scikit-learn does."""
    rows = np.repeat(np.arange(len(sizes)), sizes)
    norms = np.sqrt(np.bincount(rows, weights * weights, minlength=len(sizes)))
    norms[norms == 0] = 1.0
    weights /= np.repeat(norms, sizes)
    return weights
