"""GloVe on the counts of film reviews (window 5, 1/d): non-zeros a second with 2 threads, and the cost of each epoch
against the algorithm of the authors' program, one thread and float64, from the same weights in the same order."""

from __future__ import annotations

import argparse
import resource
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numba
import numpy as np
from common import KOPREP, WORK, header, reviews, run

from koprep.embed import counts, glove
from koprep.embed.glove_start import Settings, initial, shuffled, usual_x_max
from koprep.embed.learning import State, Watch


def prepared(lines: int, ready: Path | None) -> Path:
    """The counts file."""
    ids, counted = ready or WORK / f"glove-{lines}.ids.safetensors", WORK / f"glove-{lines}.counts.safetensors"
    if not ids.exists():
        tokens, vocab = WORK / f"glove-{lines}.parquet", WORK / f"glove-{lines}.vocab.tsv"
        run([*KOPREP, "run", "normalize", "morphs:engine=mecab", "-i", reviews(lines), "-o", tokens])
        run([*KOPREP, "vocab", tokens, "-o", vocab])
        run([*KOPREP, "tensor", tokens, "--vocab", vocab, "-o", ids])
    WORK.mkdir(parents=True, exist_ok=True)
    run([*KOPREP, "embed", "counts", ids, "-o", counted, "--window", "5", "--weight", "inverse"])
    return counted


@numba.njit(nogil=True)
def reference(rows: Any, columns: Any, x: Any, x_max: float, alpha: float, eta: float, w: Any, sums: Any) -> float:
    """An epoch as the authors' program does it: ``w`` and ``sums`` (2V, D+1), the bias last; the summed cost."""
    words, last, total = len(w) // 2, w.shape[1] - 1, 0.0
    for n in range(len(rows)):
        i, j = rows[n], words + columns[n]
        error = w[i, last] + w[j, last] - np.log(x[n])
        for d in range(last):
            error += w[i, d] * w[j, d]
        weighted = error if x[n] > x_max else (x[n] / x_max) ** alpha * error
        total += 0.5 * weighted * error
        step = weighted * eta
        for d in range(last):
            first, second = step * w[j, d], step * w[i, d]
            w[i, d] -= first / np.sqrt(sums[i, d])
            w[j, d] -= second / np.sqrt(sums[j, d])
            sums[i, d] += first * first
            sums[j, d] += second * second
        for k in range(2):
            row = i if k == 0 else j
            w[row, last] -= step / np.sqrt(sums[row, last])
            sums[row, last] += step * step
    return total


def by_reference(known: counts.Counts, settings: Settings) -> tuple[list[float], float]:
    """The cost after each epoch, and non-zeros a CPU second."""
    pairs, start = shuffled(known, settings), initial(len(known.vocab), settings)
    w = np.concatenate((start["vectors"][:, 0], start["biases"][:, :1]), axis=1).astype(np.float64)
    sums, x = np.ones_like(w), np.exp(pairs.logs.astype(np.float64))
    options = settings.x_max, settings.alpha, settings.eta
    reference(pairs.rows[:1], pairs.columns[:1], x[:1], *options, w.copy(), sums.copy())
    before, costs = time.process_time(), []
    for _ in range(settings.epochs):
        costs.append(reference(pairs.rows, pairs.columns, x, *options, w, sums) / len(x))
    return costs, settings.epochs * len(x) / (time.process_time() - before)


def ours(known: counts.Counts, settings: Settings, workers: int) -> tuple[list[float], list[float], list[float]]:
    """The cost after each epoch, and non-zeros a second of wall and of CPU time in each."""
    stamps: list[tuple[float, float]] = []

    def stamp(state: State) -> None:
        stamps.append((time.perf_counter(), time.process_time()))

    task = glove.Task(known, settings, WORK / "glove.safetensors", workers, watch=Watch(keep=stamp))
    costs = glove.train(replace(task, settings=replace(settings, epochs=settings.epochs)))
    wall, cpu = (np.diff([stamp[place] for stamp in stamps]) for place in (0, 1))
    size = len(known.data)
    return list(costs), (size / wall).tolist(), (size / cpu).tolist()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reviews", type=int, default=0, help="how many film reviews; 0 is all")
    parser.add_argument("--ids", type=Path, help="an ids tensor that is ready, instead of the reviews")
    parser.add_argument("--epochs", type=int, default=5)
    asked = parser.parse_args()
    known = counts.read(prepared(asked.reviews, asked.ids))
    settings = Settings(epochs=asked.epochs, x_max=usual_x_max(known))
    header("numba", "numpy")
    print(f"{len(known.vocab):,} words, {len(known.data):,} non-zeros, x_max {settings.x_max:g}, 100 dimensions")
    found, wall, cpu = ours(known, settings, 2)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    wanted, speed = by_reference(known, settings)
    apart = [mine / theirs - 1 for mine, theirs in zip(found, wanted, strict=True)]
    print(f"cost: {' '.join(f'{cost:.5f}' for cost in found)}; float64: {' '.join(f'{cost:.5f}' for cost in wanted)}")
    print(f"apart: {' '.join(f'{100 * part:+.2f} %' for part in apart)} (bar: 2 %)")
    best, median = max(wall) / 1e6, float(np.median(wall)) / 1e6
    print(f"2 threads: {median:.2f} M non-zeros/s (best epoch {best:.2f}; bar 2.5), peak {peak:.0f} MB")
    print(f"a CPU second: {np.median(cpu) / 1e6:.2f} M, the reference {speed / 1e6:.2f} M")
