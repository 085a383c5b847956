"""Parquet for Hugging Face's ``datasets``, pandas and the like: a record a row, the rest in the footer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from koprep import arrow
from koprep.artifact import Artifact
from koprep.convert import envelope, rows
from koprep.convert.envelope import Envelope
from koprep.errors import InputError, UsageError
from koprep.payload import Payload

_CELLS = 1 << 22
_ROWS = 1 << 14
_MOST = 64 << 20  # a reader of Parquet refuses footers of 100 MB


def write(out: BinaryIO, opened: Artifact, tokens: bool) -> None:
    """Write ids, padded rows, prefixes or bags of words; ``tokens`` adds the words.

    ``load_dataset("parquet", data_files=…)`` finds the names of the classes. Raises UsageError for other kinds.
    """
    columns = rows.columns_of(opened, "Parquet")
    about = envelope.encode(envelope.full(opened, rows.held(columns)))
    if len(about) > _MOST:
        raise UsageError(f"{opened.path}: its vocabulary takes {len(about) >> 20} MiB, too much for Parquet; use .npz")
    schema = rows.schema(opened, columns, tokens).with_metadata(_features(opened, columns, tokens))
    options: dict[str, Any] = {"compression": "zstd", "write_page_checksum": True}
    with Payload(opened) as payload, pq.ParquetWriter(out, schema, **options) as writer:
        writer.add_key_value_metadata({arrow.TENSOR_KEY: about})
        for batch in rows.batches(opened, payload, columns, tokens, _CELLS):
            writer.write_batch(batch.replace_schema_metadata(schema.metadata))


def _features(opened: Artifact, columns: list[rows.Column], tokens: bool) -> dict[str, str]:
    """The names of the classes, as ``datasets`` keeps them."""
    classes = opened.info.get("classes", [])
    if not classes or not any(column.name == "label" for column in columns):
        return {}
    features = {"label": {"names": classes, "_type": "ClassLabel"}}
    return {"huggingface": json.dumps({"info": {"features": features}}, ensure_ascii=False)}


def about(path: Path) -> Envelope | None:
    """What koprep wrote about the tensors, ``None`` in other files. Raises InputError."""
    with arrow.open_file(path) as file:
        stored = (file.metadata.metadata or {}).get(arrow.TENSOR_KEY)
    return envelope.decode(stored, str(path)) if stored else None


def classes(path: Path) -> list[str]:
    """The names of the classes of ``label`` in a file of ``datasets``, if it has some."""
    with arrow.open_file(path) as file:
        stored = (file.schema_arrow.metadata or {}).get(b"huggingface", b"{}")
    try:
        names = json.loads(stored)["info"]["features"]["label"]["names"]
    except (ValueError, KeyError, TypeError):
        return []
    return names if isinstance(names, list) and all(isinstance(name, str) for name in names) else []


def columns(path: Path) -> dict[str, pa.DataType]:
    """The types of the columns."""
    with arrow.open_file(path) as file:
        return {field.name: field.type for field in file.schema_arrow}


def batches(path: Path, types: dict[str, pa.DataType]) -> Iterator[dict[str, pa.Array]]:
    """All rows in batches, every column as the type asked for. Raises InputError."""
    with arrow.open_file(path) as file:
        missing = [name for name in types if name not in file.schema_arrow.names]
        if missing:
            raise InputError(f"{path}: no column {missing[0]} (there are {', '.join(file.schema_arrow.names)})")
        for name, kind in types.items():
            _check(path, name, file.schema_arrow.field(name).type, kind)
        try:
            for batch in file.iter_batches(batch_size=_ROWS, columns=list(types)):
                yield {name: batch.column(name).cast(kind) for name, kind in types.items()}
        except (pa.ArrowException, OSError) as error:
            raise InputError(f"{path}: damaged, or numbers too large ({str(error).splitlines()[0]})") from None


def _check(path: Path, name: str, found: pa.DataType, wanted: pa.DataType) -> None:
    """Integers only where ids are wanted: Arrow would round."""
    nested = pa.types.is_list(found) or pa.types.is_large_list(found) or pa.types.is_fixed_size_list(found)
    if nested != pa.types.is_list(wanted):
        raise InputError(f"{path}: column {name} holds {found}, where {wanted} is needed")
    item, needed = (found.value_type, wanted.value_type) if nested else (found, wanted)
    if pa.types.is_null(item):
        return
    if pa.types.is_integer(needed) and not pa.types.is_integer(item):
        raise InputError(f"{path}: column {name} holds {item}, where whole numbers are needed")
