"""`chars`: text to characters as a reader counts them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar

from koprep.stages.base import Batch, Output, Stage, option
from koprep.stages.tokenizing import Tokens, cut, tokenize

# Characters nothing joins to or from, so that a text of them needs no grapheme rules: ASCII, jamo and
# syllables of today, Hanja, common punctuation. (Emoji, accents, old Hangul, CR LF aren't among them.)
_PLAIN = re.compile("[ -~\t\n\u3131-\u318e가-힣一-\u9fff\u3000-\u3029‘-‟…·]*")


@dataclass(frozen=True)
class Chars(Stage):
    """Split text into characters as a reader counts them (글자 단위): an emoji of several parts is one token.

    These are Unicode's grapheme clusters. Spaces are characters too, as a character language model needs them;
    a tokens file shows them as \\s.
    """

    name: ClassVar[str] = "chars"
    example: ClassVar[str] = "chars:spaces=drop"
    spaces: str = option("keep", help="whether white space becomes tokens", choices=("keep", "drop"))

    @property
    def gives(self) -> str:
        return "tokens"

    def __call__(self, batch: Batch) -> Output:
        return tokenize(self.name, batch, _all if self.spaces == "keep" else _solid)


def clusters(text: str) -> Iterator[tuple[int, int]]:
    """The start and end of every extended grapheme cluster (Unicode Standard Annex 29), in order."""
    if _PLAIN.fullmatch(text):
        return zip(range(len(text)), range(1, len(text) + 1), strict=True)
    return (match.span() for match in _cluster().finditer(text))


def _all(text: str) -> Tokens:
    return cut(text, clusters(text))


def _solid(text: str) -> Tokens:
    return tuple([token for token in _all(text) if not token.form.isspace()])


@cache
def _cluster() -> Any:
    import regex

    return regex.compile(r"\X")
