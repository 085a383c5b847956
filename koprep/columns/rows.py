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

    Nulls and empty strings, which other people's files may hold, are no tokens. Words are read as codes, which takes
    half the time, but can't be done across row groups.
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
    forms, lengths = batch.column("tokens").flatten(), _lengths(batch, "tokens")
    tags = batch.column("tags").flatten() if "tags" in columns else None
    if tags is not None and not np.array_equal(lengths, _lengths(batch, "tags")):
        raise pa.ArrowInvalid("a row has more tokens than tags, or fewer")
    words, codes = distinct(forms)
    if forms.null_count or pc.index(words, "").as_py() >= 0:
        forms = forms.cast(pa.string())
        there = pc.not_equal(forms, "").fill_null(False)
        lengths = _left(lengths, there.to_numpy(zero_copy_only=False))
        words, codes = distinct(forms.filter(there))
        tags = None if tags is None else tags.filter(there)
    if tags is not None:
        words, codes = _pairs(words, codes, *distinct(_without_nulls(tags)))
    docs = batch.column("doc") if "doc" in columns else None
    return Chunk(words, codes, lengths, docs, _labels(batch) if "label" in columns else None)


def _without_nulls(tags: pa.Array) -> pa.Array:
    return tags.cast(pa.string()).fill_null("") if tags.null_count else tags


def _lengths(batch: pa.RecordBatch, name: str) -> Array:
    """How many items each row of a column of lists has, 0 where there is no list."""
    lengths = batch.column(name).value_lengths().fill_null(0)
    return lengths.to_numpy(zero_copy_only=False).astype(np.int64)  # type: ignore[no-any-return]


def _left(lengths: Array, there: Array) -> Array:
    """The lengths once only the tokens that are ``there`` are left."""
    before = np.concatenate(([0], np.cumsum(there)))
    return np.diff(before[np.concatenate(([0], np.cumsum(lengths)))])


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
