"""Regular expressions a user types: compiled with errors in one line, run under a time limit.

They are patterns of the `regex` package, whose methods take `timeout=LIMIT`. The limit holds for the whole call,
also for an iterator; a pattern that runs away raises TimeoutError instead of hanging.
"""

from __future__ import annotations

import math
import re
from functools import cache
from typing import Any

from koprep.errors import UsageError

LIMIT = 2.0
"""Seconds one pattern may work on one text."""

_COUNTS = re.compile(r"(?<!\\)\{(\d+),?\d*\}")
_MOST_COPIES = 1_000_000


@cache
def compile_pattern(stage: str, key: str, pattern: str) -> Any:
    """Compile what the option `key` of a stage holds, a pattern of the `regex` package.

    Raises UsageError that names stage, option and position.
    """
    import regex

    # The package writes a{n} out as n copies, and a{1000000000} would take all memory.
    if math.prod(int(count[:9]) or 1 for count in _COUNTS.findall(pattern)) > _MOST_COPIES:
        raise UsageError(f"{stage}: {key}={pattern[:80]} repeats too often; use + or * instead")
    try:
        return regex.compile(pattern)
    except (regex.error, RecursionError, OverflowError) as error:
        raise UsageError(
            f"{stage}: {key}={pattern[:80]} is not a regular expression: {error}; "
            "a literal bracket or sign is written with \\ before it"
        ) from None


def too_slow(key: str) -> str:
    """The reason of a reject for a text on which the pattern of the option `key` ran out of time."""
    return f"{key}= took more than {LIMIT:g} s on this text"
