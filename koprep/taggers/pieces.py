"""Very long texts, cut into pieces an analyzer can take in bounded time and memory."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from koprep.spans import Span

LIMIT = 8192
"""Code points a piece. Kiwi's time grows faster than the text (3 million code points: 7 minutes, in pieces 1), its
tokens are at most 65,535 long, and MeCab's memory is some hundred bytes a byte."""

_PLACES = re.compile(r"[.!?…\\n]\\s+(?=\\S)|\\s(?=\\S)")


def pieces(text: str, spans: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """Where the pieces of a text start and end: after a sentence or between words if that is possible, never in a span.

    A span that is longer than LIMIT is a piece of its own.
    """
    start = 0
    for first, last, _ in spans:
        if last - first > LIMIT:
            yield from _cut(text, start, first, spans)
            yield first, last
            start = last
    yield from _cut(text, start, len(text), spans)
