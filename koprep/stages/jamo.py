"""`jamo`: Hangul taken apart into its letters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import ClassVar

from koprep import hangul
from koprep.errors import UsageError
from koprep.record import Token
from koprep.stages.base import Batch, Output, Stage, option
from koprep.stages.chars import clusters
from koprep.stages.tokenizing import Tokens, retokenize, tokenize

_new = tuple.__new__


@dataclass(frozen=True)
class Jamo(Stage):
    """Take Hangul apart into its letters (자모 분리): 강아지 → ㄱ ㅏ ㅇ ㅇ ㅏ ㅈ ㅣ.

    By default every letter of the text is a token, with the span of its syllable; what is no Hangul stays a
    character. `unit=token` works on tokens instead and spells each of them: 강아지 → ㄱㅏㅇㅇㅏㅈㅣ. Letters
    are compatibility jamo; ㄲ, ㅘ and ㄳ are one letter each. `empty=` is written where a syllable has no final
    consonant, like the `e` of Park et al. (2018): 강아지 → ㄱㅏㅇㅇㅏeㅈㅣe. A mark the text holds nowhere, U+11FF
    for one, is never taken for a letter of the text.
    """

    name: ClassVar[str] = "jamo"
    example: ClassVar[str] = "jamo:unit=token,empty=e"
    unit: str = option(
        "letter",
        help="letter: every letter of the text is a token; token: tokens are spelled in letters",
        choices=("letter", "token"),
    )
    empty: str = option("", help="what stands for the final consonant a syllable doesn't have, such as e")
    spaces: str = option("keep", help="whether white space becomes tokens", choices=("keep", "drop"))

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.unit == "token" and self.spaces == "drop":
            raise UsageError("jamo: spaces=drop is for unit=letter only; leave it out")

    @property
    def needs(self) -> str:
        return "text" if self.unit == "letter" else "tokens"

    @property
    def gives(self) -> str:
        return "tokens" if self.unit == "letter" else "same"

    def __call__(self, batch: Batch) -> Output:
        if self.unit == "letter":
            return tokenize(self.name, batch, partial(_letters, self.empty, self.spaces == "drop"))
        return retokenize(batch, partial(_spelled, self.empty))


def spell(text: str, empty: str = "") -> Iterator[str]:
    """The letters of a text, one by one; `empty` follows an open syllable.

    >>> "".join(spell("강아지 ok", "e"))
    'ㄱㅏㅇㅇㅏeㅈㅣe ok'
    """
    for char in text:
        yield from _letters_of(char, empty)


def _spelled(empty: str, tokens: Tokens) -> Tokens:
    return tuple([Token("".join(spell(token.form, empty)), *token[1:]) for token in tokens])


def _letters(empty: str, drop: bool, text: str) -> Tokens:
    return tuple(
        [
            _new(Token, (letter, "", start, end))
            for start, end in clusters(text)
            if not (drop and text[start:end].isspace())
            for letter in _letters_of(text[start:end], empty)
        ]
    )


@lru_cache(maxsize=1 << 15)
def _letters_of(char: str, empty: str) -> tuple[str, ...]:
    """The letters of one character. Old Hangul in conjoining jamo comes apart, an emoji of several parts doesn't."""
    if len(char) > 1:
        conjoining = all("\u1100" <= part <= "\u11ff" or hangul.is_syllable(part) for part in char)
        return tuple(spell(char, empty)) if conjoining else (char,)
    if not hangul.is_syllable(char):
        return (hangul.to_compat(char),)
    lead, vowel, coda = hangul.decompose(char)
    return (lead, vowel, coda or empty) if coda or empty else (lead, vowel)
