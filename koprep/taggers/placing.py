"""Where the morphemes of a word stand in it, for analyzers that don't say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise

from koprep.record import Token

_NEXT = re.compile(r"\S+")


def places(surface: str, forms: Sequence[str]) -> list[tuple[int, int]]:
    """Find the morphemes in their word from both ends; those between share what is left, as 되 and 었 do in 됐어요.

    >>> places("됐어요", ["되", "었", "어요"])
    [(0, 1), (0, 1), (1, 3)]
    """
    head = _lengths(surface, forms)
    start = sum(head)
    tail = _lengths(surface[start:][::-1], [form[::-1] for form in reversed(forms[len(head) :])])
    end = len(surface) - sum(tail)
    shared = len(forms) - len(head) - len(tail)
    before = pairwise(accumulate(head, initial=0))
    after = pairwise(accumulate(reversed(tail), initial=end))
    return [*before, *[(start, end)] * shared, *after]


def placed(text: str, words: Iterable[tuple[str, Sequence[tuple[str, str]]]]) -> list[Token]:
    """The morphemes (form and tag) of the words of a text, each word sought behind the one before it.

    A word an engine respells stands where the text has room for it: from the next letter to the end of that word.

    >>> placed("난 됐어", [("난", [("나", "NP"), ("ㄴ", "JX")]), ("되었어", [("되", "VV"), ("었어", "EF")])])[2]
    Token(form='되', tag='VV', start=2, end=3)
    """
    found: list[Token] = []
    done = 0
    for surface, morphemes in words:
        first = _NEXT.search(text, done)
        start = first.start() if first else len(text)
        if not surface or not text.startswith(surface, start):
            match = (_spaced(surface).search(text, start) if surface else None) or first
            start, surface = match.span()[0] if match else len(text), match[0] if match else ""
        spans = _places(surface, [form for form, _ in morphemes])
        found += [
            Token(form, tag, start + first, start + last)
            for (form, tag), (first, last) in zip(morphemes, spans, strict=True)
        ]
        done = start + len(surface)
    return found


def _places(surface: str, forms: Sequence[str]) -> list[tuple[int, int]]:
    """As `places`, for a word that may have spaces in it, which belong to no morpheme."""
    letters = "".join(surface.split())
    found = places(letters, forms)
    if letters == surface:
        return found
    at = [place for place, char in enumerate(surface) if not char.isspace()]
    return [(at[start], at[end - 1] + 1) for start, end in found]


def _spaced(surface: str) -> re.Pattern[str]:
    """A word wherever it stands, also with spaces in it: Kkma reads 탭 으로 as one."""
    return re.compile(r"\s*".join(map(re.escape, surface)))


def _lengths(surface: str, forms: Sequence[str]) -> list[int]:
    """The lengths of the forms a word begins with, as long as something is left of it for those that follow."""
    found: list[int] = []
    for form in forms[:-1]:
        place = sum(found)
        if not surface.startswith(form, place) or place + len(form) >= len(surface):
            break
        found.append(len(form))
    return found
