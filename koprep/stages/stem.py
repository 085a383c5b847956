"""`stem`: English words cut down to their stems."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from typing import ClassVar, cast

from koprep.record import Token
from koprep.stages.base import Batch, Output, Stage, option
from koprep.stages.tokenizing import Tokens, retokenize
from koprep.taggers import nltk

_HANGUL = re.compile("[가-힣ㄱ-ㆎ\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]")
_new = tuple.__new__


@dataclass(frozen=True)
class Stem(Stage):
    """Cut English words down to their stems, in lower case (어간 추출): ponies → poni.

    `porter` is Porter's algorithm of 1980 as published, `snowball` its successor Porter2, `lancaster` the one that
    cuts most. Tokens with Hangul stay as they are. Stems are no words: for dictionary forms take `lemma`.
    """

    name: ClassVar[str] = "stem"
    example: ClassVar[str] = "stem:engine=snowball"
    engine: str = option("porter", help="whose rules", choices=("porter", "snowball", "lancaster"))

    @property
    def needs(self) -> str:
        return "tokens"

    def __call__(self, batch: Batch) -> Output:
        return retokenize(batch, partial(_stemmed, self._stemmer()))

    def engines(self) -> dict[str, str]:
        return (
            {"snowballstemmer": version("snowballstemmer")} if self.engine == "snowball" else {"nltk": nltk.version()}
        )

    def warm(self) -> None:
        self._stemmer()("warm")

    def _stemmer(self) -> Callable[[str], str]:
        return snowball() if self.engine == "snowball" else nltk.stemmer(self.engine)


def snowball() -> Callable[[str], str]:
    """Porter2 as the Snowball project publishes it; a stemmer keeps state, so every call makes a new one.

    NLTK's copy is older: it differs on 57 words of the project's own vocabulary of 42,649.
    """
    from snowballstemmer import stemmer

    stem = stemmer("english").stemWord
    return lambda word: cast(str, stem(word.lower().replace("’", "'")))


def _stemmed(stem: Callable[[str], str], tokens: Tokens) -> Tokens:
    """A token the rules leave nothing of keeps its form."""
    return tuple(
        [
            token if _HANGUL.search(token[0]) else _new(Token, (stem(token[0]) or token[0], *token[1:]))
            for token in tokens
        ]
    )
