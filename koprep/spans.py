"""What must stay whole before any analyzer sees a text: addresses, numbers with units, emoticons, masks, Latin words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Span(NamedTuple):
    """A place in a text that is one token, and the token's tag."""

    start: int
    end: int
    tag: str


def find_all(texts: Iterable[str]) -> dict[str, list[Span]]:
    """The spans of those texts that have any."""
    return {}


def find_spans(text: str) -> list[Span]:
    """The spans of one text."""
    return []
