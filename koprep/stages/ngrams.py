"""`ngrams`: neighbouring tokens joined to one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from koprep.errors import UsageError
from koprep.record import Token
from koprep.stages.base import Batch, Output, Stage, option
from koprep.stages.tokenizing import Tokens, retokenize


@dataclass(frozen=True)
class Ngrams(Stage):
    """Join neighbouring tokens to n-grams (엔그램): n=2 makes 딥 러닝 모델 into 딥_러닝 러닝_모델.

    `n=1-3` gives all of one to three tokens, in order of their first token, the shorter before the longer. An
    n-gram spans the places of its tokens, has no tag, and never reaches into the next record; a record of fewer
    tokens becomes empty.
    """

    name: ClassVar[str] = "ngrams"
    example: ClassVar[str] = "ngrams:n=1-2"
    n: str = option("2", help="how many tokens are joined: a number, or a range such as 1-3")
    sep: str = option("_", help="what is written between them")

    def __post_init__(self) -> None:
        super().__post_init__()
        least, most = self._sizes()
        if not 1 <= least <= most:
            raise UsageError(f"ngrams: n={self.n} is not possible; write a number (2) or a range (1-3)")

    @property
    def needs(self) -> str:
        return "tokens"

    @property
    def gives(self) -> str:
        return "tokens"

    def __call__(self, batch: Batch) -> Output:
        join = partial(join_neighbours, *self._sizes(), self.sep)
        return retokenize(batch, join)

    def _sizes(self) -> tuple[int, int]:
        """The least and the greatest size; zeros for anything that is no size."""
        match = re.fullmatch(r"([0-9]{1,3})(?:-([0-9]{1,3}))?", self.n)
        return (int(match[1]), int(match[2] or match[1])) if match else (0, 0)


def join_neighbours(least: int, most: int, sep: str, tokens: Tokens) -> Tokens:
    """All n-grams of `least` to `most` tokens, in order of their first token, then of their size."""
    forms, total = [token[0] for token in tokens], len(tokens)
    return tuple(
        [
            _spanning(sep.join(forms[first : first + size]), tokens[first], tokens[first + size - 1])
            for first in range(total)
            for size in range(least, min(most, total - first) + 1)
        ]
    )


def _spanning(form: str, first: Token, last: Token) -> Token:
    start, end = first[2], last[3]
    return Token(form) if start < 0 or end < 0 else Token(form, "", start, end)
