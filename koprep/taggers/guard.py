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
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from multiprocessing.connection import Connection

import msgspec

from koprep.errors import KoprepError, MissingError
from koprep.taggers.base import DEFAULT, Fault, Settings
from koprep.taggers.dictionary import Dictionary, wanted
from koprep.taggers.guarded import Answer, Failure, Work

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
        self._careful = self._silent = False

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
            said = said.reason if isinstance(said, Failure) else said
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

    def ask(self, groups: Iterable[list[str]]) -> Iterator[str | Fault]:
        """What the engine says of every text ("" of an empty one), restarting it as often as they make it end.

        Groups are drawn ahead: the next one waits for the engine while it is at work on one, and while what it said is
        read here. Whoever doesn't want the rest must `stop` it.
        """
        asked: deque[str] = deque()
        self._careful = False
        for group in groups:
            if self._process is not None:
                self._send(group)
            asked += group
            while len(asked) > len(group):
                yield from self._heard(asked)
        while asked:
            yield from self._heard(asked)

    def _heard(self, asked: deque[str]) -> list[str | Fault]:
        """The next answers, none if the process ends without one; they are taken off what is ``asked``.

        An end it announces itself tells the text that did it. After any other the texts are given to a new process
        carefully: a second end before the first answer is that text's fault.
        """
        if self._process is None:
            self.start()
            self._silent = True
            self._send(list(asked), self._careful)
        answer = self._receive(self.settings.limit + _GRACE)
        self._go_on()
        if answer is None:
            guilty = self._careful and self._silent
            found: list[str | Fault] = [Fault(f"{self.engine} died of it")] if guilty else []
        else:
            guilty, self._silent = answer.last, False
            found = [
                Fault(f"{self.engine}: {one.reason}") if isinstance(one, Failure) else one for one in answer.results
            ]
        if answer is None or answer.last:
            self.stop()
            self._careful = not guilty
        for _ in found:
            asked.popleft()
        return found

    def _send(self, texts: list[str], careful: bool = False) -> None:
        self._go_on()
        assert self._connection is not None
        with contextlib.suppress(OSError):  # it has ended; whoever listens will find out
            self._connection.send_bytes(msgspec.msgpack.encode(Work(texts, careful)))

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
