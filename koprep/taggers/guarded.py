"""The inside of a guard: a process of its own where an engine speaks of texts one by one, and is watched for how long.

Run as ``python -m koprep.taggers.guarded ENGINE DESCRIPTOR``; what goes through the descriptor is said in `Work` and
`Answer`. It ends when its parent does.
"""

from __future__ import annotations

import importlib
import os
import queue
import sys
import threading
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from typing import Any

import msgspec

from koprep.taggers.base import Settings
from koprep.taggers.jvm import error_name

_FLUSH = 0.02
"""Seconds after which results are sent: the parent reads them meanwhile, and a death loses not much more."""

Analyze = Callable[[str], str]
"""What an engine says of a text that holds nothing it can't take."""


class Work(msgspec.Struct):
    """Texts to analyze; ``careful`` asks for every result at once, so that a death tells the text that did it."""

    texts: list[str]
    careful: bool = False


class Failure(msgspec.Struct):
    """Why the engine says nothing of a text."""

    reason: str


class Answer(msgspec.Struct):
    """What the engine says of the next texts; ``last`` if the process ends with it."""

    results: list[str | Failure]
    last: bool = False


def main(engine: str, descriptor: int) -> None:
    """Load the engine, say so with an empty answer, and work until the parent closes the connection."""
    connection = Connection(descriptor)
    settings = msgspec.msgpack.decode(connection.recv_bytes(), type=Settings)
    try:
        module = importlib.import_module(engine if "." in engine else f"koprep.taggers.{engine}")
        analyze: Analyze = module.analyzer(settings)
        analyze("가")  # what is made at first use is no part of the first text's time
    except Exception as error:  # whatever keeps it from starting, the parent says it
        _send(connection, Answer([Failure(" ".join(str(error).split()))], last=True))
        return
    _send(connection, Answer([]))
    watch = _Watch(connection, settings.limit)
    for work in _works(connection):
        watch.run(analyze, work)


def _works(connection: Connection) -> Iterator[Work]:
    """What the parent asks for, received while the engine is at work, so that the parent never waits to be heard.

    The process ends when the parent closes the connection.
    """
    waiting: queue.SimpleQueue[Work] = queue.SimpleQueue()

    def receive() -> None:
        try:
            while True:
                waiting.put(msgspec.msgpack.decode(connection.recv_bytes(), type=Work))
        finally:
            os._exit(0)  # Java's own end takes its time

    threading.Thread(target=receive, daemon=True).start()
    while True:
        yield waiting.get()


class _Watch:
    """Runs texts and sends results; a thread of it ends the process when one text takes too long."""

    def __init__(self, connection: Connection, limit: float) -> None:
        self._connection = connection
        self._limit = limit
        self._lock = threading.Lock()
        self._results: list[str | Failure] = []
        self._deadline: float | None = None
        self._sent = 0.0
        threading.Thread(target=self._look, daemon=True).start()

    def run(self, analyze: Analyze, work: Work) -> None:
        for text in work.texts:
            self._deadline = time.monotonic() + self._limit
            result, last = _outcome(analyze, text)
            with self._lock:
                self._deadline = None
                self._results.append(result)
                if last or work.careful or time.monotonic() - self._sent > _FLUSH:
                    self._send(last)
        with self._lock:
            if self._results:
                self._send()

    def _send(self, last: bool = False) -> None:
        _send(self._connection, Answer(self._results, last))
        self._results, self._sent = [], time.monotonic()
        if last:
            os._exit(0)

    def _look(self) -> None:
        parent = os.getppid()
        while os.getppid() == parent:
            time.sleep(min(0.1, self._limit / 4))
            with self._lock:
                if self._deadline is not None and time.monotonic() > self._deadline:
                    self._results.append(Failure(f"took longer than {self._limit:g} s"))
                    self._send(last=True)
        os._exit(1)


def _outcome(analyze: Analyze, text: str) -> tuple[str | Failure, bool]:
    """What the engine says of one text, and whether the process had better end after it."""
    try:
        return analyze(text) if text else "", False
    except Exception as error:  # fragile engines fail in many ways; only this text is lost
        name = error_name(error)
        reason = " ".join(f"{name}: {error}".split())[:200] if name not in str(error) else str(error)[:200]
        return Failure(reason.partition("\n")[0]), "OutOfMemory" in name


def _send(connection: Connection, answer: Answer) -> None:
    try:
        connection.send_bytes(msgspec.msgpack.encode(answer))
    except OSError:  # nobody listens any more
        os._exit(1)


if __name__ == "__main__":
    arguments: list[Any] = sys.argv[1:]
    main(arguments[0], int(arguments[1]))
