"""`stem`: words cut down to their stems, English by its spelling, Korean by its tags."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from typing import ClassVar, cast

from koprep.errors import UsageError
from koprep.record import Token
from koprep.stages.base import Batch, Output, Stage, option
from koprep.stages.predicates import ENDINGS, STEMS, SUFFIXES, predicate
from koprep.stages.tokenizing import Tokens, retokenize
from koprep.taggers import nltk
from koprep.taggers.corrections import corrected

_HANGUL = re.compile("[가-힣ㄱ-ㆎ\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]")
_CUT = ENDINGS | {"JKS", "JKC", "JKG", "JKO", "JKB", "JKV", "JKQ", "JX", "JC", "VCP"}
"""Endings and particles; 이다 is the particle of the predicate (서술격 조사)."""
_new = tuple.__new__


@dataclass(frozen=True)
class Stem(Stage):
    """Cut words down to their stems (어간 추출): ponies → poni; with `lang=ko` 먹었습니다 → 먹, 학교에서 → 학교.

    English: `porter` is Porter's algorithm of 1980 as published, `snowball` its successor Porter2, `lancaster` the one
    that cuts most; stems are in lower case, tokens with Hangul stay as they are. Korean, `lang=ko`: needs `morphs`
    before it; endings (어미) and particles (조사, 이다 too) go, the noun before 하 joins it (공부하), tags and all else
    stay. Stems are no words: for dictionary forms (돕다, be) take `lemma`.
    """

    name: ClassVar[str] = "stem"
    example: ClassVar[str] = "stem:engine=snowball"
    engine: str = option("porter", help="whose rules for English", choices=("porter", "snowball", "lancaster"))
    lang: str = option("en", help="ko: Korean by the tags morphs gives", choices=("en", "ko"))

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.lang == "ko" and self.engine != "porter":
            raise UsageError(f"stem: engine={self.engine} is for English; Korean needs none: type stem:lang=ko")

    @property
    def needs(self) -> str:
        return "tagged" if self.lang == "ko" else "tokens"

    @property
    def reads_tags(self) -> bool:
        return self.lang == "ko"

    def __call__(self, batch: Batch) -> Output:
        return retokenize(batch, _korean if self.lang == "ko" else partial(_stemmed, self._stemmer()))

    def engines(self) -> dict[str, str]:
        if self.lang == "ko":
            return {}
        return (
            {"snowballstemmer": version("snowballstemmer")} if self.engine == "snowball" else {"nltk": nltk.version()}
        )

    def warm(self) -> None:
        if self.lang == "en":
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


def _korean(tokens: Tokens) -> Tokens:
    found: list[Token] = []
    for token in corrected(tokens):
        found.append(predicate(token, found) if token[1] in STEMS or token[1] in SUFFIXES else token)
    return tuple([token for token in found if token[1] not in _CUT])
