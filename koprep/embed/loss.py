"""The loss that word2vec and FastText lower, on a sample of the corpus; gensim measures it for word2vec only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from koprep.embed.batches import Sample
from koprep.embed.rows import Array

Inputs = Callable[[Array], tuple[Array, Array]]
"""Ids (n,) to the sums (n, D) of their rows, and how many rows they are (n,)."""


@dataclass(frozen=True, eq=False)
class Loss:
    """The mean over a sample of -log σ(h·v) for words that follow and -log σ(-h·v) for words that don't.

    Mikolov et al. 2013, section 2.2 (negative sampling; the words drawn are the same each time) and 2.1 (hierarchical
    softmax). ``outputs`` (S, K) are rows of the output matrix, ``signs`` 1, -1, or 0 where there is none.
    """

    inputs: Array
    outputs: Array
    signs: Array
    mean: bool

    def __call__(self, words: Inputs, output: Array) -> float:
        hidden = self._hidden(words)
        scores = np.einsum("sd,skd->sk", hidden, output[self.outputs]).astype(np.float64) * self.signs
        losses = np.where(self.signs != 0, np.logaddexp(0, -scores), 0)
        return float(losses.sum(axis=1).mean())

    def _hidden(self, words: Inputs) -> Array:
        ids, places = np.unique(self.inputs, return_inverse=True)
        known = ids >= 0
        sums, sizes = words(ids[known])
        rows = np.zeros((len(ids), sums.shape[1]), np.float32)
        rows[known] = sums
        numbers = np.zeros(len(ids), np.int64)
        numbers[known] = sizes
        places = places.reshape(self.inputs.shape)
        hidden: Array = rows[places].sum(axis=1)
        return hidden / numbers[places].sum(axis=1, keepdims=True) if self.mean else hidden


def negative_sampling(sample: Sample, noise: Array, negative: int, mean: bool, seed: int) -> Loss:
    """The loss with words drawn from the cumulative table ``noise`` (V,)."""
    random = np.random.default_rng((seed, 1))
    drawn = np.searchsorted(noise, random.integers(0, int(noise[-1]), (len(sample.targets), negative)))
    signs = np.where(drawn == sample.targets[:, None], 0, -1)
    outputs = np.column_stack((sample.targets, drawn))
    return Loss(sample.inputs, outputs, np.column_stack((np.ones(len(signs), np.int64), signs)), mean)


def hierarchical(sample: Sample, codes: list[Array], points: list[Array], mean: bool) -> Loss:
    """The loss along the path of every target in the Huffman tree: code 0 is σ(h·v), code 1 its opposite."""
    depth = max(len(codes[id]) for id in sample.targets.tolist())
    outputs = np.zeros((len(sample.targets), depth), np.int64)
    signs = np.zeros_like(outputs)
    for row, sign, id in zip(outputs, signs, sample.targets.tolist(), strict=True):
        row[: len(points[id])] = points[id]
        sign[: len(codes[id])] = 1 - 2 * codes[id].astype(np.int64)
    return Loss(sample.inputs, outputs, signs, mean)
