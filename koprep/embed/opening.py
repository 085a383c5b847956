"""Opening an embedding: ``open_embedding``, and ``koprep.load``, which opens any artifact."""

from __future__ import annotations

from pathlib import Path

from koprep import artifact, loading
from koprep.artifact import Artifact
from koprep.embed.composing import parts_of
from koprep.embed.embedding import KINDS, Embedding, rows_of
from koprep.errors import InputError
from koprep.vocab import Vocab


def open_embedding(path: str | Path) -> Embedding:
    """Open the file a trainer wrote; its vectors are views of it. Raises InputError for any other or a damaged file.

    >>> open_embedding("emb.safetensors").similar("영화")[0]  # doctest: +SKIP
    Neighbour(word='드라마', score=0.8123...)
    """
    return _embedding(artifact.read(Path(path)))


def load(path: str | Path) -> Artifact | Vocab | Embedding:
    """Open any artifact: a tensor file (NumPy views of it, nothing copied), a vocabulary, an embedding.

    Raises InputError.
    """
    opened = loading.load(path)
    return _embedding(opened) if isinstance(opened, Artifact) and opened.kind in KINDS else opened


def _embedding(opened: Artifact) -> Embedding:
    rows, vocab = rows_of(opened), loading.vocab_of(opened)
    if "norms" not in opened or opened["norms"].shape != (len(vocab),) or rows.shape[0] != len(vocab):
        raise InputError(f"{opened.path}: {rows.shape[0]:,} vectors for {len(vocab):,} words; the file is damaged")
    return Embedding(vocab, rows, opened["norms"], opened.recipe, opened.info, parts_of(opened))
