"""Where a sentence may end, given one analysis of the text, and where the signs alone decide whether it does."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from koprep.record import Token
from koprep.stages.sentence_signs import TAIL, Signs, signs

QUOTES = frozenset("\"'”’」』")

NEVER = frozenset(("MM", "JKG", "JKO", "JC", "JKS", "JKC", "JKQ", "JKB", "JKV", "ETM", "XPN", "EP"))
"""What ends no sentence where nothing but a space follows."""

_WRAPPED = 20
"""A line longer than this that ends in a connective was broken by its width."""

_SPEECH = re.compile(
    "말|말하|묻|물|외치|답하|대답|소리치|속삭이|중얼거리|되묻|덧붙이|밝히|부르|소리|질문|설명|전하|강조|고백|반문"
)
_TAILS = 16

_QUOTED = re.compile(r"이?라(?:고|는|며|면서)\s")
_GOES_ON = re.compile(
    r"(?:이?라(?:고|는|며|면서|던|지)|이?란\s|(?:고|며|면서|는)\s|하(?:고|곤|며|는|면|길래|던|더)\s?|했[는더던]|싶)"
)
_SAID = re.compile("그러[며면는]|그랬|하(?:곤|고|며|면서|는|던|더니|니|자|여|길래)")
_NOT_PLAIN = re.compile("싶|생각[을이]|느[끼꼈낀]|하더라도|해도|치고|쳐도|말[하했]")
_FINAL = re.compile(
    ".*(?:요|니다|시다|니라|구려|구먼|구만|구나|군|을게|ㄹ게|랑께|쥬|유|슈|죠|도다|로다|노라|소이다|올시다|나이다"
    "|더이다|ㄹ세|자꾸나|려무나|렴|[란단]다|더라|[을ㄹ]지어다|[을ㄹ]란다|능교)|소|어야지|잖아"
)
"""Endings that connect nothing, whatever the analyzer says: no sentence goes on behind 습니다 or 더라고요."""

_EMBEDS = re.compile("싶|하|했|해|한|생각|느[끼꼈낀]|말|물|보[니다면]|이?라|이?란|고|며|는")
"""What makes a part of a sentence of the ending before it: 왔구나 싶었다, 가야지 했다."""

_FINAL_AFTER_CODA = frozenset(("니", "나"))
"""Endings that connect as 으니 and 으나 where a consonant stands before them: 먹니 and 먹나 are questions."""

_FINAL_AFTER_TENSE = re.compile(
    "니|냐|네|지|나|소|오|어|아|다|군|구나|을까|거든|는가|던가|느냐|을걸|대|더라|더군|는구나"
)
"""Endings that connect only where no tense stands before them (오니 but 왔으니), so that 왔니 and 왔거든 are ends."""


class Analysis(NamedTuple):
    """One text: its tokens, where Kiwi begins sentences (tokens), and where the rules end them (offsets).

    ``ends`` holds the offset of the next sure end at or behind every token, ``endings`` whether an ending stands
    before it.
    """

    text: str
    tokens: Sequence[Token]
    begins: frozenset[int]
    ruled: frozenset[int]
    signs: Signs
    ends: list[int]
    endings: list[bool]


class Place(NamedTuple):
    """A boundary before token ``next``: the last word before it is ``core``, what trails behind that is ``tail``.

    ``first`` is the first token of the sentence that may end here, ``remark`` whether brackets stand behind the core.
    """

    first: int
    core: int
    next: int
    tag: str
    tail: str
    mark: str
    remark: bool
    gap: bool

    @property
    def closed(self) -> bool:
        return ")" in self.tail


def analysis(text: str, sentences: Sequence[Sequence[Token]], ruled: Sequence[int]) -> Analysis:
    """Bring together Kiwi's sentences of a text and the offsets behind those of the rules."""
    tokens = [token for sentence in sentences for token in sentence]
    begins, place = set(), 0
    for sentence in sentences:
        begins.add(place)
        place += len(sentence)
    found = signs(text, tokens)
    return Analysis(text, tokens, frozenset(begins), frozenset(ruled), found, *_ahead(text, tokens, found.kinds))


