"""Vectors of words from the vectors of their parts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from koprep.artifact import Artifact
from koprep.embed.rows import Array
from koprep.embed.subwords import HASH, Grams, Subwords
from koprep.errors import InputError


@dataclass(frozen=True, eq=False)
class BucketParts:
    """Makes the vectors of unseen words from ``rows`` (B, D), one for each of the ``buckets`` (B,) that was trained."""

    subwords: Subwords
    buckets: Array
    rows: Array

    def vector(self, word: str) -> Array | None:
        """The mean of the rows of a word's parts, (D,) float32; parts never trained count as zeros.

        None where no part is known.
        """
        wanted = self.subwords.of(word)
        places = np.searchsorted(self.buckets, wanted)
        inside = places < len(self.buckets)
        known = places[inside][self.buckets[places[inside]] == wanted[inside]]
        if not len(known):
            return None
        return np.asarray(np.add.reduce(self.rows[known], axis=0, dtype=np.float32) / np.float32(len(wanted)))


def add_parts(sums: Array, rows: Array, grams: Grams, ids: Array) -> None:
    """Add to each of ``sums`` (n, D) the rows of the parts of the word ``ids`` (n,), one after the other."""
    lengths = np.diff(grams.bounds)[ids]
    order = np.argsort(-lengths, kind="stable")
    starts, lengths = grams.bounds[:-1][ids[order]], lengths[order]
    for place in range(int(lengths[0]) if len(lengths) else 0):
        n = int(np.searchsorted(-lengths, -place))  # those with more parts than that
        sums[order[:n]] += rows[grams.numbers[starts[:n] + place]]


def composed(words: Array, rows: Array, grams: Grams) -> Array:
    """The vectors queries take, (V, D) float32: the mean of a word's own vector and those of its parts."""
    sums = np.array(words, np.float32)
    add_parts(sums, rows, grams, np.arange(len(words)))
    sums /= (np.diff(grams.bounds) + 1).astype(np.float32)[:, None]
    return sums


def parts_of(opened: Artifact) -> BucketParts | None:
    """What makes vectors of unseen words, if the file has it. Raises InputError for a damaged file."""
    if "buckets" not in opened:
        return None
    try:
        about = dict(opened.info.get("subwords") or {})
        if about.pop("hash") != HASH:
            raise ValueError("another hash")
        parts = BucketParts(Subwords(**about), opened["bucket_numbers"], opened["buckets"])
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(f"{opened.path}: it doesn't say what its buckets are ({error}); it is damaged") from None
    if parts.rows.ndim != 2 or parts.buckets.shape != parts.rows.shape[:1]:
        raise InputError(f"{opened.path}: its bucket_numbers don't fit its buckets; it is damaged")
    return parts
