"""Rows of a table back to tensors, through scratch files, so that memory stays small."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from koprep.artifact import Tensor
from koprep.convert.envelope import Envelope, Packed
from koprep.convert.rows import Column, columns
from koprep.errors import InputError
from koprep.tensors import scratch

Array = np.ndarray[Any, np.dtype[Any]]


class Assembler:
    """Takes batches of rows that koprep wrote, and gives back the tensors. Use as a context manager.

    Raises InputError where a batch doesn't hold what the envelope says; ``where`` names the file.
    """

    def __init__(self, where: str, output: Path, envelope: Envelope) -> None:
        self._where, self._output, self._envelope = where, output, envelope
        try:
            self.columns = columns(envelope.kind, envelope.tensors)
            self._forms = {column.name: envelope.tensors[column.tensor] for column in self.columns}
        except KeyError as error:
            raise InputError(f"{where}: what koprep wrote beside the data lacks {error}") from None
        self._stack = contextlib.ExitStack()
        self._stored: dict[str, scratch.Column] = {}
        self._ends: dict[str, int] = {}
        self._last_doc: int | None = None
        self._rows = 0

    def __enter__(self) -> Assembler:
        for column in self.columns:
            for name in filter(None, (column.tensor, column.starts)):
                if name not in self._stored:
                    self._stored[name] = scratch.Column(np.dtype(self._dtype(name)).type, self._output, self._stack)
            if column.starts and not len(self._stored[column.starts]):
                self._put(column.starts, np.zeros(1, np.int64))
        return self

    def __exit__(self, *exc: Any) -> None:
        self._stack.__exit__(*exc)

    def types(self) -> dict[str, pa.DataType]:
        """The Arrow type of every column."""
        found = {}
        for column in self.columns:
            packed = self._forms[column.name]
            item = pa.int64() if column.name == "doc" else pa.from_numpy_dtype(np.dtype(packed.dtype))
            found[column.name] = pa.list_(item) if column.starts or len(packed.shape) > 1 else item
        return found

    def add(self, batch: dict[str, pa.Array]) -> None:
        """Add rows, a column a name."""
        for column in self.columns:
            array = batch[column.name]
            if array.null_count or (pa.types.is_list(array.type) and array.flatten().null_count):
                raise InputError(f"{self._where}: column {column.name} has empty places")
            if column.tensor == "doc_offsets":
                self._add_docs(array.to_numpy())
            elif pa.types.is_list(array.type):
                self._add_lists(column, array)
            else:
                self._put(column.tensor, array.to_numpy())
        self._rows += len(next(iter(batch.values())))

    def tensors(self) -> dict[str, Tensor]:
        """All tensors, to be written once. Raises InputError where rows are missing."""
        self._check_rows()
        if "doc_offsets" in self._stored:
            self._put("doc_offsets", np.array([self._rows]))
        try:
            kept = self._envelope.kept()
        except ValueError as error:
            raise InputError(f"{self._where}: what koprep wrote beside the data is damaged ({error})") from None
        shapes = {column.tensor: self._forms[column.name].shape for column in self.columns}
        return {
            name: Tensor(self._dtype(name), self._shape(shapes.get(name, ()), len(stored)), stored.pieces())
            for name, stored in self._stored.items()
        } | kept

    def _check_rows(self) -> None:
        first = self.columns[0]
        packed = self._envelope.tensors.get(first.starts or first.tensor)
        told = packed.shape[0] - bool(first.starts) if packed and packed.shape else self._rows
        if told != self._rows:
            what = "it is cut off" if self._rows < told else "rows were added"
            raise InputError(f"{self._where}: {self._rows:,} records, but {told:,} were exported; {what}")

    def _shape(self, shape: tuple[int, ...], items: int) -> tuple[int, ...]:
        return (self._rows, *shape[1:]) if len(shape) > 1 else (items,)

    def _dtype(self, name: str) -> str:
        packed: Packed | None = self._envelope.tensors.get(name)
        return packed.dtype if packed else "<i8"

    def _add_lists(self, column: Column, array: pa.Array) -> None:
        lengths = pc.list_value_length(array).to_numpy(zero_copy_only=False).astype(np.int64)
        shape = self._forms[column.name].shape
        if column.starts:
            self._add_starts(column, lengths)
        elif (bad := np.flatnonzero(lengths != shape[1])).size:
            row = self._rows + int(bad[0])
            raise InputError(f"{self._where}: row {row} of {column.name} has {lengths[bad[0]]} items, not {shape[1]}")
        self._put(column.tensor, array.flatten().to_numpy())

    def _add_starts(self, column: Column, lengths: Array) -> None:
        """The bounds of ragged rows; columns that share them must agree."""
        if column.name == next(other.name for other in self.columns if other.starts == column.starts):
            ends = self._ends.get(column.starts, 0) + np.cumsum(lengths)
            self._put(column.starts, ends)
            self._ends[column.starts] = int(ends[-1]) if len(ends) else self._ends.get(column.starts, 0)
            self._lengths = lengths
        elif not np.array_equal(self._lengths, lengths):
            row = self._rows + int(np.flatnonzero(self._lengths != lengths)[0])
            raise InputError(f"{self._where}: row {row} has other numbers of {self.columns[0].name} and {column.name}")

    def _add_docs(self, docs: Array) -> None:
        if len(docs):
            before = docs[:1] - 1 if self._last_doc is None else np.array([self._last_doc])
            self._put("doc_offsets", self._rows + np.flatnonzero(np.diff(np.concatenate((before, docs)))))
            self._last_doc = int(docs[-1])

    def _put(self, name: str, array: Array) -> None:
        self._stored[name].put(array)
