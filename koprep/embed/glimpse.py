"""A few rows of what training wrote, to look at."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np

from koprep.artifact import Artifact
from koprep.loading import vocab_of
from koprep.payload import Payload
from koprep.verifying.kinds import misformed
from koprep.vocab import Vocab

Array = np.ndarray[Any, np.dtype[Any]]
WORDS = 5
PAIRS = 10
_NUMBERS = 6
_ENTRIES = 1 << 20


def rows(opened: Artifact) -> list[str]:
    """The first words of an embedding with their first numbers, of sparse vectors with their largest; the largest
    counts of pairs; how far a checkpoint is. A file of another form has none.

    Raises InputError where the vocabulary is broken.
    """
    if next(misformed(opened), None) is not None:
        return []
    if opened.kind == "checkpoint":
        return _losses(opened.info.get("state"))
    vocab = vocab_of(opened)
    return list({"embedding": _dense, "sparse": _sparse, "counts": _pairs}[opened.kind](opened, vocab))


def _dense(opened: Artifact, vocab: Vocab) -> Iterator[str]:
    """``밥 0.1203 -0.04 …``."""
    more = " …" if opened["vectors"].shape[1] > _NUMBERS else ""
    for id, vector in zip(range(len(vocab)), opened["vectors"][:WORDS, :_NUMBERS].tolist(), strict=False):
        yield f"{vocab[id]} {' '.join(f'{number:.4g}' for number in vector)}{more}"


def _sparse(opened: Artifact, vocab: Vocab) -> Iterator[str]:
    """``밥: 먹:3.2 물:2.9``, or numbers of columns where not every word is one."""
    for id, (start, end) in zip(range(len(vocab)), pairwise(opened["indptr"][: WORDS + 1].tolist()), strict=False):
        entries = zip(opened["indices"][start:end].tolist(), opened["data"][start:end].tolist(), strict=False)
        largest = sorted(entries, key=lambda entry: (-entry[1], entry[0]))[:_NUMBERS]
        width = int(opened["shape"][-1])
        found = (f"{_context(vocab, column, width)}:{value:.4g}" for column, value in largest)
        yield f"{vocab[id]}: {' '.join(found)}"


def _pairs(opened: Artifact, vocab: Vocab) -> Iterator[str]:
    """``밥 먹 12``; where words are their own contexts, every pair stands twice in the file and once here."""
    width = len(opened["column_sums"])
    twice = 2 if width == len(vocab) else 1
    shown: set[tuple[int, ...]] = set()
    for row, column, value in _largest(opened, twice * PAIRS):
        pair = tuple(sorted((row, column))) if twice == 2 else (row, column)
        if pair not in shown and 0 <= row < len(vocab) and len(shown) < PAIRS:
            shown.add(pair)
            yield f"{vocab[row]} {_context(vocab, column, width)} {value:.6g}"


def _largest(opened: Artifact, many: int) -> list[tuple[int, int, float]]:
    """The entries of a matrix with the highest values, equal ones in their order: row, column, value."""
    best = np.zeros(0, np.int64)
    with Payload(opened) as payload:
        values = np.zeros(0)
        for start, piece in payload.pieces("data", _ENTRIES):
            places, values = np.concatenate((best, np.arange(start, start + len(piece)))), np.append(values, piece)
            order = np.argsort(-values, kind="stable")[:many]
            best, values = places[order], values[order]
    inside = best < min(opened["indices"].size, max(int(opened["indptr"][-1]), 0))
    best, values = best[inside], values[inside]
    found = np.searchsorted(opened["indptr"], best, side="right") - 1
    return list(zip(found.tolist(), opened["indices"][best].tolist(), values.tolist(), strict=True))


def _context(vocab: Vocab, column: int, width: int) -> str:
    """A column: a word where every word is one, or a word at one of several places."""
    types = len(vocab)
    if types == 0 or width % types or not 0 <= column < width:
        return f"#{column}"
    return vocab[column % types] + (f"[{column // types + 1}]" if width > types else "")


def _losses(state: Any) -> list[str]:
    """``epoch 1: loss 0.42``; none where it doesn't say how far it is."""
    try:
        epochs, batches, losses = state
        done = [f"{int(epochs):,} epochs and {int(batches):,} batches of the next one done"]
        return done + [f"epoch {number}: loss {loss:.6g}" for number, loss in enumerate(losses, start=1)]
    except (TypeError, ValueError):
        return []
