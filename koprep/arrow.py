"""Records as Arrow rows: the columns of koprep's Parquet files."""

from __future__ import annotations

import os
from collections.abc import Sequence
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from koprep import files
from koprep.errors import InputError
from koprep.record import Record, Token

_STRINGS = pa.list_(pa.string())
_INTS = pa.list_(pa.int32())
_COLUMNS = {
    "id": pa.string(),
    "doc": pa.string(),
    "label": pa.string(),
    "text": pa.string(),
    "tokens": _STRINGS,
    "tags": _STRINGS,
    "spans": _INTS,
    "ids": _INTS,
}
RECIPE_KEY = b"koprep"
TENSOR_KEY = b"koprep_tensor"
"""Where ``koprep export`` keeps what a Parquet file of tensors has no columns for."""


def open_file(path: Path, dictionaries: Sequence[str] = ()) -> pq.ParquetFile:
    """Open a Parquet file by memory map; ``dictionaries`` names columns to read as codes. Raises InputError."""
    try:
        return pq.ParquetFile(files.require_file(path), memory_map=True, read_dictionary=list(dictionaries))
    except (pa.ArrowException, OSError) as error:
        if isinstance(error, OSError) and error.errno:  # too many open files, for example
            raise InputError(f"{path}: {os.strerror(error.errno).lower()}") from None
        raise InputError(f"{path}: no Parquet file ({str(error).splitlines()[0]})") from None


def schema(level: str, tagged: bool) -> pa.Schema:
    """The columns records have at a level: ``tokens`` and ``spans`` once there are tokens, ``tags`` where they are
    tagged, ``ids`` once they are encoded."""
    names = ["id", "doc", "label", "text"]
    if level != "text":
        names += ["tokens", "tags", "spans"] if tagged else ["tokens", "spans"]
    if level == "ids":
        names.append("ids")
    return pa.schema([(name, _COLUMNS[name]) for name in names])


def batch(records: list[Record], schema: pa.Schema) -> pa.RecordBatch:
    """The records as Arrow rows with the columns of the schema."""
    columns: dict[str, Any] = {
        "id": [record.id for record in records],
        "doc": [record.doc for record in records],
        "label": [record.label for record in records],
        "text": [record.text for record in records],
    }
    if "tokens" in schema.names:
        columns |= _token_columns(records)
    if "ids" in schema.names:
        columns["ids"] = _ids_column(records)
    arrays = [_array(columns[field.name], field.type) for field in schema]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def records(batch: pa.RecordBatch) -> list[Record]:
    """The records of Arrow rows made by :func:`batch`."""
    rows = batch.num_rows
    ids = _column(batch, "ids", rows)
    return list(
        map(
            Record,
            batch.column("id").to_pylist(),
            batch.column("text").to_pylist(),
            batch.column("doc").to_pylist(),
            _tokens(batch),
            [None if row is None else tuple(row) for row in ids],
            batch.column("label").to_pylist(),
        )
    )


def _array(values: Any, kind: pa.DataType) -> pa.Array:
    return values if isinstance(values, pa.Array) else pa.array(values, kind)


def _token_columns(records: list[Record]) -> dict[str, pa.Array]:
    lists = [record.tokens or () for record in records]
    offsets = _offsets(lists)
    flat = list(chain.from_iterable(lists))
    forms, tags, starts, ends = zip(*flat, strict=True) if flat else ((), (), (), ())
    spans = np.empty(2 * len(flat), np.int32)
    spans[0::2], spans[1::2] = starts, ends
    return {
        "tokens": pa.ListArray.from_arrays(offsets, pa.array(forms, pa.string())),
        "tags": pa.ListArray.from_arrays(offsets, pa.array(tags, pa.string())),
        "spans": pa.ListArray.from_arrays(pa.array(offsets.to_numpy() * 2), pa.array(spans)),
    }


def _ids_column(records: list[Record]) -> pa.Array:
    lists = [record.ids or () for record in records]
    return pa.ListArray.from_arrays(_offsets(lists), pa.array(np.fromiter(chain.from_iterable(lists), np.int32)))


def _offsets(lists: list[Any]) -> pa.Array:
    return pa.array(np.concatenate(([0], np.cumsum(list(map(len, lists))))).astype(np.int32))


def _column(batch: pa.RecordBatch, name: str, rows: int) -> list[Any]:
    return batch.column(name).to_pylist() if name in batch.schema.names else [None] * rows


def _tokens(batch: pa.RecordBatch) -> list[tuple[Token, ...] | None]:
    if "tokens" not in batch.schema.names:
        return [None] * batch.num_rows
    column = batch.column("tokens")
    forms = column.flatten().to_pylist()
    tags = batch.column("tags").flatten().to_pylist() if "tags" in batch.schema.names else [""] * len(forms)
    spans = batch.column("spans").flatten().to_pylist() if "spans" in batch.schema.names else [-1] * 2 * len(forms)
    flat = list(map(Token, forms, tags, spans[0::2], spans[1::2]))
    bounds = np.concatenate(([0], np.cumsum(column.value_lengths().fill_null(0).to_numpy(zero_copy_only=False))))
    return [tuple(flat[start:end]) for start, end in pairwise(bounds.tolist())]
