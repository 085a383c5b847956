"""Word vectors of other tools become an embedding of koprep's, through scratch files, so that memory stays small."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, cast

import numpy as np

from koprep import artifact, files
from koprep.artifact import Tensor
from koprep.convert import fasttext_reading as reading
from koprep.convert.wordvectors import Array, Source, is_special
from koprep.embed.composing import composed
from koprep.embed.subwords import Subwords, cut
from koprep.errors import InputError
from koprep.tensors.scratch import Column, column
from koprep.vocab import Vocab

_WORDS = 1 << 12
_NO_NGRAMS = "</s>"
_TAGGED = re.compile(r".+/[A-Za-z_]+", re.DOTALL)


class Stored(NamedTuple):
    """What an artifact of kind ``embedding`` is written from, once, and which words were left out."""

    tensors: dict[str, Tensor]
    info: dict[str, Any]
    left_out: tuple[str, ...]


@contextlib.contextmanager
def plain(where: Path, source: Source, counts: Sequence[int] | None, beside: Path) -> Iterator[Stored]:
    """Vectors of whole words. Raises InputError for a word that stands twice, and where nothing is left."""
    words, kept, left_out = dict[str, int](), list[int](), list[str]()
    with column(np.float32, beside) as vectors, column(np.float32, beside) as norms:
        number = 0
        for piece in source.pieces:
            keep = np.ones(len(piece.words), bool)
            for place, word in enumerate(piece.words):
                number += 1
                if word in words:
                    raise InputError(f"{where}: the word {word!r} stands twice: {words[word]:,} and {number:,}")
                words[word] = number
                keep[place] = not is_special(word)
                (kept.append(number - 1) if keep[place] else left_out.append(word))
            _put(vectors, norms, piece.rows[keep])
        known = [word for word in words if not is_special(word)]
        numbers = None if counts is None else [counts[place] for place in kept]
        info = {"method": "import", "tagged": all(map(_TAGGED.fullmatch, known))}
        yield _stored(where, Vocab.of(known, numbers), vectors, norms, source.dimensions, info, {}, left_out)


@contextlib.contextmanager
def with_parts(where: Path, beside: Path) -> Iterator[Stored]:
    """A model of fastText's: words, n-grams, and vectors composed of both. Raises InputError."""
    with contextlib.ExitStack() as stack:
        raw = stack.enter_context(files.reading(where))
        file = cast(BinaryIO, io.BufferedReader(cast(io.RawIOBase, raw)))
        model = reading.open_model(where, file)
        _check_distinct(where, model.words)
        dim = model.dimensions
        own = stack.enter_context(files.scratch(beside))
        done = 0
        for piece in reading.rows(where, file, len(model.kept), dim):
            own.write(piece[model.kept[done : done + len(piece)]].data)
            done += len(piece)
        if model.subwords is None:
            buckets, numbers = None, np.zeros(0, np.int32)
        else:
            buckets = stack.enter_context(files.scratch(beside))
            numbers = _keep_used(where, file, model.subwords.buckets, dim, len(model.kept), buckets)
        words = _mapped(own, len(model.words), dim)
        rows = _mapped(buckets, len(numbers), dim) if buckets else np.zeros((0, dim), np.float32)
        vectors, norms = (stack.enter_context(column(np.float32, beside)) for _ in range(2))
        for whole in _composed(model, words, numbers, rows):
            _put(vectors, norms, whole)
        info: dict[str, Any] = {"method": "import", "tagged": False}
        more: dict[str, Tensor] = {}
        if model.subwords is not None:
            info |= {"method": "fasttext", "subwords": model.subwords.info()}
            more = {"words": artifact.of(words), "buckets": artifact.of(rows), "bucket_numbers": artifact.of(numbers)}
        left_out = (f"{len(model.kept) - len(model.words):,} words that are no UTF-8 text",)
        vocab = Vocab.of(model.words, model.counts)
        yield _stored(where, vocab, vectors, norms, dim, info, more, left_out[: int(not model.kept.all())])


def _composed(model: reading.Model, words: Array, numbers: Array, rows: Array) -> Iterator[Array]:
    """The vectors of words, as queries take them: the mean of their own rows and those of their n-grams."""
    for start in range(0, len(words), _WORDS):
        known, own = model.words[start : start + _WORDS], np.asarray(words[start : start + _WORDS])
        if model.subwords is not None:
            own = np.where(
                np.array([[word == _NO_NGRAMS] for word in known]),
                own,
                _mean(known, own, model.subwords, numbers, rows),
            )
        yield own


def _mean(known: list[str], own: Array, subwords: Subwords, numbers: Array, rows: Array) -> Array:
    grams = cut(known, subwords)
    parts = np.zeros((max(len(grams.buckets), 1), own.shape[1]), np.float32)
    if len(numbers):
        places = np.minimum(np.searchsorted(numbers, grams.buckets), len(numbers) - 1)
        there = np.flatnonzero(numbers[places] == grams.buckets)
        parts[there] = rows[places[there]]
    return composed(own, parts, grams)


def _keep_used(where: Path, file: BinaryIO, buckets: int, dim: int, first: int, out: BinaryIO) -> Array:
    """Copy the rows of n-grams that aren't all zeros; their numbers (B,) int32."""
    found, done = [np.zeros(0, np.int32)], 0
    for piece in reading.rows(where, file, buckets, dim, first):
        used = np.flatnonzero(piece.any(axis=1))
        out.write(piece[used].data)
        found.append((used + done).astype(np.int32))
        done += len(piece)
    return np.concatenate(found)


def _put(vectors: Column, norms: Column, rows: Array) -> None:
    vectors.put(rows.ravel())
    norms.put(np.sqrt(np.einsum("vd,vd->v", rows, rows, dtype=np.float64)))


def _stored(
    where: Path,
    vocab: Vocab,
    vectors: Column,
    norms: Column,
    dim: int,
    info: dict[str, Any],
    more: dict[str, Tensor],
    left_out: Sequence[str],
) -> Stored:
    if not len(vocab):
        raise InputError(f"{where}: no word in it but specials")
    tensors = {
        "vectors": Tensor("<f4", (len(vocab), dim), vectors.pieces()),
        "norms": Tensor("<f4", (len(vocab),), norms.pieces()),
        "vocab": artifact.of(vocab.data),
        "vocab_offsets": artifact.of(vocab.offsets),
        "counts": artifact.of(vocab.counts),
    }
    sizes = {"types": len(vocab), "dimensions": dim}
    return Stored(tensors | more, info | {"sizes": sizes}, tuple(left_out))


def _check_distinct(where: Path, words: list[str]) -> None:
    seen: set[str] = set()
    for word in words:
        if word in seen:
            raise InputError(f"{where}: the word {word!r} stands twice")
        seen.add(word)


def _mapped(file: BinaryIO, rows: int, dim: int) -> Array:
    file.flush()
    return np.memmap(file, np.float32, "r", shape=(rows, dim)) if rows else np.zeros((0, dim), np.float32)
