"""Learning, epoch by epoch: what word2vec and FastText have in common."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from koprep.embed.batches import Batch, batches
from koprep.embed.corpus import Corpus
from koprep.embed.crew import share
from koprep.embed.settings import Settings
from koprep.errors import KoprepError

if TYPE_CHECKING:
    from koprep.embed.gensim_models import Model


class State(NamedTuple):
    """Where training is: epochs that are done, batches of the next one, and the loss after each epoch."""

    epochs: int = 0
    batches: int = 0
    losses: tuple[float, ...] = ()


class Seen(NamedTuple):
    """Progress: the epoch from 0, tokens done of all, in all epochs, and the last loss, None before the first."""

    epoch: int
    tokens: int
    total: int
    loss: float | None


@dataclass(frozen=True, eq=False)
class Watch:
    """Who is told: of progress (``show``, some times a second), and of the state after each epoch (``keep``)."""

    show: Callable[[Seen], None] = lambda seen: None
    keep: Callable[[State], None] = lambda state: None


NOBODY = Watch()
"""Nobody is told."""


class Training:
    """A model that learns a corpus; ``state`` says how far it is, also when it was interrupted."""

    def __init__(
        self,
        model: Model,
        corpus: Corpus,
        settings: Settings,
        parts: int,
        loss: Callable[[], float],
        state: State,
    ) -> None:
        self._model, self._corpus, self._settings = model, corpus, settings
        self._parts, self._loss = parts, loss
        self.state = state
        self._tokens = 0

    def run(self, workers: int, watch: Watch) -> None:
        """Learn until all epochs are done, or the loss stops falling. A KeyboardInterrupt leaves ``state`` true.

        Raises KoprepError where the loss is no number any more.
        """
        while self.state.epochs < self._settings.epochs and not self._stalled():
            self._epoch(workers, watch)
            loss = self._loss()
            if not math.isfinite(loss):
                raise KoprepError(f"the numbers ran away; use a lower --alpha than {self._settings.alpha:g}")
            self.state = State(self.state.epochs + 1, 0, (*self.state.losses, loss))
            watch.keep(self.state)

    def _stalled(self) -> bool:
        """Whether the lowest loss is too many epochs ago."""
        losses, patience = self.state.losses, self._settings.patience
        return patience > 0 and len(losses) - 1 - losses.index(min(losses)) >= patience if losses else False

    def _epoch(self, workers: int, watch: Watch) -> None:
        epoch, skipped, _ = self.state
        jobs = batches(self._corpus)
        self._tokens = epoch * self._corpus.tokens + sum(len(batch.ids) for batch in islice(jobs, skipped))

        def taken(batch: Batch) -> None:
            self.state = self.state._replace(batches=self.state.batches + 1)
            self._tokens += len(batch.ids)

        watch.show(self._seen())
        share(jobs, workers, self._learner, taken, lambda: watch.show(self._seen()))

    def _learner(self) -> Callable[[Batch], None]:
        memory, epoch = self._model.memory(), self.state.epochs
        return lambda batch: self._model.learn(batch.lists(), self._alpha(epoch, batch), memory)

    def _alpha(self, epoch: int, batch: Batch) -> float:
        """The learning rate falls with the records that were handed out, as in gensim."""
        first, last = self._settings.alpha, self._settings.min_alpha
        progress = (epoch + batch.before / self._parts) / self._settings.epochs
        return max(last, first - (first - last) * progress)

    def _seen(self) -> Seen:
        losses = self.state.losses
        total = self._corpus.tokens * self._settings.epochs
        return Seen(self.state.epochs, self._tokens, total, losses[-1] if losses else None)
