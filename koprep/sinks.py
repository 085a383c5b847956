"""Sinks: fold the payloads of all batches, in order, into one file or standard output."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol, cast

from koprep import compression, encoders, files
from koprep.errors import UsageError
from koprep.flow import Shape
from koprep.formats import ENDINGS
from koprep.recipe import Recipe, to_json
from koprep.vocab import Vocab

if TYPE_CHECKING:
    import numpy as np

_DEFAULT = {"text": "text", "tokens": "tokens", "tagged": "tokens", "ids": "tokens"}
_GROUP_ROWS = 1 << 16
_GROUP_BYTES = 64 << 20
_TOKEN_BYTES = 24


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
        self._packed = isinstance(target, Path) and compression.suffix(target) != ""

    def __enter__(self) -> BytesSink:
        target = self._target
        self._file = self._stack.enter_context(files.writing(target)) if isinstance(target, Path) else target
        self._file.write(self._head)
        return self

    def __exit__(self, *exc: Any) -> bool | None:
        return self._stack.__exit__(*exc)

    def write(self, payload: bytes) -> None:
        if self._format == "jsonl" and payload and self._recipe != Recipe():
            line, newline, rest = payload.partition(b"\n")
            payload = line[:-1] + b',"recipe":' + to_json(self._recipe) + b"}" + newline + rest
            self._recipe = Recipe()
        self._file.write(payload)

    def flush(self) -> None:
        """Send on what is there; a compressed file isn't flushed, since its bytes would depend on the moment."""
        if not self._packed:
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
            pq.ParquetWriter(file, self._schema, compression="zstd", dictionary_pagesize_limit=8 << 20)
        )
        self._stack.push(self._finish)
        return self

    def __exit__(self, *exc: Any) -> bool | None:
        return self._stack.__exit__(*exc)

    def _finish(self, exc: type[BaseException] | None, *_: object) -> None:
        if exc is None:
            self._write_group()

    def write(self, payload: Any) -> None:
        sizes = _sizes(payload)
        start = 0
        while start < len(sizes):
            end = self._end_of_group(sizes, start)
            self._held.append(payload.slice(start, end - start))
            self._rows += end - start
            self._bytes += int(sizes[start:end].sum())
            if self._rows >= _GROUP_ROWS or self._bytes >= _GROUP_BYTES:
                self._write_group()
            start = end

    def flush(self) -> None:
        """A row group is written when it is full."""

    def _end_of_group(self, sizes: np.ndarray[Any, Any], start: int) -> int:
        """How far the rows of a payload, from ``start`` on, belong to the row group that is being filled."""
        room = sizes[start : start + _GROUP_ROWS - self._rows].cumsum()
        return start + min(len(room), int(room.searchsorted(_GROUP_BYTES - self._bytes)) + 1)

    def _write_group(self) -> None:
        import pyarrow as pa

        if self._held:
            table = pa.Table.from_batches(self._held).combine_chunks()  # pages would end where batches do
            self._writer.write_table(table, row_group_size=_GROUP_ROWS)
        self._held, self._rows, self._bytes = [], 0, 0


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


def _sizes(batch: Any) -> np.ndarray[Any, Any]:
    """About how many bytes each row takes, whatever batch it comes in."""
    import pyarrow.compute as pc

    sizes = pc.binary_length(batch.column("text")).to_numpy(zero_copy_only=False)
    if "tokens" in batch.schema.names:
        sizes = sizes + _TOKEN_BYTES * pc.list_value_length(batch.column("tokens")).to_numpy(zero_copy_only=False)
    return cast("np.ndarray[Any, Any]", sizes)
