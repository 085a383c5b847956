"""English lemmas by simplemma's word lists, all offline. The one module that knows simplemma."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache

from koprep.errors import MissingError
from koprep.taggers.base import installed

_WORD = re.compile("(?=.*[A-Za-zÀ-ɏ])[^\\s가-힣]{1,64}")
"""What can have a lemma; simplemma raises ValueError for what is empty to it."""


def version() -> str:
    """The version of the installed simplemma. Raises MissingError if there is none."""
    return installed("simplemma", _missing())


@cache
def load() -> Callable[[str], str]:
    """A function from an English word to its lemma: are → be, mice → mouse, n't → not; names and AI stay.

    Its word list is loaded at the first word: 0.2 s. Raises MissingError if simplemma is not installed.
    """
    try:
        from simplemma import lemmatize
    except ImportError:
        raise _missing() from None

    @lru_cache(maxsize=1 << 16)
    def lemma(word: str) -> str:
        return str(lemmatize(word.replace("’", "'"), lang="en")) if _WORD.fullmatch(word) else word

    return lemma


def _missing() -> MissingError:
    return MissingError("simplemma is not installed; pip install simplemma")
