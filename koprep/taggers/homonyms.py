"""Verbs in ㄹ whose forms before 는 are another verb's too: 사는 is 살다 or 사다."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from koprep.record import Token
from koprep.tables import read

_NOUNS = frozenset(("NNG", "NNP", "SL"))


def in_l(tokens: Sequence[Token], place: int) -> str:
    """The stem in ㄹ of a verb before 는, if what stands before it says that it is that verb; else its form.

    시골에 사는 is 살다, 책을 사는 사다; 꽃을 파는 팔다, 땅을 파는 파다; 하늘을 나는 날다, 생각이 나는 나다. The rules,
    and what they were held against: tables/homonyms.tsv.
    """
    form = tokens[place][0]
    stem, where, nouns = homonyms()[form]
    before = tokens[place - 1] if place else None
    marked = before is not None and before[1] == "JKO"
    noun = tokens[place - 2] if marked and place > 1 else before
    listed = noun is not None and noun[0] in nouns and noun[1] in _NOUNS
    if where == "but":
        return form if listed else stem
    if where == "only":
        return stem if listed else form
    if where == "with":
        return stem if marked and not listed else form
    bare = before is not None and before[1] in _NOUNS
    return form if (marked or bare) and not listed else stem


@cache
def homonyms() -> dict[str, tuple[str, str, frozenset[str]]]:
    """By the form without ㄹ: the stem, the rule's name, its nouns."""
    return {form: (stem, where, frozenset(nouns.split())) for stem, form, where, nouns in read("homonyms.tsv")}
