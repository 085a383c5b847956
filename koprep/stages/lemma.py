"""`lemma`: tokens to their dictionary forms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from koprep.record import Token
from koprep.stages.base import Batch, Output, Stage, option
from koprep.stages.tokenizing import Tokens, retokenize
from koprep.taggers import english

_STEMS = {
    **{tag: tag for tag in ("VV", "VA", "VX", "VCP", "VCN")},
    **{f"{tag}-{kind}": tag for tag in ("VV", "VA", "VX") for kind in "IR"},
}
_SUFFIXES = {f"{tag}{kind}": to for tag, to in (("XSV", "VV"), ("XSA", "VA")) for kind in ("", "-I", "-R")}
_ENDINGS = frozenset(("EP", "EF", "EC", "ETM", "ETN"))
_BASES = frozenset(("NNG", "NNP", "NNB", "NR", "NP", "XR", "MAG", "IC", "SL", "SH", "SN"))
_NOUN_SUFFIX, _NOUN_PREFIX = frozenset(("XSN",)), frozenset(("XPN",))
_CLOSED = -2
"""The reach of what takes in no endings; offsets that are unknown are -1."""

_new = tuple.__new__


@dataclass(frozen=True)
class Lemma(Stage):
    """Give words their dictionary forms (표제어 추출): 도와주었다 → 돕다 주다, 조용했지만 → 조용하다, are → be.

    A Korean predicate becomes its stem with 다 and takes in its endings; a noun or root and the 하, 되, 스럽 after it
    become one predicate, VV or VA (`split=yes`: 공부 + 하다, with the tag XSV or XSA). All else stays, particles too.
    So `morphs` comes before it, and filters by tag after it. English is looked up in simplemma's list: of Korean
    text the words tagged SL, with `lang=en` every word.
    """

    name: ClassVar[str] = "lemma"
    example: ClassVar[str] = "lemma"
    lang: str = option("auto", help="ko: Korean only; en: English only, tags not needed", choices=("auto", "ko", "en"))
    split: bool = option(False, help="keep the noun before 하다 apart: 공부 하다 instead of 공부하다")

    @property
    def needs(self) -> str:
        return "tokens" if self.lang == "en" else "tagged"

    def __call__(self, batch: Batch) -> Output:
        return retokenize(batch, self._lemmas())

    def engines(self) -> dict[str, str]:
        return {} if self.lang == "ko" else {"simplemma": english.version()}

    def warm(self) -> None:
        if self.lang != "ko":
            english.load()("warmed")

    def _lemmas(self) -> Callable[[Tokens], Tokens]:
        if self.lang == "ko":
            return partial(_korean, split=self.split)
        lemma = english.load()
        if self.lang == "en":
            return partial(_english, lemma=lemma)
        return lambda tokens: _english(_korean(tokens, self.split), lemma)


def _english(tokens: Tokens, lemma: Callable[[str], str]) -> Tokens:
    return tuple(
        [
            _new(Token, (lemma(form), tag, start, end)) if tag in ("SL", "") and not "가" <= form <= "힣~" else token
            for token in tokens
            for form, tag, start, end in (token,)
        ]
    )


def _korean(tokens: Tokens, split: bool) -> Tokens:
    found: list[Token] = []
    reach = _CLOSED
    for token in tokens:
        _, tag, start, end = token
        if tag in _ENDINGS and start <= reach:
            reach = max(reach, end)
            found[-1] = _new(Token, (*found[-1][:3], reach))
        elif tag in _STEMS or tag in _SUFFIXES:
            join = not split and (tag in _SUFFIXES or _is_suffix(token, found))
            found.append(_joined(found, token) if join else _predicate(token))
            reach = end
        else:
            found.append(token)
            reach = _CLOSED
    return tuple(found)


def _is_suffix(token: Token, found: list[Token]) -> bool:
    """Tell whether a verb is the suffix of the foreign word it touches (Google하는); analyzers say now VV, now XSV."""
    return token[0] in ("하", "되") and bool(found) and found[-1][1] == "SL" and 0 < found[-1][3] == token[2]


def _predicate(token: Token) -> Token:
    form, tag, start, end = token
    return _new(Token, (form + "다", _STEMS.get(tag, tag), start, end))


def _joined(found: list[Token], suffix: Token) -> Token:
    """Take the noun or root that touches 하 or 스럽 off the end of the list, with its affixes, and join them."""
    first = _back(found, len(found), suffix.start, _NOUN_SUFFIX)
    first = _back(found, first, suffix.start, _BASES, most=1)
    first = _back(found, first, suffix.start, _NOUN_PREFIX)
    parts = [*found[first:], suffix]
    del found[first:]
    form = "".join([part.form for part in parts]) + "다"
    return Token(form, _SUFFIXES.get(suffix.tag, "VV"), parts[0].start, suffix.end)


def _back(found: list[Token], place: int, start: int, tags: frozenset[str], most: int = 99) -> int:
    """How far back from ``place`` tokens of these tags touch each other and what follows them."""
    for _ in range(most):
        after = found[place].start if place < len(found) else start
        if not place or found[place - 1].tag not in tags or found[place - 1].end < after:
            break
        place -= 1
    return place
