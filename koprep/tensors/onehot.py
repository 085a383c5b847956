"""One-hot vectors (원-핫 인코딩) of padded ids: sparse, one row a position, or dense."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from koprep import artifact
from koprep.artifact import Tensor
from koprep.errors import UsageError
from koprep.recipe import Recipe
from koprep.tensors.collector import Collector
from koprep.tensors.gathering import amount
from koprep.tensors.padding import Padding
from koprep.tensors.scratch import CELLS

Array = np.ndarray[Any, np.dtype[Any]]
_POSITIONS = 1 << 20


def write_onehot(gathered: Collector, padding: Padding, recipe: Recipe, info: dict[str, Any]) -> None:
    """Write ``np.eye(V)[padded]`` sparse: ``data`` float32 ones, ``indices`` and ``indptr`` of N·T rows, ``shape``
    (N, T, V); and ``lengths`` (N,).

    Raises KoprepError where the disk has no room.
    """
    positions = gathered.records * padding.max_len
    _write(gathered, padding, recipe, info, {
        "data": Tensor("<f4", (positions,), (np.ones(len(piece), np.float32) for piece in _steps(positions))),
        "indices": Tensor("<i4", (positions,), (rows.ravel() for rows in gathered.rows(padding))),
        "indptr": Tensor("<i8", (positions + 1,), _steps(positions + 1)),
        "shape": artifact.of(np.array(_shape(gathered, padding), np.int64)),
    })  # fmt: skip


def write_dense(gathered: Collector, padding: Padding, max_bytes: int, recipe: Recipe, info: dict[str, Any]) -> None:
    """Write ``onehot`` (N, T, V) float32 and ``lengths`` (N,).

    Raises UsageError where it would be larger than ``max_bytes``, KoprepError where the disk has no room.
    """
    shape = _shape(gathered, padding)
    tensor = Tensor("<f4", shape, dense(gathered.rows(padding), shape[2]))
    if tensor.nbytes > max_bytes:
        raise UsageError(
            f"--dense: {' × '.join(f'{size:,}' for size in shape)} numbers would take {amount(tensor.nbytes)}, more "
            f"than --max-bytes {amount(max_bytes)}; leave out --dense (sparse is the same), or allow more"
        )
    _write(gathered, padding, recipe, info, {"onehot": tensor})


def dense(blocks: Iterator[Array], types: int) -> Iterator[Array]:
    """Rows of ids (some, T) as (some, T, V) float32, a few rows at a time."""
    for rows in blocks:
        step = max(1, CELLS // (rows.shape[1] * types))
        for first in range(0, len(rows), step):
            ids = rows[first : first + step]
            cells = np.zeros((ids.size, types), np.float32)
            cells[np.arange(ids.size), ids.ravel()] = 1
            yield cells.reshape(*ids.shape, types)


def _shape(gathered: Collector, padding: Padding) -> tuple[int, int, int]:
    return gathered.records, padding.max_len, len(gathered.vocab)


def _write(
    gathered: Collector, padding: Padding, recipe: Recipe, info: dict[str, Any], tensors: dict[str, Tensor]
) -> None:
    width = padding.max_len
    tensors["lengths"] = gathered.kept_lengths(width)
    sizes = {"tokens": gathered.tokens - gathered.cut(width)}
    gathered.write("onehot", recipe, info, tensors, sizes)


def _steps(count: int) -> Iterator[Array]:
    """0, 1, 2 … as int64, some at a time."""
    for first in range(0, count, _POSITIONS):
        yield np.arange(first, min(first + _POSITIONS, count), dtype=np.int64)
