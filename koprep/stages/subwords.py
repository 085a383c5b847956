"""`subwords`: text or tokens to the pieces of a learned model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from koprep.record import Record, Reject, Token
from koprep.stages.base import Batch, Output, Stage, option
from koprep.stages.tokenizing import Tokens, composed
from koprep.taggers import subwords
from koprep.taggers.subwords import Piece

Cut = Callable[[Sequence[str]], list[list[Piece]]]

_new = tuple.__new__


@dataclass(frozen=True)
class Subwords(Stage):
    """Split text or tokens into subwords (서브워드) by a model of `koprep fit bpe` or `koprep fit unigram`.

    A model learned from text splits text, one learned from tokens splits every token by itself: put it behind the stage
    that made those. A piece that begins a word has ▁ before it (`▁재미 있다`); a character the model has no piece for
    becomes its bytes (`<0xEB>` …), so nothing is unknown. The pieces of a token keep its tag.
    """

    name: ClassVar[str] = "subwords"
    example: ClassVar[str] = "subwords:model=tokenizer.json"
    model: str = option(help="the file koprep fit bpe or koprep fit unigram wrote", file=True)

    @property
    def needs(self) -> str:
        return subwords.load(self.model).level

    @property
    def gives(self) -> str:
        return "tokens" if self.needs == "text" else "same"

    def __call__(self, batch: Batch) -> Output:
        model = subwords.load(self.model)
        if model.level == "text":
            return _each(self.name, composed(batch), _of_texts, model.of_texts)
        return _each(self.name, batch, _of_tokens, model.of_tokens)

    def engines(self) -> dict[str, str]:
        return {"tokenizers": subwords.version()}

    def warm(self) -> None:
        subwords.load(self.model)


def _each(stage: str, batch: Batch, tokens_of: Callable[[Batch, Cut], list[Tokens]], cut: Cut) -> Output:
    """Give every record its pieces, all records in one call; where that fails, one by one, to reject those that do."""
    try:
        tokens = tokens_of(batch, cut)
    except ValueError as error:
        if len(batch) == 1:
            return [Reject(batch[0].id, stage, str(error), batch[0].text)]
        return [item for record in batch for item in _each(stage, [record], tokens_of, cut)]
    return [
        Record(record.id, record.text, record.doc, found, None, record.label)
        for record, found in zip(batch, tokens, strict=True)
    ]


def _of_texts(batch: Batch, cut: Cut) -> list[Tokens]:
    found = cut([record.text for record in batch])
    return [tuple([_new(Token, (form, "", start, end)) for form, start, end in pieces]) for pieces in found]


def _of_tokens(batch: Batch, cut: Cut) -> list[Tokens]:
    """Every form is cut once, however often it occurs."""
    forms = list(dict.fromkeys([token[0] for record in batch for token in record.tokens or ()]))
    pieces = dict(zip(forms, cut(forms), strict=True))
    return [
        tuple([part for token in record.tokens or () for part in _parts(token, pieces[token[0]], record.text)])
        for record in batch
    ]


def _parts(token: Token, pieces: list[Piece], text: str) -> Tokens:
    """A token in pieces; where its form isn't what stands in the text (하 + 었 for 했), each piece spans all of it."""
    form, tag, start, end = token
    if start < 0 or text[start:end] != form:
        return tuple([_new(Token, (piece, tag, start, end)) for piece, _, _ in pieces])
    return tuple([_new(Token, (piece, tag, start + first, start + last)) for piece, first, last in pieces])
