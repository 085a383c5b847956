"""Texts no analyzer can take as they are: very long ones, cut into pieces, and broken ones, turned into faults."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence

from koprep.record import Token
from koprep.spans import Span, find_spans
from koprep.taggers.base import Fault
from koprep.taggers.dictionary import Dictionary
from koprep.taggers.shapes import shifted

LIMIT = 4096
"""Code points a piece. Kiwi's time grows faster than a text (3 million code points without a space take it 7 minutes,
in pieces one), its tokens are at most 65,535 long; MeCab's lattice takes some hundred bytes a byte."""

Sentences = list[list[Token]]

_SURROGATE = re.compile("[\ud800-\udfff]")
BROKEN = Fault("the text holds half a character (a lone surrogate)")
_SENTENCE = re.compile(r"(?:[.!?…。]\s|\n)\s*(?=\S)")
_WORD = re.compile(r"\s(?=\S)")


Run = Callable[[list[str]], Sequence[Sentences | Fault]]


def analyze(
    texts: Sequence[str], run: Run, dictionary: Dictionary | None = None, run_pieces: Run | None = None
) -> list[Sentences | Fault]:
    """Let ``run`` analyze texts; it sees none that is longer than LIMIT or holds a lone surrogate.

    A long text is analyzed piece by piece, by ``run_pieces`` where that is given; no sentence goes on from one piece to
    the next, and no cut falls into a word of a user dictionary.
    """
    broken = _SURROGATE.search("\n".join(texts)) is not None
    fit = ["" if len(text) > LIMIT or (broken and _SURROGATE.search(text)) else text for text in texts]
    results: list[Sentences | Fault] = [*run(fit)]
    for place, (text, given) in enumerate(zip(texts, fit, strict=True)):
        if given is not text:
            results[place] = BROKEN if _SURROGATE.search(text) else _in_pieces(text, run_pieces or run, dictionary)
    return results


def is_broken(text: str) -> bool:
    """Whether a text holds a lone surrogate."""
    return _SURROGATE.search(text) is not None


def _in_pieces(text: str, run: Run, dictionary: Dictionary | None) -> Sentences | Fault:
    """A span (a URL, a Latin word) longer than LIMIT is a token without being analyzed. One fault is the text's."""
    spans = find_spans(text)
    spans = dictionary.beside(text, spans) if dictionary else spans
    tags = {(span.start, span.end): span.tag for span in spans}
    cuts = list(pieces(text, spans))
    parts = [text[start:end] if end - start <= LIMIT else "" for start, end in cuts]
    found: Sentences = []
    for (start, end), part, result in zip(cuts, parts, run(parts), strict=True):
        if isinstance(result, Fault):
            return result
        whole = [] if part else [[Token(text[start:end], tags[start, end], 0, end - start)]]
        found += [shifted(tokens, start) for tokens in whole or result if tokens]
    return found


def pieces(text: str, spans: Sequence[Span] = ()) -> Iterator[tuple[int, int]]:
    """Where the pieces of a text start and end: after a sentence or between words where possible, never in a span.

    Pieces follow each other without gaps and are at most LIMIT long; only a span that is longer is a piece of its own.
    """
    starts = [span.start for span in spans]
    start = 0
    while len(text) - start > LIMIT:
        end = _place(text, start)
        at = bisect_right(starts, end) - 1
        if at >= 0 and spans[at].start < end < spans[at].end:
            end = spans[at].start if spans[at].start > start else spans[at].end
        yield start, end
        start = end
    if start < len(text):
        yield start, len(text)


def _place(text: str, start: int) -> int:
    """The best place for a cut in the later half of the longest piece that starts at ``start``."""
    for pattern in (_SENTENCE, _WORD):
        found = [match.end() for match in pattern.finditer(text, start + LIMIT // 2, start + LIMIT)]
        if found:
            return found[-1]
    return start + LIMIT
