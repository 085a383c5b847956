"""`phrases`: neighbouring tokens that belong together joined to one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import ClassVar

from koprep import modelfile
from koprep.errors import InputError
from koprep.record import Token
from koprep.stages.base import Batch, Output, Stage, option
from koprep.stages.tokenizing import Tokens, retokenize
from koprep.userfile import kept

Pairs = frozenset[tuple[str, str]]

_new = tuple.__new__


@dataclass(frozen=True)
class Phrases(Stage):
    """Join neighbouring tokens that form a phrase (연어): 인공 지능 becomes 인공_지능.

    Which do, `koprep fit phrases` learns from tokens. They are joined from left to right, two at a time; longer phrases
    come from a second model, learned from joined tokens. A phrase reaches from the start of its first token to the end
    of its last one. Its tag is that of its last token, the head of a Korean phrase, but NNP only if both are: two nouns
    otherwise make an NNG.
    """

    name: ClassVar[str] = "phrases"
    example: ClassVar[str] = "phrases:model=phrases.tsv"
    model: str = option(help="the file koprep fit phrases wrote", file=True)
    joiner: str = option("_", help="what is written between the tokens")

    @property
    def needs(self) -> str:
        return "tokens"

    def __call__(self, batch: Batch) -> Output:
        return retokenize(batch, partial(join, load(self.model), self.joiner))

    def warm(self) -> None:
        load(self.model)


def join(pairs: Pairs, joiner: str, tokens: Tokens) -> Tokens:
    """Join every pair of the set, from left to right; a joined token takes no part in another pair."""
    joined: list[Token] = []
    before: Token | None = None
    for token in tokens:
        if before is None:
            before = token
        elif (before[0], token[0]) in pairs:
            joined.append(_phrase(before, token, joiner))
            before = None
        else:
            joined.append(before)
            before = token
    return tuple(joined if before is None else [*joined, before])


@kept
def load(path: Path) -> Pairs:
    """The pairs in a file, read once as long as the file stays the same. Raises InputError."""
    rows, _ = modelfile.read(path, "phrases")
    for number, row in enumerate(rows, 2):
        if len(row) < 2 or not row[0] or not row[1]:
            raise InputError(f"{path}:{number}: no phrase; a row is first, second, count and score, parted by tabs")
    return frozenset((row[0], row[1]) for row in rows)


def _phrase(first: Token, last: Token, joiner: str) -> Token:
    form, tag = first[0] + joiner + last[0], last[1]
    if first[1][:2] == tag[:2] == "NN":
        tag = "NNP" if first[1] == tag == "NNP" else "NNG"
    start, end = first[2], last[3]
    return _new(Token, (form, tag, -1, -1) if start < 0 or end < 0 else (form, tag, start, end))
