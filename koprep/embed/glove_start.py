"""What GloVe starts from: its options, the non-zeros of the counts in a random order, and weights drawn at random."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from koprep.embed.counts import Counts
from koprep.embed.rows import Array
from koprep.errors import InputError, UsageError

_SEEDS = (1 << 32) - 1
_ROWS = 1 << 20
_TOKENS = 1_700_000


@dataclass(frozen=True)
class Settings:
    """How GloVe learns: counts up to ``x_max`` weigh (x / x_max) ** ``alpha``, others 1; ``eta`` is the learning rate.

    ``deterministic`` is one thread: the same bytes each time.
    """

    dim: int = 100
    epochs: int = 25
    x_max: float = 1.0
    alpha: float = 0.75
    eta: float = 0.05
    seed: int = 1
    deterministic: bool = False


class Pairs(NamedTuple):
    """The non-zeros in the order they are learned: words and contexts (n,) int32, log x and f(x) (n,) float32."""

    rows: Array
    columns: Array
    logs: Array
    weights: Array


def checked(settings: Settings) -> Settings:
    """The same. Raises UsageError for what can't be meant."""
    for name, most in (("dim", 100_000), ("epochs", 1_000_000)):
        if not 1 <= getattr(settings, name) <= most:
            raise UsageError(f"--{name} {getattr(settings, name)}: use 1 to {most:,}")
    for name, usual in (("x_max", "10"), ("eta", "0.05")):
        value = getattr(settings, name)
        if not 0 < value < math.inf:
            raise UsageError(f"--{name.replace('_', '-')} {value:g}: use a number above 0; {usual} is usual")
    if not 0 <= settings.alpha <= 10:
        raise UsageError(f"--alpha {settings.alpha:g}: use a number from 0 to 10; 0.75 is usual")
    if not 0 <= settings.seed < _SEEDS:
        raise UsageError(f"--seed {settings.seed}: use a number from 0 to {_SEEDS - 1}")
    return settings


def usual_x_max(counts: Counts) -> float:
    """1 for a text of some million tokens, and more in proportion, but not more than the 100 of Pennington et al. 2014.

    They took 100 for six billion tokens and more; their demonstration takes 10 for the 17 million of text8.
    """
    return float(min(max(round(int(counts.vocab.counts.sum()) / _TOKENS), 1), 100))


def check_workers(settings: Settings, workers: int) -> None:
    """Raise UsageError for workers that can't be meant."""
    if workers < 1:
        raise UsageError(f"--workers {workers}: use 1 or more")
    if settings.deterministic and workers > 1:
        raise UsageError(f"--workers {workers}: --deterministic takes one; leave out one of the two")


def shuffled(counts: Counts, settings: Settings) -> Pairs:
    """The non-zeros in a random order, the same for the same seed. Memory: 24 bytes a non-zero at the most."""
    size = len(counts.data)
    order = np.arange(size, dtype=np.uint32 if size < 1 << 32 else np.uint64)
    np.random.default_rng(settings.seed).shuffle(order)
    rows, columns = np.empty(size, np.int32), np.empty(size, np.int32)
    logs, weights = np.empty(size, np.float32), np.empty(size, np.float32)
    for start in range(0, size, _ROWS):
        some = slice(start, start + _ROWS)
        x = counts.data[order[some]]
        if not (x.min() > 0 and x.max() < math.inf):
            raise InputError("a count is not above 0; the counts are damaged")
        rows[some] = np.searchsorted(counts.indptr, order[some], side="right") - 1
        columns[some] = counts.indices[order[some]]
        logs[some] = np.log(x)
        weights[some] = np.minimum((x / settings.x_max) ** settings.alpha, 1)
    return Pairs(rows, columns, logs, weights)


def initial(words: int, settings: Settings) -> dict[str, Array]:
    """Weights before the first step: small random numbers, and AdaGrad's sums 1, as in the program of the authors."""
    random = np.random.default_rng((settings.seed, 1))
    scale = np.float32(1 / (settings.dim + 1))
    vectors = np.empty((2 * words, 2, settings.dim), np.float32)
    biases = np.empty((2 * words, 2), np.float32)
    for array in (vectors, biases):
        array[:, 0] = (random.random(array[:, 0].shape, np.float32) - np.float32(0.5)) * scale
        array[:, 1] = 1
    return {"vectors": vectors, "biases": biases}
