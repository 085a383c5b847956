"""Pairs counted exactly in bounded memory.

The text is counted in blocks as large as the memory allows, each into a matrix of its own: the company of one word
after another, so that the sums of a row stay in the processor's cache. One block is the result; of several the sorted
rows are spilled to disk and added up at the end.
"""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from koprep import files
from koprep.embed import pair_kernels
from koprep.embed.corpus import Block, Corpus
from koprep.embed.spill import Piece, Run, merged, ranges, spill
from koprep.embed.windows import Windows, blocks

Array = np.ndarray[Any, np.dtype[Any]]
T = TypeVar("T")
S = TypeVar("S")
_TOKEN, _CELL = 32, 24
"""Bytes that a token of a block takes, and an entry that is under way."""
_SHARES = 8
"""Pieces for each thread, so that none waits long for another."""
_LEAST_TOKENS, _MOST_TOKENS, _LEAST_CELLS = 64, 1 << 30, 64


@dataclass(frozen=True)
class Means:
    """What counting may use: about how many bytes of memory, how many threads, and a folder (that of ``beside``)."""

    memory: int
    workers: int
    beside: Path


def pieces(corpus: Corpus, how: Windows, means: Means) -> Iterator[Piece]:
    """The matrix of a corpus, some rows at a time. Raises KoprepError where the disk is full."""
    size = len(corpus.vocab)
    tokens = min(max(means.memory // 3 // _TOKEN, _LEAST_TOKENS), _MOST_TOKENS)
    with _pool(means.workers) as pool:
        if int(corpus.offsets[-1] - corpus.offsets[0]) <= tokens:
            yield from _counted(next(blocks(corpus, how, tokens)), size, how, means, pool)
            return
        with contextlib.ExitStack() as stack:
            scratch = [stack.enter_context(files.scratch(means.beside)) for _ in range(3)]
            runs: list[Run] = []
            sizes = np.zeros(size, np.int64)
            for block in blocks(corpus, how, tokens):
                run, of_run = spill(_counted(block, size, how, means, pool), *scratch)
                runs.append(run)
                sizes += of_run
            width = size * how.depth * how.sides
            yield from in_order(
                pool,
                lambda rows: merged(runs, *rows, sizes[slice(*rows)], width),
                ranges(sizes, min(_room(means), int(sizes.sum()) // (_SHARES * means.workers) + 1)),
                means.workers,
            )


def _counted(block: Block, size: int, how: Windows, means: Means, pool: ThreadPoolExecutor) -> Iterator[Piece]:
    """The matrix of one block."""
    text, indptr, places = _index(block, size, how.clean, means.workers, pool)
    weights, _ = how.scaled_weights()
    behind, before = how.shifts(size)
    width = size * how.depth * how.sides
    most = np.minimum(np.diff(indptr) * 2 * how.window, width)

    def count(rows: tuple[int, int]) -> Piece:
        first, last = rows
        room, sizes = int(most[first:last].sum()), np.zeros(last - first, np.int64)
        columns, sums = np.empty(room, np.int32), np.empty(room, np.int64)
        options = weights, behind, before, width, columns, sums, sizes
        kept = pair_kernels.rows(text, indptr, places, first, *options)
        return Piece(sizes, columns[:kept], sums[:kept])  # of the rest of the room no memory was ever taken

    times = np.diff(indptr)
    load = most / _room(means) + times * (_SHARES * means.workers / max(int(indptr[-1]), 1))
    yield from in_order(pool, count, ranges(load, 1.0), means.workers)


def _index(block: Block, size: int, gaps: bool, workers: int, pool: ThreadPoolExecutor) -> tuple[Array, Array, Array]:
    """The text of a block, and where each of its words stands: ``places`` from ``indptr[word]`` on."""
    text = np.empty(len(block.ids) + len(block.bounds), np.int32)
    text = text[: pair_kernels.laid(block.ids, block.bounds, gaps, text)]
    indptr = np.zeros(size + 1, np.int64)
    pair_kernels.counted(text, indptr)
    at, places = indptr[:-1].copy(), np.zeros(indptr[-1] + pair_kernels.AHEAD, np.int32)
    parts = 1 << (workers - 1).bit_length()
    list(pool.map(lambda part: pair_kernels.placed(text, part, parts, at, places), range(parts)))
    return text, indptr, places


def _room(means: Means) -> int:
    """How many entries may be under way in one piece."""
    return max(means.memory // 3 // _CELL // (means.workers + 1), _LEAST_CELLS)


@contextlib.contextmanager
def _pool(workers: int) -> Iterator[ThreadPoolExecutor]:
    """Threads; after an error what has not begun is left undone."""
    pool = ThreadPoolExecutor(workers)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def in_order(pool: ThreadPoolExecutor, do: Callable[[S], T], items: Iterable[S], ahead: int) -> Iterator[T]:
    """What comes of each item, in their order, while some more are under way."""
    waiting: deque[Future[T]] = deque()
    for item in items:
        waiting.append(pool.submit(do, item))
        if len(waiting) > ahead:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()
