"""Texts to tokens by way of a guarded engine: what must stay whole is cut out here, what it says is read here.

Its process only lets it speak, so that it goes on with the next texts while these are read.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

from koprep.hangul import to_compat
from koprep.record import Token
from koprep.spans import Span, find_all
from koprep.taggers import guard
from koprep.taggers.allomorphs import merged
from koprep.taggers.base import Fault, Settings
from koprep.taggers.dictionary import wanted
from koprep.taggers.holes import Found, Plain, put_back, without
from koprep.taggers.pieces import Sentences, analyze
from koprep.taggers.shapes import in_order
from koprep.taggers.tagset import COARSE, is_jamo, names_of, native_name, script, sign, tag_map

Read = Callable[[str, str, Settings], Iterable[Found]]
"""An engine's own tokens, by what it said of a plain text (the first), with places in that text (the second)."""

_GROUP = 64
"""Texts that are given to the engine at once: few, so that it soon has something to do."""

_new = tuple.__new__
_SEJONG = frozenset(("komoran", "hannanum", "kkma"))
_LONG = 64
_MOST = 200_000
"""Pairs of form and tag that are remembered, some tens of megabytes."""


def tag(engine: str, read: Read, texts: Sequence[str], settings: Settings) -> list[list[Token] | Fault]:
    """Analyze texts in NFC with a guarded engine. Raises MissingError if it can't be started."""
    with guard.borrowed(engine, settings) as one:
        reader = Reader(engine, read, settings, one)
        found = analyze(texts, reader.run, reader.dictionary, reader.run_pieces)
    return [result if isinstance(result, Fault) else _joined(result) for result in found]


class Reader:
    """What is the same for all engines that need a guard, on this side of it."""

    def __init__(self, engine: str, read: Read, settings: Settings, one: guard.Guard) -> None:
        self.dictionary = wanted(settings)
        self._engine, self._read, self._settings, self._guard = engine, read, settings, one
        self._native = settings.native or engine in COARSE
        self._conventional = _conventional(engine, settings.allomorph == "merge", self._native)

    def run(self, texts: list[str]) -> list[Sentences | Fault]:
        """The tokens of texts, all of one in one sentence."""
        return list(self._read_all(texts))

    def run_pieces(self, pieces: list[str]) -> list[Sentences | Fault]:
        """As `run`, for the pieces of one text: after one that fails nobody needs the others."""
        found: list[Sentences | Fault] = []
        for one in self._read_all(pieces):
            found.append(one)
            if isinstance(one, Fault) and len(found) < len(pieces):
                self._guard.stop()
                return found + [one] * (len(pieces) - len(found))
        return found

    def _read_all(self, texts: list[str]) -> Iterator[Sentences | Fault]:
        asked: deque[Plain] = deque()
        for said in self._guard.ask(self._groups(texts, asked)):
            yield self._tokens(asked.popleft(), said)

    def _groups(self, texts: list[str], asked: deque[Plain]) -> Iterator[list[str]]:
        """What the engine is to see of the texts, some at a time; how they were, goes into ``asked``."""
        for at in range(0, len(texts), _GROUP):
            some = texts[at : at + _GROUP]
            spans = self._spans(some)
            plain = [without(text, spans.get(text, ())) for text in some]
            asked += plain
            yield [one.text for one in plain]

    def _spans(self, texts: list[str]) -> dict[str, list[Span]]:
        spans = find_all(texts, ellipses=True)
        if self._engine in COARSE:  # Okt knows laughter, and mends what it has fused with
            spans = {text: [span for span in found if not _laughs(text, span)] for text, found in spans.items()}
        if self.dictionary is None:
            return spans
        return {text: self.dictionary.beside(text, spans.get(text, ())) for text in texts}

    def _tokens(self, plain: Plain, said: str | Fault) -> Sentences | Fault:
        if isinstance(said, Fault):
            return said
        conventional = self._conventional
        try:
            found = self._read(said, plain.text, self._settings) if plain.text else ()
            named = [_new(Token, (*conventional[form, tag], start, end)) for form, tag, start, end in found]
            return [in_order(put_back(plain, named, self._span))]
        except Exception as error:  # what a fragile engine says may be anything; only this text is lost
            return Fault(f"{self._engine}: can't read what it said ({type(error).__name__})")

    def _span(self, form: str, tag: str) -> tuple[str, str]:
        """What a span is called: a word of the user's as the dictionary spells it."""
        spelled = form if self.dictionary is None else self.dictionary.form(form)
        return spelled, native_name(self._engine, form, tag) if self._native else tag


def _joined(found: Sentences) -> list[Token]:
    return found[0] if len(found) == 1 else [token for tokens in found for token in tokens]


def _laughs(text: str, span: Span) -> bool:
    return span.tag == "SW" and span.end - span.start < _LONG and is_jamo(text[span.start : span.end])


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


_conventional = lru_cache(_Conventional)
