"""The progress of training on standard error: epoch, loss, words a second."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from koprep.cli.output import Words
    from koprep.embed.learning import Seen, State


class Bar:
    """A bar while standard error is a terminal and nobody asked for quiet; with -v a line after each epoch."""

    def __init__(self, words: Words, epochs: int, unit: str = "words", loss: str = "loss") -> None:
        self._words, self._epochs, self._unit, self._loss = words, epochs, unit, loss
        self._shown = not words.quiet and sys.stderr.isatty()
        self._bar: Any = None
        self._task: Any = None
        self._start: tuple[float, int] | None = None
        self.speed = 0.0

    def __enter__(self) -> Bar:
        if self._shown:
            from rich.console import Console
            from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
            from rich.progress import Progress as Rich

            columns = [
                TextColumn("epoch {task.fields[epoch]}/{task.fields[epochs]}"),
                BarColumn(),
                TaskProgressColumn(),
                TextColumn(f"{{task.fields[speed]:,.0f}} {self._unit}/s  {self._loss} {{task.fields[loss]}}"),
                TimeElapsedColumn(),
                TimeRemainingColumn(),
            ]
            self._bar = Rich(*columns, console=Console(stderr=True), transient=True)
            self._bar.start()
            fields = {"epoch": 1, "epochs": self._epochs, "speed": 0.0, "loss": "?"}
            self._task = self._bar.add_task("", total=None, **fields)
        return self

    def __exit__(self, *exc: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def show(self, seen: Seen) -> None:
        """Take in how far training is."""
        now = time.monotonic()
        began, tokens = self._start = self._start or (now, seen.tokens)
        self.speed = (seen.tokens - tokens) / max(now - began, 0.001)
        if self._bar is not None:
            loss = "?" if seen.loss is None else f"{seen.loss:.3f}"
            fields = {"epoch": seen.epoch + 1, "speed": self.speed, "loss": loss}
            self._bar.update(self._task, completed=seen.tokens, total=seen.total, **fields)

    def keep(self, state: State) -> None:
        """Take in that an epoch is over."""
        told = f"epoch {state.epochs}/{self._epochs}: {self._loss} {state.losses[-1]:.4f}"
        self._words.detail(f"{told}, {self.speed:,.0f} {self._unit}/s")
