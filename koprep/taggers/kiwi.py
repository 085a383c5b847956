"""Kiwi (kiwipiepy): the default analyzer. The one module that knows it."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import chain, groupby
from typing import Any

from koprep.errors import MissingError
from koprep.record import Token
from koprep.spans import Span, find_all
from koprep.taggers.base import DEFAULT, Fault, Settings, installed
from koprep.taggers.dictionary import INFLECTED, Dictionary, wanted
from koprep.taggers.fusing import irregular
from koprep.taggers.pieces import Sentences, analyze
from koprep.taggers.shapes import compatible, has_conjoining, in_order, uncovered
from koprep.taggers.standins import fit, masked, put
from koprep.taggers.tagset import names_of

_LOADING = threading.RLock()
_MOST = 2
"""Kiwi objects kept, one a user dictionary; each takes 0.5 GB."""

_loaded: dict[Dictionary | None, Any] = {}
_threads = 1
_ABBREVIATED = re.compile(r"[A-Za-z]\.\S")

Make = Callable[[list[Any], Mapping[str, str]], Sentences]

_new = tuple.__new__


def version() -> str:
    """The versions of the installed kiwipiepy and its model. Raises MissingError if there are none."""
    return f"{installed('kiwipiepy', _missing())} model {installed('kiwipiepy_model', _missing())}"


def use_threads(number: int) -> None:
    """Let Kiwi analyze in this many threads of its own, whichever threads call `tag`; one until this is called."""
    global _threads
    with _LOADING:
        if number != _threads:
            _loaded.clear()
        _threads = number


def load(settings: Settings = DEFAULT) -> Any:
    """The Kiwi object that all threads share, its model loaded: 1 to 4 s and 0.5 GB at the first call.

    It knows the words of the user dictionary; without one it is the plain Kiwi, even after calls with one. The two
    used last are kept. Raises MissingError if kiwipiepy is not installed, InputError for a broken dictionary.
    """
    dictionary = wanted(settings)
    with _LOADING:
        kiwi = _loaded.pop(dictionary, None) or _made(dictionary)
        _loaded[dictionary] = kiwi
        for oldest in list(_loaded)[:-_MOST]:
            del _loaded[oldest]
        return kiwi


def _made(dictionary: Dictionary | None) -> Any:
    """A new Kiwi that knows the user's words; one it knew before gets the user's score."""
    try:
        from kiwipiepy import Kiwi
    except ImportError:
        raise _missing() from None
    kiwi = Kiwi(num_workers=_threads)
    for entry in dictionary.entries if dictionary else ():
        kind = "-I" if entry.tag in INFLECTED and irregular(entry.form, entry.tag) else ""
        kiwi.add_user_word(entry.form, entry.tag + kind, entry.score)
    kiwi.tokenize("")
    return kiwi


def tag(texts: Sequence[str], settings: Settings = DEFAULT) -> list[list[Token] | Fault]:
    """Analyze texts in NFC; many threads may call this at once.

    A text with a lone surrogate gives a Fault. With ``settings.typos`` (basic, continual, lengthening) Kiwi takes
    misspelled words for what was meant: forms are the corrected ones, offsets still refer to the text.

    >>> [f"{token.form}/{token.tag}" for token in tag(["그건 내 거야."])[0]]
    ['그거/NP', 'ㄴ/JX', '나/NP', '의/JKG', '거/NNB', '이/VCP', '야/EF', './SF']
    """
    return [
        result if isinstance(result, Fault) else result[0] if len(result) == 1 else list(chain(*result))
        for result in _analyze(texts, settings, _whole)
    ]


def tag_sentences(texts: Sequence[str], settings: Settings = DEFAULT) -> list[Sentences | Fault]:
    """Analyze texts as `tag` does, and give the tokens of every sentence Kiwi sees by themselves.

    Offsets refer to the whole text. No sentence is without tokens.
    """
    return _analyze(texts, settings, _split)


def _analyze(texts: Sequence[str], settings: Settings, make: Make) -> list[Sentences | Fault]:
    kiwi, dictionary = load(settings), wanted(settings)
    return analyze(texts, lambda fit: _run(kiwi, dictionary, fit, settings, make), dictionary)


def _run(kiwi: Any, dictionary: Dictionary | None, texts: list[str], settings: Settings, make: Make) -> list[Sentences]:
    """What ``make`` makes of Kiwi's own tokens of every text, while Kiwi's threads analyze the texts after it.

    Kiwi weighs the user's words against other readings; but one that overlaps a span takes its place.
    """
    spans, names = find_all(texts), names_of("kiwi", settings.native)
    if dictionary:
        spans = {text: dictionary.among(text, found) for text, found in spans.items()}
    ask = partial(kiwi.tokenize, **_options(settings.allomorph))
    found = _forgiving(ask, texts, spans, settings.typos) if settings.typos else _plain(ask, texts, spans)
    results = [make(tokens, names) for tokens in found]
    if not settings.native:
        results = [
            [_as_spans_say(tokens, spans.get(text, ())) for tokens in result]
            if text in spans or ".." in text
            else result
            for text, result in zip(texts, results, strict=True)
        ]
    if dictionary:
        results = [
            [_spelled(tokens, spans[text], dictionary) for tokens in result] if text in spans else result
            for text, result in zip(texts, results, strict=True)
        ]
    if has_conjoining("\n".join(texts)):
        results = [[compatible(tokens) for tokens in result] for result in results]
    return results


def _plain(ask: Callable[..., Any], texts: list[str], spans: Mapping[str, list[Span]]) -> Iterator[list[Any]]:
    """Kiwi's tokens of texts with their spans.

    Kiwi loses what follows a span right behind an abbreviation (A.R&D), which it takes for a part of that; such a text
    is asked for again with plain words in place of its spans, or without any, whichever is whole.
    """
    found = ask(texts, pretokenized=spans.get if spans else None)
    for text, tokens in zip(texts, found, strict=True):
        places = spans.get(text, ())
        if places and _ABBREVIATED.search(text) and not _whole_with(text, tokens, places):
            tokens = put(ask(masked(text, places)), text, places)
            if not _whole_with(text, tokens, places):
                tokens = ask(text)
        yield tokens


def _whole_with(text: str, tokens: Sequence[Any], spans: Sequence[Span]) -> bool:
    """Whether tokens cover all letters of a text, and every span is one of them or several."""
    return fit(tokens, spans) and not uncovered(text, [(token.form, "", token.start, token.end) for token in tokens])


def _forgiving(
    ask: Callable[..., Any], texts: list[str], spans: Mapping[str, list[Span]], typos: str
) -> Iterator[list[Any]]:
    """Kiwi's tokens of misspelled texts, with spans put in afterwards; where they don't fit, typos aren't forgiven.

    Kiwi now and then adds a token without a form.
    """
    found = ask([masked(text, spans.get(text, ())) for text in texts], typos=typos)
    for text, tokens in zip(texts, found, strict=True):
        places = spans.get(text, ())
        if places and not fit(tokens, places):
            yield from _plain(ask, [text], spans)
        else:
            yield [token for token in put(tokens, text, places) if token.form]


def _as_spans_say(tokens: list[Token], spans: Sequence[Span]) -> list[Token]:
    """Give spans their tags, which Kiwi doesn't always take over (T_T would be a Latin word), and ellipses theirs."""
    tags = {(start, end): tag for start, end, tag in spans}
    return [
        _new(Token, (form, "SE" if tag == "SF" and ".." in form else tags.get((start, end), tag), start, end))
        for form, tag, start, end in tokens
    ]


