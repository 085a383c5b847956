"""A guard around fragile analyzers: they run in a process of their own, with a time limit a text.

A text that takes too long, or that ends the process, becomes a Fault; the process is started again, the rest goes on.
The process is started from a fresh interpreter, never forked: a process with a running Java can't be.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from multiprocessing.connection import Connection

import msgspec

from koprep.errors import KoprepError, MissingError
from koprep.record import Token
from koprep.taggers.base import DEFAULT, Fault, Settings
from koprep.taggers.dictionary import Dictionary, wanted
from koprep.taggers.guarded import Answer, Work
from koprep.taggers.pieces import BROKEN, is_broken

_START = 120.0
"""Seconds an engine may take to load."""

_GRACE = 30.0
"""Seconds more than the limit after which a process that can't even watch itself is given up."""


class Guard:
    """One process with one engine. Use it from one thread at a time; `borrowed` sees to that."""

    def __init__(self, engine: str, settings: Settings = DEFAULT) -> None:
        self.engine = engine
        self.settings = settings
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None
        self._given_up = False

    def start(self) -> None:
        """Start the process and wait until its engine is loaded.

        Raises MissingError if it can't be, InputError for a dictionary that is broken or that the engine can't take.
        """
        if dictionary := wanted(self.settings):
            dictionary.refuse_inflected(self.engine)
        ready = self._launch() or self._launch()  # one that is killed while it loads gets a second chance
        if ready is None or ready.last:
            self.stop()
            said = ready.results[0] if ready and ready.results else "it ended without a word; is there enough memory?"
            raise MissingError(f"{self.engine} can't be started: {said}")

    def _launch(self) -> Answer | None:
        """Start a process and wait for its first answer; None if it ends without one."""
        self.stop()
        self._go_on()
        ours, theirs = socket.socketpair()
        with ours, theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "koprep.taggers.guarded", self.engine, str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
            self._connection = Connection(ours.detach())
        self._go_on()
        try:
            self._connection.send_bytes(msgspec.msgpack.encode(replace(self.settings, workers=_workers)))
        except OSError:  # it has ended already
            return None
        return self._receive(_START)

    def tag(self, texts: Sequence[str]) -> list[list[Token] | Fault]:
        """Analyze texts, restarting the process as often as they make it end."""
        fit = ["" if is_broken(text) else text for text in texts]
        results: list[list[Token] | Fault] = []
        careful = False
        while len(results) < len(fit):
            found, ended = self._answers(fit[len(results) :], careful)
            self._go_on()
            results += found
            if ended and len(results) < len(fit):
                self.stop()
                if careful and not found:
                    results.append(Fault(f"{self.engine} died of it"))
                careful = not (careful and not found)
        return [
            BROKEN if given is not text else result for text, given, result in zip(texts, fit, results, strict=True)
        ]

    def _go_on(self) -> None:
        """Raise KoprepError if nobody wants the results any more."""
        if self._given_up:
            self.stop()
            raise KoprepError(f"{self.engine} was ended")

    def give_up(self) -> None:
        """End the process from another thread, whatever it is doing; its thread gets a KoprepError."""
        self._given_up = True
        process = self._process
        if process is not None:
            process.kill()

    def stop(self) -> None:
        """End the process."""
        if self._connection is not None:
            self._connection.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._connection = self._process = None

    def _answers(self, texts: list[str], careful: bool) -> tuple[list[list[Token] | Fault], bool]:
        """What the process says to texts until it has done all of them or has ended, and which of the two it was.

        An end it announced itself tells the text that did it; after any other the texts are given again, carefully.
        """
        if self._process is None:
            self.start()
        found: list[list[Token] | Fault] = []
        assert self._connection is not None
        try:
            self._connection.send_bytes(msgspec.msgpack.encode(Work(texts, careful)))
        except OSError:
            return found, True
        while len(found) < len(texts):
            answer = self._receive(self.settings.limit + _GRACE)
            if answer is None:
                return found, True
            found += [Fault(f"{self.engine}: {one}") if isinstance(one, str) else one for one in answer.results]
            if answer.last:
                self.stop()
                return found, False
        return found, False

    def _receive(self, seconds: float) -> Answer | None:
        """The next answer; None if the process has ended or says nothing any more."""
        assert self._connection is not None
        try:
            if self._connection.poll(seconds):
                return msgspec.msgpack.decode(self._connection.recv_bytes(), type=Answer)
        except (EOFError, OSError, msgspec.DecodeError):
            pass
        return None


_workers = 1
_given_up = False
_idle: dict[tuple[str, Settings, Dictionary | None], list[Guard]] = {}
_lent: set[Guard] = set()
_lending = threading.Lock()


def use_workers(number: int) -> None:
    """Say at the beginning of a run how many guards will work at once; one until this is called."""
    global _workers, _given_up
    _workers, _given_up = number, False


@contextlib.contextmanager
def borrowed(engine: str, settings: Settings = DEFAULT) -> Iterator[Guard]:
    """A guard with this engine, an idle one where there is one: as many run as threads ask at once."""
    key = (engine, settings, wanted(settings))
    with _lending:
        for old in [old for old in _idle if old[:2] == key[:2] and old != key]:  # the dictionary has changed since
            for guard in _idle.pop(old):
                guard.stop()
        idle = _idle.setdefault(key, [])
        if _given_up:
            raise KoprepError(f"{engine} was ended")
        guard = idle.pop() if idle else Guard(engine, settings)
        _lent.add(guard)
    try:
        yield guard
    except BaseException:
        guard.stop()  # what it was doing when the exception came, nobody knows
        raise
    else:
        with _lending:
            idle.append(guard)
    finally:
        with _lending:
            _lent.discard(guard)


def load(engine: str, settings: Settings = DEFAULT) -> None:
    """Start an engine, if none is idle. Raises MissingError."""
    with borrowed(engine, settings) as guard:
        if guard._process is None:
            guard.start()


def tag(engine: str, texts: Sequence[str], settings: Settings = DEFAULT) -> list[list[Token] | Fault]:
    """Analyze texts in NFC with a guarded engine. Raises MissingError if it can't be started."""
    with borrowed(engine, settings) as guard:
        return guard.tag(texts)


def give_up() -> None:
    """End the guards that are at work, so that nobody waits for what nobody wants any more."""
    global _given_up
    with _lending:
        _given_up = True
        for guard in _lent:
            guard.give_up()


def _forget() -> None:
    """After a fork: the guards belong to the parent."""
    global _lending
    _lending = threading.Lock()
    _idle.clear()
    _lent.clear()


os.register_at_fork(after_in_child=_forget)


@atexit.register
def stop_all() -> None:
    """End all idle guards."""
    with _lending:
        for guards in _idle.values():
            while guards:
                guards.pop().stop()
