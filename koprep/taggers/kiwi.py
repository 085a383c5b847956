"""Kiwi (kiwipiepy): the default analyzer. The one module that knows it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import chain, groupby
from typing import Any

from koprep.errors import MissingError
from koprep.record import Token
from koprep.spans import Span, find_all
from koprep.taggers.base import DEFAULT, Fault, Settings, installed
from koprep.taggers.pieces import Sentences, analyze
from koprep.taggers.shapes import compatible, has_conjoining, in_order
from koprep.taggers.tagset import names_of

_LOADING = threading.RLock()
_loaded: list[Any] = []
_threads = 1

Make = Callable[[list[Any], Mapping[str, str]], Sentences]

_new = tuple.__new__


def version() -> str:
    """The versions of the installed kiwipiepy and its model. Raises MissingError if there are none."""
    return f"{installed('kiwipiepy', _missing())} model {installed('kiwipiepy_model', _missing())}"


def use_threads(number: int) -> None:
    """Let Kiwi analyze in this many threads of its own, whichever threads call `tag`; one until this is called."""
    global _threads
    with _LOADING:
        _threads = number
        if _loaded and _loaded[0].num_workers != number:
            _loaded.clear()


def load(settings: Settings = DEFAULT) -> Any:
    """The Kiwi object that all threads share, its model loaded: 1 to 4 s and 0.5 GB at the first call.

    Raises MissingError if kiwipiepy is not installed.
    """
    with _LOADING:
        if not _loaded:
            try:
                from kiwipiepy import Kiwi
            except ImportError:
                raise _missing() from None
            kiwi = Kiwi(num_workers=_threads)
            kiwi.tokenize("")
            _loaded.append(kiwi)
        return _loaded[0]


def tag(texts: Sequence[str], settings: Settings = DEFAULT) -> list[list[Token] | Fault]:
    """Analyze texts in NFC; many threads may call this at once.

    A text with a lone surrogate gives a Fault.

    >>> [f"{token.form}/{token.tag}" for token in tag(["그건 내 거야."])[0]]
    ['그거/NP', 'ㄴ/JX', '나/NP', '의/JKG', '거/NNB', '이/VCP', '야/EF', './SF']
    """
    return [
        result if isinstance(result, Fault) else result[0] if len(result) == 1 else list(chain(*result))
        for result in analyze(texts, lambda fit: _run(fit, settings, _whole))
    ]


def tag_sentences(texts: Sequence[str], settings: Settings = DEFAULT) -> list[Sentences | Fault]:
    """Analyze texts as `tag` does, and give the tokens of every sentence Kiwi sees by themselves.

    Offsets refer to the whole text. No sentence is without tokens.
    """
    return analyze(texts, lambda fit: _run(fit, settings, _split))


def _run(texts: list[str], settings: Settings, make: Make) -> list[Sentences]:
    """What ``make`` makes of Kiwi's own tokens of every text, while Kiwi's threads analyze the texts after it."""
    spans, names = find_all(texts), names_of("kiwi", settings.native)
    found = load(settings).tokenize(
        texts,
        _match(),
        compatible_jamo=True,
        pretokenized=spans.get if spans else None,
        override_config=_config(settings.allomorph),
    )
    results = [make(tokens, names) for tokens in found]
    if not settings.native:
        results = [
            [_as_spans_say(tokens, spans.get(text, ())) for tokens in result]
            if text in spans or ".." in text
            else result
            for text, result in zip(texts, results, strict=True)
        ]
    if has_conjoining("\n".join(texts)):
        results = [[compatible(tokens) for tokens in result] for result in results]
    return results


def _as_spans_say(tokens: list[Token], spans: Sequence[Span]) -> list[Token]:
    """Give spans their tags, which Kiwi doesn't always take over (T_T would be a Latin word), and ellipses theirs."""
    tags = {(start, end): tag for start, end, tag in spans}
    return [
        _new(Token, (form, "SE" if tag == "SF" and ".." in form else tags.get((start, end), tag), start, end))
        for form, tag, start, end in tokens
    ]


def _whole(found: list[Any], names: Mapping[str, str]) -> Sentences:
    return [in_order([_new(Token, (token.form, names[token.tag], token.start, token.end)) for token in found])]


def _split(found: list[Any], names: Mapping[str, str]) -> Sentences:
    [tokens] = _whole(found, names)
    pairs = groupby(zip(tokens, found, strict=True), lambda pair: pair[1].sent_position)
    return [[token for token, _ in sentence] for _, sentence in pairs]


@cache
def _match() -> Any:
    """Whole adverbs (조용히), and none of Kiwi's own URLs and hashtags: where one overlaps a span, text is lost."""
    from kiwipiepy import Match

    return Match.JOIN_ADV_SUFFIX


@cache
def _config(allomorph: str) -> Any:
    from kiwipiepy import KiwiConfig

    return KiwiConfig(integrate_allomorph=allomorph == "merge")


def _missing() -> MissingError:
    return MissingError("Kiwi is not installed; pip install kiwipiepy")
