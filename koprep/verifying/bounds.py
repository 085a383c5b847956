"""Checks of one tensor in pieces: each yields its first fault as a line, or nothing."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from koprep.artifact import Artifact
from koprep.payload import Payload

Array = np.ndarray[Any, np.dtype[Any]]
_ROWS = 1 << 16


def known(payload: Payload, name: str, types: int, also: int | None = None, there: str = "") -> Iterator[str]:
    """An id outside a vocabulary of so many rows; ``also`` is allowed beside those in it.

    ``there`` ends the line where it is no vocabulary.
    """
    for start, piece in payload.pieces(name):
        if piece.min() >= 0 and piece.max() < types:
            continue
        outside = (piece < 0) | (piece >= types)
        bad = np.flatnonzero(outside if also is None else outside & (piece != also))
        if bad.size:
            limit = there or f"the vocabulary has {types:,} rows"
            yield f"{_item(payload, name, start, piece, bad)}, but {limit}"
            return


def rising(payload: Payload, name: str, last: int, strict: bool = False) -> Iterator[str]:
    """Bounds that don't begin with 0, fall (or, if ``strict``, stay) somewhere, or don't end at ``last``."""
    before = np.array([-1 if strict else 0])
    for start, piece in payload.pieces(name):
        if not start and piece[0]:
            yield f"{name} begins with {piece[0]}, not 0"
            return
        steps = np.diff(np.concatenate((before, piece)))
        bad = np.flatnonzero(steps <= 0 if strict else steps < 0)
        if bad.size:
            rule = "not above" if strict else "below"
            yield f"{_item(payload, name, start, piece, bad)}, {rule} the one before it"
            return
        before = piece[-1:]
    if before[0] != last:
        yield f"{name} ends at {before[0]:,}, not at {last:,}"


def within(payload: Payload, name: str, low: int, high: float, why: str) -> Iterator[str]:
    """A number outside ``low`` … ``high``, both allowed; ``why`` ends the line."""
    for start, piece in payload.pieces(name):
        bad = np.flatnonzero((piece < low) | (piece > high))
        if bad.size:
            yield f"{_item(payload, name, start, piece, bad)}, {why}"
            return


def finite(payload: Payload, name: str) -> Iterator[str]:
    """A number that is none, or infinite."""
    for start, piece in payload.pieces(name):
        bad = np.flatnonzero(~np.isfinite(piece))
        if bad.size:
            yield _item(payload, name, start, piece, bad)
            return


def unsorted(payload: Payload) -> Iterator[str]:
    """A sparse row whose column numbers don't rise. ``indptr`` must be right."""
    rows = payload.opened["indptr"].size - 1
    for row in range(0, rows, _ROWS):
        starts = payload.read("indptr", row, min(row + _ROWS, rows) + 1)
        first, last = int(starts[0]), int(starts[-1])
        for at in range(first, last, _ROWS):
            before = max(at - 1, first)
            falls = 1 + before + np.flatnonzero(np.diff(payload.read("indices", before, min(at + _ROWS, last))) <= 0)
            bad = falls[~np.isin(falls, starts)]  # where a row begins, they may fall
            if bad.size:
                yield f"indices[{bad[0]}] is not above the one before it in its row"
                return


def sizes(opened: Artifact, found: dict[str, int]) -> Iterator[str]:
    """Numbers of the header that are not those found."""
    told = opened.info.get("sizes", {})
    for name, number in found.items():
        if told.get(name, number) != number:
            yield f"its header says {told[name]:,} {name}, but there are {number:,}"


def sparse(payload: Payload, shape: tuple[int, ...], there: str = "") -> Iterator[str]:
    """A CSR matrix whose parts don't fit one another, or not ``shape``; all but its last dimension are rows.

    ``there`` says what its columns are where they are no words of the vocabulary.
    """
    opened, rows = payload.opened, math.prod(shape[:-1])
    entries = opened["indices"].size
    if opened["shape"].tolist() != list(shape):
        yield f"shape is {opened['shape'].tolist()}, but its tensors fit {list(shape)}"
    elif rows != len(opened["indptr"]) - 1:
        yield f"indptr has {len(opened['indptr']) - 1:,} rows, but shape {list(shape)} has {rows:,}"
    if opened["data"].size != entries:
        yield f"data has {opened['data'].size:,} items, but indices {entries:,}"
    yield from known(payload, "indices", shape[-1], there=there)
    if faults := list(rising(payload, "indptr", entries)):
        yield from faults
    else:
        yield from unsorted(payload)


def _item(payload: Payload, name: str, start: int, piece: Array, bad: Array) -> str:
    """The first bad item: ``padded[3, 7] is 99``."""
    place = np.unravel_index(start + int(bad[0]), payload.opened[name].shape)
    return f"{name}[{', '.join(map(str, place))}] is {piece[bad[0]]}"
