"""One function over a whole batch: the texts joined by newlines, so that C code runs once and not once a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable


def over(texts: list[str], function: Callable[[str], str]) -> list[str]:
    """Apply a function to every text, to all of them in one call where no text holds a newline.

    The function must work on lines: it may not add or take newlines, nor look past one. A function that gives its
    argument back says that it had nothing to do, and the same list comes back.
    """
    if not texts:
        return texts
    joined = "\n".join(texts)
    if joined.count("\n") != len(texts) - 1:
        return [function(text) for text in texts]
    result = function(joined)
    return texts if result is joined else result.split("\n")


def lines_with(patterns: Iterable[re.Pattern[str]], text: str) -> list[int]:
    """Return the numbers, from 0, of the lines in which one of the patterns is found; none may match a newline."""
    found: set[int] = set()
    for pattern in patterns:
        number = start = 0
        while match := pattern.search(text, start):
            number += text.count("\n", start, match.start())
            found.add(number)
            end = text.find("\n", match.end())
            if end < 0:
                break
            number, start = number + 1, end + 1
    return sorted(found)


def apart(text: str, places: list[int], special: Callable[[str], str], usual: Callable[[str], str]) -> str:
    """Apply `special` to the lines named, one by one, and `usual` to all the others in one call."""
    if not places:
        return usual(text)
    lines = text.split("\n")
    done = [special(lines[place]) for place in places]
    for place in places:
        lines[place] = ""
    lines = usual("\n".join(lines)).split("\n")
    for place, line in zip(places, done, strict=True):
        lines[place] = line
    return "\n".join(lines)
