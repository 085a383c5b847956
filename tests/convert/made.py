"""Tensor files of every kind, made by hand: small ones to look at, random ones for laws."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import strategies as st

from koprep import Vocab, artifact
from koprep.recipe import Recipe

Array = np.ndarray[Any, np.dtype[Any]]
Tensors = dict[str, Array]

WORDS = ["<pad>", "<unk>", "밥", "먹다", "물"]
KINDS = ("ids", "padded", "prefixes", "bow", "tfidf", "onehot", "dense onehot")
ROWWISE = ("ids", "padded", "prefixes", "bow", "tfidf")
RECIPE = Recipe("0.1", ("words", "encode:vocab"), {"kiwi": "0.24"}, {"encode.vocab": "ab"}, (None, "cd"))

tokens = st.text(st.characters(codec="utf-8"), min_size=1, max_size=6)
vocabularies = st.lists(tokens, min_size=1, max_size=6, unique=True).flatmap(
    lambda words: st.lists(st.integers(0, 10**12), min_size=len(words), max_size=len(words)).map(
        lambda counts: Vocab.of(words, counts)
    )
)


def of_kind(kind: str, types: int, rows: int, width: int, seed: int) -> Tensors:
    """The tensors of a kind with random contents that fit."""
    rng = np.random.default_rng(seed)
    matrix = rng.integers(0, types, (rows, width), np.int32)
    lengths = rng.integers(0, width + 1, rows, np.int32)
    offsets = np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)
    if kind == "ids":
        cuts = np.flatnonzero(np.arange(rows) == 0 if rows < 2 else rng.random(rows) < 0.5)
        docs = np.unique(np.concatenate(([0], cuts, [rows]))).astype(np.int64)
        return {"ids": rng.integers(0, types, offsets[-1], np.int32), "offsets": offsets, "doc_offsets": docs}
    if kind == "padded":
        return {"padded": matrix, "lengths": lengths}
    if kind == "prefixes":
        return {"X": matrix, "y": rng.integers(0, types, rows, np.int32), "lengths": lengths}
    if kind == "dense onehot":
        return {"onehot": np.eye(types, dtype=np.float32)[matrix], "lengths": lengths}
    if kind == "onehot":
        cells = rows * width
        return {
            "data": np.ones(cells, np.float32),
            "indices": matrix.ravel(),
            "indptr": np.arange(cells + 1, dtype=np.int64),
            "shape": np.array([rows, width, types], np.int64),
            "lengths": lengths,
        }
    held = [np.sort(rng.permutation(types)[: rng.integers(0, types + 1)]) for _ in range(rows)]
    indices = np.concatenate([np.zeros(0), *held]).astype(np.int32)
    data: Array = rng.integers(1, 9, len(indices)) if kind == "bow" else rng.random(len(indices))
    return {
        "data": data.astype(np.int64 if kind == "bow" else np.float64),
        "indices": indices,
        "indptr": np.concatenate(([0], np.cumsum([len(row) for row in held]))).astype(np.int64),
        "shape": np.array([rows, types], np.int64),
    } | ({} if kind == "bow" else {"idf": rng.random(types)})


def write(path: Path, kind: str, tensors: Tensors, vocab: Vocab, labels: bool = False, **info: Any) -> Path:
    """Write a tensor file; with ``labels`` every row has one of two classes, or none."""
    tensors = tensors | {"vocab": vocab.data, "vocab_offsets": vocab.offsets, "counts": vocab.counts}
    if labels:
        rows = len(tensors["indptr" if kind in ("bow", "tfidf") else "offsets" if kind == "ids" else "lengths"])
        rows -= kind in ("bow", "tfidf", "ids")
        numbers = (np.arange(rows) % 3 - 1).astype(np.int32)
        tensors |= {"labels": numbers, "labels_onehot": (numbers[:, None] == np.arange(2)).astype(np.float32)}
        info |= {"classes": ["긍정", "부정"]}
    info = {"tagged": False, "sizes": {"types": len(vocab)}} | info
    ready = {name: artifact.of(array) for name, array in tensors.items()}
    artifact.write(path, kind.removeprefix("dense "), ready, RECIPE, info)
    return path


def example(path: Path, kind: str, labels: bool = True, rows: int = 4) -> Path:
    """A file of a kind over :data:`WORDS`."""
    vocab = Vocab.of(WORDS, [0, 0, 5, 3, 2])
    return write(path, kind, of_kind(kind, len(WORDS), rows, 3, 7), vocab, labels)


@st.composite
def files(draw: st.DrawFn, kinds: tuple[str, ...] = KINDS) -> Any:
    """What :func:`write` takes behind the path."""
    vocab, kind = draw(vocabularies), draw(st.sampled_from(kinds))
    sizes = draw(st.integers(0, 6)), draw(st.integers(1, 4)), draw(st.integers(0, 1 << 30))
    return kind, of_kind(kind, len(vocab), *sizes), vocab, draw(st.booleans())
