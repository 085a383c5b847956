"""An embedding: words with their vectors, in one file, and the nearest of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np

from koprep import artifact
from koprep.artifact import Artifact, Tensor
from koprep.embed.rows import Array, Dense, Rows, Sparse
from koprep.errors import InputError
from koprep.recipe import Recipe
from koprep.vocab import Vocab

KINDS = ("embedding", "sparse")
_TINY = np.float32(1e-12)


class Neighbour(NamedTuple):
    """A word and its cosine to what was asked for."""

    word: str
    score: float


class Parts(Protocol):
    """How the vector of a word that the vocabulary lacks is made from its parts."""

    def vector(self, word: str) -> Array | None:
        """(D,) float32; None where the word has no part that is known."""


@dataclass(frozen=True, eq=False)
class Embedding:
    """Words by id, their vectors (V, D) and the vectors' lengths ``norms`` (V,) float32.

    ``info`` is what the file says of how they were made (method, unit); ``parts`` gives vectors to unseen words.
    """

    vocab: Vocab
    rows: Rows
    norms: Array
    recipe: Recipe
    info: dict[str, Any]
    parts: Parts | None = None

    def __len__(self) -> int:
        return len(self.vocab)

    def __contains__(self, word: object) -> bool:
        return word in self.vocab

    @property
    def dimensions(self) -> int:
        """How long a vector is."""
        return self.rows.shape[1]

    def vector(self, word: str) -> Array:
        """The vector of a word, (D,) float32; of an unseen one from its parts. Raises KeyError where there are none."""
        id = self.vocab.ids.get(word)
        if id is not None:
            return np.asarray(self.rows.take(np.array([id]))[0])
        made = self.parts.vector(word) if self.parts is not None else None
        if made is None:
            raise KeyError(word)
        return made

    def nearest(self, queries: Array, top: int = 10, leave: Sequence[Collection[int]] = ()) -> list[list[Neighbour]]:
        """The words whose cosine to each of the queries (B, D) is highest, best first, equal ones by id.

        ``leave`` names for every query the ids that are no answer. Zero vectors are never one, nor are words seen less
        often than ``info["answers"]`` says, whose vectors are guesses.
        """
        lengths = np.maximum(np.linalg.norm(queries, axis=1, keepdims=True), _TINY)
        cosines = self.rows.products((queries / lengths).astype(np.float32)) / np.maximum(self.norms, _TINY)
        cosines[:, (self.norms == 0) | (self.vocab.counts < self.info.get("answers", 0))] = -np.inf
        for row, ids in zip(cosines, leave, strict=bool(leave)):
            row[list(ids)] = -np.inf
        return [self._best(row, top) for row in cosines]

    def similar(self, word: str, top: int = 10) -> list[Neighbour]:
        """The words most similar to one word, itself left out. Raises KeyError for an unknown one."""
        id = self.vocab.ids.get(word)
        return self.nearest(self.vector(word)[None], top, [[] if id is None else [id]])[0]

    def _best(self, scores: Array, top: int) -> list[Neighbour]:
        top = min(top, len(scores))
        if not top:
            return []
        chosen = np.flatnonzero(scores >= np.partition(scores, -top)[-top])
        order = chosen[np.lexsort((chosen, -scores[chosen]))][:top]
        return [Neighbour(self.vocab[int(id)], float(scores[id])) for id in order if scores[id] > -np.inf]


def write(
    path: Path,
    vocab: Vocab,
    vectors: Array,
    recipe: Recipe,
    info: dict[str, Any],
    more: dict[str, Tensor] | None = None,
) -> None:
    """Write an embedding: ``vectors`` (V, D) float32, ``norms``, the vocabulary, and what ``more`` has. Atomic."""
    vectors = np.ascontiguousarray(vectors, np.float32)
    tensors = {"vectors": artifact.of(vectors), "norms": artifact.of(_norms(vectors)), **_words(vocab), **(more or {})}
    sizes = {"types": len(vocab), "dimensions": vectors.shape[1]}
    artifact.write(path, "embedding", tensors, recipe, info | {"sizes": sizes})


def write_sparse(path: Path, vocab: Vocab, rows: Sparse, recipe: Recipe, info: dict[str, Any]) -> None:
    """Write sparse vectors as CSR: ``data`` float32, ``indices`` int32, ``indptr`` and ``shape`` int64."""
    squares = np.concatenate(([0.0], np.cumsum(rows.data.astype(np.float64) ** 2)))
    norms = np.sqrt(squares[rows.indptr[1:]] - squares[rows.indptr[:-1]]).astype(np.float32)
    tensors = {
        "data": artifact.of(rows.data.astype(np.float32, copy=False)),
        "indices": artifact.of(rows.indices.astype(np.int32, copy=False)),
        "indptr": artifact.of(rows.indptr.astype(np.int64, copy=False)),
        "shape": artifact.of(np.array(rows.shape, np.int64)),
        "norms": artifact.of(norms),
        **_words(vocab),
    }
    sizes = {"types": len(vocab), "dimensions": rows.width, "values": len(rows.data)}
    artifact.write(path, "sparse", tensors, recipe, info | {"sizes": sizes})


def rows_of(opened: Artifact) -> Rows:
    """The vectors of an opened file, nothing copied. Raises InputError where it holds none."""
    if opened.kind not in KINDS:
        raise InputError(f"{opened.path} is no embedding but {opened.kind}; koprep embed makes one of an ids tensor")
    try:
        if opened.kind == "embedding":
            return Dense(opened["vectors"])
        return Sparse(opened["data"], opened["indices"], opened["indptr"], int(opened["shape"][1]))
    except KeyError as error:
        raise InputError(f"{opened.path}: no tensor {error}; the file is damaged") from None


def _norms(vectors: Array) -> Array:
    return np.asarray(np.sqrt(np.einsum("vd,vd->v", vectors, vectors, dtype=np.float64)), np.float32)


def _words(vocab: Vocab) -> dict[str, Tensor]:
    return {
        "vocab": artifact.of(vocab.data),
        "vocab_offsets": artifact.of(vocab.offsets),
        "counts": artifact.of(vocab.counts),
    }
