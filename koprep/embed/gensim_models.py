"""gensim's word2vec and FastText: their vocabulary and weights set up, and a batch of records learned. Only here.

koprep counts the words itself, so gensim never looks through the corpus; words are their ids, as integers. What gensim
does with the same words in the same order and one thread, this does: the same numbers, in the same order.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gensim
import numpy as np
from gensim.matutils import zeros_aligned
from gensim.models.fasttext import FastText, FastTextKeyedVectors, train_batch_any
from gensim.models.word2vec import Word2Vec, train_batch_cbow, train_batch_sg

from koprep.embed.rows import Array
from koprep.embed.settings import Settings
from koprep.embed.subwords import Grams

VERSION: str = gensim.__version__
_ROWS = 1 << 16
Sentences = list[list[int]]


@dataclass(frozen=True, eq=False)
class Model:
    """A model in training: its ``weights``, arrays that learning changes, the state of its random numbers, and
    ``learn(sentences, alpha)``, which several threads may call at once, each with a ``memory()`` of its own."""

    weights: dict[str, Array]
    random: np.random.RandomState
    memory: Callable[[], Any]
    learn: Callable[[Sentences, float, Any], None]
    noise: Array | None
    codes: list[Array] | None
    points: list[Array] | None


def word2vec(settings: Settings, counts: Array) -> Model:
    """A word2vec model of words 0 to V-1, which occur ``counts`` (V,) times. Weights: vectors, output."""
    model = Word2Vec(**_arguments(settings))
    _prepare(model, counts)

    def learn(sentences: Sentences, alpha: float, memory: Any) -> None:
        if settings.method == "skipgram":
            train_batch_sg(model, sentences, alpha, memory[0], False)
        else:
            train_batch_cbow(model, sentences, alpha, *memory, False)

    return _model(model, {"vectors": model.wv.vectors}, learn)


def fasttext(settings: Settings, counts: Array, grams: Grams, buckets: int) -> Model:
    """A FastText model with parts of our choice. Weights: words (V, D), buckets (B, D), those in use, and output."""
    model = FastText(**_arguments(settings), bucket=max(len(grams.buckets), 1))
    model.wv = _Vectors(settings.dim, grams, _used_rows(settings, grams.buckets, buckets))
    _prepare(model, counts)

    def learn(sentences: Sentences, alpha: float, memory: Any) -> None:
        train_batch_any(model, sentences, alpha, *memory)

    return _model(model, {"words": model.wv.vectors_vocab, "buckets": model.wv.vectors_ngrams}, learn)


class _Vectors(FastTextKeyedVectors):  # type: ignore[misc]
    """gensim's vectors with n-grams cut by us, and rows only for buckets that some word has."""

    def __init__(self, dim: int, grams: Grams, rows: Array) -> None:
        super().__init__(dim, 1, 1, len(rows))
        self.vectors_vocab_lockf = self.vectors_ngrams_lockf = self.vectors_lockf = np.ones(1, np.float32)
        self.vectors_ngrams = rows
        self._grams = grams

    def recalc_char_ngram_buckets(self) -> None:
        """The parts of every word, as views of one array."""
        self.buckets_word = np.split(self._grams.numbers, self._grams.bounds[1:-1])

    def adjust_vectors(self) -> None:
        """Nothing: whole vectors are composed once, after training."""


def _arguments(settings: Settings) -> dict[str, Any]:
    return {
        "vector_size": settings.dim,
        "window": settings.window,
        "min_count": 1,
        "sg": int(settings.method == "skipgram"),
        "hs": int(settings.hs),
        "negative": settings.negative,
        "ns_exponent": settings.ns_exponent,
        "sample": settings.subsample,
        "cbow_mean": int(not settings.cbow_sum),
        "shrink_windows": not settings.fixed_window,
        "seed": settings.seed,
        "sorted_vocab": 0,
    }


def _prepare(model: Any, counts: Array) -> None:
    """Take words and counts as they are, in our order."""
    model.raw_vocab = dict(enumerate(counts.tolist()))
    model.prepare_vocab()
    model.prepare_weights()


def _model(model: Any, weights: dict[str, Array], learn: Callable[[Sentences, float, Any], None]) -> Model:
    size, extra = model.layer1_size, model.wv.expandos
    return Model(
        weights | {"output": model.syn1 if model.hs else model.syn1neg},
        model.random,
        lambda: (zeros_aligned(size, dtype=np.float32), zeros_aligned(size, dtype=np.float32)),
        learn,
        model.cum_table,
        list(extra["code"]) if model.hs else None,
        list(extra["point"]) if model.hs else None,
    )


def _used_rows(settings: Settings, used: Array, buckets: int) -> Array:
    """What gensim draws for these of all the buckets, without holding the others."""
    random, rows = np.random.default_rng(settings.seed + 1), np.empty((len(used), settings.dim), np.float32)
    for start in range(0, buckets, _ROWS):
        drawn = random.random((min(_ROWS, buckets - start), settings.dim), dtype=np.float32)
        first, last = np.searchsorted(used, (start, start + _ROWS))
        rows[first:last] = drawn[used[first:last] - start]
    rows *= 2.0
    rows -= 1.0
    rows /= settings.dim
    return rows
