"""The tokens of some records as Arrow arrays."""

from __future__ import annotations

from collections.abc import Callable
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

    def new_docs(self, last: str | None) -> tuple[Array, str | None]:
        """A (records,) bool array: does a record begin another document than the one before? And the last document.

        ``last`` is the document before the chunk.
        """
        if self.docs is None or not len(self.docs):
            return np.ones(len(self.lengths), bool), last
        differs = pc.not_equal(self.docs[1:], self.docs[:-1]).fill_null(True).to_numpy(zero_copy_only=False)
        return np.concatenate(([self.docs[0].as_py() != last], differs)).astype(bool), self.docs[-1].as_py()


def distinct(words: pa.Array) -> tuple[pa.Array, Array]:
    """The different words of an array, and the codes (tokens,) that point into them."""
    encoded = words if pa.types.is_dictionary(words.type) else words.dictionary_encode()
    return encoded.dictionary.cast(pa.string()), encoded.indices.to_numpy(zero_copy_only=False)


def change(words: pa.Array, where: pa.Array, function: Callable[[str], str]) -> pa.Array:
    """The words with those changed ``where`` (booleans) says so; the function sees each of them once."""
    different, codes = distinct(words.filter(where))
    changed = pa.array([function(word) for word in different.to_pylist()], pa.string())
    return pc.replace_with_mask(words, where, changed.take(pa.array(codes))) if len(codes) else words
