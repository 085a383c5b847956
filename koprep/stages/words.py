"""`words`: text to tokens at white space, in Keras' way, by soynlp, by a pattern, or by a function of the user's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from koprep.errors import UsageError, suggest
from koprep.record import Token
from koprep.stages import soynlp_words
from koprep.stages.base import Batch, Output, Stage, option
from koprep.stages.tokenizing import Tokens, UnfitError, cut, tokenize
from koprep.stages.userfunction import load_function
from koprep.stages.userregex import LIMIT, compile_pattern, too_slow
from koprep.taggers import soynlp

ENGINES = ("space", "keras", *soynlp_words.ENGINES)

_KERAS_FILTERS = str.maketrans(dict.fromkeys('!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n', " "))
_new = tuple.__new__


@dataclass(frozen=True)
class Words(Stage):
    """Split text into words (단어 토큰화): at white space, in Keras' way, by soynlp, by a pattern, or by your function.

    `engine=keras` is the Tokenizer of Keras with its default filters: lower case, punctuation dropped, but don't
    and jone's kept whole. `engine=soynlp-l` cuts every word at white space (어절) in two, after the beginning with the
    best score (영화 + 에서), `soynlp-max` takes the best-scored parts anywhere in it; both need the scores of
    `koprep fit soynlp` as `model=`. `soynlp-regex` needs none: it cuts where Hangul, letters and digits meet.
    `engine=mypackage.module.function` calls a function of yours that takes a text and gives its words.
    """

    name: ClassVar[str] = "words"
    example: ClassVar[str] = "words:engine=keras"
    engine: str = option(
        "space",
        help="space, keras, soynlp-l, soynlp-max, soynlp-regex, or the dotted path of a function of yours from a text "
        "to its words",
    )
    pattern: str = option("", help="a regular expression: its matches are the tokens")
    gaps: bool = option(False, help="yes: the pattern matches what is between the tokens")
    model: str = option("", help="the file koprep fit soynlp wrote, for soynlp-l and soynlp-max", file=True)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.pattern and self.engine != "space":
            raise UsageError(f"words: pattern= and engine={self.engine} exclude each other; leave one out")
        if self.gaps and not self.pattern:
            raise UsageError(r"words: gaps=yes needs a pattern, as in words:pattern=[\s,]+,gaps=yes")
        if self.engine not in ENGINES and "." not in self.engine.strip("."):
            raise UsageError(
                f"words: engine={self.engine}: {suggest(self.engine, ENGINES)}; "
                "a function of yours is named by its path, mypackage.module.function"
            )
        self._check_model()
        if not self._by_soynlp:
            self._tokens_of()

    @property
    def gives(self) -> str:
        return "tokens"

    def __call__(self, batch: Batch) -> Output:
        return tokenize(self.name, batch, self._tokens_of())

    def engines(self) -> dict[str, str]:
        return {"soynlp": soynlp.version()} if self._by_soynlp else {}

    def warm(self) -> None:
        self._tokens_of()

    @property
    def _by_soynlp(self) -> bool:
        return self.engine in soynlp_words.ENGINES

    def _check_model(self) -> None:
        learned = self.engine in ("soynlp-l", "soynlp-max")
        if learned and not self.model:
            raise UsageError(
                f"words: engine={self.engine} needs model=words.tsv; make one with koprep fit soynlp SRC -o words.tsv"
            )
        if self.model and not learned:
            raise UsageError(f"words: model= is for engine=soynlp-l and soynlp-max, not {self.engine}; leave it out")

    def _tokens_of(self) -> Callable[[str], Tokens]:
        if self.pattern:
            return partial(_by_pattern, compile_pattern(self.name, "pattern", self.pattern), self.gaps)
        if self.engine == "space":
            return at_space
        if self.engine == "keras":
            return in_keras_way
        if self._by_soynlp:
            return soynlp_words.tokens_of(self.engine, self.model)
        return partial(_by_function, load_function(self.name, "engine", self.engine), self.engine)


def at_space(text: str) -> Tokens:
    """The pieces between white space, as `str.split` cuts them."""
    tokens, end = [], -1
    for form in text.split():
        start = end + 1
        end = start + len(form)
        tokens.append(_new(Token, (form, "", start, end)))
    # Only if single characters part them, and none stands before or behind them, do their lengths add up like this.
    return tuple(tokens) if end == len(text) else _sought(text, text.split())


def in_keras_way(text: str) -> Tokens:
    """The words of Keras' `text_to_word_sequence` with its default filters, in lower case."""
    # A letter may get longer in lower case (İ), so places are counted in the text as it was.
    pieces = text.translate(_KERAS_FILTERS).split(" ")
    forms = text.lower().translate(_KERAS_FILTERS).split(" ")
    tokens, start = [], 0
    for form, piece in zip(forms, pieces, strict=True):
        if piece:
            tokens.append(_new(Token, (form, "", start, start + len(piece))))
        start += len(piece) + 1
    return tuple(tokens)


def _by_pattern(pattern: Any, gaps: bool, text: str) -> Tokens:
    try:
        spans = [match.span() for match in pattern.finditer(text, timeout=LIMIT)]
    except TimeoutError:
        raise UnfitError(too_slow("pattern")) from None
    return cut(text, _between(spans, len(text)) if gaps else spans)


def _between(spans: Iterable[tuple[int, int]], length: int) -> Iterator[tuple[int, int]]:
    last = 0
    for start, end in spans:
        yield last, start
        last = end
    yield last, length


def _by_function(function: Callable[[str], Any], path: str, text: str) -> Tokens:
    """The words a user's function gives, each sought in the text behind the one before it.

    Raises UnfitError if the function fails or gives anything but words; empty ones are left out.
    """
    try:
        words = function(text)
        forms = None if isinstance(words, str) else list(words)
    except Exception as error:  # a user's function may fail in any way; only this text is lost
        raise UnfitError(" ".join(f"{path}: {type(error).__name__}: {error}".split())) from error
    if forms is None or not all(isinstance(form, str) for form in forms):
        raise UnfitError(f"{path} must give a list of words, not {words!r:.60}")
    return _sought(text, filter(None, forms))


def _sought(text: str, forms: Iterable[str]) -> Tokens:
    tokens, end = [], 0
    for form in forms:
        start = text.find(form, end)
        if start < 0:
            tokens.append(Token(form))
        else:
            end = start + len(form)
            tokens.append(Token(form, "", start, end))
    return tuple(tokens)
