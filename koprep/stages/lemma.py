"""`lemma`: tokens to their dictionary forms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from koprep.record import Record, Token
from koprep.stages.base import Batch, Output, Stage, option
from koprep.stages.capitals import is_name
from koprep.stages.predicates import ENDINGS, STEMS, SUFFIXES, predicate
from koprep.stages.tokenizing import Tokens
from koprep.taggers import english
from koprep.taggers.corrections import corrected

_CLOSED = -2
"""The reach of what takes in no endings; offsets that are unknown are -1."""

_new = tuple.__new__


@dataclass(frozen=True)
class Lemma(Stage):
    """Give words their dictionary forms (표제어 추출): 도와주었다 → 돕다 주다, 조용했지만 → 조용하다, are → be.

    A Korean predicate becomes its stem with 다 and takes in its endings; a noun or root and the 하, 되, 스럽 after it
    become one predicate, VV or VA (`split=yes`: 공부 + 하다, with the tag XSV or XSA). A stem that an analyzer left as
    it sounds is put right where only one verb fits (만드는: 만들다). All else stays, particles too. So `morphs` comes
    before it, and filters by tag after it. English is looked up in simplemma's list: of Korean
    text the words tagged SL, with `lang=en` every word. Where a capital marks a name or an acronym (the Apple Store,
    Windows를, WHO), the word stays.
    """

    name: ClassVar[str] = "lemma"
    example: ClassVar[str] = "lemma"
    lang: str = option("auto", help="ko: Korean only; en: English only, tags not needed", choices=("auto", "ko", "en"))
    split: bool = option(False, help="keep the noun before 하다 apart: 공부 하다 instead of 공부하다")

    @property
    def needs(self) -> str:
        return "tokens" if self.lang == "en" else "tagged"

    @property
    def reads_tags(self) -> bool:
        return self.lang != "en"

    def __call__(self, batch: Batch) -> Output:
        change = self._lemmas()
        return [
            Record(record.id, record.text, record.doc, change(record.tokens or (), record.text), None, record.label)
            for record in batch
        ]

    def engines(self) -> dict[str, str]:
        return {} if self.lang == "ko" else {"simplemma": english.version()}

    def warm(self) -> None:
        if self.lang != "ko":
            english.load()("warmed")

    def _lemmas(self) -> Callable[[Tokens, str], Tokens]:
        if self.lang == "ko":
            return lambda tokens, text: _korean(tokens, self.split)
        lemma = english.load()
        if self.lang == "en":
            return lambda tokens, text: _english(tokens, text, lemma)
        return lambda tokens, text: _english(_korean(tokens, self.split), text, lemma)


def _english(tokens: Tokens, text: str, lemma: Callable[[str], str]) -> Tokens:
    result: list[Token] = []
    for place, token in enumerate(tokens):
        form, tag, start, end = token
        if tag in ("SL", "") and not "가" <= form <= "힣~":
            found = lemma(form)
            if found is not form and not (found[:1].islower() and form[0].isupper() and is_name(tokens, place, text)):
                token = _new(Token, (found, tag, start, end))
        result.append(token)
    return tuple(result)


def _korean(tokens: Tokens, split: bool) -> Tokens:
    found: list[Token] = []
    reach = _CLOSED
    for token in corrected(tokens):
        _, tag, start, end = token
        if tag in ENDINGS and start <= reach:
            reach = max(reach, end)
            found[-1] = _new(Token, (*found[-1][:3], reach))
        elif tag in STEMS or tag in SUFFIXES:
            found.append(predicate(token, found, "다", join=not split))
            reach = end
        else:
            found.append(token)
            reach = _CLOSED
    return tuple(found)
