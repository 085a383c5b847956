"""NLTK's rules for English: Penn Treebank tokens, WordPunct tokens, stemmers. The one module that imports NLTK.

`import nltk` takes one to two seconds because the package imports all of itself. The few modules needed here
import almost nothing, so they are loaded under empty stand-ins for their packages, which are gone again afterwards:
whoever imports NLTK later gets all of it. Nothing here needs `nltk.download`.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import sys
import threading
import types
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from typing import Any

from koprep.errors import MissingError
from koprep.taggers.base import installed

Span = tuple[int, int]

_PACKAGES = ("nltk", "nltk.tokenize", "nltk.stem")
_SHORT = 40
_LOADING = threading.Lock()


def version() -> str:
    """The version of the installed NLTK. Raises MissingError if there is none."""
    return installed("nltk", _missing())


def penn_spans(text: str) -> list[Span]:
    """Where the Penn Treebank tokens of a text start and end, by the rules of NLTK's `word_tokenize`.

    The text counts as one sentence: of all periods only the last is split off. White space is in no span,
    everything else is in exactly one, in order. Raises TimeoutError if one rule takes longer than five seconds.

    >>> text = "It doesn't."
    >>> [text[start:end] for start, end in penn_spans(text)]
    ['It', 'does', "n't", '.']
    """
    return list(_of_word(text)) if len(text) <= _SHORT else _align(_penn().tokenize(text), text)


def wordpunct_spans(text: str) -> list[Span]:
    """Where runs of letters and digits, and runs of anything else but white space, start and end.

    >>> text = "Don't"
    >>> [text[start:end] for start, end in wordpunct_spans(text)]
    ['Don', "'", 't']
    """
    return list(_wordpunct().span_tokenize(text))


@cache
def stemmer(name: str) -> Callable[[str], str]:
    """The English stemmer `porter` or `lancaster`; both put words in lower case.

    Porter is the algorithm as published (Program 14(3), 1980), without NLTK's additions: it agrees with the
    vocabulary its author distributes. Lancaster is Paice and Husk's (1990).
    """
    found = _module(f"nltk.stem.{name}")
    if name == "porter":
        stem = found.PorterStemmer(mode=found.PorterStemmer.ORIGINAL_ALGORITHM).stem
    else:
        stem = found.LancasterStemmer().stem
    return lru_cache(maxsize=1 << 16)(stem)


@cache
def punkt() -> Any:
    """NLTK's module of the Punkt algorithm, which `koprep.taggers.punkt` makes use of."""
    return _module("nltk.tokenize.punkt")


@lru_cache(maxsize=1 << 14)
def _of_word(text: str) -> tuple[Span, ...]:
    return tuple(_align(_penn().tokenize(text), text))


def _align(tokens: list[str], text: str) -> list[Span]:
    """Find tokens in the text they were cut from.

    NLTK's own search fails on some texts with quotes. What its rules really do is simple: they drop white space,
    and write every `"` as two characters, so the k-th character of all tokens stems from a known place.
    """
    solid = [place for place, char in enumerate(text) if not char.isspace()]
    places = [place for place in solid for _ in range(2 if text[place] == '"' else 1)]
    spans, begin = [], 0
    for token in tokens:
        spans.append((places[begin], places[begin + len(token) - 1] + 1))
        begin += len(token)
    return spans


@cache
def _penn() -> Any:
    return _module("nltk.tokenize.destructive").NLTKWordTokenizer()


@cache
def _wordpunct() -> Any:
    return _module("nltk.tokenize.regexp").WordPunctTokenizer()


def _module(name: str) -> Any:
    """Import one module of NLTK without the packages it is in, unless NLTK is there already."""
    with _LOADING, contextlib.nullcontext() if "nltk" in sys.modules else _stand_ins():
        return importlib.import_module(name)


@contextlib.contextmanager
def _stand_ins() -> Iterator[None]:
    spec = importlib.util.find_spec("nltk")
    if spec is None or not spec.submodule_search_locations:
        raise _missing()
    root = spec.submodule_search_locations[0]
    for name in _PACKAGES:
        package = types.ModuleType(name)
        package.__path__ = [root + name.removeprefix("nltk").replace(".", "/")]
        sys.modules[name] = package
    try:
        yield
    finally:
        for name in [name for name in sys.modules if name.partition(".")[0] == "nltk"]:
            del sys.modules[name]


def _missing() -> MissingError:
    return MissingError("NLTK is not installed; pip install nltk")
