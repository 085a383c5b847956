"""What every analyzer's tokens are brought to: starts in order, jamo that stand alone as compatibility jamo."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from koprep.hangul import to_compat
from koprep.record import Token

_CONJOINING = re.compile("[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]")
_new = tuple.__new__


def has_conjoining(text: str) -> bool:
    """Tell whether text in NFC holds jamo that only stand in for parts of a syllable (U+11AB)."""
    return _CONJOINING.search(text) is not None


def compatible(tokens: list[Token]) -> list[Token]:
    """The tokens with conjoining jamo written as compatibility jamo."""
    return [_new(Token, (to_compat(form), tag, start, end)) for form, tag, start, end in tokens]


def in_order(tokens: list[Token]) -> list[Token]:
    """The tokens with starts that never decrease: none starts after the one that follows it."""
    starts = [token[2] for token in tokens]
    if starts == sorted(starts):
        return tokens
    for place in range(len(starts) - 2, -1, -1):
        starts[place] = min(starts[place], starts[place + 1])
    return [_new(Token, (form, tag, start, end)) for (form, tag, _, end), start in zip(tokens, starts, strict=True)]


def shifted(tokens: list[Token], offset: int) -> list[Token]:
    """The tokens of a part of a text, with offsets into the whole text; the part starts at ``offset``."""
    return [_new(Token, (form, tag, start + offset, end + offset)) for form, tag, start, end in tokens]


def clipped(tokens: Sequence[Token], first: int, last: int) -> list[Token]:
    """The tokens of ``text[first:last]`` with offsets into that part; two sentences may share a syllable (어욜까)."""
    length = last - first
    return [
        _new(Token, (form, tag, min(max(start - first, 0), length), min(max(end - first, 0), length)))
        for form, tag, start, end in tokens
    ]


def uncovered(text: str, tokens: Iterable[tuple[str, str, int, int]]) -> int:
    """How many letters and digits of a text lie in no token.

    >>> uncovered("가나 다", [Token("가", "NNG", 0, 1)])
    2
    """
    lost = end = 0
    for _, _, start, last in (*tokens, ("", "", len(text), len(text))):
        if start > end:
            lost += sum([char.isalnum() for char in text[end:start]])
        end = max(end, last)
    return lost
