"""What statistics are made of: files of any format ``koprep run`` writes, as chunks of words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import NamedTuple
from unicodedata import normalize

import numpy as np
import pyarrow as pa

from koprep import arrow, files, parquet, sources
from koprep.columns import rows, text
from koprep.columns.chunk import Chunk
from koprep.encodings import Encoding
from koprep.errors import InputError, UsageError
from koprep.heads import Options
from koprep.recipe import Recipe, from_json
from koprep.record import Record, Reject
from koprep.sources import Source
from koprep.view.stats import tensor

_CHARACTERS = 1 << 21


class Piece(NamedTuple):
    """Some records: their words, or ``form/TAG`` where there are tags; and their texts in NFC, where they were read as
    text, so that two spellings of one word are one word.

    ``rejects`` are lines that could not be read.
    """

    chunk: Chunk
    texts: list[str] | None = None
    rejects: tuple[Reject, ...] = ()


class Opened(NamedTuple):
    """One opened file. ``tokens`` tells tokens from the words between white space of a text."""

    path: Path
    format: str
    tokens: bool
    tagged: bool
    pieces: Callable[[], Iterator[Piece]]
    encoding: Encoding | None = None
    recipe: Recipe | None = None


def open_files(arguments: Iterable[str], options: Options) -> list[Opened]:
    """Open everything the arguments name. Raises InputError or UsageError."""
    opened = [open_file(path, options) for path in files.find_all(arguments)]
    for other in opened[1:]:
        refuse_other(opened[0], other)
    return opened


def refuse_other(first: Opened, other: Opened) -> None:
    """Raise InputError where one file holds tags, or tokens, and the other doesn't."""
    if (first.tokens, first.tagged) != (other.tokens, other.tagged):
        raise InputError(
            f"{other.path} holds {_kind(other)}, but {first.path} holds {_kind(first)}; they can't be counted together"
        )


def open_file(path: Path, options: Options) -> Opened:
    """Open one file, a tensor too. Raises InputError or UsageError."""
    if not options.format and files.ending(path) == ".safetensors":
        _refuse_columns(path, options, "a tensor")
        return _tensor(path)
    if not options.text_col and (options.format or files.ending(path)[1:]) == "parquet":
        parquet.refuse_stdin(path)
        columns = _token_columns(path)
        if columns:
            _refuse_columns(path, options, "a token file")
            return _parquet(path, columns)
    source = sources.open_one(path, options)
    if source.shape.level == "text":
        return Opened(path, source.format, False, False, lambda: _texts(source), source.encoding, source.recipe)
    tagged = source.shape.tagged
    read = rows.of_jsonl if source.format == "jsonl" else text.chunks
    return Opened(
        path, source.format, True, tagged, lambda: map(Piece, read(source, tagged)), source.encoding, source.recipe
    )


def _refuse_columns(path: Path, options: Options, what: str) -> None:
    """Raise UsageError for columns of a file that isn't read by columns."""
    for option, column in (("--text-col", options.text_col), ("--label-col", options.label_col)):
        if column:
            raise UsageError(f"{option} {column}: {path} is {what}, whose columns are known; leave {option} out")


def _kind(opened: Opened) -> str:
    return "text" if not opened.tokens else "tagged tokens" if opened.tagged else "tokens without tags"


def _token_columns(path: Path) -> list[str]:
    """The columns of a Parquet file to read, none where it holds no tokens."""
    schema = arrow.open_file(path).schema_arrow
    kind = schema.field("tokens").type if "tokens" in schema.names else pa.null()
    if not (pa.types.is_list(kind) or pa.types.is_large_list(kind)):
        return []
    return [name for name in ("tokens", "tags", "doc", "label") if name in schema.names]


def _parquet(path: Path, columns: list[str]) -> Opened:
    stored = (arrow.open_file(path).schema_arrow.metadata or {}).get(arrow.RECIPE_KEY)
    recipe = from_json(stored, str(path)) if stored else None
    return Opened(
        path, "parquet", True, "tags" in columns, lambda: map(Piece, rows.of_parquet(path, columns)), None, recipe
    )


def _tensor(path: Path) -> Opened:
    opened = tensor.read(path)
    return Opened(
        path,
        "safetensors",
        True,
        bool(opened.info.get("tagged")),
        lambda: map(Piece, tensor.chunks(opened)),
        None,
        opened.recipe,
    )


def _texts(source: Source) -> Iterator[Piece]:
    """The words between white space (어절) of every text, of many texts at a time: their words repeat."""
    records: list[Record] = []
    rejects: list[Reject] = []
    size = 0
    for block in source.blocks():
        for item in block.decode() if block is not None else ():
            if isinstance(item, Record):
                records.append(item)
            else:
                rejects.append(item)
            size += len(item.text) + 1
        if size >= _CHARACTERS:
            yield _piece(records, rejects)
            records, rejects, size = [], [], 0
    if records or rejects:
        yield _piece(records, rejects)


def _piece(records: list[Record], rejects: list[Reject]) -> Piece:
    texts = [normalize("NFC", record.text) for record in records]
    return Piece(_words(records, texts), texts, tuple(rejects))


def _words(records: list[Record], texts: list[str]) -> Chunk:
    lists = list(map(str.split, texts))
    flat = list(chain.from_iterable(lists))
    try:
        words = pa.array(flat, pa.string())
    except UnicodeEncodeError as error:
        raise InputError(f"{records[0].id} or a record after it holds half a character ({error.reason})") from None
    lengths = np.array(list(map(len, lists)), np.int64)
    docs = pa.array([record.doc for record in records], pa.string())
    return Chunk(words, None, lengths, docs, [record.label for record in records])
