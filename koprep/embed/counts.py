"""Co-occurrence counts (동시발생 행렬): how often words stand in one another's company, exact to the last pair.

Counted from an ids tensor, kept in memory or in a file of kind ``counts`` that PPMI and GloVe start from.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from koprep import artifact, files
from koprep.artifact import Artifact, Tensor
from koprep.embed import pair_kernels
from koprep.embed.corpus import MIN_COUNT, Corpus
from koprep.embed.recipes import step
from koprep.embed.spill import Piece, numbers, spill
from koprep.embed.tally import Means, pieces
from koprep.embed.windows import Windows
from koprep.errors import InputError, KoprepError, UsageError
from koprep.loading import vocab_of
from koprep.recipe import Recipe
from koprep.tensors.gathering import amount
from koprep.vocab import Vocab

Array = np.ndarray[Any, np.dtype[Any]]
KIND = "counts"
MEMORY = 2_000_000_000
LEAST_MEMORY = 256_000_000
_BASE = 216_000_000
"""What Python, NumPy and the compiler take."""
_ENTRY = 24
"""Bytes an entry takes at most while counts are gathered in memory."""
_DEFAULTS = Windows()


@dataclass(frozen=True, eq=False)
class Counts:
    """A sparse matrix (V, contexts) of how much company words are to one another, as CSR.

    ``data`` float64 (weights, exact sums divided once), ``indices`` int32 in order, ``indptr`` (V+1,) int64, and the
    sums of its ``rows`` (V,) and ``columns`` (contexts,) float64. Contexts are the V words; with ``directional`` those
    behind, then those before; with ``positions`` those 1, 2 … places behind, then those 1, 2 … places before. All may
    be views of a file.
    """

    data: Array
    indices: Array
    indptr: Array
    rows: Array
    columns: Array
    vocab: Vocab
    recipe: Recipe
    info: dict[str, Any]

    @property
    def shape(self) -> tuple[int, int]:
        """Words and contexts."""
        return len(self.rows), len(self.columns)


def working_memory(max_memory: int) -> int:
    """What is left for counting where the whole process may take ``max_memory`` bytes. Raises UsageError."""
    if max_memory < LEAST_MEMORY:
        raise UsageError(f"--max-memory {max_memory / 10**6:g}M: too little; at least {LEAST_MEMORY // 10**6}M")
    return max_memory - _BASE


def count(
    corpus: Corpus, how: Windows, beside: Path, memory: int = MEMORY, workers: int = 1, most: int | None = None
) -> Counts:
    """Count into memory. ``memory`` in bytes bounds the counting, which spills into the folder of ``beside``; ``most``
    the bytes of the counts that come of it.

    Raises UsageError for options that can't be meant, InputError where no two words stand in one window, and
    KoprepError for a full disk, or more counts than ``most``.
    """
    sums, scale, found = _Sums(corpus, how), how.scaled_weights()[1], []
    for piece in sums.over(pieces(corpus, how, Means(memory, workers, beside))):
        found.append(piece)
        if most is not None and _ENTRY * sums.entries > most:
            raise too_large(sums.entries, _ENTRY * sums.entries, most, "over ")
    sums.check()
    data, indices = np.empty(sums.entries, np.float64), np.empty(sums.entries, np.int32)
    indptr = np.concatenate(([0], np.cumsum(np.concatenate([piece.sizes for piece in found]))))
    end = sums.entries
    while found:  # from the end, so that memory is given back on the way
        piece = found.pop()
        np.divide(piece.sums, scale, out=data[end - len(piece.sums) : end])
        indices[end - len(piece.sums) : end] = piece.columns
        end -= len(piece.sums)
    totals = sums.rows / scale, sums.columns / scale
    return Counts(data, indices, indptr, *totals, corpus.vocab, corpus.recipe, _info(corpus, how))


def write(
    path: Path, corpus: Corpus, how: Windows, memory: int = MEMORY, workers: int = 1, min_count: int = MIN_COUNT
) -> int:
    """Count into a file, in about ``memory`` bytes all the time; returns how many entries it has.

    The same bytes whatever the memory and the number of workers. Raises as :func:`count`, and KoprepError where the
    disk is full.
    """
    sums, scale = _Sums(corpus, how), how.scaled_weights()[1]
    with contextlib.ExitStack() as stack:
        scratch = [stack.enter_context(files.scratch(path)) for _ in range(3)]
        _, sizes = spill(sums.over(pieces(corpus, how, Means(memory, workers, path))), *scratch)
        sums.check()
        tensors = {
            "data": Tensor("<f8", (sums.entries,), (piece / scale for piece in numbers(scratch[1], np.int64))),
            "indices": Tensor("<i4", (sums.entries,), numbers(scratch[0], np.int32)),
            "indptr": artifact.of(np.concatenate(([0], np.cumsum(sizes)))),
            "shape": artifact.of(np.array([len(sums.rows), len(sums.columns)], np.int64)),
            "row_sums": artifact.of(sums.rows / scale),
            "column_sums": artifact.of(sums.columns / scale),
            "vocab": artifact.of(corpus.vocab.data),
            "vocab_offsets": artifact.of(corpus.vocab.offsets),
            "counts": artifact.of(corpus.vocab.counts),
        }
        size = {"types": len(corpus.vocab), "contexts": len(sums.columns), "values": sums.entries}
        recipe = corpus.recipe.then((counting_step(how, min_count),))
        artifact.write(path, KIND, tensors, recipe, _info(corpus, how) | {"sizes": size})
    return sums.entries


def read(path: Path) -> Counts:
    """Open a counts file. Raises InputError for one of another kind, or a damaged one."""
    return counts_of(artifact.read(path))


def too_large(entries: int, need: int, most: int, over: str = "") -> KoprepError:
    """The error for a matrix that doesn't fit into memory."""
    return KoprepError(
        f"{over}{entries:,} pairs of words take {amount(need)} of memory, but there are {amount(most)}; use a higher "
        "--min-count, a smaller --window, or a larger --max-memory"
    )