def _ahead(text: str, tokens: Sequence[Token], kinds: Sequence[str]) -> tuple[list[int], list[bool]]:
    count = len(tokens)
    ends, endings = [len(text)] * (count + 1), [False] * (count + 1)
    following = len(text) + 1
    for place in range(count - 1, -1, -1):
        _, tag, start, end = tokens[place]
        if (kinds[place] in ".?!…" and following > end) or (following <= len(text) and "\n" in text[end:following]):
            ends[place] = end
        else:
            ends[place], endings[place] = ends[place + 1], tag in ("EF", "EC", "VCP") or endings[place + 1]
        following = start
    return ends, endings


def cuts(found: Analysis, decide: Callable[[Analysis, Place], bool]) -> list[int]:
    """The offsets at which sentences begin, the first apart, from the left; ``decide`` is asked where signs don't say.

    ``decide`` sees every place with the sentence that would end there, so that what it answered before counts.
    """
    text, tokens, _, _, (kinds, _, _, inside), _, _ = found
    begun, first, line = [], 0, 0
    for next in range(1, len(tokens)):
        start, end = tokens[next].start, tokens[next - 1].end
        gap = text[end:start] if start > end else ""
        newline = "\n" in gap
        if not newline and (kinds[next] in TAIL or inside[next] or _within(tokens[next - 1].tag, kinds[next - 1], gap)):
            continue
        place = _place(found, first, next, bool(gap))
        if newline:
            cut = not _wrapped(found, place, gap, end - line)
            line = start
        else:
            cut = place.core >= first and not _never(found, place) and (_always(place) or decide(found, place))
        if cut:
            begun.append(start)
            first = next
    return begun


def _within(tag: str, kind: str, gap: str) -> bool:
    """Whether a look at the token before is enough: most places in a text are no ends."""
    return kind == "w" and (tag in NEVER if gap else tag not in ("EF", "EC"))


def _place(found: Analysis, first: int, next: int, gap: bool) -> Place:
    tokens, (kinds, opener, _, _) = found.tokens, found.signs
    core, tail, remark = next - 1, "", False
    for _ in range(_TAILS):
        if core < first or kinds[core] not in TAIL:
            break
        if kinds[core] == ")" and tokens[core].form in ")]}" and opener.get(core, 0) > first:
            core, remark = opener[core] - 1, True
        else:
            core, tail = core - 1, kinds[core] + tail
    tag = _tag(found.text, tokens, core) if core >= first else ""
    return Place(first, core, next, tag, tail, _mark(tail) if tail else "0", remark, gap)


def _mark(tail: str) -> str:
    return next((sign for sign in "?!.…e~," if sign in tail), "0")


def _has_coda(char: str) -> bool:
    return "가" <= char <= "힣" and (ord(char) - ord("가")) % 28 > 0


def _tag(text: str, tokens: Sequence[Token], place: int) -> str:
    """The tag of a token, but EF for endings that end a sentence whatever the analyzer took them for."""
    form, tag, start, _ = tokens[place]
    if tag == "EC" and _FINAL.fullmatch(form):
        return "EF"
    if tag == "EC" and form in _FINAL_AFTER_CODA and _has_coda(text[start - 1 : start]):
        return "EF"
    if tag == "EC" and tokens[place - 1].tag == "EP" and _FINAL_AFTER_TENSE.fullmatch(form):
        return "EF"
    return "ETN" if tag == "SW" and form == "ㅁ" else tag


def _wrapped(found: Analysis, place: Place, gap: str, length: int) -> bool:
    """Whether a line break stands inside a sentence: behind a particle, or a connective at the end of a long line."""
    if place.mark not in "0," or place.closed or found.signs.kinds[place.next] == "b" or gap.count("\n") > 1:
        return False
    return place.tag in NEVER or place.tag[:1] == "J" or (length > _WRAPPED and place.tag in ("EC", "MAG"))


