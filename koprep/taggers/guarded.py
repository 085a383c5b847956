"""The inside of a guard: a process of its own that analyzes texts one by one, and watches how long each one takes.

Run as ``python -m koprep.taggers.guarded ENGINE DESCRIPTOR``; what goes through the descriptor is said in `Work` and
`Answer`. It ends when its parent does.
"""

from __future__ import annotations

import gc
import importlib
import os
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

import msgspec

from koprep.hangul import to_compat
from koprep.record import Token
from koprep.spans import Span, find_all
from koprep.taggers.allomorphs import merged
from koprep.taggers.base import Fault, Settings
from koprep.taggers.dictionary import wanted
from koprep.taggers.holes import Run, tokens_around
from koprep.taggers.jvm import error_name
from koprep.taggers.pieces import Sentences, analyze
from koprep.taggers.shapes import in_order
from koprep.taggers.tagset import COARSE, is_jamo, names_of, native_name, script, sign, tag_map

_FLUSH = 0.2
"""Seconds after which results are sent: what is lost when the process dies is not much more."""

_SIGN_OF_LIFE = 5.0
"""Seconds after which the parent hears something in any case."""

_SEJONG = frozenset(("komoran", "hannanum", "kkma"))
_LONG = 64
_MOST = 200_000
"""Pairs of form and tag that are remembered, some tens of megabytes."""


Clock = Callable[[bool], None]
_new = tuple.__new__


class Work(msgspec.Struct):
    """Texts to analyze; ``careful`` asks for every result at once, so that a death tells the text that did it."""

    texts: list[str]
    careful: bool = False


class Answer(msgspec.Struct):
    """The next results, a reason in the place of one that failed; ``last`` if the process ends with it."""

    results: list[list[Token] | str]
    last: bool = False


def main(engine: str, descriptor: int) -> None:
    """Load the engine, say so with an empty answer, and work until the parent closes the connection."""
    connection = Connection(descriptor)
    settings = msgspec.msgpack.decode(connection.recv_bytes(), type=Settings)
    try:
        analyzer = Analyzer(engine, settings)
    except Exception as error:  # whatever keeps it from starting, the parent says it
        _send(connection, Answer([" ".join(str(error).split())], last=True))
        return
    _send(connection, Answer([]))
    gc.freeze()
    gc.set_threshold(200_000)  # tokens are many, short-lived, and in no cycles
    watch = _Watch(connection, settings.limit)
    while True:
        try:
            work = msgspec.msgpack.decode(connection.recv_bytes(), type=Work)
        except EOFError:
            os._exit(0)  # Java's own end takes its time
        watch.run(analyzer, work)


class Analyzer:
    """An engine with everything that is the same for all that need a guard."""

    def __init__(self, engine: str, settings: Settings) -> None:
        module = importlib.import_module(engine if "." in engine else f"koprep.taggers.{engine}")
        self._read: Run = module.reader(settings)
        self._engine = engine
        self._native = settings.native or engine in COARSE
        self._conventional = _Conventional(engine, settings.allomorph == "merge", self._native)
        self._dictionary = wanted(settings)
        self._read("가")
        find_all(["https://a.kr"])  # what is made at first use is no part of the first text's time

    def __call__(self, text: str, clock: Clock = lambda runs: None) -> list[Token] | Fault:
        """The tokens of one text; ``clock`` runs while the engine has it or one of its pieces."""
        [found] = analyze([text], lambda texts: self._run(texts, clock), self._dictionary)
        if isinstance(found, Fault):
            return found
        return found[0] if len(found) == 1 else [token for tokens in found for token in tokens]

    def _run(self, texts: list[str], clock: Clock) -> list[Sentences]:
        spans = find_all(texts, ellipses=True)
        if self._engine in COARSE:  # Okt knows laughter, and mends what it has fused with
            spans = {text: [span for span in found if not _laughs(text, span)] for text, found in spans.items()}
        if self._dictionary is not None:
            spans = {text: self._dictionary.beside(text, spans.get(text, ())) for text in texts}
        found: list[Sentences] = []
        for text in texts:
            clock(True)
            found.append([in_order(tokens_around(text, spans.get(text, ()), self._named, self._span))])
            clock(False)
        return found

    def _named(self, plain: str) -> list[Token]:
        """The engine's tokens of a plain text, by the conventions."""
        conventional = self._conventional
        return [_new(Token, (*conventional[form, tag], start, end)) for form, tag, start, end in self._read(plain)]

    def _span(self, form: str, tag: str) -> tuple[str, str]:
        """What a span is called: a word of the user's as the dictionary spells it."""
        spelled = form if self._dictionary is None else self._dictionary.form(form)
        return spelled, native_name(self._engine, form, tag) if self._native else tag


