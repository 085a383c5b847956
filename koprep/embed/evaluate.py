"""How good an embedding is: its cosines against what people say of pairs of words, and the analogies it solves.

Pairs: Finkelstein et al. 2002 (WordSim-353), by rank correlation. Analogies: Mikolov et al. 2013 (3CosAdd), Levy &
Goldberg 2014, "Linguistic Regularities in Sparse and Explicit Word Representations" (3CosMul, formula 4), and the mean
cosine distance of Park et al. 2018, "Subword-level Word Vector Representations for Korean".
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby
from typing import NamedTuple

import numpy as np

from koprep.embed.correlation import Correlation, correlation
from koprep.embed.lookup import Lookup
from koprep.embed.rows import Array
from koprep.embed.testsets import Analogy, Pair

_EPSILON = np.float32(1e-6)
_QUADS = 256
_TOTAL = "total"


class Similarity(NamedTuple):
    """``seen``: over pairs of two seen words; ``all``: over all pairs, 0 where a word is unseen; ``composed``: over all
    pairs, with the vectors that were made, None where nothing makes any; ``unseen``, ``unmade``: the words without."""

    seen: Correlation
    all: Correlation
    composed: Correlation | None
    unseen: tuple[str, ...]
    unmade: tuple[str, ...]


class Section(NamedTuple):
    """Of ``quads`` analogies ``used`` have four words: shares solved by 3CosAdd and by 3CosMul, and the mean of
    1 - cos(b - a + c, d) over vectors of length 1."""

    name: str
    quads: int
    used: int
    add: float
    mul: float
    distance: float


class Analogies(NamedTuple):
    """Section by section, then their total: ``seen`` over seen words, ``composed`` (None where nothing is made) also
    over made ones, which then are answers, too."""

    seen: tuple[Section, ...]
    composed: tuple[Section, ...] | None


def similarity(pairs: Sequence[Pair], lookup: Lookup) -> Similarity:
    """Correlate the cosines of pairs with what people say of them."""
    words = list(dict.fromkeys(word for pair in pairs for word in pair[:2]))
    seen = lookup.vectors(words)
    unseen = tuple(word for word in words if word not in seen)
    made = lookup.made(unseen)
    gold = np.array([pair.rating for pair in pairs])
    of_seen = cosines(pairs, seen)
    both = ~np.isnan(of_seen)
    return Similarity(
        correlation(of_seen[both], gold[both]),
        correlation(np.nan_to_num(of_seen), gold),
        correlation(np.nan_to_num(cosines(pairs, seen | made)), gold) if lookup.make else None,
        unseen,
        tuple(word for word in unseen if word not in made),
    )


def cosines(pairs: Sequence[Pair], vectors: Mapping[str, Array]) -> Array:
    """The cosines of pairs (pairs,) float64 by vectors of length 1, NaN where a word has none."""
    return np.array(
        [
            float(vectors[first] @ vectors[second]) if first in vectors and second in vectors else math.nan
            for first, second, _ in pairs
        ]
    )


def analogies(quads: Sequence[Analogy], lookup: Lookup) -> Analogies:
    """Solve analogies, answers being all words but a, b and c (``Lookup.top`` limits them)."""
    words = list(dict.fromkeys(chain.from_iterable(quad[1:] for quad in quads)))
    seen = lookup.vectors(words)
    of_seen = tuple(_sections(quads, _Answers(lookup, seen, {})))
    made = lookup.made(word for word in words if word not in seen)
    return Analogies(of_seen, tuple(_sections(quads, _Answers(lookup, seen, made))) if lookup.make else None)


class _Answers:
    """The vectors that analogies are solved among: those of the vocabulary, and behind them the made ones."""

    def __init__(self, lookup: Lookup, seen: Mapping[str, Array], made: Mapping[str, Array]) -> None:
        self.vectors = {**seen, **made}
        self.ids = {word: id for word in seen if (id := lookup.id(word)) is not None}
        self.ids |= {word: lookup.size + place for place, word in enumerate(made)}
        self._rows, self._size = lookup.embedding.rows, lookup.size
        norms = lookup.embedding.norms[: lookup.size]
        self._scale = np.where(norms > 0, 1 / np.maximum(norms, np.float32(1e-30)), 0).astype(np.float32)
        self._zero = np.flatnonzero(norms == 0)
        self._made = np.array(list(made.values()), np.float32).reshape(len(made), lookup.embedding.dimensions)

    def cosines(self, vectors: Array) -> Array:
        """Of n unit vectors to all answers, (n, answers) float32."""
        found = np.empty((len(vectors), self._size + len(self._made)), np.float32)  # each row in one piece
        np.multiply(self._rows.products(vectors)[:, : self._size], self._scale, out=found[:, : self._size])
        found[:, self._size :] = vectors @ self._made.T
        return found

    def best(self, scores: Array, given: Array) -> int:
        """The place of the highest score (answers,), zero vectors and the ids ``given`` left out."""
        scores[given] = -np.inf
        scores[self._zero] = -np.inf
        return int(scores.argmax())


def _sections(quads: Sequence[Analogy], answers: _Answers) -> Iterable[Section]:
    """Each section as it stands in the file, then the total."""
    every, results = 0, []
    for name, group in groupby(quads, key=lambda quad: quad.section):
        some = list(group)
        used = [quad for quad in some if all(word in answers.vectors for word in quad[1:])]
        solved = [_solved(used[start : start + _QUADS], answers) for start in range(0, len(used), _QUADS)]
        results.append(np.concatenate([np.zeros((0, 3)), *solved]))
        every += len(some)
        yield _section(name, len(some), results[-1])
    yield _section(_TOTAL, every, np.concatenate(results))


def _section(name: str, quads: int, results: Array) -> Section:
    means = results.mean(axis=0).tolist() if len(results) else [math.nan] * 3
    return Section(name, quads, len(results), *means)


def _solved(quads: Sequence[Analogy], answers: _Answers) -> Array:
    """Of some analogies (n, 3) float64: solved by 3CosAdd, by 3CosMul (0 or 1), and the distance."""
    words = list(dict.fromkeys(chain.from_iterable(quad[1:] for quad in quads)))
    unit = np.array([answers.vectors[word] for word in words])
    at = {word: place for place, word in enumerate(words)}
    a, b, c, d = np.array([[at[word] for word in quad[1:]] for quad in quads]).T
    ids = np.array([answers.ids[word] for word in words])
    solved = np.array(list(_choices(np.stack([a, b, c], axis=1), answers.cosines(unit), ids, answers)))
    target = unit[b] - unit[a] + unit[c]
    lengths = np.maximum(np.linalg.norm(target, axis=1), 1e-12)
    distance = 1 - np.einsum("nd,nd->n", target, unit[d], dtype=np.float64) / lengths
    return np.column_stack([solved == ids[d][:, None], distance])


def _choices(quads: Array, near: Array, ids: Array, answers: _Answers) -> Iterator[tuple[int, int]]:
    """What 3CosAdd and 3CosMul answer to each row a, b, c of ``quads``, by the cosines ``near`` (words, answers).

    One at a time: its scores then stay in the processor's cache.
    """
    positive = (1 + near) / 2
    negative = 1 / (positive + _EPSILON)
    scores = np.empty(near.shape[1], np.float32)
    for a, b, c in quads:
        given = ids[[a, b, c]]
        np.add(near[b], near[c], out=scores)
        np.subtract(scores, near[a], out=scores)
        add = answers.best(scores, given)
        np.multiply(positive[b], positive[c], out=scores)
        np.multiply(scores, negative[a], out=scores)
        yield add, answers.best(scores, given)
