"""JSON Lines and Parquet token files as columns."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from koprep import arrow, jsonl
from koprep.columns.chunk import Array, Chunk, distinct
from koprep.errors import InputError
from koprep.record import Record
from koprep.sources import Source

_ROWS = 1 << 16


def of_jsonl(source: Source, tags: bool) -> Iterator[Chunk]:
    """The chunks of koprep's own JSON Lines; ``tags`` makes every word ``form/TAG``.

    Raises InputError with the line.
    """
    for block in source.blocks():
        if block is None:
            continue
        if block.fault:
            raise InputError(f"{source.path}:{block.first}: {block.fault}")
        records = []
        for number, line in enumerate(block.data.split(b"\n"), block.first):
            if line.strip():
                try:
                    records.append(jsonl.record(jsonl.decoder.decode(line)))
                except ValueError as error:
                    raise InputError(f"{source.path}:{number}: {error}") from None
        yield _of_records(records, tags)


def _of_records(records: list[Record], tags: bool) -> Chunk:
    lists = [record.tokens or () for record in records]
    flat = chain.from_iterable(lists)
    words = [f"{token[0]}/{token[1]}" for token in flat] if tags else [token[0] for token in flat]
    lengths = np.array([len(tokens) for tokens in lists], np.int64)
    docs = pa.array([record.doc for record in records], pa.string())
    return Chunk(pa.array(words, pa.string()), None, lengths, docs, [record.label for record in records])


def of_parquet(path: Path, columns: list[str]) -> Iterator[Chunk]:
    """The chunks of a Parquet file, of these of its columns ``tokens tags doc label``. Raises InputError if damaged.

    Words are read as codes, which takes half the time, but can't be done across row groups.
    """
    stored = arrow.open_file(path).schema
    paths = [stored.column(place).path for place in range(len(stored))]
    file = arrow.open_file(path, [name for name in paths if name.partition(".")[0] in ("tokens", "tags")])
    try:
        for group in range(file.num_row_groups):
            for batch in file.iter_batches(batch_size=_ROWS, row_groups=[group], columns=columns):
                yield _of_batch(batch, columns)
    except (pa.ArrowException, OSError) as error:
        raise InputError(f"{path}: damaged ({str(error).splitlines()[0]})") from None


def _of_batch(batch: pa.RecordBatch, columns: list[str]) -> Chunk:
    tokens = batch.column("tokens")
    words, codes = distinct(tokens.flatten())
    if "tags" in columns:
        words, codes = _pairs(words, codes, *distinct(batch.column("tags").flatten()))
    lengths = tokens.value_lengths().fill_null(0).to_numpy(zero_copy_only=False).astype(np.int64)
    docs = batch.column("doc") if "doc" in columns else None
    return Chunk(words, codes, lengths, docs, _labels(batch) if "label" in columns else None)


def _labels(batch: pa.RecordBatch) -> list[str | None] | None:
    labels = batch.column("label")
    return None if labels.null_count == len(labels) else labels.to_pylist()


def _pairs(forms: pa.Array, form_codes: Array, tags: pa.Array, tag_codes: Array) -> tuple[pa.Array, Array]:
    """Distinct ``form/TAG`` words, spelled once each, and the codes that point into them."""
    width = max(1, len(tags))
    both = pa.array(form_codes.astype(np.int64) * width + tag_codes).dictionary_encode()
    pairs = both.dictionary.to_numpy()
    words = pc.binary_join_element_wise(forms.take(pa.array(pairs // width)), tags.take(pa.array(pairs % width)), "/")
    return words, both.indices.to_numpy()
