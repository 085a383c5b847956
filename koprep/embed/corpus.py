"""The ids tensor that every trainer reads: which of its words are learned, and its records in blocks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from koprep import artifact
from koprep.errors import InputError
from koprep.loading import vocab_of
from koprep.recipe import Recipe
from koprep.vocab import SPECIALS, Vocab

Array = np.ndarray[Any, np.dtype[Any]]
MIN_COUNT = 5
_TOKENS = 1 << 22


class Block(NamedTuple):
    """Some whole records: ids (tokens,) int32 of the words that are learned, -1 where another stood, and the records'
    bounds (records+1,) in them."""

    ids: Array
    bounds: Array

    def without_gaps(self) -> Block:
        """The block as if the other words had never stood there."""
        there = self.ids >= 0
        before = np.concatenate(([0], np.cumsum(there)))
        return Block(self.ids[there], before[self.bounds])


@dataclass(frozen=True, eq=False)
class Corpus:
    """An ids tensor (views of the file) and the words of it that are learned.

    ``vocab`` holds those, in the order of the tensor's vocabulary, with their counts in this tensor; ``number`` (V+1,)
    int32 has the new id of every id of the tensor, -1 for words that are left out, and for the specials.
    """

    ids: Array
    offsets: Array
    number: Array
    vocab: Vocab
    recipe: Recipe
    tagged: bool = False

    @property
    def tokens(self) -> int:
        """How many tokens are learned from."""
        return int(self.vocab.counts.sum())

    def blocks(self, tokens: int = _TOKENS) -> Iterator[Block]:
        """The records in their order, some whole ones at a time; longer ones come alone. Memory: one block."""
        start, records = 0, len(self.offsets) - 1
        while start < records:
            end = int(np.searchsorted(self.offsets, self.offsets[start] + tokens, side="right")) - 1
            end = min(max(end, start + 1), records)
            bounds = np.asarray(self.offsets[start : end + 1])
            yield Block(self.number[self.ids[bounds[0] : bounds[-1]]], bounds - bounds[0])
            start = end


def read(path: Path, min_count: int = MIN_COUNT) -> Corpus:
    """Open a ragged ids tensor and choose its words: those seen ``min_count`` times or more, no specials.

    Raises InputError for a file of another kind, for ids outside its vocabulary, and where no word is left.
    """
    opened = artifact.read(path)
    if opened.kind != "ids":
        more = "; embeddings need ragged ids (koprep tensor --as ids)" if opened.kind == "padded" else ""
        raise InputError(f"{path} holds {opened.kind}, not ids{more or '; koprep tensor --as ids makes them'}")
    vocab, ids = vocab_of(opened), opened["ids"]
    counts = _counted(path, ids, len(vocab))
    kept = counts >= max(min_count, 1)
    kept[[vocab.ids[name] for name in map("<{}>".format, SPECIALS) if name in vocab.ids]] = False
    if not kept.any():
        raise InputError(
            f"{path}: none of its {len(ids):,} tokens is seen {min_count} times; use a lower --min-count, or more text"
        )
    number = np.where(kept, np.cumsum(kept) - 1, -1).astype(np.int32)
    tokens = vocab.tokens
    words = Vocab.of([tokens[id] for id in np.flatnonzero(kept)], counts[kept].tolist())
    return Corpus(ids, opened["offsets"], number, words, opened.recipe, bool(opened.info.get("tagged")))


def _counted(path: Path, ids: Array, size: int) -> Array:
    """How often each id stands in the tensor, (V,) int64."""
    counts = np.zeros(size, np.int64)
    for start in range(0, len(ids), _TOKENS):
        some = ids[start : start + _TOKENS]
        if some.min() < 0 or some.max() >= size:
            raise InputError(f"{path}: an id is outside its vocabulary of {size:,}; the file is damaged")
        counts += np.bincount(some, minlength=size)
    return counts