def _spelled(tokens: list[Token], spans: Sequence[Span], dictionary: Dictionary) -> list[Token]:
    """Write words that were handed to Kiwi as spans as the dictionary does: it spells the others so itself."""
    places = {(start, end) for start, end, _ in spans}
    return [
        _new(Token, (dictionary.form(form), tag, start, end)) if (start, end) in places else token
        for token in tokens
        for form, tag, start, end in (token,)
    ]


def _whole(found: list[Any], names: Mapping[str, str]) -> Sentences:
    return [in_order([_new(Token, (token.form, names[token.tag], token.start, token.end)) for token in found])]


def _split(found: list[Any], names: Mapping[str, str]) -> Sentences:
    [tokens] = _whole(found, names)
    pairs = groupby(zip(tokens, found, strict=True), lambda pair: pair[1].sent_position)
    return [[token for token, _ in sentence] for _, sentence in pairs]


@cache
def _options(allomorph: str) -> dict[str, Any]:
    """Whole adverbs (조용히), and none of Kiwi's own URLs and hashtags: where one overlaps a span, text is lost."""
    from kiwipiepy import KiwiConfig, Match

    return {
        "match_options": Match.JOIN_ADV_SUFFIX,
        "compatible_jamo": True,
        "override_config": KiwiConfig(integrate_allomorph=allomorph == "merge"),
    }


def _missing() -> MissingError:
    return MissingError("Kiwi is not installed; pip install kiwipiepy")
