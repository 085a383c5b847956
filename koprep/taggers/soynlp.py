"""soynlp: words and nouns learned from raw text, and tokenizers that cut by their scores. The one module that knows it.

`import soynlp` imports scikit-learn, which takes a second and 100 MB. Its tokenizers need none of that: their package
is loaded under an empty stand-in for soynlp, which is gone again afterwards.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import importlib.util
import io
import sys
import threading
import types
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from koprep.errors import MissingError
from koprep.taggers.base import installed

RIGHT = 9
"""The longest right part (조사, 어미) the noun extractor looks at: soynlp's default."""

_SUFFIX = 6
_LEFT = 10
_PIECE = 64
_REGEX_PIECE = 1000
_KEPT = 1 << 16
_LOADING = threading.Lock()


class Tables(NamedTuple):
    """What soynlp's WordExtractor counts.

    ``left`` and ``right`` count the beginnings and the ends of eojeols (어절), ``after`` an end of an eojeol with the
    first letter behind it (`영화 정`), ``before`` a beginning with the last letter before it (`은 영화`).
    """

    left: dict[str, int]
    right: dict[str, int]
    after: dict[str, int]
    before: dict[str, int]


class WordScores(NamedTuple):
    """soynlp's scores of one word, in its order and under its names."""

    cohesion_forward: float
    cohesion_backward: float
    left_branching_entropy: float
    right_branching_entropy: float
    left_accessor_variety: int
    right_accessor_variety: int
    leftside_frequency: int
    rightside_frequency: int


NO_SCORES = WordScores(0.0, 0.0, 0.0, 0.0, 0, 0, 0, 0)


def version() -> str:
    """The version of the installed soynlp. Raises MissingError if there is none."""
    return installed("soynlp", _missing())


def longest_suffix(max_length: int) -> int:
    """How long the ends of eojeols are that count as words, where words have at most ``max_length`` letters."""
    return min(_SUFFIX, max_length)


def word_scores(tables: Tables, min_count: int, max_length: int) -> tuple[dict[str, WordScores], set[str]]:
    """The scores of all words in the tables, and which of them soynlp's `WordExtractor.extract` takes for words.

    Raises MissingError without soynlp.
    """
    with _quiet("soynlp.word") as module:
        extractor = module.WordExtractor(
            max_left_length=max_length,
            max_right_length=longest_suffix(max_length),
            min_frequency=min_count,
            verbose_points=0,
        )
        extractor.L, extractor.R, extractor._aL, extractor._aR = tables
        scores = extractor.word_scores()
        return scores, set(extractor.extract(scores))


def noun_scores(eojeols: Mapping[str, int], max_length: int) -> dict[str, tuple[int, float]]:
    """How often each noun that soynlp's `LRNounExtractor_v2` finds among counted eojeols occurs, and its score.

    Eojeols longer than ``max_length`` + `RIGHT` letters are left out, as soynlp does. Raises MissingError.
    """
    with _quiet("soynlp.noun") as module:
        counter = importlib.import_module("soynlp.utils").EojeolCounter()
        counter._counter = {eojeol: count for eojeol, count in eojeols.items() if len(eojeol) <= max_length + RIGHT}
        counter._set_count_sum()
        extractor = module.LRNounExtractor_v2(max_left_length=max_length, max_right_length=RIGHT, verbose=False)
        # It would count how much of the text the nouns cover, which takes as long as finding them, and print it.
        extractor._check_covered_eojeols = lambda nouns: None
        if not counter._counter:
            return {}
        extractor.train(counter)
        found = extractor.extract(reset_lrgraph=False)
        return {noun: (int(score.frequency), float(score.score)) for noun, score in found.items()}


def cutter(engine: str, scores: Mapping[str, float]) -> Callable[[str], Sequence[str]]:
    """The function that cuts one eojeol into its words with `LTokenizer` (l), `MaxScoreTokenizer` (max) or
    `RegexTokenizer` (regex); joined, they are the eojeol. The first two cut by the scores of words.

    Raises MissingError without soynlp.

    >>> cutter("max", {"파스타": 0.5, "좋아": 0.4})("파스타가좋아요")
    ['파스타', '가', '좋아', '요']
    """
    module, longest = _tokenizers(), max(map(len, scores), default=0)
    if engine == "regex":
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # one of its patterns may mean something else in a later Python
            return _remembering(_in_pieces(module.RegexTokenizer().tokenize, _REGEX_PIECE))
    if engine == "l":
        return _remembering(_by_beginning(module.LTokenizer(dict(scores)).tokenize, longest))
    tokenizer = module.MaxScoreTokenizer(dict(scores), max_length=max(_LEFT, longest))
    return _remembering(_in_pieces(tokenizer.tokenize, max(_PIECE, longest)))


def _by_beginning(tokenize: Callable[[str], list[str]], longest: int) -> Callable[[str], Sequence[str]]:
    """LTokenizer on the part of an eojeol its words can reach: it would copy a long one as often as it has letters."""
    reach = max(longest, 2) + 1

    def cut(eojeol: str) -> list[str]:
        left = tokenize(eojeol[:reach])[0]
        known = len(left) < reach
        return [left, eojeol[len(left) :]] if known and len(left) < len(eojeol) else [eojeol]

    return cut


def _in_pieces(tokenize: Callable[[str], list[str]], size: int) -> Callable[[str], Sequence[str]]:
    """A tokenizer whose time grows with the square of an eojeol's length, on pieces of bounded length."""

    def cut(eojeol: str) -> list[str]:
        if len(eojeol) <= size:
            return tokenize(eojeol)
        starts = range(0, len(eojeol), size)
        return [word for start in starts for word in tokenize(eojeol[start : start + size])]

    return cut


def _remembering(cut: Callable[[str], Sequence[str]]) -> Callable[[str], Sequence[str]]:
    """Most eojeols of a text have been seen before; long ones are not worth their memory."""
    short = lru_cache(maxsize=_KEPT)(cut)
    return lambda eojeol: short(eojeol) if len(eojeol) <= _PIECE else cut(eojeol)


@contextlib.contextmanager
def _quiet(name: str) -> Iterator[Any]:
    """A module of soynlp. What it prints is dropped; the garbage collector, which would look through its millions of
    dictionaries again and again, rests meanwhile."""
    collecting = gc.isenabled()
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        gc.disable()
        try:
            yield _module(name)
        finally:
            if collecting:
                gc.enable()


def _module(name: str) -> Any:
    with _LOADING:
        try:
            return importlib.import_module(name)
        except ImportError:
            raise _missing() from None


def _tokenizers() -> Any:
    """The package soynlp.tokenizer without the package it is in, unless soynlp is there already."""
    with _LOADING, contextlib.ExitStack() as stack:
        if "soynlp" not in sys.modules:
            stack.enter_context(_stand_in())
        return importlib.import_module("soynlp.tokenizer")


@contextlib.contextmanager
def _stand_in() -> Iterator[None]:
    spec = importlib.util.find_spec("soynlp")
    if spec is None or not spec.submodule_search_locations:
        raise _missing()
    package = types.ModuleType("soynlp")
    package.__path__ = list(spec.submodule_search_locations)
    sys.modules["soynlp"] = package
    try:
        yield
    finally:
        for name in [name for name in sys.modules if name.partition(".")[0] == "soynlp"]:
            del sys.modules[name]


def _missing() -> MissingError:
    return MissingError("soynlp is not installed; pip install soynlp")
