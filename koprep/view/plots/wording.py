"""How pictures say things: numbers, shares, long words."""

from __future__ import annotations

import itertools
import unicodedata


def number(many: int, noun: str) -> str:
    """``1 record``, ``2,000 records``."""
    return f"{many:,} {noun}{'' if many == 1 else 's'}"


def percent(share: float) -> str:
    """A share for people.

    >>> percent(0.1234), percent(0.0004), percent(0.00001), percent(0.0)
    ('12.3 %', '0.04 %', '< 0.01 %', '0 %')
    """
    value = 100 * share
    if value >= 0.1:
        return f"{value:.1f} %".replace(".0 ", " ")
    return f"{value:.1g} %" if value >= 0.01 or not value else "< 0.01 %"


def short(text: str, most: int) -> str:
    """A text that takes at most so many columns, two for a Hangul syllable, cut where it is longer.

    >>> short("대한민국", 8), short("대한민국", 7)
    ('대한민국', '대한민…')
    """
    columns = [2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text]
    if sum(columns) <= most:
        return text
    kept = sum(upto < most for upto in itertools.accumulate(columns))
    return text[:kept].rstrip() + "…"
