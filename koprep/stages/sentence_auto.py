"""koprep's own sentences: one analysis by Kiwi, decided anew at every place where a sentence may end.

Kiwi's morphemes say which ending stands before a place and what stands behind it; signs, quotes, brackets and line
breaks decide what they can (`sentence_places`); the rest is decided by adding up weights of what is seen there
(logistic regression; the weights and where they come from are in `tables/sentence_weights.tsv`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import pairwise

from koprep.record import Token
from koprep.stages import sentence_rules
from koprep.stages.sentence_places import QUOTES, Analysis, Place, analysis, cuts, is_sure, ruled, said
from koprep.tables import read
from koprep.taggers import kiwi
from koprep.taggers.base import Fault

_OPEN_CLASSES = frozenset(
    ("NNG", "NNP", "NP", "NR", "MAG", "XR", "SL", "SN", "SH", "VV", "VA", "XSN", "W_URL", "W_HASHTAG", "W_MENTION")
)
"""Tags of which any word may be: features name the tag, never the word."""

_ENDINGS = frozenset(("EF", "EC", "ETN", "VCP"))
_UNMARKED = -0.4
_LOOK_BACK = 25
_WORD = 8


def split(texts: Sequence[str]) -> list[list[str] | Fault]:
    """Split texts in NFC into sentences, which are slices of the text without white space at their ends.

    A newline ends a sentence unless the line was broken in mid-sentence (behind a particle). A text with a lone
    surrogate gives a Fault; a blank one has no sentence.

    >>> split(["와 눈 온다 첫눈이다!! 그는 “가자. 빨리.”라고 했다 (웃음) 너는"])
    [['와 눈 온다', '첫눈이다!!', '그는 “가자. 빨리.”라고 했다 (웃음)', '너는']]
    """
    decide = _decide()
    return [
        found if isinstance(found, Fault) else _slices(text, cuts(analyze(text, found), decide))
        for text, found in zip(texts, kiwi.tag_sentences(texts), strict=True)
    ]


def analyze(text: str, sentences: Sequence[Sequence[Token]]) -> Analysis:
    """What is known about a text before its ends are decided."""
    return analysis(text, sentences, sentence_rules.ends(text) if text and not text.isspace() else ())


def features(found: Analysis, place: Place) -> list[str]:
    """What is seen at a place: signs, tags, and forms of grammatical morphemes, of no word that any text may hold."""
    kind, (form, tag, _, _) = found.signs.kinds[place.next], found.tokens[place.next]
    sort = tag if kind in "w:" else kind if kind != "(" else "(" + form[0]
    group = place.mark if place.mark in "0e~," else "P"
    seen = _marked(found, place) + _before(found, place, group, sort) + _behind(found, place, group, sort)
    return seen + _quoted(found, place, sort) if place.closed else seen


def _marked(found: Analysis, place: Place) -> list[str]:
    """The mark, what trails behind it, and whether Kiwi and the rules for punctuation see an end here."""
    mark, tag, core = place.mark, place.tag, found.tokens[place.core]
    begins = place.next in found.begins
    seen = [
        f"m={mark}{'e' if mark != 'e' and 'e' in place.tail else ''}",
        f"m={mark}|{')' if place.closed else ''}{'r' if place.remark else ''}",
        f"m={mark}|ct={tag}",
        f"m={mark}|kiwi={begins:d}",
    ]
    if mark != "0":
        seen.append(f"m={mark}|rule={ruled(found, place):d}")
    if begins:
        seen.append(f"kiwi|ct={tag}")
    if core.end - core.start == 1 and (place.core == 0 or found.tokens[place.core - 1].end < core.start):
        seen.append(f"{mark}|syl1")
    if not place.gap:
        seen.append(f"nogap|{mark}|{tag}")
    return seen


def _before(found: Analysis, place: Place, group: str, sort: str) -> list[str]:
    """The last word, the morpheme before it, how long the sentence would be, and whether an ending stands in it."""
    tokens, first, core, tag = found.tokens, place.first, place.core, place.tag
    word = tag if tag in _OPEN_CLASSES else f"{tokens[core].form}/{tag}"
    previous = tokens[core - 1].tag if core > first else "^"
    length = _bucket(tokens[place.next].start - (tokens[first].start if first else 0))
    full = not _ENDINGS.isdisjoint([token.tag for token in tokens[max(first, core - _LOOK_BACK) : core]])
    seen = [
        f"{group}|c={word}",
        f"{group}|pt={previous}|ct={tag}",
        f"{group}|ct={tag}|nt={sort}",
        f"{group}|len={length}|{full:d}",
        f"m={place.mark}|len={length}|ct={tag[0]}",
    ]
    if tag in ("EC", "EF"):
        seen.append(f"{group}|c={word}|pt={previous}")
    if tag in ("EC", "EF", "ETN"):
        seen.append(f"{group}|c={word}|nt={sort[0]}")
    return seen


def _behind(found: Analysis, place: Place, group: str, sort: str) -> list[str]:
    """The next word, and how far it is from here to the next sure end."""
    kind, (form, tag, start, _) = found.signs.kinds[place.next], found.tokens[place.next]
    follower = tag if tag in ("NNG", "NNP", "NR") else f"{form}/{tag}"
    rest = _bucket(found.ends[place.next] - start)
    seen = [f"{group}|nt={sort}", f"{group}|n={follower}", f"{group}|rem={rest}|{found.endings[place.next]:d}"]
    if kind == "w":
        seen.append(f"{group}|nj={_last_tag(found, place.next)}")
    if kind == "(":
        seen.append(f"(|{place.tag}|{place.mark}")
    return seen


def _quoted(found: Analysis, place: Place, sort: str) -> list[str]:
    """What is seen behind closing quotes and brackets."""
    last = place.next - 1
    sign = found.tokens[last].form[0] if found.signs.kinds[last] == ")" else ""
    seen = [f")|{sign}|{sort}"]
    if sign and sign in QUOTES:
        speaks = int(said(found, place.next, 60))
        seen.append(f")q|sp={speaks}|{place.mark}")
        if last in found.signs.opener:
            seen.append(f")q|alone={found.signs.opener[last] <= place.first:d}|{speaks}")
    return seen


def _last_tag(found: Analysis, place: int) -> str:
    """The tag of the last morpheme of the word that begins here: a particle says what the word does."""
    tokens, kinds = found.tokens, found.signs.kinds
    last = min(len(tokens), place + _WORD) - 1
    while place < last and tokens[place + 1].start <= tokens[place].end and kinds[place + 1] == "w":
        place += 1
    return tokens[place].tag


def _bucket(length: int) -> int:
    return 0 if length <= 3 else 1 if length <= 7 else 2 if length <= 14 else 3


def decider(weights: Mapping[str, float]) -> Callable[[Analysis, Place], bool]:
    """The decision by weights; an end without a mark needs less, since joining two sentences costs more than a cut."""

    def decide(found: Analysis, place: Place) -> bool:
        if is_sure(found, place):
            return True
        total = sum([weights[seen] for seen in features(found, place) if seen in weights])
        return total > (_UNMARKED if place.mark == "0" else 0)

    return decide


@cache
def _decide() -> Callable[[Analysis, Place], bool]:
    return decider({name: float(weight) for name, weight in read("sentence_weights.tsv")})


def _slices(text: str, begun: list[int]) -> list[str]:
    found = [text[start:end].strip() for start, end in pairwise([0, *begun, len(text)])]
    return [sentence for sentence in found if sentence]
