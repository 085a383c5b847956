"""Nouns that touch, joined to one."""

from __future__ import annotations

from collections.abc import Sequence

from koprep.record import Token

_NOUNS = frozenset(("NNG", "NNP"))
_PARTS = _NOUNS | {"XPN", "XSN"}
_NO_PARTS = frozenset((("들", "XSN"), ("님", "XSN")))


def joined(tokens: Sequence[Token]) -> list[Token]:
    """Join nouns with the prefixes, suffixes and nouns that touch them; the plural 들 and the polite 님 stay apart.

    The result is an NNG, an NNP if all its parts are; a run that doesn't hold a noun stays as it is. Tags are
    those of the Sejong corpus.

    >>> parts = [Token("인공", "NNG", 0, 2), Token("지능", "NNG", 2, 4)]
    >>> joined(parts)
    [Token(form='인공지능', tag='NNG', start=0, end=4)]
    """
    found: list[Token] = []
    run: list[Token] = []
    for token in tokens:
        if run and (token[1] not in _PARTS or token[2] != run[-1][3] or token[:2] in _NO_PARTS):
            found += _join(run)
            run = []
        if token[1] in _PARTS and (run or token[1] != "XSN"):
            run.append(token)
        else:
            found.append(token)
    return found + _join(run)


def _join(run: list[Token]) -> list[Token]:
    if len(run) < 2 or not any(token.tag in _NOUNS for token in run):
        return run
    tag = "NNP" if all(token.tag == "NNP" for token in run) else "NNG"
    return [Token("".join([token.form for token in run]), tag, run[0].start, run[-1].end)]
