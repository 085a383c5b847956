"""One function over a whole batch: the texts joined by newlines, so that C code runs once and not once a text."""

from __future__ import annotations

from collections.abc import Callable


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
