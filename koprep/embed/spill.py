"""Runs of entries sorted by rows, spilled to an unnamed file beside the output."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, NamedTuple

import numpy as np

from koprep.embed import pair_kernels

Array = np.ndarray[Any, np.dtype[Any]]
_AT_ONCE, _NUMBERS = 1 << 30, 1 << 17


class Piece(NamedTuple):
    """Some rows of a sparse matrix: the entries of each (n,), their columns in order int32, and their sums int64."""

    sizes: Array
    columns: Array
    sums: Array


class Run(NamedTuple):
    """All rows in two files: columns and sums from the entry ``start`` on. The bounds of the rows stay on disk, too, in
    ``file`` from the byte ``bounds`` on: with many runs and words they would be much."""

    columns: BinaryIO
    sums: BinaryIO
    bounds: BinaryIO
    start: int
    first: int

    def indptr(self, first: int, last: int) -> Array:
        """The bounds of rows ``first`` to ``last``, entries counted from the beginning of the run."""
        return _read(self.bounds, self.first + first, last - first + 1, np.int64)

    def put(self, first: int, last: int, at: Array, columns: Array, sums: Array) -> None:
        """Put the entries of rows ``first`` to ``last`` at the places ``at`` (last - first,), which move on."""
        indptr = self.indptr(first, last)
        start, count = self.start + int(indptr[0]), int(indptr[-1] - indptr[0])
        found = _read(self.columns, start, count, np.int32), _read(self.sums, start, count, np.int64)
        pair_kernels.put(indptr, *found, at, columns, sums)


def spill(pieces: Iterable[Piece], columns: BinaryIO, sums: BinaryIO, bounds: BinaryIO) -> tuple[Run, Array]:
    """Write a matrix to the ends of three files: the run, and how many entries each row has (V,).

    Raises OSError where the disk is full.
    """
    run = Run(columns, sums, bounds, columns.seek(0, 2) // 4, bounds.seek(0, 2) // 8)
    sums.seek(0, 2)
    found = []
    for piece in pieces:
        columns.write(piece.columns.data)
        sums.write(piece.sums.data)
        found.append(piece.sizes)
    sizes = np.concatenate(found)
    bounds.write(np.concatenate(([0], np.cumsum(sizes))).data)
    for file in (columns, sums, bounds):
        file.flush()
    return run, sizes


def merged(runs: list[Run], first: int, last: int, sizes: Array, width: int) -> Piece:
    """Rows ``first`` to ``last`` of the sum of runs, which have ``sizes`` (last - first,) entries there together."""
    starts = np.concatenate(([0], np.cumsum(sizes)))
    at, columns, sums = starts[:-1].copy(), np.empty(starts[-1], np.int32), np.empty(starts[-1], np.int64)
    for run in runs:
        run.put(first, last, at, columns, sums)
    left = np.zeros(last - first, np.int64)
    kept = pair_kernels.combine(starts, columns, sums, width, left)
    return Piece(left, columns[:kept], sums[:kept])


def ranges(sizes: Array, cells: float) -> Iterator[tuple[int, int]]:
    """Ranges of rows whose sizes (rows,) are at most ``cells`` together; a larger row comes alone."""
    ends = np.cumsum(sizes)
    first = 0
    while first < len(sizes):
        before = ends[first] - sizes[first]
        last = max(first + 1, int(np.searchsorted(ends, before + cells, side="right")))
        yield first, last
        first = last


def numbers(file: BinaryIO, dtype: type[Any]) -> Iterator[Array]:
    """All numbers of a file, some at a time."""
    count = file.seek(0, 2) // np.dtype(dtype).itemsize
    for first in range(0, count, _NUMBERS):
        yield _read(file, first, min(_NUMBERS, count - first), dtype)


def _read(file: BinaryIO, first: int, count: int, dtype: type[Any]) -> Array:
    """Numbers of a file from a place on, read so that threads don't disturb one another."""
    found = np.empty(count, dtype)
    data, done = found.data.cast("B"), 0
    while done < len(data):
        some = os.preadv(file.fileno(), [data[done : done + _AT_ONCE]], first * found.itemsize + done)
        if not some:
            raise OSError(None, "a temporary file is cut off")
        done += some
    return found
