"""Sources: where records come from. A source knows its format and hands out blocks; workers decode them."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

import msgspec

from koprep import encodings, files, streams
from koprep.encodings import Encoding
from koprep.errors import InputError, UsageError, suggest
from koprep.flow import Shape, shape
from koprep.jsonl import dotted
from koprep.readers import (
    Block,
    CsvReader,
    ForeignJsonlReader,
    ForeignParquetReader,
    JsonlReader,
    ParquetReader,
    Reader,
    TextReader,
    TokensReader,
    TsvReader,
)
from koprep.recipe import Recipe, from_json

FORMATS = ("text", "tokens", "tagged", "jsonl", "tsv", "csv", "parquet")
DOCS = ("line", "blank", "file")
_ENDINGS = {".txt": "text", ".tokens": "tokens", ".tagged": "tagged", ".jsonl": "jsonl", ".ndjson": "jsonl",
            ".json": "jsonl", ".tsv": "tsv", ".csv": "csv", ".parquet": "parquet"}
_OPEN_CSV = 4 << 20

Stream = Callable[[], Iterator["bytes | None"]]


@dataclass(frozen=True)
class Options:
    """How sources are read: ``format`` "" goes by the ending, else by what the first stage ``needs``."""

    format: str = ""
    text_col: str = ""
    label_col: str = ""
    encoding: str = "auto"
    docs: str = "line"
    needs: str = "text"


@dataclass(frozen=True)
class Source:
    """One opened source: what its records hold, the recipe they come with, and its blocks."""

    path: Path
    format: str
    shape: Shape
    blocks: Callable[[], Iterator[Block | None]] = field(compare=False)
    encoding: Encoding | None = None
    recipe: Recipe | None = None

    @property
    def line_based(self) -> bool:
        """Whether its blocks are bytes, so that progress can be told in bytes."""
        return self.format != "parquet"

    @property
    def packed(self) -> bool:
        """Whether it is compressed."""
        return self.path.suffix.lower() in files.COMPRESSED

    @property
    def size(self) -> int | None:
        """Bytes on disk, ``None`` where nobody knows."""
        return self.path.stat().st_size if files.is_regular(self.path) else None


def open_all(arguments: Iterable[str], options: Options) -> list[Source]:
    """Find and open everything the ``-i`` arguments name, in order. Raises InputError or UsageError."""
    paths = list(dict.fromkeys(path for argument in arguments for path in files.find(argument)))
    sources = [open_one(path, options) for path in paths]
    for source in sources[1:]:
        if source.shape != sources[0].shape:
            raise InputError(f"{source.path} holds {source.shape.level}, but {sources[0].path} holds "
                             f"{sources[0].shape.level}; run them apart")
        if _made(source.recipe) != _made(sources[0].recipe):
            raise InputError(f"{source.path} and {sources[0].path} were made by different steps; run them apart")
    return sources


def open_one(path: Path, options: Options) -> Source:
    """Open one file or standard input: read a little, decide format and encoding."""
    format = options.format or _ENDINGS.get(files.ending(path), "")
    if format == "parquet":
        return _open_parquet(path, options)
    sample, stream = _begin(path)
    encoding = encodings.resolve(options.encoding, sample, str(path))
    first = _first_line(sample, encoding)
    if not format:
        format = "jsonl" if _own_json(first) else options.needs.replace("ids", "text")
    if options.text_col and format in ("text", "tokens", "tagged"):
        raise UsageError(f"--text-col is for tsv, csv, jsonl and parquet, but {path} is read as {format}; add --from tsv")
    if options.docs == "blank" and format != "text":
        raise UsageError(f"--docs blank is for text; {path} is {format}")
    lines = _lines(stream, encoding)
    reader, skip = _reader(path, format, encoding, first, options)
    own = format == "jsonl" and isinstance(reader, JsonlReader)
    head = msgspec.json.decode(first) if own and first else {}
    return Source(path, format, _shape(format, head), lambda: _blocks(lines(), reader, skip), encoding,
                  _recipe(head, path))


def _begin(path: Path) -> tuple[bytes, Stream]:
    """The first bytes of a source, and a way to read it from the beginning."""
    if files.is_regular(path):
        with files.reading(path) as file:
            return file.read(encodings.SAMPLE), lambda: streams.arrivals(path)
    arriving = streams.arrivals(path)
    seen: list[bytes] = []
    for data in arriving:
        if data is None:
            break
        seen.append(data)
        if sum(map(len, seen)) >= encodings.SAMPLE:
            break
    return b"".join(seen), lambda: chain(seen, arriving)


def _lines(stream: Stream, encoding: Encoding) -> Callable[[], Iterator[streams.Lines | None]]:
    def lines() -> Iterator[streams.Lines | None]:
        data = _without_bom(stream(), encoding.bom)
        return streams.cut(streams.as_utf8(data, encoding.name) if encoding.wide else data)

    return lines


def _without_bom(stream: Iterator[bytes | None], bom: int) -> Iterator[bytes | None]:
    for data in stream:
        if data is not None and bom:
            data, bom = data[bom:], max(0, bom - len(data))
        yield data


def _first_line(sample: bytes, encoding: Encoding) -> str:
    text = sample[encoding.bom :].decode(encoding.name, "replace")
    return text.partition("\n")[0].removesuffix("\r")


def _reader(path: Path, format: str, encoding: Encoding, first: str, options: Options) -> tuple[Reader, int]:
    """The reader of a line format, and how many lines of header to skip."""
    name, code = files.display_name(path), "utf-8" if encoding.wide else encoding.name
    common: dict[str, Any] = {"name": name, "encoding": code, "docs": options.docs}
    if format == "text":
        return TextReader(**common), 0
    if format in ("tokens", "tagged"):
        return TokensReader(**common, tagged=format == "tagged"), 0
    if format == "jsonl":
        if not options.text_col and _own_json(first):
            return JsonlReader(**common), 0
        column = options.text_col or _only_text_column(path, first)
        return ForeignJsonlReader(**common, text_col=column, label_col=options.label_col), 0
    kind = CsvReader if format == "csv" else TsvReader
    header = next(csv.reader([first])) if format == "csv" and first else first.split("\t")
    columns, skip = _columns(path, [unicodedata.normalize("NFC", name) for name in header], options)
    return kind(**common, **columns), skip


def _columns(path: Path, header: list[str], options: Options) -> tuple[dict[str, Any], int]:
    """Which columns to take, and the number of header lines. A number counts from 1 and means: no header."""
    if options.text_col.isdecimal():
        if options.label_col and not options.label_col.isdecimal():
            raise UsageError(f"--text-col {options.text_col} means no header, so --label-col must be a number too")
        numbers = [int(column) - 1 for column in (options.text_col, options.label_col) if column]
        if min(numbers) < 0:
            raise UsageError("columns are counted from 1")
        return {"text": numbers[0], "label": numbers[1] if len(numbers) > 1 else None}, 0
    if header == [""]:
        return {}, 1
    text = options.text_col or ("text" if "text" in header else "")
    if not text:
        raise UsageError(f"{path} has the columns {', '.join(header)}; say which holds the text, as in "
                         f"--text-col {header[-1]} (or by number where there is no header: --text-col 1)")
    for option, column in (("--text-col", text), ("--label-col", options.label_col)):
        if column and column not in header:
            raise UsageError(f"{path}: {option} {column}: no such column; {suggest(column, header)}")
    label = header.index(options.label_col) if options.label_col else None
    return {"text": header.index(text), "label": label, "width": len(header)}, 1


def _only_text_column(path: Path, first: str) -> str:
    try:
        row = msgspec.json.decode(first) if first else {"text": ""}
    except msgspec.DecodeError as error:
        raise InputError(f"{path}:1: not JSON Lines ({error}); one object a line is needed") from None
    if isinstance(row, dict) and isinstance(row.get("text"), str):
        return "text"
    names = ", ".join(row) if isinstance(row, dict) else type(row).__name__
    raise UsageError(f"{path} has the keys {names}; say which holds the text: --text-col KEY (a dotted path for "
                     "nested ones)")


def _own_json(first: str) -> bool:
    """koprep's own JSON Lines: an object with ``id`` and ``text``, and no key that koprep never writes."""
    if not first.startswith("{"):
        return False
    try:
        row = msgspec.json.decode(first)
    except msgspec.DecodeError:
        return False
    return (isinstance(row, dict) and isinstance(row.get("id"), str) and isinstance(row.get("text"), str)
            and row.keys() <= {"id", "doc", "label", "text", "tokens", "tags", "spans", "ids", "recipe"})


