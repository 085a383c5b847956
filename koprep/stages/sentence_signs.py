"""What the signs between words do to sentences: end them, trail behind them, enclose or begin what follows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from koprep.record import Token

LIMIT = 400
"""Characters that brackets or quotes may enclose; what is further apart is taken for two stray signs."""

TAIL = frozenset(".?!…~e),")
"""The kinds of token that belong to what stands before them."""

_OPENING = dict(zip(")]}”’」』》〉>】", "([{“‘「『《〈<【", strict=True))
_BRACKETS = frozenset(_OPENING.values())
_STRAIGHT = frozenset("\"'`")
_BULLETS = frozenset("▶▷►■□●○◆◇※*•·-–—☞✔✅✓#➤▪▣◎➡→❗❓①②③④⑤⑥⑦⑧⑨⑩")
_SIGNS = frozenset("%°℃$€£¥₩&@+=/|\\_")
_NUMBERED = re.compile(r"[0-9]+[.)]")
_CODAS = frozenset("ㄱㄴㄷㄹㅁㅂㅅ")
_SOBS = frozenset(("엉엉", "흑흑", "엉엉엉"))
_DEPTH = 16


class Signs(NamedTuple):
    """The kind of every token of a text, and which brackets and quotes belong together.

    Kinds: `w` a word, `.` `?` `!` `…` `,` `~` marks, `e` an emoticon or laughter, `(` what opens, `)` what closes,
    `b` a bullet or a list number, `:` any other sign. ``opener`` and ``closer`` map the places of pairs; ``inside``
    says how many pairs enclose the boundary before each token.
    """

    kinds: list[str]
    opener: dict[int, int]
    closer: dict[int, int]
    inside: list[int]


def signs(text: str, tokens: Sequence[Token]) -> Signs:
    """Look at all tokens of a text once, from the left; time grows with their number only."""
    kinds: list[str] = []
    closer: dict[int, int] = {}
    opened: list[tuple[str, int]] = []
    before = 0
    for place, (form, tag, start, end) in enumerate(tokens):
        kind = "w"
        if tag[0] == "S":
            kind = _kind(form, tag, start, text, start < before)
            if kind == "q":
                kind = _quote(form[0], text, start, end, opened)
            if kind == "(":
                opened = [*opened[-_DEPTH:], (form[0], place)]
            elif kind == ")" and not _close(form[0], place, opened, closer, tokens) and form[0] == ">":
                kind = ":"  # an arrow, greater than
        elif form in _SOBS:
            kind = "e"
        kinds.append(kind)
        before = end
    return Signs(kinds, {close: open for open, close in closer.items()}, closer, _inside(closer, len(tokens)))


def _kind(form: str, tag: str, start: int, text: str, fused: bool) -> str:
    first = form[0]
    if tag == "SF":
        return next((mark for mark, marks in (("?", "?？"), ("!", "!！")) if not set(marks).isdisjoint(form)), ".")
    if tag == "SE":
        return "…"
    if tag == "SP":
        return "," if first in ",、，" else ":"
    fresh = start == 0 or text[start - 1].isspace()
    if tag == "SO":
        return "~" if first in "~∼～〜" else "b" if first in _BULLETS and fresh else ":"
    if tag not in ("SW", "SS"):
        return "w"
    if first in _BRACKETS:
        return "("
    if first in _OPENING:
        return ")"
    if first in _STRAIGHT:
        return "q"
    return "w" if tag == "SS" else _symbol(form, fresh, fused)


def _symbol(form: str, fresh: bool, fused: bool) -> str:
    first = form[0]
    if _NUMBERED.fullmatch(form) or (first in _BULLETS and fresh):
        return "b"
    if first in _BULLETS:
        return ":" if first in "*#·-" else "e"
    return "w" if first in _SIGNS or (fused and first in _CODAS) else "e"


def _quote(sign: str, text: str, start: int, end: int, opened: list[tuple[str, int]]) -> str:
    """A straight quote closes one that is open, unless white space says that it opens another."""
    fresh = start == 0 or text[start - 1].isspace() or text[start - 1] in "([“‘"
    opens = fresh and end < len(text) and not text[end].isspace()
    return ")" if not opens and any(sign == other for other, _ in opened) else "("


def _close(
    sign: str, place: int, opened: list[tuple[str, int]], closer: dict[int, int], tokens: Sequence[Token]
) -> bool:
    """Pair a closing sign with the nearest open one of its kind; what stands open in between is given up."""
    wanted = _OPENING.get(sign, sign)
    for depth in range(len(opened) - 1, -1, -1):
        if opened[depth][0] == wanted:
            if tokens[place].start - tokens[opened[depth][1]].start <= LIMIT:
                closer[opened[depth][1]] = place
            del opened[depth:]
            return True
    return False


def _inside(closer: dict[int, int], length: int) -> list[int]:
    changes = [0] * (length + 2)
    for open, close in closer.items():
        changes[open + 1] += 1
        changes[close + 1] -= 1
    depth, depths = 0, []
    for change in changes:
        depth += change
        depths.append(depth)
    return depths
