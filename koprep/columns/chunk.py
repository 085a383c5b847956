"""The tokens of some records as Arrow arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

Array = np.ndarray[Any, np.dtype[Any]]


class Chunk(NamedTuple):
    """Tokens of some records, one after another.

    ``words`` are the tokens themselves, or, with ``codes`` (tokens,) that point into them, words that stand only once
    or a few times. ``lengths`` (records,) int64 says how many tokens each record has. ``docs`` and ``labels`` are those
    of the records: without docs every record is a document, without labels none has one.
    """

    words: pa.Array
    codes: Array | None
    lengths: Array
    docs: pa.Array | None = None
    labels: list[str | None] | None = None

    @property
    def tokens(self) -> int:
        """How many tokens there are."""
        return len(self.words if self.codes is None else self.codes)


def distinct(words: pa.Array) -> tuple[pa.Array, Array]:
    """The different words of an array, and the codes (tokens,) that point into them."""
    encoded = words if pa.types.is_dictionary(words.type) else words.dictionary_encode()
    return encoded.dictionary.cast(pa.string()), encoded.indices.to_numpy(zero_copy_only=False)


def change(words: pa.Array, where: pa.Array, function: Callable[[str], str]) -> pa.Array:
    """The words with those changed ``where`` (booleans) says so; the function sees each of them once."""
    different, codes = distinct(words.filter(where))
    changed = pa.array([function(word) for word in different.to_pylist()], pa.string())
    return pc.replace_with_mask(words, where, changed.take(pa.array(codes))) if len(codes) else words


def new_docs(chunks: Iterator[Chunk]) -> Iterator[tuple[Chunk, Array]]:
    """Every chunk with a (records,) bool array: does the record begin another document than the one before?"""
    last: Any = object()
    for chunk in chunks:
        if chunk.docs is None or not len(chunk.docs):
            yield chunk, np.ones(len(chunk.lengths), bool)
            continue
        differs = pc.not_equal(chunk.docs[1:], chunk.docs[:-1]).to_numpy(zero_copy_only=False)
        yield chunk, np.concatenate(([chunk.docs[0].as_py() != last], differs)).astype(bool)
        last = chunk.docs[-1].as_py()
