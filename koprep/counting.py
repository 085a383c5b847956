"""Counting words of any corpus in bounded memory, and ranking them into a vocabulary file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from koprep import escapes, files
from koprep.columns.chunk import Array, Chunk, change
from koprep.recipe import Recipe
from koprep.vocab import UNKNOWN
from koprep.vocab.file import header

_PENDING = 1 << 21
_AT_ONCE = 3 << 20
_ROWS = 1 << 18


class Counts(NamedTuple):
    """``table`` has the columns token and count, in no order; ``tokens`` and ``records`` are totals."""

    table: pa.Table
    tokens: int
    records: int


class Ranked(NamedTuple):
    """What goes into a vocabulary: the rows in id order, and how many types and tokens were cut."""

    rows: pa.Table
    cut_types: int
    cut_tokens: int


def count(chunks: Iterable[Chunk]) -> Counts:
    """Count words exactly. Memory grows with the number of types only.

    What is read goes on being read while a thread adds up what was read before.
    """
    pending: list[pa.Table] = []
    waiting = tokens = records = 0
    with ThreadPoolExecutor(1) as thread:
        total = thread.submit(_merge, [_table([], [])])
        for chunk in chunks:
            table = _counted(chunk)
            tokens += chunk.tokens
            records += len(chunk.lengths)
            pending.append(table)
            waiting += len(table)
            if waiting > _PENDING and waiting > len(total.result()) // 2:
                total = thread.submit(_merge, [total.result(), *pending])
                pending, waiting = [], 0
        return Counts(_merge([total.result(), *pending]), tokens, records)


def select(counts: Counts, min_count: int, max_size: int, specials: Sequence[str]) -> Ranked:
    """Specials first, then the words that are frequent enough, by (-count, token).

    ``max_size`` (0: no limit) counts the specials. A word spelled like a special is that special. ``<unk>`` gets what
    was cut.
    """
    table = counts.table
    is_special = pc.is_in(table["token"], pa.array(list(specials), pa.string()))
    literal = dict(zip(*(column.to_pylist() for column in table.filter(is_special).columns), strict=True))
    words = _rank(table.filter(pc.and_(pc.invert(is_special), pc.greater_equal(table["count"], min_count))))
    if max_size:
        words = words.slice(0, max(0, max_size - len(specials)))
    kept = int(pc.sum(words["count"]).as_py() or 0)
    cut = counts.tokens - kept - sum(literal.values())
    numbers = [literal.get(name, 0) + (cut if name == UNKNOWN else 0) for name in specials]
    rows = pa.concat_tables([_table(list(specials), numbers), words])
    return Ranked(rows, len(table) - len(literal) - len(words), cut)


def write(ranked: Ranked, recipe: Recipe, path: Path) -> None:
    """Write ``vocab.tsv`` without making a Python string a row."""
    with files.writing(path) as file:
        file.write(header(recipe))
        for batch in ranked.rows.to_batches(max_chunksize=_ROWS):
            if len(batch):
                file.write(_lines(batch))
                file.write(b"\n")


def _lines(batch: pa.RecordBatch) -> pa.Buffer:
    tokens, numbers = batch["token"], batch["count"].cast(pa.string())
    tokens = change(tokens, pc.match_substring_regex(tokens, r"[ \t\n\r\\]"), escapes.escape)
    lines = pc.binary_join_element_wise(tokens, numbers, "\t")
    return pc.binary_join(pa.ListArray.from_arrays([0, len(lines)], lines), "\n")[0].as_buffer()


def _counted(chunk: Chunk) -> pa.Table:
    """The words of a chunk with counts; a word may stand several times."""
    if chunk.codes is None:
        return _table(chunk.words, np.ones(len(chunk.words), np.int64))
    return _table(chunk.words, np.bincount(chunk.codes, minlength=len(chunk.words)))


def _table(tokens: Any, numbers: Any) -> pa.Table:
    return pa.table({"token": pa.array(tokens, pa.string()), "count": pa.array(numbers, pa.int64())})


def _merge(tables: list[pa.Table]) -> pa.Table:
    """Add up the counts of equal words, in as many parts as keep the hash table small."""
    parts = 1 + sum(map(len, tables)) // _AT_ONCE
    if parts == 1:
        return _added(tables)
    places = [_places(table, parts) for table in tables]
    merged = []
    for part in range(parts):
        of_part = [table.filter(pa.array(place == part)) for table, place in zip(tables, places, strict=True)]
        merged.append(_added(of_part))
        pa.default_memory_pool().release_unused()
    return pa.concat_tables(merged).combine_chunks()


def _added(tables: list[pa.Table]) -> pa.Table:
    merged = pa.concat_tables(tables).group_by("token", use_threads=False).aggregate([("count", "sum")])
    merged = merged.rename_columns(["token", "count"]).combine_chunks()
    return merged.filter(pc.greater(merged["count"], 0))


def _places(table: pa.Table, parts: int) -> Array:
    """The part each word belongs to, by the sum of its bytes."""
    if not len(table):
        return np.zeros(0, np.uint32)
    offsets, data = _buffers(table["token"].combine_chunks())
    return np.add.reduceat(data, offsets[:-1], dtype=np.uint32) % parts


def _rank(table: pa.Table) -> pa.Table:
    """By (-count, token); comparing the first eight bytes as a number halves the time."""
    if not len(table):
        return table
    keyed = table.append_column("prefix", pa.array(_prefixes(table["token"].combine_chunks())))
    order: Any = [("count", "descending"), ("prefix", "ascending"), ("token", "ascending")]
    return table.take(pc.sort_indices(keyed, sort_keys=order))


def _prefixes(words: pa.Array) -> Array:
    """The first eight bytes of each word, filled up with zeros, as big-endian numbers."""
    offsets, data = _buffers(words)
    windows = np.lib.stride_tricks.sliding_window_view(np.append(data, np.zeros(8, np.uint8)), 8)[offsets[:-1]]
    beyond = (8 * (8 - np.minimum(np.diff(offsets), 8))).astype(np.uint64)
    return np.ascontiguousarray(windows).view(">u8")[:, 0].astype(np.uint64) >> beyond << beyond


def _buffers(words: pa.Array) -> tuple[Array, Array]:
    """Where each word starts and where the last one ends, and the bytes."""
    offsets = np.frombuffer(words.buffers()[1], np.int32)[words.offset : words.offset + len(words) + 1]
    return offsets, np.frombuffer(words.buffers()[2], np.uint8)[: offsets[-1]]
