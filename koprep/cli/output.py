"""What commands say: data on standard output, words and progress on standard error."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from koprep.errors import KoprepError


@dataclass
class Words:
    """Lines on standard error: ``note`` unless quiet, ``detail`` only with -v."""

    quiet: bool = False
    verbose: bool = False

    def note(self, line: str) -> None:
        if not self.quiet:
            print(f"koprep: {line}", file=sys.stderr)

    def detail(self, line: str) -> None:
        if self.verbose:
            self.note(line)

    def warn(self, line: str, strict: bool = False) -> None:
        """A warning; with ``strict`` it stops the command with exit code 3."""
        if strict:
            from koprep.errors import InputError

            raise InputError(line)
        self.note(f"warning: {line}")


@contextlib.contextmanager
def data_stdout() -> Iterator[BinaryIO]:
    """Standard output for data. While it is open, what third parties print goes to standard error instead."""
    try:
        descriptor = sys.stdout.fileno()
    except (OSError, AttributeError, ValueError):  # replaced by a test
        yield cast(BinaryIO, sys.stdout.buffer)
        return
    sys.stdout.flush()
    keep = os.dup(descriptor)
    os.dup2(2, descriptor)
    try:
        with open(keep, "wb", closefd=False) as out:
            yield out
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            raise
        raise KoprepError(f"standard output: {(error.strerror or str(error)).lower()}") from None
    finally:
        os.dup2(keep, descriptor)
        os.close(keep)


class Progress:
    """A bar on standard error, only when that is a terminal and nobody asked for quiet.

    ``total`` is in bytes; without it, the bar only counts records. Data that goes to the same terminal (``stdout``)
    has it to itself.
    """

    def __init__(self, words: Words, total: int | None, stdout: bool) -> None:
        self._shown = not words.quiet and sys.stderr.isatty() and not (stdout and sys.stdout.isatty())
        self._total = total
        self._bar: Any = None
        self._task: Any = None

    def __enter__(self) -> Progress:
        if self._shown:
            from rich.console import Console
            from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
            from rich.progress import Progress as Bar

            columns = [
                TextColumn("{task.fields[records]:,} records"),
                BarColumn(),
                TaskProgressColumn(),
                TimeElapsedColumn(),
                TimeRemainingColumn(),
            ]
            self._bar = Bar(*columns, console=Console(stderr=True), transient=True)
            self._bar.start()
            self._task = self._bar.add_task("", total=self._total, records=0)
        return self

    def __exit__(self, *exc: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def show(self, done: int, records: int) -> None:
        """Show how many bytes of the total, and how many records, are done."""
        if self._bar is not None:
            self._bar.update(self._task, completed=done, records=records)