def _shape(format: str, head: dict[str, Any]) -> Shape:
    if format in ("tokens", "tagged"):
        return shape(format)
    level = "ids" if "ids" in head else "tokens" if "tokens" in head else "text"
    return Shape("tagged" if level == "tokens" and "tags" in head else level, "tags" in head)


def _recipe(head: dict[str, Any], path: Path) -> Recipe | None:
    return from_json(msgspec.json.encode(head["recipe"]), str(path)) if head.get("recipe") else None


def _made(recipe: Recipe | None) -> object:
    return recipe and (recipe.steps, recipe.engines, recipe.files)


def _blocks(lines: Iterator[streams.Lines | None], reader: Reader, skip: int) -> Iterator[Block | None]:
    if isinstance(reader, CsvReader):
        lines = _whole_rows(lines)
    doc = ""
    for item in lines:
        if item is None:
            yield None
            continue
        first, data = item.first, item.data
        if skip and first == 1:
            header, newline, data = data.partition(b"\n")
            first = 2
            if not newline:
                continue
        yield Block(reader, first, data, doc, item.fault)
        if reader.docs == "blank":
            doc = _doc_at_end(data, first, doc, reader)


def _doc_at_end(data: bytes, first: int, doc: str, reader: Reader) -> str:
    """The document a block ends in, so that the next block can go on with it."""
    lines = streams.decode(data, reader.encoding)
    last = len(lines)
    while last and lines[last - 1].strip():
        last -= 1
    if last == len(lines):
        return ""
    return doc if last == 0 and doc else reader.id(first + last)


