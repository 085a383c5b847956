"""MeCab with mecab-ko-dic (python-mecab-ko): the fast analyzer. The one module that knows it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain
from operator import itemgetter
from typing import Any

from koprep.errors import MissingError
from koprep.hangul import strip_coda
from koprep.record import Token
from koprep.spans import Span, find_all
from koprep.taggers.base import DEFAULT, Fault, Settings, installed
from koprep.taggers.mecab_words import Words
from koprep.taggers.pieces import Sentences, analyze
from koprep.taggers.shapes import compatible, has_conjoining
from koprep.taggers.tagset import names_of

_NUL = "\x01"
"""Stands in for NUL, at which MeCab would stop."""

_FUSED = re.compile(
    "[{}](?=ㅋ)|[{}](?=ㅎ)".format(
        *("".join(chr(code) for code in range(0xAC00 + coda, 0xD7A4, 28)) for coda in (24, 27))
    )
)
_REAL = "엌녘"
"""The syllables of real words that end in ㅋ: 부엌, 동녘."""
_BLANK = " \t\n\v\r"
"""What the dictionary calls space (char.def)."""
_UNKNOWN = ("NA", "UNKNOWN")
_new = tuple.__new__


def version() -> str:
    """The versions of the installed python-mecab-ko and its dictionary. Raises MissingError if there are none."""
    return f"{installed('python-mecab-ko', _missing())} dic {installed('python-mecab-ko-dic', _missing())}"


@cache
def load(settings: Settings = DEFAULT) -> Any:
    """MeCab's own tagger object with the dictionary mecab-ko-dic, which threads may share: 0.03 s and 14 MB.

    Raises MissingError if python-mecab-ko is not installed.
    """
    try:
        from mecab import MeCab
    except ImportError:
        raise _missing() from None
    return MeCab()._tagger


def tag(texts: Sequence[str], settings: Settings = DEFAULT) -> list[list[Token] | Fault]:
    """Analyze texts in NFC.

    Words of several morphemes (했: 하 + 았) are taken apart, compounds (삼성전자) stay whole. A text with
    a lone surrogate gives a Fault.

    >>> [f"{token.form}/{token.tag}" for token in tag(["난 공부했다."], Settings("surface"))[0]]
    ['나/NP', 'ㄴ/JX', '공부/NNG', '하/XSV', '았/EP', '다/EF', './SF']
    """
    words = _words(settings.allomorph, settings.native)
    words.forget()
    return [
        result if isinstance(result, Fault) else list(chain(*result))
        for result in analyze(texts, lambda fit: _run(fit, words))
    ]


@cache
def _words(allomorph: str, native: bool) -> Words:
    return Words(names_of("mecab", native), allomorph)


def _run(texts: list[str], words: Words) -> list[Sentences]:
    spans, lattice = find_all(texts, ellipses=True), _lattice()
    results = [_spanned(text, spans[text], words) if text in spans else _tokens(text, lattice, words) for text in texts]
    if has_conjoining("\n".join(texts)):
        results = [compatible(tokens) for tokens in results]
    return [[tokens] for tokens in results]


def _tokens(text: str, lattice: Any, words: Words, spans: Sequence[Span] = ()) -> list[Token]:
    """Analyze one text with a token boundary at both ends of every span.

    The result comes as one string, which costs a third of reading MeCab's nodes; it leaves out nothing but spaces.
    """
    sentence = text.replace("\0", _NUL)
    lattice.set_sentence(sentence)
    for place in _boundaries(text, spans):
        lattice.set_boundary_constraint(place, _request()[2])
    load().parse(lattice)
    tokens: list[Token] = []
    place = 0
    for line in lattice.to_string().split("\n")[:-2]:
        surface, parts = words[line]
        place = sentence.find(surface, place)
        tokens += [_new(Token, (form, tag, place + start, place + end)) for form, tag, start, end in parts]
        place += len(surface)
    if sentence is not text:
        tokens = [token._replace(form=token.form.replace(_NUL, "\0")) for token in tokens]
    return tokens


def _spanned(text: str, spans: list[Span], words: Words) -> list[Token]:
    """Analyze a text with spans, each of which becomes one token whatever MeCab saw in it.

    Laughter fused into a syllable MeCab then doesn't know (맠ㅋㅋ) is taken off it: 말 + 어 + ㅋ. 부엌ㅋㅋ stays.
    """
    covered = {place for start, end, _ in spans for place in range(start, end)}
    found = _tokens(text, _lattice(), words, spans)
    unknown = {place for _, tag, start, end in found if tag in _UNKNOWN for place in range(start, end)}
    fused = {match.start(): text[match.end()] for match in _FUSED.finditer(text)}
    fused = {
        place: coda
        for place, coda in fused.items()
        if place not in covered and (place in unknown or (coda == "ㅋ" and text[place] not in _REAL))
    }
    if fused:
        repaired = "".join([strip_coda(char) if place in fused else char for place, char in enumerate(text)])
        found = _tokens(repaired, _lattice(), words, spans)
    whole = [_new(Token, (text[start:end], tag, start, end)) for start, end, tag in spans]
    whole += [_new(Token, (coda, "SW", place, place + 1)) for place, coda in fused.items()]
    return sorted([token for token in found if token[2] not in covered] + whole, key=itemgetter(2))


def _boundaries(text: str, spans: Sequence[Span]) -> Iterator[int]:
    """The ends of spans, in bytes of UTF-8, as MeCab counts; not those at spaces, where tokens end anyway."""
    last, count = 0, 0
    for place in sorted({place for start, end, _ in spans for place in (start, end)}):
        count += len(text[last:place].encode())
        last = place
        if 0 < place < len(text) and text[place - 1] not in _BLANK and text[place] not in _BLANK:
            yield count


@cache
def _request() -> tuple[Any, int, int]:
    import _mecab

    return _mecab.Lattice, _mecab.MECAB_ALLOCATE_SENTENCE, _mecab.MECAB_TOKEN_BOUNDARY


def _lattice() -> Any:
    make, allocate, _ = _request()
    lattice = make()
    lattice.add_request_type(allocate)
    return lattice


def _missing() -> MissingError:
    return MissingError("MeCab is not installed; pip install python-mecab-ko (Python 3.12 or older)")
