"""Compiled loops that count pairs word by word: where each word stands, who is around it, and rows added up.

Records are laid end to end with STOP between them, and GAP where a word is left out; whatever is below 0 is no word.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from koprep.embed.compiling import compiled
from koprep.embed.prefetching import prefetch

Array = np.ndarray[Any, np.dtype[Any]]
GAP, STOP = -1, -2
AHEAD = 24
"""How many places of a word before it is their turn to fetch the text around them: it lies anywhere in memory."""
_LOWEST_BIT = np.zeros(64, np.uint32)
_LOWEST_BIT[[((0x03F79D71B4CB0A89 << bit) % 2**64) >> 58 for bit in range(64)]] = range(64)
"""Which bit of a number with one bit is set, by that number's product with a de Bruijn sequence."""


@compiled
def laid(ids: Array, bounds: Array, gaps: bool, text: Array) -> int:
    """Lay records into ``text`` (tokens + records + 1,) int32, with their GAPs or without; how much of it is used."""
    text[0] = STOP
    at = 1
    for record in range(len(bounds) - 1):
        for i in range(bounds[record], bounds[record + 1]):
            text[at] = ids[i]
            at += gaps or ids[i] >= 0
        text[at] = STOP
        at += 1
    return at


@compiled
def counted(text: Array, indptr: Array) -> None:
    """How often each word stands in the text, as bounds ``indptr`` (V+1,)."""
    for i in range(len(text)):
        if text[i] >= 0:
            indptr[text[i] + 1] += 1
    for word in range(1, len(indptr)):
        indptr[word] += indptr[word - 1]


@compiled
def placed(text: Array, part: int, parts: int, at: Array, places: Array) -> None:
    """Put the places of words whose id is ``part`` modulo ``parts``, a power of two, where ``at`` (V,) says."""
    for i in range(len(text)):
        word = text[i]
        if word >= 0 and word & (parts - 1) == part:
            places[at[word]] = i
            at[word] += 1


@compiled
def rows(
    text: Array,
    indptr: Array,
    places: Array,
    first: int,
    weights: Array,
    behind: Array,
    before: Array,
    width: int,
    columns: Array,
    sums: Array,
    sizes: Array,
) -> int:
    """Count the company of the words ``first`` … (rows,): ``sizes`` (rows,) entries each, columns in order.

    ``places`` has AHEAD more at its end. A word d places behind falls into the column of its id + ``behind[d - 1]``,
    one before into + ``before[d - 1]``.
    """
    whole, flags = np.zeros(width, np.int64), np.zeros(width // 64 + 1, np.uint64)
    touched = np.empty(width, np.uint32)
    one, window = np.uint64(1), np.uint64(len(weights))
    kept = 0
    for row in range(len(sizes)):
        found = np.uint64(0)
        for n in range(indptr[first + row], indptr[first + row + 1]):
            prefetch(text, places[n + AHEAD])
            place = np.uint64(places[n])  # a number without a sign needs no test for being negative
            for d in range(window):
                other = text[place + d + one]
                if other < 0:
                    if other == STOP:
                        break
                    continue
                column = np.uint64(other) + behind[d]
                old = whole[column]
                if old == 0:
                    touched[found] = column
                    found += one
                whole[column] = old + weights[d]
            for d in range(window):
                other = text[place - d - one]
                if other < 0:
                    if other == STOP:
                        break
                    continue
                column = np.uint64(other) + before[d]
                old = whole[column]
                if old == 0:
                    touched[found] = column
                    found += one
                whole[column] = old + weights[d]
        kept = _emptied(whole, touched, found, flags, columns, sums, kept)
        sizes[row] = found
    return kept


@compiled
def put(indptr: Array, run_columns: Array, run_sums: Array, at: Array, columns: Array, sums: Array) -> None:
    """Put some rows of a run where ``at`` says; it moves on."""
    for row in range(len(indptr) - 1):
        place = at[row]
        for n in range(indptr[row] - indptr[0], indptr[row + 1] - indptr[0]):
            columns[place] = run_columns[n]
            sums[place] = run_sums[n]
            place += 1
        at[row] = place


@compiled
def combine(starts: Array, columns: Array, sums: Array, width: int, sizes: Array) -> int:
    """Add up entries of one place and sort each row by column, in place; how many entries are left.

    ``starts`` (n+1,) bounds the rows; ``sizes`` (n,) gets how many entries each has left.
    """
    whole, flags = np.zeros(width, np.int64), np.zeros(width // 64 + 1, np.uint64)
    touched = np.empty(width, np.uint32)
    one = np.uint64(1)
    kept = 0
    for row in range(len(sizes)):
        found = np.uint64(0)
        for n in range(starts[row], starts[row + 1]):
            column = np.uint64(columns[n])
            old = whole[column]
            if old == 0:
                touched[found] = column
                found += one
            whole[column] = old + sums[n]
        kept = _emptied(whole, touched, found, flags, columns, sums, kept)
        sizes[row] = found
    return kept


@compiled
def add_up(sizes: Array, columns: Array, sums: Array, of_rows: Array, of_columns: Array) -> None:
    """Add entries to the sums of their rows (n,), and to those of their columns where that has a length."""
    at = 0
    for row in range(len(sizes)):
        for n in range(at, at + sizes[row]):
            of_rows[row] += sums[n]
            if len(of_columns):
                of_columns[columns[n]] += sums[n]
        at += sizes[row]


@compiled
def _emptied(whole: Array, touched: Array, found: Any, flags: Array, columns: Array, sums: Array, kept: int) -> int:
    """Move a row's sums out of ``whole``, in the order of their columns, to the place ``kept``, which is moved on."""
    _sort(touched, found, flags)
    for n in range(found):
        column = touched[n]
        columns[kept], sums[kept] = column, whole[column]
        whole[column] = 0
        kept += 1
    return kept


@compiled
def _sort(touched: Array, found: Any, flags: Array) -> None:
    """Sort the first numbers: by a flag for each possible one where these are not many more, else as usual."""
    if found * 8 < len(flags):
        touched[:found].sort()
        return
    one, at = np.uint64(1), np.uint64(0)
    for n in range(found):
        column = np.uint64(touched[n])
        flags[column >> np.uint64(6)] |= one << (column & np.uint64(63))
    for word in range(len(flags)):
        bits = flags[word]
        while bits:
            lowest = bits & (~bits + one)
            touched[at] = (word << 6) + _LOWEST_BIT[(lowest * np.uint64(0x03F79D71B4CB0A89)) >> np.uint64(58)]
            at += one
            bits ^= lowest
        flags[word] = 0
