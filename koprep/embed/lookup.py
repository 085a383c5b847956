"""The vectors of the words of a test: seen ones from the vocabulary, unseen ones made from what they consist of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from koprep.embed.embedding import Embedding
from koprep.embed.rows import Array

Make = Callable[[str], Array | None]
"""The vector (D,) of a word that the vocabulary lacks, or None."""


@dataclass(frozen=True, eq=False)
class Lookup:
    """Finds words in an embedding; with ``make`` also the vectors of words it lacks.

    A word stands for itself; else, where tokens have tags (먹/VV), for the most frequent token of that form; else,
    with ``fold``, for the first word that differs in case only. ``top`` leaves only so many of the first, most
    frequent words.
    """

    embedding: Embedding
    make: Make | None = None
    fold: bool = True
    top: int | None = None

    @property
    def size(self) -> int:
        """How many words are there."""
        return len(self.embedding) if self.top is None else min(self.top, len(self.embedding))

    def id(self, word: str) -> int | None:
        """The id of a word that was seen, or None."""
        id = self.embedding.vocab.ids.get(word)
        if id is None or id >= self.size:
            id = self._forms.get(word) if self.embedding.info.get("tagged") else None
        if id is None and self.fold:
            id = self._folded.get(word.casefold())
        return id

    def vectors(self, words: Iterable[str]) -> dict[str, Array]:
        """Vectors of length 1 of the words that were seen, (D,) float32 each. Zero vectors count as unseen."""
        found = {word: id for word in words if (id := self.id(word)) is not None}
        rows = self.embedding.rows.take(np.array(list(found.values()), np.int64))
        return {word: unit for word, row in zip(found, rows, strict=True) if (unit := _unit(row)) is not None}

    def made(self, words: Iterable[str]) -> dict[str, Array]:
        """The same of words that were not seen, as far as ``make`` has them."""
        vectors = {word: self.make(word) for word in words if self.make is not None}
        return {word: unit for word, row in vectors.items() if row is not None and (unit := _unit(row)) is not None}

    @cached_property
    def _forms(self) -> dict[str, int]:
        return _first((token.rpartition("/")[0] for token in self._words), self.embedding.vocab.counts)

    @cached_property
    def _folded(self) -> dict[str, int]:
        return _first((word.casefold() for word in self._words), self.embedding.vocab.counts)

    @property
    def _words(self) -> Sequence[str]:
        return self.embedding.vocab.tokens[: self.size]


def summed(embedding: Embedding, split: Callable[[str], Sequence[str]]) -> Make:
    """Makes the vector of an unseen word: the sum of those of the tokens that ``split`` parts it into.

    The sum, not the mean, so that what a token adds is the same in every word: 밥을 - 밥 + 물 = 물을. Tokens that the
    vocabulary lacks, and words that stay whole, are made by the embedding's own ``parts`` where it has them; a token of
    an unseen tag (밥/NNP) counts as the most frequent one of its form (밥/NNG).
    """

    seen = Lookup(embedding)

    def vector(word: str) -> Array | None:
        id = seen.id(word)
        if id is None and embedding.info.get("tagged"):
            id = seen.id(word.rpartition("/")[0])
        if id is not None:
            return np.asarray(embedding.rows.take(np.array([id]))[0])
        return embedding.parts.vector(word) if embedding.parts is not None else None

    def make(word: str) -> Array | None:
        tokens = split(word)
        known = [made for token in tokens if (made := vector(token)) is not None]
        return np.asarray(np.sum(known, axis=0, dtype=np.float32)) if known else vector(word)

    return make


def _unit(vector: Array) -> Array | None:
    length = np.linalg.norm(vector)
    return np.asarray(vector / length, np.float32) if length > 0 else None


def _first(names: Iterable[str], counts: Array) -> dict[str, int]:
    """The id of the most frequent word of each name, the first of equal ones."""
    found: dict[str, int] = {}
    for id, name in enumerate(names):
        if name not in found or counts[id] > counts[found[name]]:
            found[name] = id
    return found
