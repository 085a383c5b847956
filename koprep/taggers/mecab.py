"""MeCab with mecab-ko-dic (python-mecab-ko): the fast analyzer. The one module that knows it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Any, NamedTuple

from koprep.errors import MissingError
from koprep.hangul import to_compat
from koprep.record import Token
from koprep.spans import Span, find_all
from koprep.taggers.allomorphs import filled, merged
from koprep.taggers.base import Fault
from koprep.taggers.pieces import Sentences, analyze
from koprep.taggers.shapes import compatible, has_conjoining
from koprep.taggers.tagset import names_of


class Part(NamedTuple):
    """A morpheme of a word, and its place in the word."""

    form: str
    tag: str
    start: int
    end: int


_MOST = 200_000
_new = tuple.__new__


def version() -> str:
    """The version of the installed python-mecab-ko. Raises MissingError if there is none."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("python-mecab-ko")
    except PackageNotFoundError:
        raise _missing() from None


@cache
def load() -> Any:
    """MeCab's own tagger object with the dictionary mecab-ko-dic, which threads may share: 0.03 s and 14 MB.

    Raises MissingError if python-mecab-ko is not installed.
    """
    try:
        from mecab import MeCab
    except ImportError:
        raise _missing() from None
    return MeCab()._tagger


def tag(texts: Sequence[str], allomorph: str = "merge", native: bool = False) -> list[list[Token] | Fault]:
    """Analyze texts in NFC.

    Words of several morphemes (했: 하 + 았) are taken apart, compounds (삼성전자) stay whole. ``allomorph="merge"``
    makes 었 of 았 and 어서 of 아서; ``native`` keeps mecab-ko-dic's tags. A text with a lone surrogate gives a Fault.

    >>> [f"{token.form}/{token.tag}" for token in tag(["난 공부했다."], "surface")[0]]
    ['나/NP', 'ㄴ/JX', '공부/NNG', '하/XSV', '았/EP', '다/EF', './SF']
    """
    words = _words(allomorph, native)
    return [
        result if isinstance(result, Fault) else list(chain(*result))
        for result in analyze(texts, lambda fit: _run(fit, words))
    ]


def _run(texts: list[str], words: _Words) -> list[Sentences]:
    spans, lattice = find_all(texts), _lattice()
    results = [
        _spanned(text, spans[text], words) if text in spans else _tokens(text, lattice, words) for text in texts
    ]
    words.forget()
    if has_conjoining("\n".join(texts)):
        results = [compatible(tokens) for tokens in results]
    return [[tokens] for tokens in results]


def _tokens(text: str, lattice: Any, words: _Words) -> list[Token]:
    """Analyze one text. The whole result as one string is much cheaper than nodes; nothing but spaces is missing."""
    lattice.set_sentence(text.replace("\0", _NUL) if "\0" in text else text)
    load().parse(lattice)
    tokens: list[Token] = []
    place = 0
    for line in lattice.to_string().split("\n")[:-2]:
        surface, parts = words[line]
        place = text.find(surface, place)
        tokens += [_new(Token, (form, tag, place + start, place + end)) for form, tag, start, end in parts]
        place += len(surface)
    return tokens
