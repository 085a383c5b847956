"""Kiwi (kiwipiepy): the default analyzer. The one module that knows it."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from itertools import groupby
from typing import Any

from koprep.errors import MissingError
from koprep.record import Token
from koprep.spans import find_all
from koprep.taggers.base import Fault
from koprep.taggers.pieces import LIMIT, Sentences, in_pieces
from koprep.taggers.shapes import compatible, has_conjoining, in_order
from koprep.taggers.tagset import tag_map

_LOADING = threading.RLock()
_loaded: list[Any] = []
_threads = 1

_SURROGATE = re.compile("[\ud800-\udfff]")
_FAULT = Fault("the text holds half a character (a lone surrogate), which Kiwi can't read")
_new = tuple.__new__


def version() -> str:
    """The version of the installed kiwipiepy. Raises MissingError if there is none."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("kiwipiepy")
    except PackageNotFoundError:
        raise _missing() from None


def use_threads(number: int) -> None:
    """Let Kiwi analyze in this many threads of its own, whichever threads call `tag`; one until this is called."""
    global _threads
    with _LOADING:
        _threads = number
        if _loaded and _loaded[0].num_workers != number:
            _loaded.clear()


def load() -> Any:
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


def tag(texts: Sequence[str], allomorph: str = "merge", native: bool = False) -> list[list[Token] | Fault]:
    """Analyze texts in NFC; many threads may call this at once.

    ``allomorph="surface"`` keeps 았 and 아서 as they are, which become 었 and 어서 otherwise; ``native`` keeps Kiwi's
    tags. A text with a lone surrogate gives a Fault.

    >>> [f"{token.form}/{token.tag}" for token in tag(["그건 내 거야."])[0]]
    ['그거/NP', 'ㄴ/JX', '나/NP', '의/JKG', '거/NNB', '이/VCP', '야/EF', './SF']
    """
    results = _analyze(texts, allomorph, partial(_whole, names=_names(native)))
    return [
        result if isinstance(result, Fault) else result[0] if len(result) == 1 else sum(result, [])
        for result in results
    ]


def tag_sentences(texts: Sequence[str], allomorph: str = "merge", native: bool = False) -> list[Sentences | Fault]:
    """Analyze texts as `tag` does, and give the tokens of every sentence Kiwi sees by themselves.

    Offsets refer to the whole text. No sentence is without tokens.
    """
    return _analyze(texts, allomorph, partial(_split, names=_names(native)))


def _analyze(texts: Sequence[str], allomorph: str, make: Callable[[list[Any]], Sentences]) -> list[Sentences | Fault]:
    """Run Kiwi over texts; those it can't take, or not as one, it gets as empty texts."""
    joined = "\n".join(texts)
    broken = _SURROGATE.search(joined) is not None
    fit = ["" if len(text) > LIMIT or (broken and _SURROGATE.search(text)) else text for text in texts]
    results: list[Sentences | Fault] = [make(found) for found in _run(fit, allomorph)]
    if has_conjoining(joined):
        results = [[compatible(tokens) for tokens in result] for result in results]
    for place, (text, given) in enumerate(zip(texts, fit, strict=True)):
        if given is not text:
            results[place] = _unfit(text, lambda parts: _analyze(parts, allomorph, make))
    return results


def _unfit(text: str, analyze: Callable[[list[str]], list[Sentences | Fault]]) -> Sentences | Fault:
    return _FAULT if _SURROGATE.search(text) else in_pieces(text, analyze)


def _run(texts: list[str], allomorph: str) -> Any:
    """Kiwi's own tokens of every text, analyzed by its threads while they are being consumed."""
    kiwi, spans = load(), find_all(texts)
    return kiwi.tokenize(
        texts,
        _match(),
        compatible_jamo=True,
        pretokenized=spans.get if spans else None,
        override_config=_config(allomorph),
    )


def _whole(found: list[Any], names: Mapping[str, str]) -> Sentences:
    return [in_order([_new(Token, (token.form, names[token.tag], token.start, token.end)) for token in found])]


def _split(found: list[Any], names: Mapping[str, str]) -> Sentences:
    [tokens] = _whole(found, names)
    pairs = groupby(zip(tokens, found, strict=True), lambda pair: pair[1].sent_position)
    return [[token for token, _ in sentence] for _, sentence in pairs]


def _names(native: bool) -> Mapping[str, str]:
    return _Same() if native else tag_map("kiwi")


class _Same(dict[str, str]):
    def __missing__(self, tag: str) -> str:
        return tag


@cache
def _match() -> Any:
    from kiwipiepy import Match

    return Match.ALL | Match.JOIN_ADV_SUFFIX


@cache
def _config(allomorph: str) -> Any:
    from kiwipiepy import KiwiConfig

    return KiwiConfig(integrate_allomorph=allomorph == "merge")


def _missing() -> MissingError:
    return MissingError("Kiwi is not installed; pip install kiwipiepy")
