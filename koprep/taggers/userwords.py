"""Where in a text words of a user stand, by rule: for engines that can't weigh them against other readings.

A form of three or more characters counts wherever it stands in Hangul: 삼성갤럭시를 holds 갤럭시. A shorter one
would be found in the midst of other words, so it counts only at the start of a word and before particles, the copula
or 하다: 콩은 holds 콩, 콩나물 and 강낭콩 don't. A form never begins or ends inside a run of Latin letters and digits:
3Mbps holds no 3M.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import product

from koprep.spans import Span

_SHORT = 2
_MOST_SPACES = 4
_LATIN = "0-9A-Za-zÀ-ÖØ-öø-ɏ"
_ALNUM = re.compile(f"[{_LATIN}]")
_HANGUL = re.compile("[가-힣]")
_REST = re.compile("[가-힣]*")
_PARTICLES = (
    "은|는|이|가|을|를|의|에|에서|에게|에게서|한테|한테서|께|께서|서|로|으로|로서|으로서|로써|으로써|로부터|으로부터|와|과|랑|이랑"
    "|하고|도|만|까지|마저|조차|부터|밖에|뿐|처럼|같이|보다|만큼|대로|마다|나|이나|든지|이든지|든|이든|라도|이라도|야|이야|야말로"
    "|이야말로|아|여|이여|요|이요|란|이란|라|이라|라고|이라고|라는|이라는|며|이며|고|이고|다|이다|네|이네|지|이지|죠|이죠|예요|에요|이에요"
    "|들|님|씨|치고|따라|커녕|은커녕|는커녕|에는|에도|에만|엔|에겐|한텐|께선|에선|로는|으로는|로도|으로도|와는|과는|와도|과도"
)
_JOSA = re.compile(f"(?:{_PARTICLES}){{1,4}}")
_PREDICATE = re.compile(f"(?:{_PARTICLES})?(?:[하한할함합했해되된될됨됩됐돼인일임입였]|이[었지면기]|없|있|같)[가-힣]*")


class Finder:
    """Finds forms in texts; made ready once for a whole dictionary, so that 100,000 forms cost little more than one."""

    def __init__(self, tags: Mapping[str, str]) -> None:
        self._tags: dict[str, tuple[str, str]] = {}
        for form, tag in tags.items():
            for surface in surfaces(form):
                if surface == form or surface not in tags:
                    self._tags[surface] = (form, tag)
        self._lengths: dict[str, list[int]] = {}
        for length in sorted(set(map(len, self._tags)), reverse=True):
            for head in {surface[:2] for surface in self._tags if len(surface) == length}:
                self._lengths.setdefault(head, []).append(length)
        self._begin = re.compile(f"[{re.escape(''.join({surface[0] for surface in self._tags}))}]" if tags else "(?!)")

    def find(self, text: str) -> list[Span]:
        """The places of forms, at each the longest that can be a word there, from left to right."""
        return list(self._found(text))

    def spelled(self, surface: str) -> str:
        """The form a surface stands for."""
        return self._tags.get(surface, (surface, ""))[0]

    def _found(self, text: str) -> Iterator[Span]:
        tags, lengths, done = self._tags, self._lengths, 0
        for match in self._begin.finditer(text):
            start = match.start()
            if start < done:
                continue
            head = text[start : start + 2]
            for length in (*lengths.get(head, ()), *(lengths.get(head[0], ()) if len(head) > 1 else ())):
                end = start + length
                known = tags.get(text[start:end])
                if known and end <= len(text) and _is_word(text, start, end, start == done and start > 0):
                    yield Span(start, end, known[1])
                    done = end
                    break


def surfaces(form: str) -> Iterator[str]:
    """How a form may stand in a text: every space of it may be missing (자연어처리)."""
    parts = form.split(" ")
    gaps = product((" ", ""), repeat=len(parts) - 1) if len(parts) <= _MOST_SPACES else ((" ",) * (len(parts) - 1),)
    for gap in gaps:
        yield "".join(part + space for part, space in zip(parts, (*gap, ""), strict=True))


def _is_word(text: str, start: int, end: int, after_word: bool) -> bool:
    return _begins(text, start, end, after_word) and _ends(text, start, end)


def _begins(text: str, start: int, end: int, after_word: bool) -> bool:
    """Whether a word may begin here; one may follow another of the user's words directly."""
    before, first = text[start - 1 : start], text[start]
    if not before or after_word:
        return not (before and _ALNUM.match(before) and _ALNUM.match(first))
    if _ALNUM.match(first):
        return not _ALNUM.match(before)
    if _HANGUL.match(first) and _HANGUL.match(before):
        return end - start > _SHORT
    return before != first or bool(_HANGUL.match(first))


def _ends(text: str, start: int, end: int) -> bool:
    """Whether a word may end here."""
    after, last = text[end : end + 1], text[end - 1]
    if not after:
        return True
    if _ALNUM.match(last):
        return not _ALNUM.match(after) and not (
            last.isdecimal() and after in ".," and text[end + 1 : end + 2].isdecimal()
        )
    if _HANGUL.match(last) and _HANGUL.match(after) and end - start <= _SHORT:
        rest = _REST.match(text, end)
        tail = rest[0] if rest else ""
        return bool(_JOSA.fullmatch(tail) or (end - start > 1 and _PREDICATE.fullmatch(tail)))
    return after != last or bool(_HANGUL.match(last))
