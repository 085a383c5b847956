"""Windows over records: which words stand in one another's company, and how much each pair counts.

The options are those of Levy, Goldberg & Dagan 2015, "Improving Distributional Similarity with Lessons Learned from
Word Embeddings", section 3.1: dynamic windows, subsampling, and its "dirty" and "clean" variant.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from koprep.embed.corpus import Block, Corpus
from koprep.errors import UsageError, suggest

Array = np.ndarray[Any, np.dtype[Any]]
WEIGHTS = ("dynamic", "inverse", "flat")
CONTEXTS = ("symmetric", "directional", "positions")
LONGEST = 100_000
_LCM_UP_TO = 20
_ROUNDED = 1 << 31
_BITS = 53


@dataclass(frozen=True)
class Windows:
    """How pairs are counted.

    ``window``: how many words to each side. ``weight`` of a pair d words apart: ``dynamic`` (window - d + 1) / window,
    as word2vec's random windows give on average; ``inverse`` 1/d, GloVe's; ``flat`` 1. ``contexts``: a word's contexts
    are the words around it (``symmetric``), apart by side (``directional``) or apart by place (``positions``).
    ``subsample`` T leaves out a token with the probability 1 - sqrt(T / f), f its word's share of the text; 0 keeps
    all. Words that are left out, rare ones too, are gone before windows are made ("dirty", as in word2vec), or with
    ``clean`` keep their place.
    """

    window: int = 5
    weight: str = "dynamic"
    contexts: str = "symmetric"
    subsample: float = 0.0
    clean: bool = False
    seed: int = 1

    def check(self) -> None:
        """Raise UsageError for values that can't be meant."""
        if not 1 <= self.window <= LONGEST:
            raise UsageError(f"--window {self.window}: use 1 to {LONGEST:,}")
        for option, value, known in (("weight", self.weight, WEIGHTS), ("contexts", self.contexts, CONTEXTS)):
            if value not in known:
                raise UsageError(f"--{option} {value}: {suggest(value, known)}")
        if not 0 <= self.subsample < 1:
            raise UsageError(f"--subsample {self.subsample:g}: use a small number such as 1e-5, or 0 to keep all")

    @property
    def depth(self) -> int:
        """How many matrices pairs are counted in: one a place, or one in all."""
        return self.window if self.contexts == "positions" else 1

    @property
    def sides(self) -> int:
        """2 where what stands before and what stands behind are different contexts, else 1."""
        return 1 if self.contexts == "symmetric" else 2

    def shifts(self, size: int) -> tuple[Array, Array]:
        """What to add to a word's id to get the context it is 1, 2 … places behind, and before, of ``size`` words."""
        slots = np.arange(self.window) if self.depth > 1 else np.zeros(self.window, np.int64)
        behind, before = slots * size, (slots + self.depth * (self.sides - 1)) * size
        return behind.astype(np.uint64), before.astype(np.uint64)

    def scaled_weights(self) -> tuple[Array, int]:
        """The weights (window,) int64 of pairs 1, 2 … words apart, and what to divide sums of them by.

        Sums of integers don't depend on the order of adding. 1/d is exact up to a window of 20, beyond that rounded to
        31 bits.

        >>> Windows(3, "inverse").scaled_weights()
        (array([6, 3, 2]), 6)
        """
        apart = np.arange(1, self.window + 1, dtype=np.int64)
        if self.weight == "flat":
            return np.ones_like(apart), 1
        if self.weight == "dynamic":
            return apart[::-1].copy(), self.window
        scale = math.lcm(*apart.tolist()) if self.window <= _LCM_UP_TO else _ROUNDED
        return np.rint(scale / apart).astype(np.int64), scale


def blocks(corpus: Corpus, how: Windows, tokens: int) -> Iterator[Block]:
    """Some whole records at a time, -1 in the place of every word that isn't counted."""
    keep = _shares(corpus, how.subsample)
    first = int(corpus.offsets[0])
    for block in corpus.blocks(tokens):
        if keep is not None:
            block = Block(_thinned(block.ids, first, keep, how.seed), block.bounds)
        first += len(block.ids)
        yield block


def _shares(corpus: Corpus, subsample: float) -> Array | None:
    """How many of 2 ** 53 tokens of each word stay, (V+1,) uint64; nothing of what is no word."""
    if not subsample:
        return None
    frequencies = corpus.vocab.counts / max(corpus.tokens, 1)
    shares = np.minimum(np.sqrt(subsample / np.maximum(frequencies, 1e-300)), 1.0)
    return np.append(np.rint(shares * 2.0**_BITS), 0).astype(np.uint64)


def _thinned(ids: Array, first: int, keep: Array, seed: int) -> Array:
    """The ids without those that are sampled away. ``first`` is the place of the first one in the whole text: what
    stays depends on it alone, not on how the text is cut into blocks."""
    kept: Array = np.where(random_bits(first, len(ids), seed) < keep[ids], ids, np.int32(-1))
    return kept


def random_bits(first: int, count: int, seed: int) -> Array:
    """53 random bits for each of some places in a text, (count,) uint64: SplitMix64 (Steele, Lea & Flood 2014)."""
    golden = 0x9E3779B97F4A7C15
    start = np.uint64((seed << 40) % 2**64)  # a seed has its own 2 ** 40 places of the sequence
    bits = (np.arange(first + 1, first + count + 1, dtype=np.uint64) + start) * np.uint64(golden)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        bits = (bits ^ (bits >> np.uint64(shift))) * np.uint64(factor)
    found: Array = (bits ^ (bits >> np.uint64(31))) >> np.uint64(64 - _BITS)
    return found