def _whole_rows(lines: Iterator[streams.Lines | None]) -> Iterator[streams.Lines | None]:
    """Join blocks until every quote is closed, so that no quoted field is cut (up to 4 MiB)."""
    held: list[streams.Lines] = []
    for item in lines:
        if item is not None and not item.fault:
            held.append(item)
            data = b"\n".join(part.data for part in held)
            if data.count(b'"') % 2 and len(data) < _OPEN_CSV:
                continue
            item, held = streams.Lines(held[0].first, data), []
        yield item
    if held:
        yield streams.Lines(held[0].first, b"\n".join(part.data for part in held))


def _open_parquet(path: Path, options: Options) -> Source:
    from koprep import arrow

    if path == files.STDIN:
        raise UsageError("Parquet can't be read from standard input; name the file with -i")
    table = arrow.open_file(path)
    names, metadata = table.schema_arrow.names, table.schema_arrow.metadata or {}
    name = files.display_name(path)
    if arrow.RECIPE_KEY in metadata and not options.text_col:
        reader = ParquetReader(name)
        head = dict.fromkeys(names, "")
        recipe = from_json(metadata[arrow.RECIPE_KEY], str(path))
        return Source(path, "parquet", _shape("parquet", head), lambda: _rows(table, reader, names), None, recipe)
    wanted = _parquet_columns(path, table, options)
    foreign = ForeignParquetReader(name, docs=options.docs)
    return Source(path, "parquet", Shape("text"), lambda: _foreign_rows(table, foreign, wanted))


def _parquet_columns(path: Path, table: Any, options: Options) -> list[str]:
    names = table.schema_arrow.names
    text = options.text_col or ("text" if "text" in names else "")
    if not text:
        raise UsageError(f"{path} has the columns {', '.join(names)}; say which holds the text: --text-col NAME")
    for column in filter(None, (text, options.label_col)):
        if column.partition(".")[0] not in names:
            raise UsageError(f"{path}: no column {column}: {suggest(column, names)}")
    return [text, options.label_col]


def _rows(table: Any, reader: Reader, columns: list[str]) -> Iterator[Block]:
    first = 1
    for batch in table.iter_batches(batch_size=streams.LINES, columns=columns):
        yield Block(reader, first, batch)
        first += batch.num_rows


def _foreign_rows(table: Any, reader: Reader, wanted: list[str]) -> Iterator[Block]:
    """Blocks that hold two lists, the texts and the labels, taken out of nested columns where told so."""
    text, label = wanted
    roots = list(dict.fromkeys(column.partition(".")[0] for column in wanted if column))
    for block in _rows(table, reader, roots):
        rows = block.data.to_pylist()
        labels = [_cell(row, label) if label else None for row in rows]
        yield block._replace(data=([_cell(row, text) for row in rows], labels))


def _cell(row: Any, column: str) -> Any:
    try:
        return dotted(row, column)
    except KeyError:
        return None
