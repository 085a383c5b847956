"""Word vectors from counts: PPMI, then truncated SVD, and rows for rare words that the SVD itself leaves out.

Names and formulas: Levy, Goldberg & Dagan 2015, sections 2.2 (SVD) and 3.3 (eigenvalue weighting, adding contexts).
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from koprep import artifact
from koprep.embed import embedding
from koprep.embed.counts import Counts, too_large
from koprep.embed.ppmi import Information, ppmi
from koprep.embed.recipes import step
from koprep.embed.regression import Parting, parted
from koprep.embed.rows import Sparse
from koprep.embed.selecting import chosen, narrowed, rows_of, seen
from koprep.embed.subwords import Subwords
from koprep.embed.svd import METHODS, truncated_svd
from koprep.errors import UsageError, suggest
from koprep.vocab import Vocab

Array = np.ndarray[Any, np.dtype[Any]]
NAME = "ppmi"
DIM, POWER, MIN_COUNT, FOLD_IN = 100, 0.0, 10, 1
_COUNTED, _KEPT = 24, 20
"""Bytes that an entry takes as counts with what is made of them, and as PPMI with its mirror."""
_BASIS = 8


@dataclass(frozen=True)
class Factoring:
    """How vectors are made.

    ``dim`` dimensions; ``power`` p of the singular values: the vectors are U · S^p, where 0 is best for similarity and
    1 is the classic SVD. ``add_context`` adds the vectors of words as contexts, V · S^p. ``svd``: krylov, or arpack for
    comparison. ``min_count``: words that are factorized and serve as contexts; words seen less often, but ``fold_in``
    times or more, get M · V · S^(p-1), the place their contexts give them. ``parts`` then fits vectors of jamo and
    syllable n-grams to those of words: rare words lean on them, unseen words are made of them (see ``regression``).
    """

    dim: int = DIM
    power: float = POWER
    add_context: bool = False
    svd: str = "krylov"
    min_count: int = MIN_COUNT
    fold_in: int = FOLD_IN
    parts: bool = True
    seed: int = 1

    def check(self) -> None:
        """Raise UsageError for values that can't be meant."""
        for name in ("dim", "min_count", "fold_in"):
            if getattr(self, name) < 1:
                raise UsageError(f"--{name.replace('_', '-')} {getattr(self, name)}: use 1 or more")
        if not 0 <= self.power <= 1:
            raise UsageError(f"--power {self.power:g}: use 0, 0.5 or 1")
        if self.svd not in METHODS:
            raise UsageError(f"--svd {self.svd}: {suggest(self.svd, METHODS)}")
        if self.seed < 0:
            raise UsageError(f"--seed {self.seed}: use 0 or more")


def learn(counts: Counts, what: Information, how: Factoring, workers: int = 1) -> Array:
    """Vectors (V, dim) float32 of the words of counts; zeros for words without company that tells anything.

    Raises UsageError for options that can't be meant or more dimensions than there are, InputError.
    """
    how.check()
    core = seen(counts, how.min_count)
    if how.add_context and counts.shape[0] != counts.shape[1]:
        raise UsageError("--add-context: only symmetric contexts are words; count with --contexts symmetric")
    matrix = ppmi(narrowed(counts, core), what)
    factored = matrix if core.all() else rows_of(matrix, core)
    found = truncated_svd(factored, how.dim, how.svd, how.seed, workers)
    scaled = found.values**how.power
    vectors = found.left * scaled + (found.right * scaled if how.add_context else 0)
    if core.all():
        return np.asarray(vectors, np.float32)
    with ThreadPoolExecutor(workers) as pool:
        whole = matrix.times(found.right * found.values ** (how.power - 1), pool)
    whole[core] = vectors
    return whole


def write(path: Path, counts: Counts, what: Information, how: Factoring, workers: int = 1) -> tuple[Vocab, int]:
    """Make vectors of counts and write them as an embedding: its vocabulary, and how many words have zeros."""
    counts = chosen(counts, min(how.fold_in, how.min_count))
    vectors = learn(counts, what, how, workers)
    names = ("power", "add_context", "svd", "seed", "parts")
    options = {name: (getattr(how, name), getattr(Factoring(), name)) for name in names}
    recipe = counts.recipe.then((_step(what, how, {"dim": (how.dim, None), **options}),))
    if not how.parts:
        embedding.write(path, counts.vocab, vectors, recipe, _info(counts, how))
        return counts.vocab, int((~vectors.any(axis=1)).sum())
    subwords = replace(Subwords(), tagged=bool(counts.info.get("tagged")))
    made = parted(counts.vocab.tokens, counts.vocab.counts, vectors, Parting(subwords), workers)
    parts = {"buckets": artifact.of(made.rows), "bucket_numbers": artifact.of(made.buckets)}
    info = _info(counts, how) | {"subwords": subwords.info()}
    embedding.write(path, counts.vocab, made.vectors, recipe, info, parts)
    return counts.vocab, int((~made.vectors.any(axis=1)).sum())


def write_ppmi(path: Path, counts: Counts, what: Information, how: Factoring) -> tuple[Vocab, int]:
    """Write the rows of PPMI themselves as sparse vectors: the vocabulary, and how many words have none."""
    counts = chosen(counts, min(how.fold_in, how.min_count))
    matrix = ppmi(narrowed(counts, seen(counts, how.min_count)), what)
    recipe = counts.recipe.then((_step(what, how, {"no-svd": (True, False)}),))
    rows = Sparse(matrix.data, matrix.indices, matrix.indptr, matrix.width)
    embedding.write_sparse(path, counts.vocab, rows, recipe, _info(counts, how))
    return counts.vocab, int((np.diff(matrix.indptr) == 0).sum())


def check_memory(counts: Counts, dim: int, most: int) -> None:
    """Raise KoprepError where counts, PPMI and SVD would take more than ``most`` bytes."""
    need = len(counts.data) * (_COUNTED + _KEPT) + sum(counts.shape) * dim * _BASIS * 4
    if need > most:
        raise too_large(len(counts.data), need, most)


def _step(what: Information, how: Factoring, more: dict[str, tuple[object, object]]) -> str:
    shared = {name: (getattr(what, name), getattr(Information(), name)) for name in ("neg", "cds")}
    words = {name: (getattr(how, name), getattr(Factoring(), name)) for name in ("min_count", "fold_in")}
    given = more | shared | words
    return step(f"embed.{NAME}", {name.replace("_", "-"): value for name, value in given.items()})


def _info(counts: Counts, how: Factoring) -> dict[str, Any]:
    return {"method": NAME, "tagged": bool(counts.info.get("tagged")), "answers": how.min_count}
