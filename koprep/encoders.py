"""How a batch of records becomes a payload for a sink: one encoder a format, small frozen dataclasses that pickle."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import Any

from koprep import csvrows, escapes, jsonl
from koprep.flow import Shape
from koprep.record import Record, Token


@dataclass(frozen=True)
class Encoder:
    """Base: knows the shape of the records it writes."""

    shape: Shape

    def __call__(self, records: list[Record]) -> Any:
        return "".join([f"{self.line(record)}\n" for record in records]).encode()

    def line(self, record: Record) -> str:
        raise NotImplementedError


class TextEncoder(Encoder):
    """The text, a line a record; a line end inside a text becomes a space."""

    def __call__(self, records: list[Record]) -> bytes:
        texts = [record.text for record in records]
        joined = "\n".join(texts)
        if joined.count("\n") + 1 != len(texts):
            joined = "\n".join([text.replace("\n", " ") for text in texts])
        return (joined + "\n").encode() if texts else b""


class TokensEncoder(Encoder):
    """Forms separated by spaces; ids where there are ids."""

    def line(self, record: Record) -> str:
        if self.shape.level == "ids":
            return " ".join(map(str, record.ids or ()))
        return forms(record.tokens or ())


class TaggedEncoder(Encoder):
    """``form/TAG`` separated by spaces."""

    def line(self, record: Record) -> str:
        return tagged(record.tokens or ())


class JsonlEncoder(Encoder):
    """One object a line, everything a record holds."""

    def __call__(self, records: list[Record]) -> bytes:
        return jsonl.encode(records, self.shape.tagged)


class TsvEncoder(Encoder):
    """Columns id, label, text and, once there are any, tokens and ids; a tab or line end in a field becomes a space."""

    def line(self, record: Record) -> str:
        return "\t".join([field.translate(_TSV) for field in row(record, self.shape)])


class CsvEncoder(Encoder):
    """The same columns, quoted where necessary."""

    def line(self, record: Record) -> str:
        return csvrows.spell(row(record, self.shape))


class ParquetEncoder(Encoder):
    """Arrow rows."""

    def __call__(self, records: list[Record]) -> Any:
        from koprep import arrow

        return arrow.batch(records, arrow.schema(self.shape.level, self.shape.tagged))


class TensorEncoder(Encoder):
    """Flat ids and lengths, the documents and the labels."""

    def __call__(self, records: list[Record]) -> Any:
        import numpy as np

        lists = [record.ids or () for record in records]
        return (
            np.fromiter(chain.from_iterable(lists), np.int32),
            np.array(list(map(len, lists)), np.int64),
            [record.doc for record in records],
            [record.label for record in records],
        )


_TSV = str.maketrans("\t\n\r", "   ")

ENCODERS: dict[str, type[Encoder]] = {
    "text": TextEncoder,
    "tokens": TokensEncoder,
    "tagged": TaggedEncoder,
    "jsonl": JsonlEncoder,
    "tsv": TsvEncoder,
    "csv": CsvEncoder,
    "parquet": ParquetEncoder,
    "safetensors": TensorEncoder,
}


def forms(tokens: tuple[Token, ...]) -> str:
    """One line of the tokens format."""
    return escapes.join([token[0] for token in tokens]) if tokens else ""


def tagged(tokens: tuple[Token, ...]) -> str:
    """One line of the tagged format."""
    return escapes.join([f"{token[0]}/{token[1]}" for token in tokens]) if tokens else ""


def header(shape: Shape) -> list[str]:
    """The column names of TSV and CSV."""
    return ["id", "label", "text", *{"text": [], "ids": ["tokens", "ids"]}.get(shape.level, ["tokens"])]


def row(record: Record, shape: Shape) -> list[str]:
    """The fields of one record."""
    fields = [record.id, record.label or "", record.text]
    if shape.level != "text":
        fields.append(tagged(record.tokens or ()) if shape.tagged else forms(record.tokens or ()))
    if shape.level == "ids":
        fields.append(" ".join(map(str, record.ids or ())))
    return fields
