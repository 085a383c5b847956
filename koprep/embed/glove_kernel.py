"""The inner loop of GloVe, compiled."""

from __future__ import annotations

from typing import Any

import numpy as np

from koprep.embed.compiling import compiled_loosely
from koprep.embed.rows import Array


@compiled_loosely
def learn(
    rows: Array, columns: Array, logs: Array, weights: Array, eta: np.floating[Any], vectors: Array, biases: Array
) -> float:
    """Learn some non-zeros one after the other, and return their cost: the sum of ``f(x) (w·c + b + b' - log x)² / 2``.

    ``rows`` and ``columns`` (n,) int32 say whose counts they are, ``logs`` and ``weights`` (n,) are log x and f(x).
    ``vectors`` (2V, 2, D): words, then contexts, each a vector and AdaGrad's sums of squared steps; ``biases`` (2V, 2)
    likewise. The steps are those of the program that Pennington et al. 2014 wrote (section 4.2): the learning rate
    ``eta`` is part of the gradient that is squared.
    """
    cost = 0.0
    words, _, dim = vectors.shape
    words //= 2
    before = np.empty(dim, vectors.dtype)
    for n in range(len(rows)):
        i, j = rows[n], words + columns[n]
        word, word_sums = vectors[i, 0], vectors[i, 1]
        context, context_sums = vectors[j, 0], vectors[j, 1]
        error = biases[i, 0] + biases[j, 0] - logs[n]
        for d in range(dim):
            error += word[d] * context[d]
            before[d] = word[d]
        step = weights[n] * error
        cost += 0.5 * step * error
        step *= eta
        for d in range(dim):
            change = step * context[d]
            word[d] -= change / np.sqrt(word_sums[d])
            word_sums[d] += change * change
        for d in range(dim):
            change = step * before[d]
            context[d] -= change / np.sqrt(context_sums[d])
            context_sums[d] += change * change
        biases[i, 0] -= step / np.sqrt(biases[i, 1])
        biases[j, 0] -= step / np.sqrt(biases[j, 1])
        biases[i, 1] += step * step
        biases[j, 1] += step * step
    return cost
