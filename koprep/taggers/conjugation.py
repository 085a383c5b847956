"""Stems of the dictionary for stems as they sound before an ending: 만드 of 만드는 is 만들다's."""

from __future__ import annotations

from functools import cache

from koprep.hangul import compose, decompose, is_syllable, strip_coda
from koprep.tables import read

_ADJECTIVES = frozenset(("VA", "XSA"))
_CONTRACTED = {"ㅗ": "ㅘ", "ㅚ": "ㅙ", "ㅣ": "ㅕ"}


def stem(form: str, tag: str, ending: str, free: bool = True) -> tuple[str, str]:
    """The stem and the tag of a verb or adjective whose stem an analyzer gave as ``form``.

    ``ending`` is what follows it without sharing its syllables, "" if nothing does; ``free`` is false for an auxiliary
    that leans on the ending before it. A stem changes only where the conjugation leaves no choice: no other verb has
    that form, or the ending wouldn't look like that (나 + 아 would be 나, 걸 + 으면 걸면). Where both could be (걸어:
    걷다, 걸다), it stays, and so does a syllable that no ending follows. Source: 한글 맞춤법, sections 18, 34, 35; the
    verbs: tables/conjugation.tsv.

    >>> stem("만드", "VV", "는"), stem("나", "VA", "은"), stem("걸", "VV", "어")
    (('만들', 'VV'), ('낫', 'VA'), ('걸', 'VV'))
    """
    if tag in _ADJECTIVES and ends_as_b(form):
        return _with_b(form), tag
    for before, found, kind in alternants().get(form, ()):
        if (len(form) > 1 or ending) if before == "any" else free and _matches(before, ending):
            return found, "VV" if kind == "ㄷ" else tag
    return form, tag


def ends_as_b(form: str) -> bool:
    """Tell whether an adjective's stem must be one in ㅂ, since no adjective ends so: 아름다우, 아름다워."""
    return form[-1] in "우워"


@cache
def alternants() -> dict[str, list[tuple[str, str, str]]]:
    """What a form may stand for: before which endings, the stem, its class; the first that fits is it."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for kind, before, stems in read("conjugation.tsv"):
        for dictionary in stems.split():
            for left, where in _left(dictionary, kind, before):
                found.setdefault(left, []).append((where, dictionary, kind))
    return found


def _matches(before: str, ending: str) -> bool:
    if before == "으":
        return ending[:1] != "음" and strip_coda(ending[:1]) == "으"
    if before == "어":
        return ending != "" and strip_coda(ending[0]) in "아어으"
    return ending.startswith(before)


def _left(dictionary: str, kind: str, before: str) -> list[tuple[str, str]]:
    """The forms an analyzer may leave of a stem, and before which endings: of 만들 만드, 만든 + 다, 만듭 + 니다."""
    head, last = dictionary[:-1], dictionary[-1]
    if kind == "어":
        lead, vowel, _ = decompose(last)
        return [(head + compose(lead, _CONTRACTED[vowel]), before)]
    if kind == "ㄷ":
        return [(head + _with_coda(last, "ㄹ"), before)]
    if kind == "ㅂ":
        return [(head + strip_coda(last) + "우", before)]
    left = [(head + strip_coda(last), before)]
    if kind == "ㅅ":
        left += [(head + strip_coda(last) + "으", "any")]
    if kind == "ㄹ":
        left += [(head + _with_coda(last, "ㄴ"), "다"), (head + _with_coda(last, "ㅂ"), "니다")]
    return [pair for pair in left if pair != ("안", "다")]  # 안다 (hug) is a verb of its own


def _with_b(form: str) -> str:
    """아름다우, 아름다워 → 아름답; a form that can't be one of a stem in ㅂ stays."""
    if len(form) < 2 or not is_syllable(form[-2]) or decompose(form[-2])[2]:
        return form
    return form[:-2] + _with_coda(form[-2], "ㅂ")


def _with_coda(char: str, coda: str) -> str:
    lead, vowel, _ = decompose(char)
    return compose(lead, vowel, coda)
