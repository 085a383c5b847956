"""How a block of one source becomes records: one reader a format, each a small frozen dataclass that pickles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import msgspec

from koprep import csvrows, escapes, jsonl, streams
from koprep.record import Record, Reject, Token

Decoded = list[Record | Reject]


class Block(NamedTuple):
    """A piece of a source a worker can decode on its own: the reader, the number of its first line (or row), its bytes
    (or Arrow rows), the document it begins in, and a fault if it holds one unusable line."""

    reader: Reader
    first: int
    data: Any
    doc: str = ""
    fault: str = ""

    def decode(self) -> Decoded:
        if self.fault:
            return [Reject(self.reader.id(self.first), "source", self.fault, self.data)]
        return self.reader.decode(self)


@dataclass(frozen=True)
class Reader:
    """Base of the readers. ``docs`` is "line", "blank" or "file"."""

    name: str
    encoding: str = "utf-8"
    docs: str = "line"

    def id(self, number: int) -> str:
        return f"{self.name}:{number}"

    def doc(self, id: str) -> str:
        return self.name if self.docs == "file" else id

    def decode(self, block: Block) -> Decoded:
        """The block's records in order, with a Reject in the place of each line that can't be read."""
        lines = streams.decode(block.data, self.encoding)
        items = (self.read(self.id(number), line) for number, line in enumerate(lines, block.first))
        return [item for item in items if item is not None]

    def read(self, id: str, line: str | bytes) -> Record | Reject | None:
        """What one line is; bytes are a line that didn't decode."""
        if isinstance(line, bytes):
            return Reject(id, "source", f"not {self.encoding} text", line)
        try:
            return self.record(id, line)
        except ValueError as error:
            return Reject(id, "source", str(error), line)

    def record(self, id: str, line: str) -> Record | None:
        """The record of one line, ``None`` where it holds none. Raises ValueError for a line of another kind."""
        raise NotImplementedError


@dataclass(frozen=True)
class TextReader(Reader):
    """A record a line. With ``docs="blank"`` a blank line ends a document and is no record."""

    def decode(self, block: Block) -> Decoded:
        if self.docs == "blank":
            return list(self._documents(block))
        name, doc = self.name, self.name if self.docs == "file" else None
        lines = streams.decode(block.data, self.encoding)
        ids = [f"{name}:{number}" for number in range(block.first, block.first + len(lines))]
        return [
            Record(id, line, doc or id)
            if isinstance(line, str)
            else Reject(id, "source", f"not {self.encoding} text", line)
            for id, line in zip(ids, lines, strict=True)
        ]

    def _documents(self, block: Block) -> Iterator[Record | Reject]:
        doc = block.doc
        for number, line in enumerate(streams.decode(block.data, self.encoding), block.first):
            id = self.id(number)
            if isinstance(line, bytes):
                yield Reject(id, "source", f"not {self.encoding} text", line)
            elif not line.strip():
                doc = ""
                continue
            else:
                doc = doc or id
                yield Record(id, line, doc)


@dataclass(frozen=True)
class TokensReader(Reader):
    """A record a line, tokens separated by spaces; ``tagged`` lines hold ``form/TAG``, split at the last slash."""

    tagged: bool = False

    def record(self, id: str, line: str) -> Record:
        forms = escapes.split(line)
        tokens = tuple(map(_form_and_tag, forms) if self.tagged else map(Token, forms))
        return Record(id, " ".join(token.form for token in tokens), self.doc(id), tokens)


@dataclass(frozen=True)
class JsonlReader(Reader):
    """koprep's own JSON Lines."""

    def record(self, id: str, line: str) -> Record | None:
        return jsonl.record(jsonl.decoder.decode(line)) if line.strip() else None


@dataclass(frozen=True)
class ForeignJsonlReader(Reader):
    """Other people's JSON Lines: the text, and perhaps a label, at dotted paths."""

    text_col: str = "text"
    label_col: str = ""

    def record(self, id: str, line: str) -> Record | None:
        if not line.strip():
            return None
        row = jsonl.parse(line)
        try:
            text = jsonl.dotted(row, self.text_col)
            label = jsonl.dotted(row, self.label_col) if self.label_col else None
        except KeyError as error:
            raise ValueError(f"no column {error.args[0]}") from None
        if not isinstance(text, str):
            raise ValueError(f"{self.text_col} is no string")
        return Record(id, text, self.doc(id), label=_label(label))


@dataclass(frozen=True)
class TsvReader(Reader):
    """Tab-separated rows, never quoted. Columns are numbered from 0; ``width`` is that of the header, 0 without one.

    Where there are several columns, a blank line is no row.
    """

    text: int = 0
    label: int | None = None
    width: int = 0

    def record(self, id: str, line: str) -> Record | None:
        return self.row(id, line.split("\t"))

    def row(self, id: str, row: list[str]) -> Record | None:
        """The record of one row; an empty cell is no label. Raises ValueError where the columns don't fit."""
        needed = self.width or max(self.text, self.label or 0) + 1
        if row == [""] and needed > 1:
            return None
        if len(row) < needed or (self.width and len(row) > self.width):
            raise ValueError(f"{len(row)} columns, not {needed}")
        return Record(id, row[self.text], self.doc(id), label=None if self.label is None else row[self.label] or None)


@dataclass(frozen=True)
class CsvReader(TsvReader):
    """Comma-separated rows, quoted as in RFC 4180: a quoted field may hold commas, quotes and line ends."""

    def decode(self, block: Block) -> Decoded:
        items = (self._item(self.id(block.first + row.line), row) for row in csvrows.rows(block.data))
        return [item for item in items if item is not None]

    def _item(self, id: str, row: csvrows.Row) -> Record | Reject | None:
        lines = streams.decode(row.data, self.encoding)
        text = "\n".join(line for line in lines if isinstance(line, str))
        if any(isinstance(line, bytes) for line in lines):
            return self.read(id, row.data)
        return Reject(id, "source", row.fault, text) if row.fault else self.read(id, text)

    def record(self, id: str, line: str) -> Record | None:
        return self.row(id, csvrows.fields(line))


@dataclass(frozen=True)
class ParquetReader(Reader):
    """Rows of koprep's own Parquet files, as an Arrow record batch."""

    def decode(self, block: Block) -> Decoded:
        from koprep import arrow

        return list(arrow.records(block.data))


@dataclass(frozen=True)
class ForeignParquetReader(Reader):
    """Rows of other people's Parquet files, as a list of texts and a list of labels."""

    text_col: str = "text"
    label_col: str = ""

    def decode(self, block: Block) -> Decoded:
        texts, labels = block.data
        return [
            self._row(self.id(number), text, label)
            for number, (text, label) in enumerate(zip(texts, labels, strict=True), block.first)
        ]

    def _row(self, id: str, text: object, label: object) -> Record | Reject:
        if not isinstance(text, str):
            return Reject(id, "source", "no text in this row", "")
        return Record(id, text, self.doc(id), label=_label(label))


def _form_and_tag(item: str) -> Token:
    form, slash, tag = item.rpartition("/")
    if not slash or not form:
        raise ValueError(f"{item!r} is not form/TAG")
    return Token(form, tag)


def _label(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return msgspec.json.encode(value).decode()