def _never(found: Analysis, place: Place) -> bool:
    """Whether the signs and the words beside them say that the sentence goes on."""
    text, tokens, kinds = found.text, found.tokens, found.signs.kinds
    _, next_tag, start, _ = tokens[place.next]
    mark, tag, closed, tail = place.mark, place.tag, place.closed, place.tail
    if kinds[place.core] == "b" or tail[-1:] == ",":
        return True
    if not place.gap and _joined(place, next_tag, start < tokens[place.next - 1].end):
        return True
    if next_tag in ("JKQ", "EF", "EC", "EP", "ETM", "XSV", "XSA", "XSN", "JKO", "JKS", "JKG"):
        return True
    if mark == "0" and not closed and not place.remark and tag in NEVER:
        return True
    if _QUOTED.match(text, start) or (mark != "0" and tag != "EC" and _GOES_ON.match(text, start)):
        return True
    if mark == "0" and tag[:1] == "E" and tokens[place.core].form[-1] == "다" and _NOT_PLAIN.match(text, start):
        return True
    if mark == "." and tag in ("SL", "SN") and not ruled(found, place):
        return True
    return _is_remark(found, place) or (closed and _is_said(found, place))


def _joined(place: Place, next_tag: str, overlaps: bool) -> bool:
    """Whether two tokens without a space between them stay together."""
    if next_tag[0] in "JE" or next_tag in ("VCP", "XSN", "XSV", "XSA") or overlaps:
        return True
    if not place.tail and not place.remark:
        return place.tag != "EF" or next_tag == "VX"
    return place.mark in "0," or (place.mark in ".…~" and place.tag not in ("EF", "EC", "ETN"))


def _is_remark(found: Analysis, place: Place) -> bool:
    """Whether brackets without an ending follow the mark: they belong before the cut, as in 했다. (웃음)"""
    open, tokens, (kinds, _, closer, _) = place.next, found.tokens, found.signs
    if kinds[open] != "(" or place.closed or (place.mark not in ".!?" and place.tag != "EF"):
        return False
    form, close = tokens[open].form, closer.get(open, 0)
    if not (form == "(" or (form == "[" and not place.gap)) or not close:
        return False
    if tokens[close].start - tokens[open].start > (40 if form == "(" else 8):
        return False
    return not any(token.tag[0] == "E" for token in tokens[open:close])


def _is_said(found: Analysis, place: Place) -> bool:
    """Whether somebody says what stands in the quotes before: "어디 가?" 동생이 물었다."""
    tokens, kinds, last = found.tokens, found.signs.kinds, place.next - 1
    if tokens[last].form[0] in QUOTES and kinds[last] == ")":
        if _SAID.match(found.text, tokens[place.next].start):
            return True
        if kinds[last - 1] in ".?!…":
            return said(found, place.next, 12)
    return False


def said(found: Analysis, place: int, reach: int) -> bool:
    """Whether a word of saying begins within so many characters, in the same sentence."""
    tokens, kinds = found.tokens, found.signs.kinds
    limit = tokens[place].start + reach
    for here in range(place, min(len(tokens), place + 30)):
        if tokens[here].start > limit or kinds[here] in ".?!…(":
            return False
        if _SPEECH.fullmatch(tokens[here].form):
            return True
    return False


def _always(place: Place) -> bool:
    return place.mark == "." and place.tag == "EF" and not place.closed


def is_sure(found: Analysis, place: Place) -> bool:
    """Whether an unmarked ending that connects nothing stands before words with an ending of their own."""
    if place.tag != "EF" or place.mark not in "0e" or place.closed or not place.gap or not found.endings[place.next]:
        return False
    form, (_, next_tag, start, _) = found.tokens[place.core].form, found.tokens[place.next]
    return next_tag != "VX" and _FINAL.fullmatch(form) is not None and not _EMBEDS.match(found.text, start)


def ruled(found: Analysis, place: Place) -> bool:
    """Whether the rules for punctuation see an end here, too."""
    return found.tokens[place.next].start in found.ruled or found.tokens[place.next - 1].end in found.ruled
