"""Words to ids."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from koprep.columns.chunk import Array, Chunk
from koprep.vocab import Vocab

_AT_ONCE = 1 << 22


def encode(chunks: Iterable[Chunk], vocab: Vocab) -> Iterator[tuple[Chunk, Array, Array]]:
    """Every chunk with its ids (tokens,) int32 and lengths (records,) int64.

    Unknown words get the id of ``<unk>``, or are dropped (and the lengths shrink) in a vocabulary without it.
    """
    known = strings(vocab)
    unknown = -1 if vocab.unknown is None else vocab.unknown
    for held in _gathered(chunks, max(_AT_ONCE, 2 * len(known))):
        for chunk, ids in zip(held, _looked_up(held, known, unknown), strict=True):
            yield chunk, *(_known_only(ids, chunk.lengths) if unknown < 0 else (ids, chunk.lengths))


def strings(vocab: Vocab) -> pa.Array:
    """The tokens of a vocabulary as an Arrow array."""
    offsets = vocab.offsets.astype(np.int32)
    return pa.StringArray.from_buffers(len(vocab), pa.py_buffer(offsets), pa.py_buffer(vocab.data))


def _gathered(chunks: Iterable[Chunk], enough: int) -> Iterator[list[Chunk]]:
    """Several chunks at a time: every look-up builds a hash table of the vocabulary, so it must be worth it."""
    held: list[Chunk] = []
    words = 0
    for chunk in chunks:
        held.append(chunk)
        words += len(chunk.words)
        if words >= enough:
            yield held
            held, words = [], 0
    if held:
        yield held


def _looked_up(held: list[Chunk], known: pa.Array, unknown: int) -> Iterator[Array]:
    places = pc.index_in(pa.chunked_array([chunk.words for chunk in held], pa.string()), known)
    ids = places.combine_chunks().fill_null(unknown).to_numpy()
    start = 0
    for chunk in held:
        end = start + len(chunk.words)
        yield ids[start:end] if chunk.codes is None else ids[start:end][chunk.codes]
        start = end


def _known_only(ids: Array, lengths: Array) -> tuple[Array, Array]:
    known = ids >= 0
    bounds = np.concatenate(([0], np.cumsum(lengths)))
    return ids[known], np.diff(np.concatenate(([0], np.cumsum(known)))[bounds])
