"""kss: sentences by rules over MeCab's morphemes. The one module that knows it.

`import kss` takes six to ten seconds and loads two packages under the GPL, none of which sentences need. The one module
that splits sentences is loaded under an empty stand-in for the package, which is gone again afterwards: whoever imports
kss later gets all of it. Of kss' analyzers only MeCab is used: pecab, its fallback, computes wrong costs with NumPy 2.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import logging
import re
import sys
import threading
import types
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import accumulate, pairwise
from typing import Any

from koprep.errors import MissingError
from koprep.taggers import mecab
from koprep.taggers.base import Fault, installed
from koprep.taggers.pieces import BROKEN, is_broken, pieces

_NUL = "\x01"
"""Stands in for NUL, at which MeCab would stop."""

_BLANK = re.compile("[\\s\u200b\u2060\ufeff]")
_LOADING = threading.Lock()


def version() -> str:
    """The version of the installed kss. Raises MissingError if there is none."""
    return installed("kss", _missing())


@cache
def load() -> Callable[[str], list[str]]:
    """The function that splits one text, 0.5 s at the first call.

    Raises MissingError if kss or python-mecab-ko, on whose morphemes it works, is not installed.
    """
    mecab.load()
    module = _module()
    return lambda text: module.split_sentences(text, backend="mecab", num_workers=1)


def split(texts: Sequence[str]) -> list[list[str] | Fault]:
    """Split texts into sentences, which are slices of the text without white space at their ends.

    A text with a lone surrogate, or one that kss fails on, gives a Fault; a blank one has no sentence.

    >>> split(["그렇군요. 저는 몰랐어요ㅋㅋ 다음에 봐요"])
    [['그렇군요.', '저는 몰랐어요ㅋㅋ', '다음에 봐요']]
    """
    run = load()
    return [_split(text, run) for text in texts]


def _split(text: str, run: Callable[[str], list[str]]) -> list[str] | Fault:
    if is_broken(text):
        return BROKEN
    found: list[str] = []
    for start, end in pieces(text):
        piece = text[start:end]
        try:
            found += _slices(piece, run(piece.replace("\0", _NUL)))
        except Exception as error:  # kss promises nothing about odd texts; only this one is lost
            return Fault(" ".join(f"kss: {type(error).__name__}: {error}".split())[:200])
    return found


def _slices(text: str, sentences: list[str]) -> list[str]:
    """The parts of a text its sentences were made from: kss may change what is blank, but nothing else."""
    places = [place for place, char in enumerate(text) if not _BLANK.match(char)]
    lengths = [length for sentence in sentences if (length := len(_BLANK.sub("", sentence)))]
    ends = list(accumulate(lengths))
    if (ends[-1] if ends else 0) != len(places):
        raise ValueError("characters of the text are missing from its sentences")
    bounds = [0, *[places[end] for end in ends[:-1]], len(text)]
    return [part for start, end in pairwise(bounds) if (part := text[start:end].strip())]


def _module() -> Any:
    with _LOADING, _stand_in(), _quiet_logging():
        return importlib.import_module("kss._modules.sentences.split_sentences")


@contextlib.contextmanager
def _stand_in() -> Iterator[None]:
    """An empty package in the place of kss, and no pecab, unless somebody has imported kss already."""
    if "kss" in sys.modules:
        yield
        return
    spec = importlib.util.find_spec("kss")
    if spec is None or not spec.submodule_search_locations:
        raise _missing()
    package = types.ModuleType("kss")
    package.__path__ = list(spec.submodule_search_locations)
    pecab = sys.modules.get("pecab")
    sys.modules["kss"] = package
    sys.modules["pecab"] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        for name in [name for name in sys.modules if name.partition(".")[0] == "kss"]:
            del sys.modules[name]
        del sys.modules["pecab"]
        if pecab is not None:
            sys.modules["pecab"] = pecab


@contextlib.contextmanager
def _quiet_logging() -> Iterator[None]:
    """kss sets up logging for the whole program when it is imported."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)


def _missing() -> MissingError:
    return MissingError("kss is not installed; pip install kss")
