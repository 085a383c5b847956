"""Parquet and JSON Lines other tools wrote: a column of ids, perhaps one of labels, a record a row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from koprep.convert.foreign import check_ids
from koprep.errors import InputError, UsageError, suggest
from koprep.recipe import Recipe
from koprep.tensors import Collector
from koprep.vocab import Vocab

IDS = ("input_ids", "ids")
_IDS_TYPE = pa.list_(pa.int64())
_NO_LABEL = "-1"

Batches = Callable[[dict[str, pa.DataType]], Iterator[dict[str, pa.Array]]]


def collect(
    where: Path,
    columns: dict[str, pa.DataType],
    names: list[str],
    batches: Batches,
    output: Path,
    vocab: Vocab,
    wanted: str,
    recipe: Recipe,
) -> int:
    """Write a ragged tensor of all rows, and return how many; ``names`` are those of the classes if labels are numbers.

    ``columns`` are the types of the columns there, ``wanted`` the column of ids if it isn't ``input_ids`` or ``ids``.
    Raises InputError or UsageError.
    """
    column = _ids_column(where, columns, wanted)
    types = {column: _IDS_TYPE}
    if "label" in columns:
        types["label"] = pa.int64() if pa.types.is_integer(columns["label"]) else pa.string()
    with Collector(output, vocab) as collector:
        for batch in batches(types):
            lists = batch[column]
            if lists.null_count or lists.flatten().null_count:
                raise InputError(f"{where}: column {column} has empty places after row {collector.records}")
            ids = check_ids(str(where), lists.flatten().to_numpy(), len(vocab))
            lengths = pc.list_value_length(lists).to_numpy(zero_copy_only=False).astype(np.int64)
            labels = _labels(where, batch["label"], names) if "label" in batch else None
            collector.add(ids, lengths, np.ones(len(lengths), bool), labels)
        collector.write_ragged(recipe, {"tagged": vocab.tagged})
        return collector.records


def _ids_column(where: Path, columns: Any, wanted: str) -> str:
    if wanted and wanted not in columns:
        raise UsageError(f"{where}: --array {wanted}: {suggest(wanted, columns)}")
    column = wanted or next((name for name in IDS if name in columns), "")
    if not column:
        there = ", ".join(columns) or "none"
        raise InputError(f"{where}: no column {' or '.join(IDS)} (there are {there}); name it with --array NAME")
    return column


def _labels(where: Path, labels: pa.Array, names: list[str]) -> list[str | None]:
    """Labels as words; -1, as ``datasets`` has it, is none."""
    found = [None if label is None or str(label) == _NO_LABEL else str(label) for label in labels.to_pylist()]
    if not names or not pa.types.is_integer(labels.type):
        return found
    numbers = [None if label is None else int(label) for label in found]
    for number in numbers:
        if number is not None and not 0 <= number < len(names):
            raise InputError(f"{where}: the label {number} is none of its {len(names)} classes")
    return [None if number is None else names[number] for number in numbers]
