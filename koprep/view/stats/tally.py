"""Everything that is counted while a corpus goes by once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

import numpy as np

from koprep.columns.chunk import Array, Chunk
from koprep.record import Reject
from koprep.view.stats.input import Opened, Piece
from koprep.view.stats.lexicon import Lexicon
from koprep.view.stats.ngrams import Ngrams
from koprep.view.stats.scripts import Characters


class Tally:
    """Counts of records, documents, words and lengths.

    ``lexicon`` numbers the words, ``counts`` (words,) says how often each occurred. ``label`` names the records whose
    words are counted apart, in ``of_label``; ``keywords`` asks for ``spread``, in how many records a word occurs.
    Memory grows with the distinct words and n-grams, and by 8 bytes a record.
    """

    def __init__(self, lexicon: Lexicon, ngrams: int = 0, label: str | None = None, keywords: bool = False) -> None:
        self.lexicon, self.label, self.keywords = lexicon, label, keywords
        self.records = self.docs = self.tokens = self.rejected = 0
        self.first_reject: Reject | None = None
        self.counts = self.of_label = self.spread = np.zeros(0, np.int64)
        self.lengths: Counter[int] = Counter()
        self.text_lengths: Counter[int] = Counter()
        self.labels: Counter[str | None] = Counter()
        self.characters = Characters()
        self.ngrams = Ngrams(ngrams) if ngrams else None
        self._hashes: list[Array] = []

    def read(self, files: Iterable[Opened], show: Callable[[int], None] | None = None) -> Tally:
        """Count all of some files; ``show`` is told how many records were counted, again and again."""
        for file in files:
            last: str | None = None
            for piece in file.pieces():
                new, last = piece.chunk.new_docs(last)
                self.docs += int(new.sum())
                self._add(piece)
                if show is not None:
                    show(self.records)
        size = len(self.lexicon)
        self.counts, self.of_label, self.spread = (
            _roomy(counts, size)[:size] for counts in (self.counts, self.of_label, self.spread)
        )
        return self

    @property
    def duplicates(self) -> int:
        """How many records have the words of an earlier one, empty ones left out."""
        together = np.concatenate([np.zeros(0, np.uint64), *self._hashes])
        return len(together) - int(_first(np.sort(together)).sum())

    def _add(self, piece: Piece) -> None:
        chunk, ids = piece.chunk, self.lexicon.ids(piece.chunk)
        self.records += len(chunk.lengths)
        self.tokens += len(ids)
        self.counts = self._counted(self.counts, ids)
        self.lengths.update(_histogram(chunk.lengths))
        if piece.rejects:
            self.first_reject = self.first_reject or piece.rejects[0]
            self.rejected += len(piece.rejects)
        if piece.texts is not None:
            self.text_lengths.update(map(len, piece.texts))
            self.characters.add(piece.texts)
        self._add_labels(chunk, ids)
        if self.keywords:
            self.spread = self._counted(self.spread, _once(ids, chunk.lengths, len(self.lexicon)))
        forms = self.lexicon.form_ids(ids)
        self._hashes.append(_hashes(forms, chunk.lengths))
        if self.ngrams is not None:
            self.ngrams.add(forms, chunk.lengths)

    def _add_labels(self, chunk: Chunk, ids: Array) -> None:
        labels = chunk.labels if chunk.labels is not None else [None] * len(chunk.lengths)
        self.labels.update(labels)
        if self.label is not None:
            wanted = np.repeat(np.array([label == self.label for label in labels], bool), chunk.lengths)
            self.of_label = self._counted(self.of_label, ids[wanted])

    def _counted(self, counts: Array, ids: Array) -> Array:
        """The counts with some ids more; of a few ids it doesn't go through all counts."""
        counts = _roomy(counts, len(self.lexicon))
        if len(ids) > len(counts) // 8:
            counts += np.bincount(ids, minlength=len(counts))
        else:
            np.add.at(counts, ids, 1)
        return counts


def _histogram(lengths: Array) -> dict[int, int]:
    values, counts = np.unique(lengths, return_counts=True)
    return dict(zip(values.tolist(), counts.tolist(), strict=True))


def _roomy(counts: Array, size: int) -> Array:
    """The counts with room for at least so many words."""
    if len(counts) >= size:
        return counts
    return np.concatenate((counts, np.zeros(max(size, 2 * len(counts)) - len(counts), np.int64)))


def _once(ids: Array, lengths: Array, size: int) -> Array:
    """The words of every record, each once a record."""
    pairs = np.sort(np.repeat(np.arange(len(lengths)), lengths) * size + ids)
    return pairs[_first(pairs)] % max(1, size)


def _first(ordered: Array) -> Array:
    """Whether each number differs from the one before; sorting is quicker here than np.unique."""
    return np.concatenate((np.ones(min(1, len(ordered)), bool), ordered[1:] != ordered[:-1]))


def _hashes(ids: Array, lengths: Array) -> Array:
    """A 64-bit hash of every record that has words: the sum of a hash of each word and its place.

    The mixing is that of SplitMix64 (Steele, Lea & Flood 2014). Two different records in ten million share a hash by a
    chance of one in 400,000.
    """
    starts = np.cumsum(lengths) - lengths
    places = np.arange(len(ids)) - np.repeat(starts, lengths)
    keys = ids.astype(np.uint64) + np.uint64(1) + (places.astype(np.uint64) << np.uint64(36))
    keys = keys * np.uint64(0x9E3779B97F4A7C15)
    keys = (keys ^ (keys >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    keys = (keys ^ (keys >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    keys ^= keys >> np.uint64(31)
    return np.add.reduceat(keys, starts[lengths > 0]) if len(keys) else keys
