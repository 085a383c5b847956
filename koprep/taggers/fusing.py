"""What stems of verbs and adjectives look like with the endings that fuse with their last syllable: 하 + 었 is 했.

An analyzer with a list of words in place of rules (MeCab) needs these forms of every new predicate; endings that only
follow a stem (하고, 먹었다) it takes apart by itself. The rules are those of 한글 맞춤법 18 and 34 to 36: contracted
vowels, 하, ㄹ, 르 and the ㅂ of adjectives (사랑스럽); a stem of any other class counts as regular.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from koprep.hangul import compose, decompose, strip_coda


class Fused(NamedTuple):
    """An inflected form, and the ending in it with its tag."""

    surface: str
    ending: str
    tag: str


_ON_CODA = (
    ("ㄴ", "ETM", "VV VA"), ("ㄴ다", "EC EF", "VV"), ("ㄴ다고", "EC", "VV"), ("ㄴ다는", "ETM", "VV"),
    ("ㄴ다면", "EC", "VV"), ("ㄴ데", "EC EF", "VA"), ("ㄴ데요", "EF", "VA"), ("ㄴ지", "EC", "VA"),
    ("ㄴ가", "EC EF", "VA"), ("ㄹ", "ETM", "VV VA"), ("ㄹ까", "EC EF", "VV VA"), ("ㄹ까요", "EF", "VV VA"),
    ("ㄹ게", "EF", "VV"), ("ㄹ게요", "EF", "VV"), ("ㄹ래", "EF", "VV"), ("ㄹ래요", "EF", "VV"),
    ("ㄹ지", "EC", "VV VA"), ("ㄹ수록", "EC", "VV VA"), ("ㄹ걸", "EF", "VV VA"), ("ㅁ", "ETN", "VV VA"),
    ("ㅂ니다", "EC EF", "VV VA"), ("ㅂ니까", "EF", "VV VA"), ("ㅂ시다", "EF", "VV"),
)  # fmt: skip
"""Endings that begin with a consonant they hang on an open syllable, their tags, and what they inflect."""

_AFTER_U = (("면", "으면", "EC"), ("니", "으니", "EC"), ("니까", "으니까", "EC"), ("며", "으며", "EC"))
"""Endings in 으, whose 으 is lost in the 우 that stands for ㅂ: 사랑스러우면."""

_AFTER_EO = (
    ("", "", "EC"),
    ("", "", "EF"),
    ("서", "서", "EC"),
    ("도", "도", "EC"),
    ("야", "야", "EC"),
    ("요", "요", "EF"),
)
_CONTRACTED = {"ㅗ": "ㅘ", "ㅜ": "ㅝ", "ㅣ": "ㅕ", "ㅚ": "ㅙ", **{vowel: vowel for vowel in "ㅏㅓㅐㅔㅕ"}}
_LOST = "ㅏㅓㅐㅔㅕ"
_BRIGHT = "ㅏㅗ"
_REGULAR = "좁"
"""The adjective whose ㅂ stays (좁아)."""


def fused(stem: str, tag: str) -> Iterator[Fused]:
    """The forms of a stem that don't begin with the whole of it and go on with an ending.

    ``tag`` is VV or VA; the stem ends in a syllable.

    >>> [form.surface for form in fused("꿀잼하", "VV") if form.tag == "EP"]
    ['꿀잼했']
    """
    lead, vowel, coda = decompose(stem[-1])
    if irregular(stem, tag):
        open_stem = stem[:-1] + strip_coda(stem[-1])
        yield from (form for form in _with_coda(open_stem + "우", tag) if form.ending[0] != "ㅂ")
        yield from (Fused(f"{open_stem}우{after}", ending, kind) for after, ending, kind in _AFTER_U)
        yield from _with_vowel(open_stem + "워", "어", changed=True)
    elif coda in ("", "ㄹ"):
        yield from _with_coda(stem, tag)
        if not coda:
            yield from _contracted(stem, lead, vowel)


def irregular(stem: str, tag: str) -> bool:
    """Whether a stem is an adjective in ㅂ that becomes 우: 사랑스럽, 사랑스러우."""
    return tag == "VA" and decompose(stem[-1])[2] == "ㅂ" and stem[-1] not in _REGULAR


def _with_coda(stem: str, tag: str) -> Iterator[Fused]:
    """A stem that ends in a vowel or ㄹ, with the endings that begin with a mere consonant: 만든, but 만듦."""
    lead, vowel, coda = decompose(stem[-1])
    for ending, kinds, inflect in _ON_CODA:
        if tag in inflect.split():
            surface = stem[:-1] + compose(lead, vowel, "ㄻ" if coda and ending == "ㅁ" else ending[0]) + ending[1:]
            yield from (Fused(surface, ending, kind) for kind in kinds.split())


def _contracted(stem: str, lead: str, vowel: str) -> Iterator[Fused]:
    """A stem that ends in a vowel, with the endings in 아 and 어; 뛰어 and 띄어 can't be contracted."""
    head = stem[:-1]
    if stem[-1] == "하":
        yield from _with_vowel(head + "해", "아", changed=True)
    elif vowel == "ㅡ":
        before = decompose(head[-1]) if head and "가" <= head[-1] <= "힣" else ("", "", "")
        ending = "아" if before[1] in _BRIGHT and before[1] else "어"
        if stem[-1] == "르" and before[0] and not before[2]:
            head = head[:-1] + compose(before[0], before[1], "ㄹ")
        yield from _with_vowel(head + compose(lead, "ㅏ" if ending == "아" else "ㅓ"), ending, changed=True)
    elif vowel in _CONTRACTED:
        ending = "아" if vowel in _BRIGHT else "어"
        yield from _with_vowel(head + compose(lead, _CONTRACTED[vowel]), ending, changed=vowel not in _LOST)


def _with_vowel(surface: str, ending: str, changed: bool) -> Iterator[Fused]:
    """Endings in 아 or 어 inside a form's last syllable; if that looks as before, 서, 도, 요 follow it anyway."""
    lead, vowel, _ = decompose(surface[-1])
    yield Fused(surface[:-1] + compose(lead, vowel, "ㅆ"), "았" if ending == "아" else "었", "EP")
    for after, rest, tag in _AFTER_EO if changed else _AFTER_EO[:2]:
        yield Fused(surface + after, ending + rest, tag)
