"""`wordpunct`: text to runs of letters and runs of punctuation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from koprep.stages.base import Batch, Output, Stage
from koprep.stages.tokenizing import Tokens, UnfitError, cut, tokenize
from koprep.taggers import nltk


@dataclass(frozen=True)
class WordPunct(Stage):
    """Split text into runs of letters and runs of punctuation (NLTK's WordPunctTokenizer): Don't → Don ' t."""

    name: ClassVar[str] = "wordpunct"
    example: ClassVar[str] = "wordpunct"

    @property
    def gives(self) -> str:
        return "tokens"

    def __call__(self, batch: Batch) -> Output:
        return tokenize(self.name, batch, _tokens)

    def engines(self) -> dict[str, str]:
        return {"nltk": nltk.version()}

    def warm(self) -> None:
        nltk.wordpunct_spans("warm")


def _tokens(text: str) -> Tokens:
    try:
        return cut(text, nltk.wordpunct_spans(text))
    except TimeoutError:
        raise UnfitError("NLTK's rule took more than 5 s on this text") from None
