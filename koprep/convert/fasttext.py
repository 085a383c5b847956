"""fastText's ``.bin`` as the original program writes it: options, words with counts, own vectors and those of n-grams.

Format: fastText's source, ``args.cc``, ``dictionary.cc``, ``densematrix.cc`` (``save``); version 12. A word's vector is
the mean of its own row and those of its n-grams of characters, so only FastText over characters has what it takes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from koprep import files
from koprep.artifact import Artifact
from koprep.convert.wordvectors import Array, Outgoing
from koprep.errors import UsageError

MAGIC, VERSION = 793712314, 12
HEAD = struct.Struct("<14i d".replace(" ", ""))
"""Magic, version, dim, ws, epoch, minCount, neg, wordNgrams, loss, model, bucket, minn, maxn, lrUpdateRate, t."""

SIZES = struct.Struct("<3i2q")
"""Of the dictionary: entries, words, labels, tokens, and how many n-grams were kept, -1 for all."""

ENTRY = struct.Struct("<qb")
MATRIX = struct.Struct("<?2q")
NEGATIVE_SAMPLING, SKIPGRAM, SUPERVISED = 2, 2, 3
NOT_PRUNED = -1
_USUAL = {"window": 5, "epochs": 5, "min_count": 1, "negative": 5, "word_ngrams": 1, "rate": 100, "subsample": 1e-4}
_CELLS = 1 << 20


def is_model(path: Path) -> bool:
    """Whether a file begins as fastText's models do."""
    with files.reading(path) as file:
        return file.read(4) == struct.pack("<i", MAGIC)


def check(opened: Artifact) -> None:
    """Raise UsageError where an embedding has what the format can't hold, or lacks what it needs."""
    about: dict[str, Any] = opened.info.get("subwords") or {}
    instead = "use -o with .vec, which holds the words' vectors"
    if about.get("unit") == "jamo":
        raise UsageError(f"{opened.path} was learned from jamo, which fastText's .bin knows nothing of; {instead}")
    if "buckets" not in opened or "words" not in opened:
        raise UsageError(f"{opened.path} has no vectors of n-grams, which fastText's .bin is made of; {instead}")
    if about.get("tagged"):
        raise UsageError(f"{opened.path} has words with tags, which fastText would cut into n-grams, too; {instead}")


def check_words(where: Path, words: list[str]) -> None:
    """Raise UsageError for a word with a zero byte, which ends words there."""
    if bad := [word for word in words if "\0" in word]:
        raise UsageError(f"{where}: the word {bad[0]!r} holds a zero byte, which ends words in fastText's .bin")


def write(out: BinaryIO, opened: Artifact, vectors: Outgoing) -> None:
    """Write the model. Buckets that no word has are zeros; so is the output layer, which only training needs.

    Memory: one piece. gensim leaves out words counted 0 times, so counts are at least 1.
    """
    about: dict[str, Any] = opened.info["subwords"]
    dim, buckets, usual = vectors.dimensions, int(about["buckets"]), _USUAL
    sizes = usual["window"], usual["epochs"], usual["min_count"], usual["negative"], usual["word_ngrams"]
    kind = NEGATIVE_SAMPLING, SKIPGRAM, buckets, int(about["minn"]), int(about["maxn"]), usual["rate"]
    out.write(HEAD.pack(MAGIC, VERSION, dim, *sizes, *kind, usual["subsample"]))
    counts = np.maximum(vectors.counts, 1)
    words = len(vectors.words)
    out.write(SIZES.pack(words, words, 0, int(counts.sum()), NOT_PRUNED))
    for word, count in zip(vectors.words, counts.tolist(), strict=True):
        out.write(word.encode() + b"\0" + ENTRY.pack(count, 0))
    out.write(MATRIX.pack(False, words + buckets, dim))
    for piece in vectors.pieces("words"):
        out.write(piece.rows.astype("<f4", copy=False).tobytes())
    for rows in _spread(opened["bucket_numbers"], opened["buckets"], buckets):
        out.write(rows.data)
    out.write(MATRIX.pack(False, words, dim))
    for rows in _spread(np.zeros(0, np.int64), opened["buckets"], words):
        out.write(rows.data)


def _spread(numbers: Array, rows: Array, size: int) -> Iterator[Array]:
    """A matrix (size, D) in pieces: ``rows`` at the places ``numbers``, which rise, zeros elsewhere."""
    some = max(1, _CELLS // rows.shape[1])
    for start in range(0, size, some):
        piece = np.zeros((min(some, size - start), rows.shape[1]), "<f4")
        first, last = np.searchsorted(numbers, (start, start + len(piece)))
        piece[numbers[first:last] - start] = rows[first:last]
        yield piece
