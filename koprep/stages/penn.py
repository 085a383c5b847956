"""`penn`: text to tokens by the Penn Treebank's rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from koprep.stages.base import Batch, Output, Stage
from koprep.stages.tokenizing import Tokens, UnfitError, cut, tokenize
from koprep.taggers import nltk


@dataclass(frozen=True)
class Penn(Stage):
    """Split English into Penn Treebank tokens (NLTK's word_tokenize): Don't → Do n't, home-based stays whole.

    A record counts as one sentence: only its last period is split off, so put `sentences` before it. Quotes keep
    the form they have in the text, where NLTK writes `` and '' to tell opening from closing ones.
    """

    name: ClassVar[str] = "penn"
    example: ClassVar[str] = "penn"

    @property
    def gives(self) -> str:
        return "tokens"

    def __call__(self, batch: Batch) -> Output:
        return tokenize(self.name, batch, _tokens)

    def engines(self) -> dict[str, str]:
        return {"nltk": nltk.version()}

    def warm(self) -> None:
        nltk.penn_spans("warm")


def _tokens(text: str) -> Tokens:
    try:
        return cut(text, nltk.penn_spans(text))
    except TimeoutError:
        raise UnfitError("NLTK's rules took more than 5 s on this text") from None
