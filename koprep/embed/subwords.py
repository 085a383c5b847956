"""The parts of a word, n-grams of its characters or of its jamo and syllables, as numbers of hash buckets.

Sources: Bojanowski et al. 2017, "Enriching Word Vectors with Subword Information" (n-grams with `<` and `>` at the
ends, hashed); Park et al. 2018, "Subword-level Word Vector Representations for Korean" (over jamo and over syllables).
The hash is fastText's: FNV-1a of 32 bits over signed bytes of UTF-8 (fastText, dictionary.cc), modulo the buckets.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import numpy as np

from koprep.embed.jamo_units import apart
from koprep.embed.rows import Array
from koprep.errors import UsageError

UNITS = ("jamo", "char")
HASH = "fnv1a-32"
_BASIS, _PRIME = np.uint32(2166136261), np.uint32(16777619)
_CHUNK = 1 << 14


@dataclass(frozen=True)
class Subwords:
    """How words are cut: to n-grams of ``minn`` to ``maxn`` characters (``unit`` char), or to those of as many jamo and
    those of ``min_syllables`` to ``max_syllables`` characters (jamo). Of ``tagged`` words (먹/VV) only the form is cut.
    """

    unit: str = "jamo"
    minn: int = 3
    maxn: int = 5
    min_syllables: int = 1
    max_syllables: int = 4
    buckets: int = 2_000_000
    tagged: bool = False

    def ngrams(self, word: str) -> list[str]:
        """The n-grams of a word, in the order of where they start.

        >>> Subwords("char", 3, 4).ngrams("먹다")
        ['<먹다', '<먹다>', '먹다>']
        """
        form = unicodedata.normalize("NFC", word.rpartition("/")[0] or word if self.tagged else word)
        if self.unit == "char":
            return list(_ngrams(form, self.minn, self.maxn))
        small = list(_ngrams(apart(form), self.minn, self.maxn))
        seen = set(small)  # of Latin words and numbers, whose letters are the same both ways
        return small + [part for part in _ngrams(form, self.min_syllables, self.max_syllables) if part not in seen]

    def of(self, word: str) -> Array:
        """The buckets of the n-grams of a word, (n,) int32."""
        return self.numbered(self.ngrams(word))

    def info(self) -> dict[str, Any]:
        """As plain values, for the file."""
        return asdict(self) | {"hash": HASH}

    def numbered(self, parts: Sequence[str]) -> Array:
        """The buckets of some n-grams, (n,) int32."""
        return (hashes(parts) % np.uint32(self.buckets)).astype(np.int32)


USUAL = {"jamo": Subwords(), "char": Subwords("char", 3, 6)}
"""How words are cut unless told."""


class Grams(NamedTuple):
    """The parts of V words: rows ``numbers[bounds[v] : bounds[v + 1]]``; ``buckets`` (B,) int32, sorted, says which
    bucket each row is. Only buckets that some word has are there."""

    numbers: Array
    bounds: Array
    buckets: Array


def cut(words: Sequence[str], subwords: Subwords) -> Grams:
    """Cut all words of a vocabulary."""
    numbers: list[Array] = []
    lengths: list[int] = []
    for start in range(0, len(words), _CHUNK):
        lists = [subwords.ngrams(word) for word in words[start : start + _CHUNK]]
        lengths += map(len, lists)
        numbers.append(subwords.numbered([part for parts in lists for part in parts]))
    buckets, rows = np.unique(np.concatenate(numbers), return_inverse=True)
    return Grams(rows.astype(np.uint32), np.cumsum([0, *lengths], dtype=np.int64), buckets)


def hashes(parts: Sequence[str]) -> Array:
    """fastText's hash of each part, (n,) uint32."""
    encoded = [part.encode(errors="surrogatepass") for part in parts]
    lengths = np.fromiter(map(len, encoded), np.int64, len(encoded))
    order = np.argsort(-lengths, kind="stable")
    starts = (np.cumsum(lengths) - lengths)[order]
    signed = np.frombuffer(b"".join(encoded), np.int8).astype(np.int32).view(np.uint32)
    found = np.full(len(encoded), _BASIS)
    longer = np.cumsum(np.bincount(lengths)[::-1])[::-1]  # how many parts have at least so many bytes
    for place, n in enumerate(longer[1:].tolist()):
        found[:n] = (found[:n] ^ signed[starts[:n] + place]) * _PRIME
    result = np.empty_like(found)
    result[order] = found
    return result


def checked(subwords: Subwords) -> Subwords:
    """The same. Raises UsageError for what can't be meant."""
    for low, high, name in (
        (subwords.minn, subwords.maxn, ("--minn", "--maxn")),
        (subwords.min_syllables, subwords.max_syllables, ("--min-syllables", "--max-syllables")),
    ):
        if low < 1:
            raise UsageError(f"{name[0]} {low}: use 1 or more")
        if low > high:
            raise UsageError(f"{name[0]} {low} is more than {name[1]} {high}; use {name[0]} {high} or less")
    if not 1 <= subwords.buckets < 1 << 31:
        raise UsageError(f"--buckets {subwords.buckets}: use a number from 1 to {(1 << 31) - 1}")
    return subwords


def _ngrams(word: str, least: int, most: int) -> Iterator[str]:
    """As fastText has it: by start, then by length; the marks at the ends never stand alone."""
    marked = f"<{word}>"
    size = len(marked)
    for start in range(size):
        for end in range(start + least, min(start + most, size) + 1):
            if end - start > 1 or 0 < start < size - 1:
                yield marked[start:end]
