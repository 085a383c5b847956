"""Words as conjoining jamo, the form in which FastText cuts them to pieces.

Every syllable becomes three letters, lead, vowel and coda, with U+11FF where the coda is empty, as in Park et al. 2018,
"Subword-level Word Vector Representations for Korean" (section 3.1, which writes `e` there). Conjoining jamo (U+1100 to
U+11C2) keep Hangul apart from everything else a word may hold: a Latin `e`, loose ㄱㅏㄱ, laughter.
"""

from __future__ import annotations

import re
from functools import cache

from koprep.hangul import CODAS, VOWELS

EMPTY = "\u11ff"
"""Stands where a syllable has no coda. An old letter that no text composed to NFC has behind a modern vowel."""

_FIRST, _LAST = 0xAC00, 0xD7A3
_LEAD, _VOWEL, _CODA = 0x1100, 0x1161, 0x11A7
_SYLLABLE = re.compile(f"([\u1100-\u1112])([\u1161-\u1175])([\u11a8-\u11c2{EMPTY}])")


def apart(word: str) -> str:
    """A word with each syllable as three conjoining jamo; all else is kept.

    >>> apart("달아") == "\u1103\u1161\u11af" + "\u110b\u1161\u11ff"
    True
    """
    return word if word.isascii() else word.translate(_jamo_of())


def together(jamo: str) -> str:
    """The word that :func:`apart` took to pieces, for any word composed to NFC."""
    return _SYLLABLE.sub(_composed, jamo)


@cache
def _jamo_of() -> dict[int, str]:
    return {code: _letters(code - _FIRST) for code in range(_FIRST, _LAST + 1)}


def _letters(index: int) -> str:
    rest, coda = divmod(index, len(CODAS))
    lead, vowel = divmod(rest, len(VOWELS))
    return chr(_LEAD + lead) + chr(_VOWEL + vowel) + (chr(_CODA + coda) if coda else EMPTY)


def _composed(match: re.Match[str]) -> str:
    lead, vowel, coda = match.groups()
    last = 0 if coda == EMPTY else ord(coda) - _CODA
    return chr(_FIRST + ((ord(lead) - _LEAD) * len(VOWELS) + ord(vowel) - _VOWEL) * len(CODAS) + last)
