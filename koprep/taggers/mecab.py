"""MeCab with mecab-ko-dic (python-mecab-ko): the fast analyzer. The one module that knows it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import chain
from typing import Any

from koprep.errors import MissingError
from koprep.hangul import strip_coda
from koprep.record import Token
from koprep.spans import Span, find_all
from koprep.taggers.base import Fault
from koprep.taggers.mecab_words import Words
from koprep.taggers.pieces import Sentences, analyze
from koprep.taggers.shapes import compatible, has_conjoining
from koprep.taggers.tagset import names_of

_NUL = "\x01"
"""Stands in for NUL, at which MeCab would stop."""

_FUSED = re.compile("[{}](?=ㅋ)|[{}](?=ㅎ)".format(*(
    "".join(chr(code) for code in range(0xAC00 + coda, 0xD7A4, 28)) for coda in (24, 27)
)))
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
    words.forget()
    return [
        result if isinstance(result, Fault) else list(chain(*result))
        for result in analyze(texts, lambda fit: _run(fit, words))
    ]


@cache
def _words(allomorph: str, native: bool) -> Words:
    return Words(names_of("mecab", native), allomorph)


def _run(texts: list[str], words: Words) -> list[Sentences]:
    spans, lattice = find_all(texts), _lattice()
    results = [
        _spanned(text, spans[text], words) if text in spans else _tokens(text, lattice, words) for text in texts
    ]
    if has_conjoining("\n".join(texts)):
        results = [compatible(tokens) for tokens in results]
    return [[tokens] for tokens in results]


def _tokens(text: str, lattice: Any, words: Words, spans: Sequence[Span] = ()) -> list[Token]:
    """Analyze one text with a token boundary at both ends of every span.

    The result comes as one string, which costs a third of reading MeCab's nodes; it leaves out nothing but spaces.
    """
    lattice.set_sentence(text.replace("\0", _NUL))
    for place in _boundaries(text, spans):
        lattice.set_boundary_constraint(place, 1)
    load().parse(lattice)
    tokens: list[Token] = []
    place = 0
    for line in lattice.to_string().split("\n")[:-2]:
        surface, parts = words[line]
        place = text.find(surface, place)
        tokens += [_new(Token, (form, tag, place + start, place + end)) for form, tag, start, end in parts]
        place += len(surface)
    return tokens


def _missing() -> MissingError:
    return MissingError("MeCab is not installed; pip install python-mecab-ko (Python 3.12 or older)")
