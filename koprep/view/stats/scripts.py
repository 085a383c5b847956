"""Which scripts a text is written in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

import numpy as np
import regex

from koprep.columns.chunk import Array

_AT_ONCE = 1 << 16
_SCRIPTS = {
    "Hangul": r"\p{Hangul}",
    "Latin": r"\p{Latin}",
    "Hanja": r"\p{Han}",
    "kana": r"[\p{Hiragana}\p{Katakana}ーｰ]",
    "digits": r"\p{Nd}",
    "emoji": r"[[\p{Emoji}\p{Emoji_Component}]--[0-9#*©®™‼⁉ℹ]]",
    "other": r"\S",
}
NAMES = tuple(_SCRIPTS)


class Characters:
    """How often every character occurs; memory is one number a code point."""

    def __init__(self) -> None:
        self._counts = np.zeros(0, np.int64)

    def add(self, texts: Iterable[str]) -> None:
        """Count the characters of texts."""
        self._add(np.bincount(_codes("".join(texts))))

    def add_words(self, words: Sequence[str], counts: Array) -> None:
        """Count the characters of words, each as often as the word occurs."""
        for start in range(0, len(words), _AT_ONCE):
            some = words[start : start + _AT_ONCE]
            weights = np.repeat(counts[start : start + _AT_ONCE], list(map(len, some)))
            self._add(np.bincount(_codes("".join(some)), weights).astype(np.int64))

    def _add(self, counts: Array) -> None:
        self._counts = _added(self._counts, counts)

    def scripts(self) -> dict[str, int]:
        """Characters of each script, white space left out; a Hangul letter that stands alone is Hangul.

        Scripts are those of the Unicode Character Database; emoji with their joiners and colours; © and ★ are other.
        """
        found = dict.fromkeys(NAMES, 0)
        for code in np.flatnonzero(self._counts).tolist():
            name = _script(chr(code))
            if name:
                found[name] += int(self._counts[code])
        return found


def _added(total: Array, more: Array) -> Array:
    """The sum of two arrays of counts, as long as the longer one."""
    if len(more) > len(total):
        total, more = more.astype(np.int64), total
    total[: len(more)] += more
    return total


def _codes(text: str) -> Array:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def _script(character: str) -> str:
    return next((name for name, pattern in _compiled().items() if pattern.match(character)), "")


@cache
def _compiled() -> dict[str, regex.Pattern[str]]:
    return {name: regex.compile(pattern, regex.V1) for name, pattern in _SCRIPTS.items()}
