"""Sinks: fold the payloads of all batches, in order, into one file or standard output."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from koprep import encoders, files
from koprep.errors import UsageError
from koprep.flow import Shape
from koprep.recipe import Recipe, to_json
from koprep.vocab import Vocab

ENDINGS = {".txt": "text", ".tokens": "tokens", ".tagged": "tagged", ".jsonl": "jsonl", ".tsv": "tsv", ".csv": "csv",
           ".parquet": "parquet", ".safetensors": "safetensors"}
FORMATS = ("text", "tokens", "tagged", "jsonl", "tsv", "csv", "parquet")
_DEFAULT = {"text": "text", "tokens": "tokens", "tagged": "tokens", "ids": "tokens"}
_GROUP_ROWS = 1 << 16
_GROUP_BYTES = 64 << 20


def choose_format(to: str, output: Path, shape: Shape) -> str:
    """The format of an output: as told, else by its ending, else text or tokens, as the records are.

    Raises UsageError where records can't be written so.
    """
    format = to or ENDINGS.get(files.ending(output), _DEFAULT[shape.level])
    if format in ("tokens", "tagged") and shape.level == "text":
        raise UsageError(f"--to {format}: the stages make no tokens; add morphs or words, or use --to text")
    if format == "tagged" and not shape.tagged:
        raise UsageError("--to tagged: the tokens have no tags; only morphs gives tags")
    if format == "safetensors" and shape.level != "ids":
        raise UsageError(f"{output}: a tensor holds ids; end the stages with encode:vocab=FILE")
    if format in ("parquet", "safetensors") and output == files.STDIN:
        raise UsageError(f"{format} can't go to standard output; name a file with -o")
    if format in ("parquet", "safetensors"):
        files.refuse_packed(output)
    return format


class Sink(Protocol):
    """Takes the payloads its format's encoder makes; a context manager that leaves no half file."""

    def __enter__(self) -> Sink: ...
    def __exit__(self, *exc: Any) -> bool | None: ...
    def write(self, payload: Any) -> None: ...
    def flush(self) -> None: ...


class BytesSink:
    """Lines into a file, or into a stream that is already open (standard output)."""

    def __init__(self, target: Path | BinaryIO, format: str, shape: Shape, recipe: Recipe) -> None:
        self._target, self._format, self._recipe = target, format, recipe
        self._stack = contextlib.ExitStack()
        self._head = b""
        if format in ("tsv", "csv"):
            self._head = ("\t" if format == "tsv" else ",").join(encoders.header(shape)).encode() + b"\n"

    def __enter__(self) -> BytesSink:
        target = self._target
        self._file = self._stack.enter_context(files.writing(target)) if isinstance(target, Path) else target
        self._file.write(self._head)
        return self

    def __exit__(self, *exc: Any) -> bool | None:
        return self._stack.__exit__(*exc)

    def write(self, payload: bytes) -> None:
        if self._format == "jsonl" and payload and self._recipe.steps:
            line, newline, rest = payload.partition(b"\n")
            payload = line[:-1] + b',"recipe":' + to_json(self._recipe) + b"}" + newline + rest
            self._recipe = Recipe()
        self._file.write(payload)

    def flush(self) -> None:
        self._file.flush()


class ParquetSink:
    """Row groups of 65,536 records (or 64 MiB), the same whatever the batches were."""

    def __init__(self, path: Path, shape: Shape, recipe: Recipe) -> None:
        from koprep import arrow

        self._path = path
        self._schema = arrow.schema(shape.level, shape.tagged).with_metadata({arrow.RECIPE_KEY: to_json(recipe)})
        self._stack = contextlib.ExitStack()
        self._held: list[Any] = []
        self._rows = self._bytes = 0

    def __enter__(self) -> ParquetSink:
        import pyarrow.parquet as pq

        file = self._stack.enter_context(files.writing(self._path))
        self._writer = self._stack.enter_context(
            pq.ParquetWriter(file, self._schema, compression="zstd", dictionary_pagesize_limit=8 << 20))
        return self

    def __exit__(self, *exc: Any) -> bool | None:
        if exc[0] is None:
            self._write_group(self._held)
        return self._stack.__exit__(*exc)

    def write(self, payload: Any) -> None:
        for batch in _row_slices(payload, _GROUP_ROWS - self._rows):
            self._held.append(batch)
            self._rows += batch.num_rows
            self._bytes += batch.nbytes
            if self._rows >= _GROUP_ROWS or self._bytes >= _GROUP_BYTES:
                self._write_group(self._held)
                self._held, self._rows, self._bytes = [], 0, 0

    def flush(self) -> None:
        """A row group is written when it is full."""

    def _write_group(self, batches: list[Any]) -> None:
        import pyarrow as pa

        if batches:
            self._writer.write_table(pa.Table.from_batches(batches).cast(self._schema), row_group_size=_GROUP_ROWS)


class TensorSink:
    """Ids into a ragged tensor, or a padded one if the last stage, left to this sink, pads."""

    def __init__(self, path: Path, vocab: Vocab, padding: Any, recipe: Recipe, tagged: bool) -> None:
        from koprep.tensors import Collector

        self._collector, self._padding, self._recipe = Collector(path, vocab), padding, recipe
        self._info = {"tagged": tagged}
        self._last_doc: str | None = None

    def __enter__(self) -> TensorSink:
        self._collector.__enter__()
        return self

    def __exit__(self, *exc: Any) -> bool | None:
        try:
            if exc[0] is None:
                if self._padding is None:
                    self._collector.write_ragged(self._recipe, self._info)
                else:
                    self._collector.write_padded(self._padding, self._recipe, self._info)
        finally:
            self._collector.__exit__(*exc)
        return None

    def write(self, payload: Any) -> None:
        import numpy as np

        ids, lengths, docs, labels = payload
        before = [self._last_doc, *docs[:-1]] if docs else []
        new_doc = np.array([doc != last for doc, last in zip(docs, before, strict=True)], bool)
        self._collector.add(ids, lengths, new_doc, labels)
        self._last_doc = docs[-1] if docs else self._last_doc

    def flush(self) -> None:
        """A tensor is written at the end."""


def _row_slices(batch: Any, room: int) -> list[Any]:
    """The batch, cut where a row group ends."""
    if batch.num_rows <= room:
        return [batch]
    return [batch.slice(0, room), *_row_slices(batch.slice(room), _GROUP_ROWS)]
