"""Sequences of different lengths as rows of one length (패딩)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]
_CELLS = 1 << 17  # filled within the caches


@dataclass(frozen=True)
class Padding:
    """How sequences become equally long: ``max_len`` items (0: chosen from the data), filled with ``value`` at one
    ``side``, and cut at one side where they are longer."""

    max_len: int = 0
    side: str = "post"
    truncate: str = "post"
    value: int = 0


class Spans(NamedTuple):
    """Where sequences stand in an array of ids: ``starts`` (N,) and ``lengths`` (N,); they may overlap."""

    starts: Array
    lengths: Array

    def parts(self, rows: int) -> Iterator[Spans]:
        """The spans, so many at a time."""
        for first in range(0, len(self.starts), rows):
            yield Spans(self.starts[first : first + rows], self.lengths[first : first + rows])


def pad(ids: Array, offsets: Array, padding: Padding) -> Array:
    """Pad ragged sequences: ids (tokens,) and offsets (N+1,) become (N, max_len) int32.

    >>> pad(np.array([1, 2, 3, 4]), np.array([0, 1, 4]), Padding(2, side="pre", truncate="pre")).tolist()
    [[0, 1], [3, 4]]
    """
    rows = np.empty((len(offsets) - 1, padding.max_len), np.int32)
    step = max(1, _CELLS // padding.max_len)
    for first in range(0, len(rows), step):
        part = offsets[first : first + step + 1]
        lengths = np.diff(part)
        items = _cut(ids[part[0] : part[-1]], lengths, padding)
        _fill(rows[first : first + step], items, np.minimum(lengths, padding.max_len), padding)
    return rows


def pad_spans(ids: Array, spans: Spans, padding: Padding) -> Array:
    """Pad the sequences at these places of ids (tokens,), which may overlap: (N, max_len) int32."""
    starts, lengths = spans
    kept = np.minimum(lengths, padding.max_len)
    if padding.truncate == "pre":
        starts = starts + lengths - kept
    rows = np.empty((len(kept), padding.max_len), np.int32)
    _fill(rows, ids[np.repeat(starts, kept) + _counting(kept)], kept, padding)
    return rows


def _cut(ids: Array, lengths: Array, padding: Padding) -> Array:
    """The ids without those that are too many; hardly any row is too long, so only those rows are looked at."""
    long = np.flatnonzero(lengths > padding.max_len)
    if not len(long):
        return ids
    more = lengths[long] - padding.max_len
    ends = np.cumsum(lengths)[long]
    starts = ends - (lengths[long] if padding.truncate == "pre" else more)
    keep = np.ones(len(ids), bool)
    keep[np.repeat(starts, more) + _counting(more)] = False
    return ids[keep]


def _fill(rows: Array, items: Array, lengths: Array, padding: Padding) -> None:
    """Write the items of sequences of these lengths (N,) into rows (N, T)."""
    columns = np.arange(padding.max_len, dtype=np.int32)
    rows.fill(padding.value)
    pre = padding.side == "pre"
    here = columns >= (padding.max_len - lengths)[:, None] if pre else columns < lengths[:, None]
    rows[here] = items


def _counting(lengths: Array) -> Array:
    """0 1 2 … for every length, one after another."""
    numbers: Array = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return numbers
