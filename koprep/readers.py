"""How a block of one source becomes records: one reader a format, each a small frozen dataclass that pickles."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import msgspec

from koprep import escapes, jsonl, streams
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
        result: Decoded = []
        for number, line in enumerate(streams.decode(block.data, self.encoding), block.first):
            id = f"{self.name}:{number}"
            if isinstance(line, bytes):
                result.append(Reject(id, "source", f"not {self.encoding} text", line))
                continue
            try:
                record = self.record(id, line)
            except ValueError as error:
                result.append(Reject(id, "source", str(error), line))
            else:
                if record is not None:
                    result.append(record)
        return result

    def record(self, id: str, line: str) -> Record | None:
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
            Record(id, line, doc or id) if isinstance(line, str)
            else Reject(id, "source", f"not {self.encoding} text", line)
            for id, line in zip(ids, lines, strict=True)
        ]

    def _documents(self, block: Block) -> Iterator[Record | Reject]:
        doc = block.doc
        for number, line in enumerate(streams.decode(block.data, self.encoding), block.first):
            id = self.id(number)
            if isinstance(line, bytes):
                yield Reject(id, "source", f"not {self.encoding} text", line)
            elif not line or line.isspace():
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
        if not line.strip():
            return None
        record = jsonl.record(jsonl.decoder.decode(line))
        _check_encodable(record.text)
        return record


@dataclass(frozen=True)
class ForeignJsonlReader(Reader):
    """Other people's JSON Lines: the text, and perhaps a label, at dotted paths."""

    text_col: str = "text"
    label_col: str = ""

    def record(self, id: str, line: str) -> Record | None:
        if not line.strip():
            return None
        row = msgspec.json.decode(line)
        try:
            text = jsonl.dotted(row, self.text_col)
            label = jsonl.dotted(row, self.label_col) if self.label_col else None
        except KeyError as error:
            raise ValueError(f"no column {error.args[0]}") from None
        if not isinstance(text, str):
            raise ValueError(f"{self.text_col} is no string")
        _check_encodable(text)
        return Record(id, text, self.doc(id), label=_label(label))


@dataclass(frozen=True)
class TsvReader(Reader):
    """Tab-separated rows, never quoted. Columns are numbered from 0; ``width`` is that of the header, 0 without one."""

    text: int = 0
    label: int | None = None
    width: int = 0

    def record(self, id: str, line: str) -> Record:
        return self.row(id, line.split("\t"))

    def row(self, id: str, row: list[str]) -> Record:
        """The record of one row. Raises ValueError where the columns don't fit."""
        needed = self.width or max(self.text, self.label or 0) + 1
        if len(row) < needed or (self.width and len(row) > self.width):
            raise ValueError(f"{len(row)} columns, not {needed}")
        return Record(id, row[self.text], self.doc(id), label=None if self.label is None else row[self.label])


@dataclass(frozen=True)
class CsvReader(TsvReader):
    """Comma-separated rows, quoted as in RFC 4180: a quoted field may hold commas, quotes and line ends."""

    def decode(self, block: Block) -> Decoded:
        lines = streams.decode(block.data, self.encoding)
        result: Decoded = []
        at = 0
        while at < len(lines):
            line = lines[at]
            id = self.id(block.first + at)
            if isinstance(line, bytes):
                result.append(Reject(id, "source", f"not {self.encoding} text", line))
                at += 1
                continue
            end = at + 1
            while _open_quote(text := "\n".join(map(_text, lines[at:end]))) and end < len(lines):
                end += 1
            if _open_quote(text):
                text, end = line, at + 1
            result.append(self._parse(id, text))
            at = end
        return result

    def _parse(self, id: str, text: str) -> Record | Reject:
        try:
            rows = list(csv.reader([text], strict=True))
            return self.row(id, rows[0] if rows else [""])
        except (csv.Error, ValueError) as error:
            reason = "a quote is never closed" if _open_quote(text) else str(error)
            return Reject(id, "source", reason, text)


@dataclass(frozen=True)
class ParquetReader(Reader):
    """Rows of koprep's own Parquet files, as an Arrow record batch."""

    def decode(self, block: Block) -> Decoded:
        from koprep import arrow

        return list(arrow.records(block.data))


@dataclass(frozen=True)
class ForeignParquetReader(Reader):
    """Rows of other people's Parquet files, as a list of texts and a list of labels."""

    def decode(self, block: Block) -> Decoded:
        texts, labels = block.data
        return [self._row(self.id(number), text, label)
                for number, (text, label) in enumerate(zip(texts, labels, strict=True), block.first)]

    def _row(self, id: str, text: object, label: object) -> Record | Reject:
        if not isinstance(text, str):
            return Reject(id, "source", "no text in this row", "")
        return Record(id, text, self.doc(id), label=_label(label))


def _form_and_tag(item: str) -> Token:
    form, slash, tag = item.rpartition("/")
    if not slash or not form:
        raise ValueError(f"{item!r} is not form/TAG")
    return Token(form, tag)


def _check_encodable(text: str) -> None:
    """JSON can spell lone surrogates, which no encoding can write."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("a lone surrogate in the text") from None


def _label(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return msgspec.json.encode(value).decode()


def _open_quote(text: str) -> bool:
    return text.count('"') % 2 == 1


def _text(line: str | bytes) -> str:
    return line if isinstance(line, str) else line.decode("utf-8", "replace")
