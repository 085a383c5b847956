"""Texts with holes: what must stay whole is cut out before an analyzer that can't be told sees them, and put back."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import NamedTuple

from koprep.record import Token
from koprep.spans import Span

Found = tuple[str, str, int, int]
"""What an analyzer says of a token: its form, its tag, and where it starts and ends."""

Run = Callable[[str], list[Token]]
Name = Callable[[str, str], tuple[str, str]]

_STAND_IN = "A"
"""Takes the place of a span that a particle may follow: every analyzer knows a Latin letter to be a word."""

_WIDE = re.compile("[\U00010000-\U0010ffff]")
_BLANK = re.compile(r"^\s+|\s{2,}|[^\S ]|[\0-\x08\x0e-\x1b\x7f-\x9f\ufeff]+")
_MOST = 64
"""Characters a word may have: Kkma's time is exponential in them, Okt's and Komoran's grow with their square, and
Hannanum has room for some three hundred."""

_LONG = re.compile(rf"\S{{{_MOST + 1},}}")
_UNUSUAL = re.compile(f"{_WIDE.pattern}|{_BLANK.pattern}|{_LONG.pattern}")
_new = tuple.__new__


class Plain(NamedTuple):
    """What an analyzer sees of a whole text without its spans ("" where there is nothing to see): where stand-ins are
    in it, where its pieces begin, and how far each has moved."""

    text: str
    whole: str
    spans: Sequence[Span] = ()
    marks: Sequence[int] = ()
    starts: Sequence[int] = ()
    shifts: Sequence[int] = ()

    def place(self, at: int) -> int:
        """The place in the whole text of a place in the plain one."""
        return at + self.shifts[bisect_right(self.starts, at) - 1]


def without(text: str, spans: Sequence[Span]) -> Plain:
    """A text without its spans.

    Besides them, the analyzer sees no control character, no two spaces in a row, and nothing that takes two places in
    Java (emoji, the rarest Hanja).
    """
    if not spans and not _UNUSUAL.search(text):
        return Plain(text, text)
    return _plain(text, _with_wide(text, spans) if _WIDE.search(text) else spans)


def put_back(plain: Plain, tokens: list[Token], name: Name) -> list[Token]:
    """The tokens of the whole text: those of the plain one, and one a span, with the form and tag ``name`` gives it."""
    if not plain.starts:
        return tokens
    whole = [_new(Token, (*name(plain.whole[start:end], tag), start, end)) for start, end, tag in plain.spans]
    found: list[Token] = []
    for form, tag, start, end in tokens:
        at = bisect_right(plain.marks, end - 1) - 1 if plain.marks else -1
        if at >= 0 and plain.marks[at] >= start:
            start = plain.marks[at] + 1
            form = plain.text[start:end]
        if form.strip():
            begin = plain.place(start)
            found.append(_new(Token, (form, tag, begin, plain.place(end - 1) + 1 if end > start else begin)))
    return sorted(found + whole, key=itemgetter(2)) if whole else found


def tokens_around(text: str, spans: Sequence[Span], run: Run, name: Name) -> list[Token]:
    """Let an analyzer see a text without its spans; each becomes one token."""
    plain = without(text, spans)
    return put_back(plain, run(plain.text) if plain.text else [], name)


def _plain(text: str, spans: Sequence[Span]) -> Plain:
    parts: list[str] = []
    marks: list[int] = []
    starts: list[int] = []
    shifts: list[int] = []
    place = done = 0
    last = " "
    for start, end, tag in [*_with_blanks(text, spans), Span(len(text), len(text), "")]:
        if last == " " and text.startswith(" ", done, start):
            done += 1
        starts.append(place)
        shifts.append(done - place)
        piece = text[done:start]
        gap = "" if (piece or last).endswith(" ") else " "
        if tag and end < len(text) and "가" <= text[end] <= "힣":
            gap += _STAND_IN
            marks.append(place + len(piece) + len(gap) - 1)
        parts += piece, gap
        last = (last + piece + gap)[-1]
        place += len(piece) + len(gap)
        done = end
    seen = place - sum(part.count(" ") for part in parts) > len(marks)
    return Plain("".join(parts).rstrip(" ") if seen else "", text, spans, marks, starts, shifts)


def _with_blanks(text: str, spans: Sequence[Span]) -> list[Span]:
    """Spans, and without a tag what is blank between them, and the cuts in words that are too long for any analyzer."""
    if not _BLANK.search(text) and not _LONG.search(text):
        return list(spans)
    covered = {place for start, end, _ in spans for place in range(start, end)}
    cuts = [match.span() for match in _BLANK.finditer(text)]
    for match in _LONG.finditer(text):
        cuts += [(place, place) for place in range(match.start() + _MOST, match.end(), _MOST)]
    return sorted([*spans, *(Span(*cut, "") for cut in cuts if cut[0] not in covered)])


def _with_wide(text: str, spans: Sequence[Span]) -> list[Span]:
    """Spans, and those characters beyond U+FFFF that are in none of them, Hanja as such."""
    covered = {place for start, end, _ in spans for place in range(start, end)}
    wide = [match.start() for match in _WIDE.finditer(text) if match.start() not in covered]
    more = [Span(place, place + 1, "SH" if 0x20000 <= ord(text[place]) < 0x40000 else "SW") for place in wide]
    return sorted([*spans, *more])
