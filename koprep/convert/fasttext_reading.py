"""fastText's ``.bin`` read back: words, their own rows, and the rows of n-grams that aren't zeros."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np

from koprep import compression
from koprep.convert import fasttext
from koprep.convert.wordvectors import Array
from koprep.embed.subwords import Subwords
from koprep.errors import InputError

_CELLS = 1 << 20
_LONGEST = 1 << 16
_MOST = 100_000


class Model(NamedTuple):
    """A model about to be read: ``left_out`` words are those that are no UTF-8 text; ``kept`` says which others are.

    ``subwords`` is None where it has no n-grams.
    """

    words: list[str]
    counts: list[int]
    kept: Array
    dimensions: int
    subwords: Subwords | None


def open_model(path: Path, file: BinaryIO) -> Model:
    """Read all before the vectors. Raises InputError for what is no model of word vectors."""
    head = fasttext.HEAD.unpack(_exactly(path, file, fasttext.HEAD.size))
    version, dim, kind, buckets, minn, maxn = head[1], head[2], head[9], head[10], head[11], head[12]
    entries, words, labels, _, pruned = fasttext.SIZES.unpack(_exactly(path, file, fasttext.SIZES.size))
    if version not in (11, fasttext.VERSION):
        raise InputError(f"{path}: fastText's format {version}; koprep reads {fasttext.VERSION} (and 11)")
    if kind == fasttext.SUPERVISED or labels:
        raise InputError(f"{path}: a classifier of fastText's, no word vectors")
    if pruned != fasttext.NOT_PRUNED:
        raise InputError(f"{path}: a pruned model of fastText's; give the .bin it was made from")
    if not 0 < dim <= _MOST or entries != words or words < 1 or buckets < 0:
        raise InputError(
            f"{path}: {words:,} words of {dim:,} dimensions, {buckets:,} buckets: impossible; it is damaged"
        )
    if not compression.suffix(path) and (words + buckets) * dim * 4 > path.stat().st_size:
        raise InputError(
            f"{path}: it says that it has {words + buckets:,} rows of {dim:,} dimensions, but has only "
            f"{path.stat().st_size:,} bytes; it is cut off or damaged"
        )
    known, counts, kept = _dictionary(path, file, words)
    quantized, rows, width = fasttext.MATRIX.unpack(_exactly(path, file, fasttext.MATRIX.size))
    if quantized:
        raise InputError(f"{path}: a quantized model of fastText's (.ftz); give the .bin it was made from")
    if (rows, width) != (words + buckets, dim):
        raise InputError(f"{path}: {rows:,} rows of {width:,}, not the {words + buckets:,} of {dim:,} its head says")
    cut = Subwords("char", max(minn, 1), maxn, buckets=buckets) if maxn > 0 and buckets else None
    return Model(known, counts, kept, dim, cut)


def rows(path: Path, file: BinaryIO, number: int, dimensions: int, first: int = 0) -> Iterator[Array]:
    """The next rows of the matrix in pieces (n, D) float32. Raises InputError for numbers that are none."""
    some = max(1, _CELLS // dimensions)
    for start in range(0, number, some):
        data = _exactly(path, file, min(some, number - start) * dimensions * 4)
        piece = np.frombuffer(data, "<f4").reshape(-1, dimensions)
        if (bad := np.flatnonzero(~np.isfinite(piece).all(axis=1))).size:
            raise InputError(f"{path}: row {first + start + int(bad[0]):,} of its matrix holds what is no number")
        yield piece


def _dictionary(path: Path, file: BinaryIO, words: int) -> tuple[list[str], list[int], Array]:
    known, counts, kept = [], [], np.ones(words, bool)
    for number in range(words):
        name = bytearray()
        while (byte := _exactly(path, file, 1)) != b"\0":
            name += byte
            if len(name) > _LONGEST:
                raise InputError(f"{path}: word {number + 1:,} has no end; the file is damaged")
        count, kind = fasttext.ENTRY.unpack(_exactly(path, file, fasttext.ENTRY.size))
        if kind or count < 0 or not name:
            raise InputError(f"{path}: word {number + 1:,} is damaged (its kind is {kind}, its count {count})")
        try:
            known.append(name.decode())
            counts.append(count)
        except UnicodeDecodeError:  # the original program cuts long words between bytes
            kept[number] = False
    return known, counts, kept


def _exactly(path: Path, file: BinaryIO, size: int) -> bytes:
    data = file.read(size)
    while len(data) < size and (more := file.read(size - len(data))):
        data += more
    if len(data) < size:
        raise InputError(f"{path}: the file ends too early; it is cut off")
    return data
