"""GloVe: vectors whose inner products are the logarithms of co-occurrence counts, by weighted least squares.

Source: Pennington, Socher & Manning 2014, "GloVe: Global Vectors for Word Representation", sections 3 and 4.2.
"""

from __future__ import annotations

import math
import time
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from koprep.embed import checkpoint, embedding, recipes
from koprep.embed.counts import Counts, too_large
from koprep.embed.crew import share
from koprep.embed.glove_start import Pairs, Settings, check_workers, checked, initial, shuffled
from koprep.embed.learning import NOBODY, Seen, State, Watch
from koprep.embed.rows import Array
from koprep.errors import InputError, KoprepError

NAME = "glove"
_BLOCK = 1 << 16
_ENTRY = 24
_KEPT_EVERY = 60.0


@dataclass(frozen=True, eq=False)
class Task:
    """Counts to learn, on how many threads, from which checkpoint, and where the vectors go."""

    counts: Counts
    settings: Settings
    output: Path
    workers: int = 1
    resume: Path | None = None
    watch: Watch = NOBODY


def train(task: Task) -> tuple[float, ...]:
    """Learn vectors (V, dim), a word's plus its context's, write them to ``task.output``; the cost after each epoch.

    From a checkpoint training goes on where it was cut short: with ``deterministic`` to the same bytes as if it had
    never been. Interrupted (KeyboardInterrupt) it leaves a checkpoint beside the output. Raises UsageError, InputError
    for other counts than symmetric ones or the checkpoint of another training, KoprepError where numbers overflow.
    """
    counts, settings = task.counts, checked(task.settings)
    _check(task)
    pairs = shuffled(counts, settings)
    weights = initial(len(counts.vocab), settings) | {
        "costs": np.zeros(-(-len(pairs.rows) // _BLOCK)),
        "row_sums": np.array(counts.rows),
    }
    state = _learn(task, pairs, weights, _resumed(task, weights))
    words, contexts = np.split(weights["vectors"][:, 0], 2)
    info = {"method": NAME, "tagged": bool(counts.info.get("tagged"))}
    recipe = counts.recipe.then((step(settings),))
    embedding.write(task.output, counts.vocab, words + contexts, recipe, info)
    checkpoint.path_for(task.output).unlink(missing_ok=True)
    return state.losses


def check_memory(counts: Counts, dim: int, most: int) -> None:
    """Raise KoprepError where learning takes more than so many bytes."""
    need = _ENTRY * len(counts.data) + 16 * dim * len(counts.vocab)
    if need > most:
        raise too_large(len(counts.data), need, most)


def step(settings: Settings) -> str:
    """The step of a recipe."""
    options: dict[str, tuple[object, object]] = {
        field.name.replace("_", "-"): (getattr(settings, field.name), None if field.name == "x_max" else field.default)
        for field in fields(settings)
    }
    return recipes.step(f"embed.{NAME}", options)


def _check(task: Task) -> None:
    check_workers(task.settings, task.workers)
    words, contexts = task.counts.shape
    if words != contexts:
        kind = task.counts.info.get("contexts")
        raise InputError(f"GloVe adds the vectors of words and contexts; the counts are {kind}, not symmetric")
    if not len(task.counts.data):
        raise InputError("no two words stand together in these counts; there is nothing to learn")


def _learn(task: Task, pairs: Pairs, weights: dict[str, Array], state: State) -> State:
    """Epoch after epoch; interrupted, it writes a checkpoint, as it does after an epoch once a minute has passed."""
    saved = time.monotonic()
    training = _Training(task, pairs, weights, state)
    try:
        while training.state.epochs < task.settings.epochs:
            training.epoch()
            task.watch.keep(training.state)
            if time.monotonic() - saved > _KEPT_EVERY and training.state.epochs < task.settings.epochs:
                _save(task, weights, training.state)
                saved = time.monotonic()
    except KeyboardInterrupt:
        _save(task, weights, training.state)
        raise
    return training.state


class _Training:
    """The weights as they change; ``state`` says how far it is, also when it was interrupted."""

    def __init__(self, task: Task, pairs: Pairs, weights: dict[str, Array], state: State) -> None:
        self._task, self._pairs, self._weights = task, pairs, weights
        self.state = state

    def epoch(self) -> None:
        jobs = iter(range(self.state.batches, len(self._weights["costs"])))
        self._task.watch.show(self._seen())
        share(jobs, self._task.workers, lambda: self._block, self._taken, lambda: self._task.watch.show(self._seen()))
        cost = float(self._weights["costs"].sum()) / len(self._pairs.rows)
        self.state = State(self.state.epochs + 1, 0, (*self.state.losses, cost))

    def _taken(self, block: int) -> None:
        self.state = self.state._replace(batches=block + 1)

    def _block(self, block: int) -> None:
        from koprep.embed import glove_kernel

        some = slice(block * _BLOCK, (block + 1) * _BLOCK)
        rows, columns, logs, weights = (array[some] for array in self._pairs)
        vectors, biases = self._weights["vectors"], self._weights["biases"]
        eta = np.float32(self._task.settings.eta)
        cost = glove_kernel.learn(rows, columns, logs, weights, eta, vectors, biases)
        if not math.isfinite(cost):
            raise KoprepError(
                f"the cost is no number any more in epoch {self.state.epochs + 1}; use a lower --eta than "
                f"{self._task.settings.eta:g}"
            )
        self._weights["costs"][block] = cost

    def _seen(self) -> Seen:
        epochs, blocks, costs = self.state
        size = len(self._pairs.rows)
        done = epochs * size + min(blocks * _BLOCK, size)
        return Seen(epochs, done, size * self._task.settings.epochs, costs[-1] if costs else None)


def _options(task: Task) -> dict[str, Any]:
    """What must be the same to go on."""
    return asdict(task.settings) | {key: task.counts.info.get(key) for key in ("window", "weight")}


def _save(task: Task, weights: dict[str, Array], state: State) -> None:
    path, random = checkpoint.path_for(task.output), np.random.RandomState(task.settings.seed)
    checkpoint.write(path, NAME, weights, random, task.counts, _options(task), state)


def _resumed(task: Task, weights: dict[str, Array]) -> State:
    if task.resume is None:
        return State()
    opened = checkpoint.read(task.resume, NAME, task.counts, _options(task))
    if "row_sums" in opened and not np.array_equal(opened["row_sums"], task.counts.rows):
        raise InputError(f"{task.resume}: the checkpoint of other counts; give those of then")
    return checkpoint.restore(opened, weights, np.random.RandomState(task.settings.seed))
