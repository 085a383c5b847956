"""Co-occurrence counts, PPMI and SVD of all film reviews, against scipy's shifted arrays and scikit-learn's SVD."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import statistics
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from common import KOPREP, WORK, reviews, run
from scipy import sparse
from scipy.sparse.linalg import svds
from sklearn.utils.extmath import randomized_svd

from koprep.embed import corpus, counts
from koprep.embed.ppmi import Information, ppmi
from koprep.embed.svd import truncated_svd
from koprep.embed.windows import Windows

ROUNDS, DIM, WINDOW = 5, 100, 5
HOW = Windows(WINDOW, "inverse")
CORES = len(os.sched_getaffinity(0))


def prepared() -> dict[str, Path]:
    """Tokens, vocabulary and ids of all reviews by mecab."""
    files = {name: WORK / f"all.{name}" for name in ("parquet", "tsv", "safetensors")}
    if not files["parquet"].exists():
        stages = ["normalize", "morphs:engine=mecab", "--workers", "2"]
        run([*KOPREP, "run", *stages, "-i", reviews(), "-o", files["parquet"]])
    run([*KOPREP, "vocab", files["parquet"], "-o", files["tsv"]])
    run([*KOPREP, "tensor", files["parquet"], "--vocab", files["tsv"], "-o", files["safetensors"]])
    return files


def shifted(ids: Any, bounds: Any, size: int, once: bool = False) -> Any:
    """The same counts by arrays shifted against themselves, a matrix for each distance, in both directions; ``once``
    in one, and mirrored at the end."""
    records = np.repeat(np.arange(len(bounds) - 1, dtype=np.int32), np.diff(bounds))
    found = sparse.csr_matrix((size, size))
    for d in range(1, WINDOW + 1):
        there = records[d:] == records[:-d]
        words, others = ids[:-d][there], ids[d:][there]
        for pairs in [(words, others), (others, words)][: 1 if once else 2]:
            found = found + sparse.coo_matrix((np.full(len(words), 1 / d), pairs), (size, size)).tocsr()
    return found + found.T.tocsr() if once else found


def seconds(do: Callable[[], Any]) -> float:
    before = time.perf_counter()
    do()
    return time.perf_counter() - before


def compared(claim: str, ours: Callable[[], Any], rival: Callable[[], Any], bar: float, more: str = "") -> float:
    """Print the median ratio ours : rival, taken in turn; ours in seconds."""
    ours(), rival()
    pairs = [(seconds(ours), seconds(rival)) for _ in range(ROUNDS)]
    ratios = [mine / other for mine, other in pairs]
    ratio = statistics.median(ratios)
    mine, other = (statistics.median(side) for side in zip(*pairs, strict=True))
    print(
        f"| {claim} | **{ratio:.2f}** ({min(ratios):.2f}–{max(ratios):.2f}) | ≤ {bar:g} | "
        f"{'met' if ratio <= bar else 'MISSED'} | {mine:.2f} s : {other:.2f} s {more}|",
        flush=True,
    )
    return mine


def counting(read: corpus.Corpus) -> None:
    """Counts in memory and out of it."""
    text = next(read.blocks(1 << 40)).without_gaps()
    lengths = np.diff(text.bounds)
    pairs = sum(int(np.maximum(lengths - d, 0).sum()) for d in range(1, WINDOW + 1))
    target, little = WORK / "counts.safetensors", counts.working_memory(counts.LEAST_MEMORY)

    def ours() -> counts.Counts:
        return counts.count(read, HOW, target, workers=CORES)

    size = len(read.vocab)
    whole = compared("tokens → counts : scipy, shifted arrays", ours, lambda: shifted(*text, size), 0.2)
    compared("the same : scipy, one direction and its mirror", ours, lambda: shifted(*text, size, True), 0.5)
    print(f"| {pairs:,} pairs: **{pairs / whole / 1e6:.0f} M pairs/s** | | ≥ 30 M | | |")

    def written() -> None:
        counts.write(target, read, HOW, little, CORES)

    compared("with 256 MB, on disk : in memory", written, ours, 3.0)
    plain, own = shifted(*text, size), ours()
    assert np.allclose(plain.data, own.data)
    assert (plain.indices == own.indices).all()


def factoring(read: corpus.Corpus) -> None:
    """The SVD alone."""
    matrix = ppmi(counts.count(read, Windows(WINDOW), WORK / "x", workers=CORES), Information())
    whole = sparse.csr_matrix((matrix.data, matrix.indices, matrix.indptr), matrix.shape)
    exact = np.sort(svds(whole, DIM, return_singular_vectors=False))[::-1]

    def error(values: Any) -> str:
        return f"{np.abs(values / exact - 1).max():.1e}"

    def ours() -> Any:
        return truncated_svd(matrix, DIM, workers=CORES).values

    for rounds in ("auto", 30):

        def rival(rounds: Any = rounds) -> Any:
            return randomized_svd(whole, DIM, n_iter=rounds, random_state=0)[1]

        errors = f"(largest error of a value {error(ours())} : {error(rival())}) "
        compared(f"SVD({DIM}) of PPMI : scikit-learn, n_iter={rounds}", ours, rival, 0.7, errors)


def commands(files: dict[str, Path]) -> None:
    """Whole commands, from tokens to vectors, with their peaks of memory."""
    ids, tokens = files["safetensors"], files["parquet"]
    vectors, kept = WORK / "ppmi.safetensors", WORK / "counts.safetensors"
    window = ["--window", str(WINDOW)]
    whole = {
        "vocab": ["vocab", tokens, "-o", files["tsv"]],
        "tensor": ["tensor", tokens, "--vocab", files["tsv"], "-o", ids],
        "embed ppmi": ["embed", "ppmi", ids, "-o", vectors, *window],
    }
    alone = {
        "embed ppmi --no-parts": ["embed", "ppmi", ids, "-o", vectors, *window, "--no-parts"],
        "embed counts": ["embed", "counts", ids, "-o", kept, *window],
        "embed counts --max-memory 256M": ["embed", "counts", ids, "-o", kept, *window, "--max-memory", "256M"],
    }
    print("\n| command | wall | CPU | peak |\n|---|---|---|---|")
    walls = {}
    for name, command in (whole | alone).items():
        runs = [run([*KOPREP, *command]) for _ in range(3)]
        walls[name] = statistics.median(one.wall for one in runs)
        cpu, peak = statistics.median(one.cpu for one in runs), max(one.peak for one in runs)
        print(f"| `koprep {name}` | {walls[name]:.1f} s | {cpu:.1f} s | {peak:.0f} MB |", flush=True)
    total = sum(walls[name] for name in whole)
    print(f"\ntokens → vectors: **{total:.1f} s** (bar: under 15 s: {'met' if total < 15 else 'MISSED'})")


if __name__ == "__main__":
    files = prepared()
    packages = ("koprep", "numpy", "numba", "scipy", "scikit-learn")
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in packages)
    read = corpus.read(files["safetensors"], 1)
    print(f"\n{date.today()}, Python {platform.python_version()}, {CORES} cores, {versions}")
    print(f"{read.tokens:,} tokens, {len(read.vocab):,} types; window {WINDOW}\n")
    print("| what | ratio (min–max) | bar | | koprep : rival |\n|---|---|---|---|---|")
    for part in (counting, factoring):
        part(corpus.read(files["safetensors"]))
    commands(files)
