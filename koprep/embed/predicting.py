"""One training of word2vec or FastText from its beginning, or a checkpoint, to its end."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from koprep.embed import checkpoint, loss
from koprep.embed.batches import count_parts, sample
from koprep.embed.corpus import Corpus
from koprep.embed.learning import NOBODY, State, Training, Watch
from koprep.embed.rows import Array
from koprep.embed.settings import Settings
from koprep.embed.subwords import Subwords
from koprep.errors import InputError, KoprepError, UsageError

if TYPE_CHECKING:
    from koprep.embed.gensim_models import Model

_KEPT_EVERY = 60.0


@dataclass(frozen=True, eq=False)
class Task:
    """What is to be trained: the method's name, on how many threads, from which checkpoint, where the vectors go."""

    name: str
    corpus: Corpus
    settings: Settings
    output: Path
    workers: int = 1
    resume: Path | None = None
    watch: Watch = NOBODY
    subwords: Subwords | None = None


class Trained(NamedTuple):
    """What came of it: the loss after each epoch."""

    losses: tuple[float, ...]


def check(task: Task) -> None:
    """Raise UsageError for workers that can't be meant, InputError for a vocabulary with nothing to tell apart."""
    if task.workers < 1:
        raise UsageError(f"--workers {task.workers}: use 1 or more")
    if task.settings.deterministic and task.workers > 1:
        raise UsageError(f"--workers {task.workers}: --deterministic takes one; leave out one of the two")
    if len(task.corpus.vocab) < 2:
        word = task.corpus.vocab[0]
        raise InputError(f"a vocabulary of one word, {word!r}, teaches nothing; give more text, or a lower --min-count")


def check_room(rows: int, dim: int) -> None:
    """Raise KoprepError where so many vectors can't be in memory at once."""
    needed, there = rows * dim * 4, os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    if needed > there:
        raise KoprepError(
            f"{rows:,} vectors of {dim:,} numbers need {needed / 1e9:,.0f} GB of memory, and the machine has "
            f"{there / 1e9:,.0f}; use a lower --dim or a higher --min-count"
        )


def train(task: Task, model: Model, words: loss.Inputs) -> Trained:
    """Train a model to the end; its weights change. ``words`` gives the sums of the rows that make a word.

    Interrupted, it writes a checkpoint beside the output, as it does after an epoch once a minute has passed.
    """
    parts, neighboured = count_parts(task.corpus)
    if not neighboured:
        raise InputError("no record has two words to learn from; windows don't cross records")
    keeper = _Keeper(task, model)
    state = keeper.resumed()
    measure = _loss(task, model, neighboured)
    training = Training(
        model, task.corpus, task.settings, parts, lambda: measure(words, model.weights["output"]), state
    )
    try:
        training.run(task.workers, Watch(task.watch.show, keeper.keep))
    except KeyboardInterrupt:
        keeper.save(training.state)
        raise
    return Trained(training.state.losses)


class _Keeper:
    """Writes checkpoints, and reads the one to go on from."""

    def __init__(self, task: Task, model: Model) -> None:
        self._task, self._model = task, model
        self._options = checkpoint.options(task.settings, task.subwords)
        self._saved = time.monotonic()

    def resumed(self) -> State:
        """Where training starts, with the model as it was then."""
        task = self._task
        if task.resume is None:
            return State()
        opened = checkpoint.read(task.resume, task.name, task.corpus, self._options)
        return checkpoint.restore(opened, self._model.weights, self._model.random)

    def keep(self, state: State) -> None:
        """Save the state after an epoch, if the last time was long ago."""
        self._task.watch.keep(state)
        if time.monotonic() - self._saved > _KEPT_EVERY and state.epochs < self._task.settings.epochs:
            self.save(state)

    def save(self, state: State) -> None:
        """Write a checkpoint beside the output."""
        task, model = self._task, self._model
        path = checkpoint.path_for(task.output)
        checkpoint.write(path, task.name, model.weights, model.random, task.corpus, self._options, state)
        self._saved = time.monotonic()


def finished(task: Task, vectors: Array) -> Array:
    """The vectors. Raises KoprepError where training ran away to numbers that are none."""
    if not np.isfinite(vectors).all():
        raise KoprepError(f"the vectors overflowed; use a lower --alpha than {task.settings.alpha:g}")
    return vectors


def _loss(task: Task, model: Model, neighboured: int) -> loss.Loss:
    settings, chosen = task.settings, sample(task.corpus, task.settings, neighboured)
    mean = not settings.cbow_sum
    if model.codes is not None and model.points is not None:
        return loss.hierarchical(chosen, model.codes, model.points, mean)
    assert model.noise is not None
    return loss.negative_sampling(chosen, model.noise, settings.negative, mean, settings.seed)
