"""What must stay whole before any analyzer sees a text: addresses, numbers with units, emoticons, Latin words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from koprep.patterns import pattern
from koprep.tables import read


class Span(NamedTuple):
    """A place in a text that is one token, and the token's tag."""

    start: int
    end: int
    tag: str


def find_spans(text: str) -> list[Span]:
    """Find what must stay whole, in order and without overlaps, in text in NFC.

    URLs, e-mails, hashtags and mentions get their W_ tag; masks, emoji and emoticons SW; numbers, with a unit that
    touches them, SN; Latin words SL, English clitics apart as in the Penn Treebank. Plain words (AI) and plain numbers
    (2024) are left out: every analyzer keeps them whole.

    >>> text = "don't에 3.5kg :)"
    >>> [(text[start:end], tag) for start, end, tag in find_spans(text)]
    [('do', 'SL'), ("n't", 'SL'), ('3.5kg', 'SN'), (':)', 'SW')]
    """
    return [span for match in _rules().finditer(text) for span in _spans_of(match)]


def find_all(texts: Iterable[str], ellipses: bool = False) -> dict[str, list[Span]]:
    """The spans of those texts that have any; ``ellipses`` (``..`` and longer) count too if told so."""
    rare = _RARE.search
    found = {text: find_spans(text) for text in texts if rare(text) or (len(text) >= _LONG and _RUN.search(text))}
    if ellipses:
        found |= {text: _with_ellipses(text, found.get(text, [])) for text in texts if ".." in text}
    return {text: spans for text, spans in found.items() if spans}


def _with_ellipses(text: str, spans: list[Span]) -> list[Span]:
    covered = {place for start, end, _ in spans for place in range(start, end)}
    dots = [Span(*match.span(), "SE") for match in _DOTS.finditer(text) if match.start() not in covered]
    return sorted([*spans, *dots])


_LETTER = "A-Za-zÀ-ÖØ-öø-ɏ"
_ALNUM = f"[0-9{_LETTER}]"
_JAMO = "[ㄱ-ㅣㅥ-ㆎ]"
_SPLIT = frozenset(("cannot", "gonna", "gotta", "wanna", "gimme", "lemme", "whaddya", "whatcha"))
_RUNS = {".": "SE", "…": "SE", "!": "SF", "?": "SF", "-": "SO", "~": "SO"}
_DOTS = re.compile(r"\.{2,}")
_LONG = 64
"""From this length on even plain words and runs of one sign are spans: they cost Kiwi 50 µs a character."""

_COMMON = "가-힣 .,!?~\n"
"""What no span but a long run begins with."""

_RARE = re.compile(f"[^{_COMMON}]")
_RUN = re.compile(rf"(?P<run>(?P<sign>[^\w\s])(?P=sign){{{_LONG - 1},}})")

_TAGS = {
    "url": "W_URL",
    "email": "W_EMAIL",
    "hashtag": "W_HASHTAG",
    "mention": "W_MENTION",
    "clause": "SN",
    "number": "SN",
}

_FACES = (
    rf"(?<!{_ALNUM})(?:[:;=]['-]?(?:[)\]]+|[(\[]+(?![\w<])|[DPp3OoSs](?!{_ALNUM}))"
    rf"|[xX]D(?!{_ALNUM})|[oO][_.][oO](?!{_ALNUM})|[Tt][_.][Tt](?!{_ALNUM})|<3(?![0-9]))"
    r"|[*]?\^[_.\-~oOㅁㅅ0*]{0,2}\^[*;]*|\^{2,}[*;]*|[-=]_+[-=];*|>[_.ㅁㅅ]+<|[ㅡㅠㅜ][_.]+[ㅡㅠㅜ]"
    rf"|{_JAMO}{{2,}}|[ㅋㅎㅠㅜ]|;{{2,}}"
)
_LATIN_UNITS = (
    "[kKMGT]?(?:Hz|bps|Wh?|B)|[kmnc]m[²2³3]?|[kmμ]?[gmLlAVs]|[kK]cal|cal|mAh|cc|dB|fps|rpm|inch|in|ft|px|pt|ppm|kWh"
    "|USD|KRW|EUR|JPY"
)
_AFTER = (
    "[은는이가을를의에로으와과요야도만보부까처마밖나라며고인입임였란든랑하동간째쯤정씩"
    "짜여미초전후뒤안내중말당대넘된되들어치]"
)
"""The first syllables of particles and of words that follow a unit without a space: 3개월이나, 5일째."""

