"""Tensors as rows of a table, a record a row: what Parquet and JSON Lines hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from koprep.artifact import Artifact
from koprep.columns.lookup import strings
from koprep.errors import UsageError
from koprep.loading import vocab_of
from koprep.payload import Payload

Array = np.ndarray[Any, np.dtype[Any]]
_ROWS = 1 << 16


class Column(NamedTuple):
    """A column and the tensor it holds: an item a row, a row of a matrix a row, or, with ``starts``, a ragged row."""

    name: str
    tensor: str
    starts: str = ""


_DOC = Column("doc", "doc_offsets")
_LENGTH = Column("length", "lengths")
_COLUMNS = {
    "ids": (Column("input_ids", "ids", "offsets"), _DOC),
    "padded": (Column("input_ids", "padded"), _LENGTH),
    "prefixes": (Column("input_ids", "X"), Column("target", "y"), _LENGTH),
    "bow": (Column("indices", "indices", "indptr"), Column("values", "data", "indptr")),
    "tfidf": (Column("indices", "indices", "indptr"), Column("values", "data", "indptr")),
}
_LABELS = (Column("label", "labels"), Column("label_onehot", "labels_onehot"))


def columns(kind: str, tensors: Any) -> list[Column]:
    """The columns of a kind of file that holds these tensors. Raises KeyError for a kind that has no rows."""
    return [*_COLUMNS[kind], *(column for column in _LABELS if column.tensor in tensors)]


def columns_of(opened: Artifact, format: str) -> list[Column]:
    """The columns of a tensor file. Raises UsageError for a kind that the format can't hold as rows."""
    if opened.kind in _COLUMNS:
        return columns(opened.kind, opened)
    instead = "export its padded tensor, whose ids say the same, or " if opened.kind == "onehot" else ""
    raise UsageError(f"{opened.path} is of kind {opened.kind}, which {format} can't hold; {instead}use -o with .npz")


def held(columns: list[Column]) -> set[str]:
    """The tensors that stand in the columns."""
    return {name for column in columns for name in (column.tensor, column.starts) if name}


def schema(opened: Artifact, columns: list[Column], tokens: bool) -> pa.Schema:
    """The Arrow types: ``input_ids`` are lists of int32; a label is an int64, as Hugging Face's ``ClassLabel`` is."""
    fields = []
    for column in columns:
        item = pa.from_numpy_dtype(opened[column.tensor].dtype)
        ragged = column.starts or opened[column.tensor].ndim > 1
        fields.append((column.name, pa.list_(item) if ragged else pa.int64() if column.name == "label" else item))
    return pa.schema([*fields, *([("tokens", pa.list_(pa.string()))] if tokens else [])])


def batches(
    opened: Artifact, payload: Payload, columns: list[Column], tokens: bool, cells: int
) -> Iterator[pa.RecordBatch]:
    """All rows, so many at a time that no batch holds more than about ``cells`` items.

    ``tokens`` adds the words of every row; an id outside the vocabulary, as padding may be, is null there.
    """
    types = schema(opened, columns, tokens)
    known = strings(vocab_of(opened)) if tokens else None
    for start, stop in _spans(opened, payload, columns[0], cells):
        arrays = [_array(opened, payload, column, start, stop, types) for column in columns]
        if known is not None:
            arrays.append(_words(arrays[0], known))
        yield pa.RecordBatch.from_arrays(arrays, schema=types)


def _spans(opened: Artifact, payload: Payload, first: Column, cells: int) -> Iterator[tuple[int, int]]:
    """The bounds of the batches."""
    rows = len(opened[first.starts]) - 1 if first.starts else len(opened[first.tensor])
    width = 0 if first.starts else opened[first.tensor].shape[1]
    start = 0
    while start < rows:
        stop = min(start + _ROWS, rows)
        if first.starts:
            bounds = payload.read(first.starts, start, stop + 1)
            stop = start + max(1, int(np.searchsorted(bounds, bounds[0] + cells, "right")) - 1)
        elif width:
            stop = min(stop, start + max(1, cells // width))
        yield start, stop
        start = stop


def _array(opened: Artifact, payload: Payload, column: Column, start: int, stop: int, types: pa.Schema) -> pa.Array:
    kind = types.field(column.name).type
    if column == _DOC:
        return pa.array(np.searchsorted(opened[column.tensor], np.arange(start, stop), side="right") - 1)
    if column.starts:
        bounds = payload.read(column.starts, start, stop + 1)
    elif pa.types.is_list(kind):
        bounds = np.arange(start, stop + 1) * opened[column.tensor].shape[1]
    else:
        return pa.array(payload.read(column.tensor, start, stop)).cast(kind)
    items = payload.read(column.tensor, int(bounds[0]), int(bounds[-1]))
    return pa.ListArray.from_arrays(pa.array((bounds - bounds[0]).astype(np.int32)), pa.array(items), type=kind)


def _words(ids: pa.Array, known: pa.Array) -> pa.Array:
    numbers = ids.flatten().to_numpy()
    outside = (numbers < 0) | (numbers >= len(known))
    return pa.ListArray.from_arrays(ids.offsets, known.take(pa.array(numbers, mask=outside)))
