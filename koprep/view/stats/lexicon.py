"""Ids for words as they come, so that counting is done with numbers."""

from __future__ import annotations

from array import array

import numpy as np
import pyarrow as pa

from koprep.columns.chunk import Array, Chunk, distinct


class Lexicon:
    """Words get ids in the order in which they are first seen; memory grows with the distinct words only.

    With ``tagged`` the words are ``form/TAG``, and forms and tags have ids of their own.
    """

    def __init__(self, tagged: bool = False) -> None:
        self.tagged = tagged
        self._words: dict[str, int] = {}
        self._forms: dict[str, int] = {}
        self._tags: dict[str, int] = {}
        self._form_of, self._tag_of = array("q"), array("q")
        self._last: tuple[pa.Array, Array] = (None, np.zeros(0, np.int64))

    def __len__(self) -> int:
        return len(self._words)

    @property
    def words(self) -> list[str]:
        """All words, by id."""
        return list(self._words)

    @property
    def forms(self) -> list[str]:
        """All forms, by id; the words themselves where there are no tags."""
        return list(self._forms) if self.tagged else self.words

    @property
    def tags(self) -> list[str]:
        """All tags, by id."""
        return list(self._tags)

    def split(self) -> tuple[Array, Array]:
        """The form and the tag (words,) of every word."""
        return np.array(self._form_of, np.int64), np.array(self._tag_of, np.int64)

    def form_ids(self, ids: Array) -> Array:
        """The forms (tokens,) of words (tokens,)."""
        if not self.tagged or not len(ids):
            return ids
        return np.frombuffer(self._form_of, np.int64)[ids]  # the view must be gone before the next word comes

    def ids(self, chunk: Chunk) -> Array:
        """The id (tokens,) int64 of every word of a chunk."""
        words, codes = distinct(chunk.words) if chunk.codes is None else (chunk.words, chunk.codes)
        if self._last[0] is not words:
            self._last = words, np.fromiter(map(self._id, words.to_pylist()), np.int64, len(words))
        return self._last[1][codes]

    def _id(self, word: str) -> int:
        id = self._words.get(word)
        if id is None:
            id = self._words[word] = len(self._words)
            if self.tagged:
                form, _, tag = word.rpartition("/")
                self._form_of.append(self._forms.setdefault(form, len(self._forms)))
                self._tag_of.append(self._tags.setdefault(tag, len(self._tags)))
        return id
