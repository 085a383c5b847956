"""Words and their vectors on the way to and from other tools' files, some thousand at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from koprep import escapes
from koprep.artifact import Artifact
from koprep.errors import InputError
from koprep.loading import vocab_of
from koprep.payload import Payload
from koprep.vocab import SPECIALS

Array = np.ndarray[Any, np.dtype[Any]]
_CELLS = 1 << 20
_HEADS = frozenset(f"<{name}>" for name in SPECIALS)


class Piece(NamedTuple):
    """Some words and their vectors (n, D) float32."""

    words: list[str]
    rows: Array


class Source(NamedTuple):
    """What a reader gives: how long the vectors are, and pieces, taken once."""

    dimensions: int
    pieces: Iterator[Piece]


def is_special(word: str) -> bool:
    """Whether a word is no word but ``<pad>``, ``<unk>``, ``<bos>`` or ``<eos>``."""
    return word in _HEADS


class Outgoing:
    """The words of an opened embedding but the specials: ``words`` and their ``ids``; their vectors in pieces."""

    def __init__(self, opened: Artifact) -> None:
        self._opened = opened
        vocab = vocab_of(opened)
        self.ids = np.array([id for id, word in enumerate(vocab.tokens) if not is_special(word)], np.int64)
        self.words = [vocab.tokens[id] for id in self.ids.tolist()]
        self.counts = vocab.counts[self.ids]
        self.dimensions = int(opened["vectors"].shape[1])
        if not self.words:
            raise InputError(f"{opened.path}: no word in it to export")

    def pieces(self, name: str = "vectors") -> Iterator[Piece]:
        """All words with their rows of a tensor, read from the disk piece by piece."""
        some, done = max(1, _CELLS // self.dimensions), 0
        rows = len(self._opened[name])
        with Payload(self._opened) as payload:
            for start in range(0, rows, some):
                stop = min(start + some, rows)
                cells = payload.read(name, start * self.dimensions, stop * self.dimensions)
                ids = self.ids[done : np.searchsorted(self.ids, stop)] - start
                words = self.words[done : done + len(ids)]
                done += len(ids)
                yield Piece(words, cells.reshape(-1, self.dimensions)[ids])


def escaped(words: list[str]) -> list[str]:
    """Words as they stand in formats that separate by white space: written as in token files (``자연어\\s처리``)."""
    return list(map(escapes.escape, words))


def check_rows(where: str, piece: Piece, first: int) -> None:
    """Raise InputError for a number that is none; ``first`` is the place of the first word in the file, from 1."""
    bad = np.flatnonzero(~np.isfinite(piece.rows).all(axis=1))
    if len(bad):
        row = int(bad[0])
        found = piece.rows[row][~np.isfinite(piece.rows[row])][0]
        raise InputError(f"{where}: the vector of {piece.words[row]!r} (word {first + row:,}) holds {found}")
