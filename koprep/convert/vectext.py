"""Vectors as text, a word a line: word2vec's and fastText's .vec with a first line of sizes, GloVe's without.

Formats: word2vec's ``-binary 0`` output (``words dimensions``, then ``word number number …``), fastText's .vec
likewise; GloVe's vectors.txt has no first line. A word can't hold a space there, so white space in
words is written as in token files, ``\\s``.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from koprep import compression, escapes, files
from koprep.convert import textblocks
from koprep.convert.wordvectors import Array, Outgoing, Piece, Source, escaped
from koprep.errors import InputError

_MARK = "\ufeff"
_LEAST_CELL = 2
_LONGEST_HEADER = 100


def write(out: BinaryIO, vectors: Outgoing, header: bool) -> None:
    """Write all words; numbers are the shortest that give the same float32 back."""
    if header:
        out.write(f"{len(vectors.words)} {vectors.dimensions}\n".encode())
    elif vectors.words[0].startswith(_MARK):
        out.write(_MARK.encode())  # the first of them is taken for no text
    for piece in vectors.pieces():
        out.write(lines(piece.rows, " ", escaped(piece.words)))


def lines(rows: Array, separator: str, words: list[str] | None = None) -> Any:
    """The bytes of lines of numbers, each behind its word if there are words."""
    cells = pa.array(rows.ravel()).cast(pa.string())
    bounds = np.arange(0, rows.size + 1, rows.shape[1], dtype=np.int32)
    joined = pc.binary_join(pa.ListArray.from_arrays(pa.array(bounds), cells), separator)
    if words is not None:
        joined = pc.binary_join_element_wise(pa.array(words, pa.string()), joined, separator)
    whole = pc.binary_join_element_wise(joined, "", "\n")
    _, bounds_, data = whole.buffers()
    return memoryview(data)[: np.frombuffer(bounds_, np.int32)[len(whole)]] if data else b""


def read(path: Path, header: bool) -> Source:
    """Open such a file; vectors come in pieces. Raises InputError, with the line for what is wrong in one."""
    blocks = textblocks.blocks(path)
    first = next(blocks, None)
    if first is None or not first[1]:
        raise InputError(f"{path}: empty; word vectors need at least one word")
    sizes = _header(path, first[1][0]) if header else None
    width = sizes[1] if sizes else first[1][0].rstrip(" \r").count(" ")
    if width < 1:
        raise InputError(f"{path}:1: not a word and its numbers: {first[1][0]!r:.60}")
    if header:
        first = first[0] + 1, first[1][1:]
    return Source(width, _pieces(path, first, blocks, width, sizes[0] if sizes else None))


def _pieces(
    path: Path,
    first: tuple[int, list[str]],
    blocks: Iterator[tuple[int, list[str]]],
    width: int,
    expected: int | None,
) -> Iterator[Piece]:
    done = 0
    for number, rows in chain([first], blocks):
        if expected is not None and done + len(rows) > expected:
            line = number + expected - done
            raise InputError(f"{path}:{line}: more lines than the {expected:,} words its first line says")
        if rows:
            yield _parsed(path, number, rows, width)
        done += len(rows)
    if expected is not None and done < expected:
        raise InputError(f"{path}: {done:,} words, but its first line says {expected:,}; it is cut off or damaged")


def _parsed(path: Path, number: int, rows: list[str], width: int) -> Piece:
    """Words and numbers of some lines."""
    parts = pc.split_pattern(pc.utf8_rtrim(pa.array(rows), " \r"), " ", max_splits=1)
    if (short := np.flatnonzero(textblocks.lengths(parts) < 2)).size:
        place = int(short[0])
        raise InputError(f"{path}:{number + place}: not a word and {width} numbers: {rows[place]!r:.60}")
    words = [escapes.unescape(word) for word in pc.list_element(parts, 0).to_pylist()]
    if "" in words:
        raise InputError(f"{path}:{number + words.index('')}: no word before the first space")
    return Piece(words, textblocks.numbers(path, number, pc.list_element(parts, 1), " ", width))


def sizes_in(line: str) -> tuple[int, int] | None:
    """Words and dimensions, where a line is such a first line."""
    fields = line.rstrip(" \r").split(" ")
    if len(fields) != 2 or not all(field.isascii() and field.isdecimal() for field in fields) or len(line) > 40:
        return None
    return int(fields[0]), int(fields[1])


def _header(path: Path, line: str) -> tuple[int, int]:
    sizes = sizes_in(line)
    if sizes is None:
        raise InputError(
            f"{path}:1: not the number of words and dimensions: {line!r:.60}; a file without them is GloVe's: "
            "--from glove"
        )
    check_sizes(path, *sizes, each=_LEAST_CELL)
    return sizes


def check_sizes(path: Path, words: int, dimensions: int, each: int) -> None:
    """Refuse sizes that can't be those of a file so large, before anything is allocated for them. Raises InputError."""
    if words < 1 or dimensions < 1:
        raise InputError(f"{path}: it says that it has {words:,} words of {dimensions:,} dimensions; there is none")
    if files.is_regular(path) and not compression.suffix(path) and words * dimensions * each > path.stat().st_size:
        raise InputError(
            f"{path}: it says that it has {words:,} words of {dimensions:,} dimensions, but has only "
            f"{path.stat().st_size:,} bytes; it is cut off or damaged"
        )
