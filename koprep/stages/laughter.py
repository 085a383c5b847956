"""Laughter that was typed into the syllable before it: 하지맠ㅋㅋ for 하지마ㅋㅋㅋ."""

from __future__ import annotations

import re
from functools import cache

from koprep.hangul import CODAS, decompose, strip_coda

_REAL = {"ㅋ": "엌읔녘", "ㅎ": "좋놓넣낳쌓땋빻찧렇떻랗갛맣얗옇겋멓"}
"""Syllables that end so by themselves: 들녘, and stems such as 좋, 그렇, 파랗; 엌 and 읔 only in 부엌 and 키읔."""


def unfused(text: str) -> str:
    """Take laughter off the syllable it was typed into, where more laughter follows; real words keep theirs.

    >>> unfused("하지맠ㅋㅋ 넿ㅎㅎ 부엌ㅋㅋ 좋ㅎㅎ")
    '하지마ㅋㅋㅋ 네ㅎㅎㅎ 부엌ㅋㅋ 좋ㅎㅎ'
    """
    return _fused().sub(_apart, text) if "ㅋ" in text or "ㅎ" in text else text


@cache
def _fused() -> re.Pattern[str]:
    laughed, smiled = (_ending_in(coda) for coda in "ㅋㅎ")
    return re.compile(f"(?:[{laughed}]|(?<!부)엌|(?<!키)읔)(?=ㅋ)|[{smiled}](?=ㅎ)")


def _ending_in(coda: str) -> str:
    syllables = map(chr, range(ord("가") + CODAS.index(coda), ord("힣") + 1, len(CODAS)))
    return "".join(syllable for syllable in syllables if syllable not in _REAL[coda])


def _apart(match: re.Match[str]) -> str:
    return strip_coda(match[0]) + decompose(match[0])[2]