_SPAN_WORDS = (
    rf"(?:[A-Za-z]\.)+[A-Za-z](?!{_ALNUM})\.?|Ph\.D(?!{_ALNUM})\.?|(?:Mrs?|Ms|Dr|Prof|[JS]r|Inc|Ltd|Corp|vs|etc)\.(?!{_ALNUM})"
    rf"|[A-Z]/[A-Z](?!{_ALNUM})|[A-Z0-9]{{1,4}}&[A-Z0-9]{{1,4}}(?!{_ALNUM})"
    rf"|{_ALNUM}++(?:[-'’_]{_ALNUM}+|(?<=[0-9])\.[0-9]+)*+(?:\+{{1,2}}(?!{_ALNUM})|(?<=[CFJ])\#)?"
)


@cache
def _rules() -> re.Pattern[str]:
    names = ("mask", "url", "email", "mention", "hashtag", "emoji")
    rules = {
        **{name: pattern(name) for name in names},
        "face": _FACES,
        "clause": r"(?<=제)[0-9]+(?:조|항|호|장|절|편|관|목)(?:의[0-9]+)?",
        "number": _number(),
        "word": f"(?<!{_ALNUM})(?:{_SPAN_WORDS})",
    }
    named = "|".join(f"(?P<{name}>{rule})" for name, rule in rules.items())
    return re.compile(f"(?=[^{_COMMON}])(?:{named})|{_RUN.pattern}")


def _number() -> str:
    """A number with what touches it: a currency sign, a unit; 01/02/06 and 192.168.56.31 are numbers too."""
    words = sorted((unit for _, units in read("units.tsv") for unit in units.split()), key=len, reverse=True)
    scale = "(?:[백천만억조]{1,2}[0-9,]{0,5}[0-9]){0,4}[십백천만억조]{0,4}"
    korean = f"{scale}(?>{'|'.join(words)})(?=[^가-힣]|$|{_AFTER})"
    latin = rf"(?:{_LATIN_UNITS})(?:/(?:h|s|L|㎡))?(?!{_ALNUM})"
    return (
        rf"(?<!{_ALNUM})(?:[$€£¥₩￦] ?)?(?>[0-9]+(?:[-./:][0-9]+)+|[0-9]+(?:,[0-9]{{3}})*(?:\.[0-9]+)?)"
        rf"(?:{korean}|{latin}|[%％‰℃℉°\u3371-\u33df]|(?!{_ALNUM}))"
    )


def _spans_of(match: re.Match[str]) -> Iterator[Span]:
    rule = match.lastgroup or ""
    start, end = match.span()
    if rule == "word":
        yield from _words(match[0], start, before_period=match.string.startswith(".", end))
    elif rule == "run":
        yield Span(start, end, _RUNS.get(match["sign"], "SW"))
    elif rule != "number" or not match[0].isdecimal() or end - start >= _LONG:
        yield Span(start, end, _TAGS.get(rule, "SW"))


def _words(word: str, start: int, before_period: bool) -> Iterator[Span]:
    """The Penn Treebank tokens of a Latin word with an apostrophe.

    A plain word of bearable length needs no span, unless a period follows: Kiwi would take it for a part of the word.
    """
    if len(word) < _LONG and ("'" in word or "’" in word or word.lower() in _SPLIT):
        from koprep.taggers.nltk import penn_spans

        yield from (Span(start + first, start + last, "SL") for first, last in penn_spans(word.replace("’", "'")))
    elif before_period or not (word.isascii() and word.isalpha()) or len(word) >= _LONG:
        yield Span(start, start + len(word), "SL")
