"""Is what training wrote possible: embeddings, sparse vectors, co-occurrence counts, checkpoints."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from koprep.artifact import Artifact
from koprep.payload import Payload
from koprep.verifying import bounds

Array = np.ndarray[Any, np.dtype[Any]]
_CSR = {"indices": "int32 1", "indptr": "int64 1", "shape": "int64 1"}
FORMS = {
    "embedding": {"vectors": "float32 2", "norms": "float32 1"},
    "sparse": {"data": "float32 1", **_CSR, "norms": "float32 1"},
    "counts": {"data": "float64 1", **_CSR, "row_sums": "float64 1", "column_sums": "float64 1"},
    "checkpoint": {"random": "int64 1"},
}
"""The tensors of each kind: item type and number of dimensions."""

OPTIONAL = {"buckets": "float32 2", "bucket_numbers": "int32 1"}
_ITEMS = 1 << 20
_RANDOM = 625  # the state of a Mersenne Twister, and the place in it
_CLOSE = 1e-4
_SLACK = 1e-3  # of sparse vectors, whose squares are added up over all rows


def _embedding(opened: Artifact, payload: Payload, types: int) -> Iterator[str]:
    rows, width = opened["vectors"].shape
    if faults := list(_as_many(opened, types, vectors=rows, norms=len(opened["norms"]))):
        yield from faults
        return
    yield from bounds.sizes(opened, {"types": types, "dimensions": width})
    yield from _lengths(payload, _dense_lengths(payload, rows, width), 0)
    yield from _parts(opened, payload, width)


def _sparse(opened: Artifact, payload: Payload, types: int) -> Iterator[str]:
    width = int(opened["shape"][-1]) if opened["shape"].size else 0
    yield from _as_many(opened, types, norms=len(opened["norms"]))
    if faults := list(bounds.sparse(payload, (types, width), f"there are {width:,} dimensions")):
        yield from faults
        return
    yield from bounds.sizes(opened, {"types": types, "dimensions": width, "values": opened["data"].size})
    if len(opened["norms"]) == types:
        yield from _lengths(payload, _sparse_lengths(payload, types), _SLACK)


def _counts(opened: Artifact, payload: Payload, types: int) -> Iterator[str]:
    contexts = len(opened["column_sums"])
    yield from _as_many(opened, types, row_sums=len(opened["row_sums"]))
    yield from bounds.sparse(payload, (types, contexts), f"there are {contexts:,} contexts")
    for name in ("data", "row_sums", "column_sums"):
        yield from bounds.within(payload, name, 0, np.inf, "which is no count")
    yield from bounds.sizes(opened, {"types": types, "contexts": contexts, "values": opened["data"].size})


def _checkpoint(opened: Artifact, payload: Payload, types: int) -> Iterator[str]:
    if len(opened["random"]) != _RANDOM:
        yield f"random has {len(opened['random']):,} items, not {_RANDOM}"
    else:
        yield from bounds.within(payload, "random", 0, (1 << 32) - 1, "which no random state has")
    if not _is_state(opened.info.get("state")):
        yield "it doesn't say how far its training is"


def _is_state(state: object) -> bool:
    """Whether it is what ``koprep.embed.learning.State`` is written as: epochs, batches, losses."""
    if not isinstance(state, list) or len(state) != 3 or not isinstance(state[2], list):
        return False
    numbers = all(isinstance(number, int) and number >= 0 for number in state[:2])
    return numbers and all(isinstance(loss, int | float) for loss in state[2])


def _as_many(opened: Artifact, types: int, **found: int) -> Iterator[str]:
    for name, rows in found.items():
        if rows != types:
            yield f"{name} has {rows:,} rows, but the vocabulary {types:,}"


def _parts(opened: Artifact, payload: Payload, width: int) -> Iterator[str]:
    """Vectors of parts of words: their numbers rise, and there are as many as vectors."""
    present = [name for name in OPTIONAL if name in opened]
    if len(present) == 1:
        yield f"it has {present[0]} but no {next(name for name in OPTIONAL if name not in present)}"
    if len(present) < len(OPTIONAL):
        return
    buckets, numbers = opened["buckets"], opened["bucket_numbers"]
    if buckets.shape != (len(numbers), width):
        yield f"buckets is {buckets.shape}, not {(len(numbers), width)}"
    about = opened.info.get("subwords")
    most = about.get("buckets") if isinstance(about, dict) else None
    if not isinstance(most, int):
        yield "it doesn't say what its buckets are"
        return
    yield from bounds.within(payload, "bucket_numbers", 0, most - 1, f"but there are {most:,} buckets")
    falls = np.flatnonzero(np.diff(numbers) <= 0)
    if falls.size:
        yield f"bucket_numbers[{falls[0] + 1}] is {numbers[falls[0] + 1]}, not above the one before it"


def _dense_lengths(payload: Payload, rows: int, width: int) -> Iterator[tuple[int, Array]]:
    step = max(1, _ITEMS // max(width, 1))
    for start in range(0, rows, step):
        stop = min(start + step, rows)
        piece = payload.read("vectors", start * width, stop * width).reshape(stop - start, width)
        yield start, np.sqrt(np.einsum("vd,vd->v", piece, piece, dtype=np.float64))


def _sparse_lengths(payload: Payload, rows: int) -> Iterator[tuple[int, Array]]:
    step = 1 << 12
    for start in range(0, rows, step):
        ends = payload.read("indptr", start, min(start + step, rows) + 1)
        squares = payload.read("data", int(ends[0]), int(ends[-1])).astype(np.float64) ** 2
        filled = np.flatnonzero(np.diff(ends))
        sums = np.zeros(len(ends) - 1)
        if filled.size:
            sums[filled] = np.add.reduceat(squares, ends[filled] - ends[0])
        yield start, np.sqrt(sums)


def _lengths(payload: Payload, lengths: Iterator[tuple[int, Array]], slack: float) -> Iterator[str]:
    """The first norm that is not the length of its vector."""
    for start, found in lengths:
        told = payload.read("norms", start, start + len(found))
        bad = np.flatnonzero(~(np.abs(told - found) <= _CLOSE * found + slack))
        if bad.size:
            yield f"norms[{start + bad[0]}] is {told[bad[0]]:.6g}, but its vector is {found[bad[0]]:.6g} long"
            return


CHECKS: dict[str, Callable[[Artifact, Payload, int], Iterator[str]]] = {
    "embedding": _embedding,
    "sparse": _sparse,
    "counts": _counts,
    "checkpoint": _checkpoint,
}