def counts_of(opened: Artifact) -> Counts:
    """The counts in an opened file, as views of it. Raises InputError for a file of another kind, or a damaged one."""
    if opened.kind != KIND:
        raise InputError(f"{opened.path} holds {opened.kind}, not counts; koprep embed counts makes them of ids")
    vocab = vocab_of(opened)
    try:
        entries = opened["data"], opened["indices"], opened["indptr"]
        found = Counts(*entries, opened["row_sums"], opened["column_sums"], vocab, opened.recipe, opened.info)
        whole = len(found.indptr) == len(vocab) + 1 == len(found.rows) + 1 and found.shape == tuple(opened["shape"])
    except KeyError as error:
        raise InputError(f"{opened.path}: no tensor {error}; the file is damaged") from None
    if not whole or found.indptr[0] or (np.diff(found.indptr) < 0).any() or not _fits(found):
        raise InputError(f"{opened.path}: its tensors don't fit one another; the file is damaged")
    return found


def counting_step(how: Windows, min_count: int = MIN_COUNT) -> str:
    """The step of a recipe."""
    options: dict[str, tuple[object, object]] = {"window": (how.window, None), "min-count": (min_count, MIN_COUNT)}
    for name in ("weight", "contexts", "subsample", "clean"):
        options[name] = getattr(how, name), getattr(_DEFAULTS, name)
    if how.subsample:
        options["seed"] = how.seed, _DEFAULTS.seed
    return step("embed.counts", options)


class _Sums:
    """Sums of rows and columns, and the number of entries, taken while the pieces of a matrix go by."""

    def __init__(self, corpus: Corpus, how: Windows) -> None:
        how.check()
        size = len(corpus.vocab)
        self._width = size * how.depth * how.sides
        if self._width > np.iinfo(np.int32).max:
            raise UsageError(f"--contexts {how.contexts}: {self._width:,} contexts are too many; use a lower --window")
        self._how, self._corpus = how, corpus
        self.rows = np.zeros(size, np.int64)
        self.columns = self.rows if how.sides == 1 else np.zeros(self._width, np.int64)
        self.entries = 0

    def over(self, found: Iterator[Piece]) -> Iterator[Piece]:
        at = 0
        for piece in found:
            rows = self.rows[at : at + len(piece.sizes)]
            pair_kernels.add_up(*piece, rows, self.columns if self._how.sides > 1 else self.columns[:0])
            at += len(piece.sizes)
            self.entries += len(piece.sums)
            yield piece

    def check(self) -> None:
        """Raise InputError where nothing was counted."""
        if not self.entries:
            raise InputError(
                f"no two of the {len(self.rows):,} words stand in one record within {self._how.window} places; "
                "give records of several words, or a lower --min-count"
            )


def _fits(found: Counts) -> bool:
    """Whether there are as many entries as the rows say, and their columns exist."""
    entries = len(found.indices)
    if not len(found.data) == entries == found.indptr[-1]:
        return False
    return not entries or (found.indices.min() >= 0 and int(found.indices.max()) < len(found.columns))


def _info(corpus: Corpus, how: Windows) -> dict[str, Any]:
    """What a reader of the counts needs to know of them."""
    return {"tagged": corpus.tagged, "window": how.window, "weight": how.weight, "contexts": how.contexts}
