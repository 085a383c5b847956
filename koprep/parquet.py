"""Parquet files as sources: koprep's own, and other people's with the text in some column."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from koprep import arrow, files, streams
from koprep.errors import InputError, UsageError, suggest
from koprep.flow import Shape
from koprep.heads import Head, Options
from koprep.jsonl import dotted
from koprep.readers import Block, ForeignParquetReader, ParquetReader
from koprep.recipe import from_json

_NEEDED = {"id", "doc", "label", "text"}


def read(path: Path, options: Options) -> Head:
    """The head of a Parquet file, which is closed again: there may be many. Raises InputError or UsageError."""
    refuse_stdin(path)
    with arrow.open_file(path) as table:
        schema = table.schema_arrow
    names, recipe = schema.names, (schema.metadata or {}).get(arrow.RECIPE_KEY)
    name = files.display_name(path)
    if recipe is not None and set(names) >= _NEEDED and not options.text_col and not options.label_col:
        return Head(ParquetReader(name), 0, _shape(names), from_json(recipe, str(path)))
    text, label = _wanted(path, names, options)
    return Head(ForeignParquetReader(name, docs=options.docs, text_col=text, label_col=label), 0, Shape("text"))


def refuse_stdin(path: Path) -> None:
    """Raise UsageError for standard input: the footer, which stands at the end, is read first."""
    if path == files.STDIN:
        raise UsageError("Parquet can't be read from standard input; name the file")


def blocks(path: Path, head: Head) -> Iterator[Block]:
    """Blocks of 512 rows. Raises InputError where the file is damaged."""
    reader, first = head.reader, 1
    with arrow.open_file(path) as table:
        names = table.schema_arrow.names
        if isinstance(reader, ForeignParquetReader):
            wanted = (reader.text_col, reader.label_col)
            names = list(dict.fromkeys(_root(column, names) for column in wanted if column))
        try:
            for batch in table.iter_batches(batch_size=streams.LINES, columns=names):
                data = _cells(batch, reader) if isinstance(reader, ForeignParquetReader) else batch
                yield Block(reader, first, data)
                first += batch.num_rows
        except (pa.ArrowException, OSError) as error:
            raise InputError(f"{path}: damaged after row {first - 1} ({str(error).splitlines()[0]})") from None


def _shape(names: list[str]) -> Shape:
    level = "ids" if "ids" in names else "text" if "tokens" not in names else "tagged" if "tags" in names else "tokens"
    return Shape(level, "tags" in names)


def _wanted(path: Path, names: list[str], options: Options) -> tuple[str, str]:
    text = options.text_col or ("text" if "text" in names else "")
    if not text:
        raise UsageError(f"{path} has the columns {', '.join(names)}; say which holds the text: --text-col NAME")
    for option, column in (("--text-col", text), ("--label-col", options.label_col)):
        if column and _root(column, names) not in names:
            raise UsageError(f"{path}: {option} {column}: {suggest(column, names)}")
    return text, options.label_col


def _root(column: str, names: list[str]) -> str:
    return column if column in names else column.partition(".")[0]


def _cells(batch: pa.RecordBatch, reader: ForeignParquetReader) -> tuple[list[Any], list[Any]]:
    """The texts and the labels, taken out of nested columns where told so."""
    rows = batch.to_pylist()
    return [_cell(row, reader.text_col) for row in rows], [_cell(row, reader.label_col) for row in rows]


def _cell(row: Any, column: str) -> Any:
    try:
        return dotted(row, column) if column else None
    except KeyError:
        return None
