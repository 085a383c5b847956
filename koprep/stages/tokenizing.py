"""What the stages that make tokens share: composing the text, cutting it, rejecting what can't be cut."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from unicodedata import is_normalized, normalize

from koprep.record import Record, Reject, Token
from koprep.stages.base import Batch, Output

Tokens = tuple[Token, ...]

_new = tuple.__new__
"""Makes a Token of a 4-tuple; `Token(…)` and `Token._make` go through Python code, which takes three times as long."""


class UnfitError(Exception):
    """A text a stage can't work on; the message is the reason of its reject."""


def composed(batch: Batch) -> Sequence[Record]:
    """The records with their texts in NFC, so that offsets always refer to composed text."""
    if is_normalized("NFC", "\n".join([record.text for record in batch])):
        return batch
    return [
        Record(record.id, normalize("NFC", record.text), record.doc, record.tokens, record.ids, record.label)
        for record in batch
    ]


def cut(text: str, spans: Iterable[tuple[int, int]]) -> Tokens:
    """The tokens that stand at the given places of the text; empty places are left out."""
    return tuple([_new(Token, (text[start:end], "", start, end)) for start, end in spans if start < end])


def tokenize(stage: str, batch: Batch, tokens_of: Callable[[str], Tokens]) -> Output:
    """Give every record the tokens of its composed text; where that raises UnfitError, put a Reject in its place."""
    output: Output = []
    for record in composed(batch):
        try:
            tokens = tokens_of(record.text)
        except UnfitError as error:
            output.append(Reject(record.id, stage, str(error), record.text))
        else:
            output.append(Record(record.id, record.text, record.doc, tokens, None, record.label))
    return output


def retokenize(batch: Batch, change: Callable[[Tokens], Tokens]) -> Output:
    """Give every record the tokens the function makes of those it has."""
    return [
        Record(record.id, record.text, record.doc, change(record.tokens or ()), None, record.label) for record in batch
    ]
