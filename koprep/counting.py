"""Counting words of any corpus in bounded memory, and ranking them into a vocabulary file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from koprep import escapes, files
from koprep.columns import Chunk, word_counts
from koprep.recipe import Recipe
from koprep.vocab import UNKNOWN, header

_PENDING = 1 << 20


class Counts(NamedTuple):
    """``ranked`` are token and count by (-count, token); ``tokens`` and ``records`` are totals."""

    ranked: pa.Table
    tokens: int
    records: int


class Ranked(NamedTuple):
    """What goes into a vocabulary: the rows in id order, and how many types and tokens were cut."""

    rows: pa.Table
    cut_types: int
    cut_tokens: int


def count(chunks: Iterable[Chunk]) -> Counts:
    """Count words exactly. Memory grows with the number of types only: at most about twice their table."""
    main, pending, waiting = _empty(), [], 0
    tokens = records = 0
    for chunk in chunks:
        table = word_counts(chunk)
        tokens += len(chunk.codes)
        records += len(chunk.lengths)
        pending.append(table)
        waiting += len(table)
        if waiting > max(_PENDING, len(main)):
            main, pending, waiting = _merge([main, *pending]), [], 0
    return Counts(_rank(_merge([main, *pending])), tokens, records)


def select(counts: Counts, min_count: int, max_size: int, specials: Sequence[str]) -> Ranked:
    """Specials first, then the words that are frequent enough; ``max_size`` (0: no limit) counts the specials.

    A word spelled like a special is that special. ``<unk>`` gets what was cut.
    """
    table = counts.ranked
    is_special = pc.is_in(table["token"], pa.array(list(specials), pa.large_string()))
    literal = dict(zip(*(column.to_pylist() for column in table.filter(is_special).columns), strict=True))
    words = table.filter(pc.and_(pc.invert(is_special), pc.greater_equal(table["count"], min_count)))
    if max_size:
        words = words.slice(0, max(0, max_size - len(specials)))
    kept = int(pc.sum(words["count"]).as_py() or 0)
    cut = counts.tokens - kept - sum(literal.values())
    numbers = [literal.get(name, 0) + (cut if name == UNKNOWN else 0) for name in specials]
    heads = pa.table({"token": pa.array(list(specials), pa.large_string()), "count": pa.array(numbers, pa.int64())})
    return Ranked(pa.concat_tables([heads, words]), len(table) - len(literal) - len(words), cut)


def write(ranked: Ranked, recipe: Recipe, path: Path) -> None:
    """Write ``vocab.tsv`` without making a Python string a row."""
    with files.writing(path) as file:
        file.write(header(recipe))
        for batch in ranked.rows.to_batches(max_chunksize=1 << 18):
            tokens = _escaped(batch.column("token"))
            numbers = batch.column("count").cast(pa.large_string())
            tab, end, nothing = (pa.scalar(text, pa.large_string()) for text in ("\t", "\n", ""))
            lines = pc.binary_join_element_wise(pc.binary_join_element_wise(tokens, numbers, tab), end, nothing)
            bounds = np.frombuffer(lines.buffers()[1], np.int64)[lines.offset : lines.offset + len(lines) + 1]
            file.write(memoryview(lines.buffers()[2])[bounds[0] : bounds[-1]] if len(lines) else b"")


def _escaped(tokens: pa.Array) -> pa.Array:
    if not pc.any(pc.match_substring_regex(tokens, r"[ \t\n\\]")).as_py():
        return tokens
    return pa.array([escapes.escape(token) for token in tokens.to_pylist()], pa.large_string())


def _empty() -> pa.Table:
    return pa.table({"token": pa.array([], pa.large_string()), "count": pa.array([], pa.int64())})


def _merge(tables: list[pa.Table]) -> pa.Table:
    merged = pa.concat_tables(tables).group_by("token", use_threads=False).aggregate([("count", "sum")])
    return cast(pa.Table, merged.select(["token", "count_sum"]).rename_columns(["token", "count"]).combine_chunks())


def _rank(table: pa.Table) -> pa.Table:
    order: Any = [("count", "descending"), ("token", "ascending")]
    table = table.filter(pc.greater(table["count"], 0))
    return table.take(pc.sort_indices(table, sort_keys=order))
