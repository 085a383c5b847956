"""The corpus as gensim takes it: batches of at most 10,000 tokens, and a sample to measure the loss on.

gensim's kernels stop at the 10,000th token of a batch without a word, so longer records are cut there into parts; no
window reaches over a cut, and no token is lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from koprep.embed.corpus import Block, Corpus
from koprep.embed.rows import Array
from koprep.embed.settings import Settings

LIMIT = 10_000
SAMPLED = 4096
_NOTHING = np.zeros(0, np.int32)


class Batch(NamedTuple):
    """Ids (tokens,) int32 of n records or parts of them, their bounds (n+1,), and how many came before in the epoch."""

    ids: Array
    bounds: Array
    before: int

    def lists(self) -> list[list[int]]:
        """A list of ids a record, as gensim wants its sentences."""
        ids = self.ids.tolist()
        return [ids[start:end] for start, end in pairwise(self.bounds.tolist())]


class Sample(NamedTuple):
    """Places of the corpus: the words ``inputs`` (S, C) int32, filled with -1, that are to predict ``targets`` (S,)."""

    inputs: Array
    targets: Array


def batches(corpus: Corpus) -> Iterator[Batch]:
    """All tokens that are learned from, in order, as many records in a batch as fit, as gensim itself cuts them."""
    ids, bounds, before = _NOTHING, np.zeros(1, np.int64), 0
    for block in corpus.blocks():
        more = _parts(block)
        bounds = np.concatenate((bounds, more.bounds[1:] + len(ids)))
        ids, start = np.concatenate((ids, more.ids)), 0
        while (end := int(np.searchsorted(bounds, bounds[start] + LIMIT, side="right")) - 1) < len(bounds) - 1:
            yield Batch(ids[bounds[start] : bounds[end]], bounds[start : end + 1] - bounds[start], before)
            start, before = end, before + end - start
        ids, bounds = ids[bounds[start] :], bounds[start:] - bounds[start]
    if len(ids):
        yield Batch(ids, bounds, before)


def count_parts(corpus: Corpus) -> tuple[int, int]:
    """How many records (or parts of long ones) there are, and how many tokens have a neighbour in theirs."""
    lengths = [np.diff(_parts(block).bounds) for block in corpus.blocks()]
    return sum(map(len, lengths)), sum(int(some[some > 1].sum()) for some in lengths)


def sample(corpus: Corpus, settings: Settings, neighboured: int) -> Sample:
    """Evenly spread places with random contexts, the same for the same seed, out of ``neighboured`` tokens."""
    random = np.random.default_rng(settings.seed)
    places = np.unique(np.linspace(0, neighboured - 1, min(SAMPLED, neighboured)).astype(np.int64))
    found, at = [], 0
    for block in map(_parts, corpus.blocks()):
        lengths = np.diff(block.bounds)
        company = np.flatnonzero(np.repeat(lengths > 1, lengths))
        here = places[np.searchsorted(places, at) : np.searchsorted(places, at + len(company))] - at
        found.append(_contexts(block, company[here], settings, random))
        at += len(company)
    inputs, targets = zip(*found, strict=True)
    return Sample(np.concatenate(inputs), np.concatenate(targets))


def _contexts(block: Block, places: Array, settings: Settings, random: np.random.Generator) -> Sample:
    """For skip-gram one other word of the window, for CBOW a window of random width, as far as the record goes."""
    record = np.searchsorted(block.bounds, places, side="right") - 1
    reach = settings.window if settings.method == "skipgram" else random.integers(1, settings.window + 1, len(places))
    first = np.maximum(block.bounds[record], places - reach)
    last = np.minimum(block.bounds[record + 1], places + reach + 1)
    if settings.method == "skipgram":
        around = (first + random.integers(0, np.maximum(last - first - 1, 1)))[:, None]
        around += around >= places[:, None]
        return Sample(block.ids[around], block.ids[places])
    around = first[:, None] + np.arange(2 * settings.window + 1)
    inside = (around < last[:, None]) & (around != places[:, None])
    return Sample(np.where(inside, block.ids[np.where(inside, around, 0)], np.int32(-1)), block.ids[places])


def _parts(block: Block) -> Block:
    """The records of a block without gaps and empty ones, cut where they are too long."""
    ids, bounds = block.without_gaps()
    lengths = np.diff(bounds)
    starts, lengths = bounds[:-1][lengths > 0], lengths[lengths > 0]
    cuts = -(-lengths // LIMIT)
    which = np.arange(int(cuts.sum())) - np.repeat(np.cumsum(cuts) - cuts, cuts)
    return Block(ids, np.append(np.repeat(starts, cuts) + which * LIMIT, len(ids)))