class _Conventional(dict[tuple[str, str], tuple[str, str]]):
    """What an engine's form and tag are by koprep's conventions: compatibility jamo, merged allomorphs, Sejong's tags.

    Each is worked out once.
    """

    def __init__(self, engine: str, merge: bool, native: bool) -> None:
        super().__init__()
        self._names = names_of(engine, native)
        self._sejong = tag_map(engine) if merge and engine in _SEJONG else None
        self._native = native

    def __missing__(self, pair: tuple[str, str]) -> tuple[str, str]:
        form, tag = to_compat(pair[0]), self._names[pair[1]]
        if self._sejong is not None:
            form = merged(form, self._sejong[pair[1]])
        found = (form, tag if self._native else sign(form) or script(form) or tag)
        if len(self) < _MOST:
            self[pair] = found
        return found


class _Watch:
    """Runs texts and sends results; a thread of it ends the process when one text takes too long."""

    def __init__(self, connection: Connection, limit: float) -> None:
        self._connection = connection
        self._limit = limit
        self._lock = threading.Lock()
        self._results: list[list[Token] | str] = []
        self._deadline: float | None = None
        self._sent = 0.0
        threading.Thread(target=self._look, daemon=True).start()

    def run(self, analyzer: Analyzer, work: Work) -> None:
        for text in work.texts:
            result, last = _outcome(analyzer, text, self._clock)
            with self._lock:
                self._deadline = None
                self._results.append(result)
                if last or work.careful or time.monotonic() - self._sent > _FLUSH:
                    self._send(last)
        with self._lock:
            if self._results:
                self._send()

    def _clock(self, runs: bool) -> None:
        """Start or stop the clock. Now and then the parent is told that a text of many pieces is still going on."""
        now = time.monotonic()
        with self._lock:
            self._deadline = now + self._limit if runs else None
            if now - self._sent > _SIGN_OF_LIFE:
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
                    self._results.append(f"took longer than {self._limit:g} s")
                    self._send(last=True)
        os._exit(1)


def _laughs(text: str, span: Span) -> bool:
    return span.tag == "SW" and span.end - span.start < _LONG and is_jamo(text[span.start : span.end])


def _outcome(analyzer: Analyzer, text: str, clock: Clock) -> tuple[list[Token] | str, bool]:
    """The result of one text, and whether the process had better end after it."""
    try:
        found = analyzer(text, clock)
    except Exception as error:  # fragile engines fail in many ways; only this text is lost
        name = error_name(error)
        reason = " ".join(f"{name}: {error}".split())[:200] if name not in str(error) else str(error)[:200]
        return reason.partition("\n")[0], "OutOfMemory" in name
    return (found.reason, False) if isinstance(found, Fault) else (found, False)


def _send(connection: Connection, answer: Answer) -> None:
    try:
        connection.send_bytes(msgspec.msgpack.encode(answer))
    except OSError:  # nobody listens any more
        os._exit(1)


if __name__ == "__main__":
    arguments: list[Any] = sys.argv[1:]
    main(arguments[0], int(arguments[1]))
