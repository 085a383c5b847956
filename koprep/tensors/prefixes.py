"""Samples for predicting the next word: every beginning of a record, and the word that follows it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np

from koprep.artifact import Tensor
from koprep.recipe import Recipe
from koprep.tensors.collector import Collector
from koprep.tensors.gathering import Rows
from koprep.tensors.padding import Padding, Spans, pad_spans
from koprep.tensors.scratch import CELLS, bounds

Array = np.ndarray[Any, np.dtype[Any]]


def prefixes(offsets: Array) -> Spans:
    """The beginnings of records (offsets (N+1,)) that another word follows: of [a b c] they are [a] and [a b].

    >>> starts, lengths = prefixes(np.array([0, 3, 4]))
    >>> starts.tolist(), lengths.tolist()
    ([0, 0], [1, 2])
    """
    samples = np.maximum(np.diff(offsets) - 1, 0)
    before = np.repeat(np.cumsum(samples) - samples, samples)
    return Spans(np.repeat(offsets[:-1], samples), np.arange(1, len(before) + 1) - before)


def samples(gathered: Collector) -> int:
    """How many samples there are: one a word that has another before it."""
    return sum((length - 1) * count for length, count in gathered.lengths.items() if length)


def longest(gathered: Collector) -> int:
    """The length of the longest beginning, at least 1."""
    return max(1, max(gathered.lengths, default=0) - 1)


def cut(gathered: Collector, max_len: int) -> int:
    """How many words beginnings of at most this length leave out, in all samples."""
    over = ((length - 1 - max_len, count) for length, count in gathered.lengths.items())
    return sum(more * (more + 1) // 2 * count for more, count in over if more > 0)


def write_prefixes(gathered: Collector, padding: Padding, recipe: Recipe, info: dict[str, Any]) -> None:
    """Write ``X`` (M, T) int32, the beginnings padded; ``y`` (M,) int32, the words that follow; ``lengths`` (M,).

    A sample has its record's label. Raises KoprepError where the disk has no room, UsageError where rows are too wide.
    """
    gathered.check_width(padding.max_len)
    count, width = samples(gathered), padding.max_len
    tensors = {
        "X": Tensor("<i4", (count, width), (pad_spans(ids, spans, padding) for ids, spans in _parts(gathered, width))),
        "y": Tensor("<i4", (count,), (ids[spans.starts + spans.lengths] for ids, spans in _parts(gathered, 1))),
        "lengths": Tensor("<i4", (count,), _lengths(gathered, width)),
    }
    gathered.write("prefixes", recipe, info, tensors, {"samples": count}, Rows(count, partial(_labels, gathered)))


def _parts(gathered: Collector, width: int) -> Iterator[tuple[Array, Spans]]:
    """Ids, and where samples stand in them, at most about 4 million ids of samples at a time."""
    step = max(1, CELLS // width)
    for ids, offsets in gathered.blocks():
        for spans in prefixes(offsets).parts(step):
            yield ids, spans


def _lengths(gathered: Collector, width: int) -> Iterator[Array]:
    for _, spans in _parts(gathered, 1):
        yield np.minimum(spans.lengths, width).astype(np.int32)


def _labels(gathered: Collector) -> Iterator[Array]:
    """The number of every sample's class."""
    pieces = [len(offsets) - 1 for offsets in bounds(gathered.offsets)]
    for offsets, numbers in zip(bounds(gathered.offsets), gathered.labels.numbers(pieces), strict=True):
        yield np.repeat(numbers, np.maximum(np.diff(offsets) - 1, 0))
