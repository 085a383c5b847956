"""`length`: drop tokens that are too short or too long."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from koprep.errors import UsageError
from koprep.stages.base import Batch, Output, Stage, option
from koprep.stages.tokenizing import retokenize


@dataclass(frozen=True)
class Length(Stage):
    """Drop tokens shorter than `min` or longer than `max` characters (길이가 짧은 단어 제거).

    Characters are code points: 한국어 has three. Mind that many Korean words are one syllable: 물, 못, 돈.
    """

    name: ClassVar[str] = "length"
    example: ClassVar[str] = "length:min=3"
    min: int = option(1, help="drop tokens with fewer characters")
    max: int = option(0, help="drop tokens with more characters; 0 is no limit")

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.min < 1 or self.max < 0:
            raise UsageError("length: min is 1 or more, and max is 0 (no limit) or more")
        if self.max and self.min > self.max:
            raise UsageError(f"length: min={self.min},max={self.max} drops every token; take a min below max")
        if self.min == 1 and not self.max:
            raise UsageError("length drops nothing without a limit; give it one, as in length:min=2")

    @property
    def needs(self) -> str:
        return "tokens"

    def __call__(self, batch: Batch) -> Output:
        least, most = self.min, self.max or float("inf")
        return retokenize(batch, lambda tokens: tuple([t for t in tokens if least <= len(t[0]) <= most]))
