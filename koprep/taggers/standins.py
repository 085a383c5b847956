"""Spans for an analyzer that can't be told of them: it sees plain words in their places, and tokens are put right.

Kiwi, when it forgives typos, ends the whole process on some texts with ``pretokenized`` spans (kiwipiepy 0.24.1: 大éㅋ
with ㅋ as a span). So a URL or a Latin word becomes a row of A, a number a row of 1, which keep their places and take
the same particles; what stands in a span otherwise (an emoticon, a user's word) Kiwi may see as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from koprep.spans import Span


class Seen(NamedTuple):
    """What koprep reads of one of Kiwi's tokens."""

    form: str
    tag: str
    start: int
    end: int
    sent_position: int


def masked(text: str, spans: Sequence[Span]) -> str:
    """A text of the same length with plain words in place of spans.

    >>> masked("3.5kg을 https://a.kr에서 :)", [Span(0, 5, "SN"), Span(7, 19, "W_URL"), Span(22, 24, "SW")])
    '11111을 AAAAAAAAAAAA에서 :)'
    """
    parts: list[str] = []
    done = 0
    for start, end, tag in spans:
        letter = "1" if tag == "SN" else "A" if tag == "SL" or tag.startswith("W_") else ""
        parts += text[done:start], letter * (end - start) or text[start:end]
        done = end
    return "".join([*parts, text[done:]])


def fit(tokens: Sequence[Any], spans: Sequence[Span]) -> bool:
    """Whether a token begins where each span does, and none goes on over an end of one."""
    ends = {place for start, end, _ in spans for place in (start, end)}
    begun = {token.start for token in tokens}
    return all(start in begun for start, _, _ in spans) and not any(
        place in ends for token in tokens for place in range(token.start + 1, token.end)
    )


def put(tokens: Iterable[Any], text: str, spans: Sequence[Span]) -> list[Any]:
    """The tokens of a text with every span as one token in place of those inside it, which `fit`."""
    inside = {place: span for span in spans for place in range(span.start, span.end)}
    result: list[Any] = []
    done = -1
    for token in tokens:
        span = inside.get(token.start)
        if span is None or token.end == span.start:
            result.append(token)
        elif span.start > done:
            done = span.start
            result.append(Seen(text[span.start : span.end], span.tag, span.start, span.end, token.sent_position))
    return result
