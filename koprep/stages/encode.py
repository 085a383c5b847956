"""``encode``: tokens to integer ids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from koprep.record import Record, Reject, Token
from koprep.stages.base import Batch, Output, Stage, option
from koprep.userfile import kept
from koprep.vocab import Vocab


@dataclass(frozen=True)
class Encode(Stage):
    """Replace tokens by their ids in a vocabulary (정수 인코딩).

    Unknown tokens become ``<unk>``; a vocabulary without it drops them.
    """

    name: ClassVar[str] = "encode"
    example: ClassVar[str] = "encode:vocab=vocab.tsv"
    vocab: str = option(help="the file koprep vocab wrote", file=True)

    @property
    def needs(self) -> str:
        return "tokens"

    @property
    def gives(self) -> str:
        return "ids"

    def __call__(self, batch: Batch) -> Output:
        vocab = load(self.vocab)
        encode, tagged = vocab.encode, vocab.tagged
        return [
            Record(
                record.id,
                record.text,
                record.doc,
                record.tokens,
                tuple(encode(_keys(record.tokens or (), tagged))),
                record.label,
            )
            for record in batch
        ]

    def tally(self, before: Batch, after: Sequence[Record | Reject]) -> dict[str, int]:
        tokens = sum(len(record.tokens or ()) for record in before)
        unknown = load(self.vocab).unknown
        ids = [record.ids or () for record in after if isinstance(record, Record)]
        lost = tokens - sum(map(len, ids)) if unknown is None else sum(row.count(unknown) for row in ids)
        return {"unknown tokens": lost}

    def warm(self) -> None:
        load(self.vocab)


@kept
def load(path: Path) -> Vocab:
    """The vocabulary in a file, read once as long as the file stays the same. Raises InputError."""
    return Vocab.read(path)


def _keys(tokens: tuple[Token, ...], tagged: bool) -> list[str]:
    if tagged:
        return [f"{token.form}/{token.tag}" for token in tokens]
    return [token.form for token in tokens]
