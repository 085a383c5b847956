"""Tokens and tagged text as columns, cut without making a Python string a token."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from koprep import escapes, streams
from koprep.columns.chunk import Array, Chunk, change, distinct
from koprep.errors import InputError
from koprep.sources import Source

_SPACE, _NEWLINE, _BACKSLASH = b" \n\\"


def chunks(source: Source, tags: bool) -> Iterator[Chunk]:
    """The chunks of a tokens or tagged file; ``tags`` keeps every tagged token as ``form/TAG``.

    Raises InputError with the line for bytes that don't decode and for tagged tokens that aren't ``form/TAG``.
    """
    for line, raw in _pieces(source):
        data = _as_utf8(source, line, raw)
        words, lengths = split(data.replace(b"\r\n", b"\n") if b"\r" in data else data)
        if b"\\" in data:
            words = change(words, _with_backslash(words), escapes.unescape)
        if source.shape.tagged:
            _check_tagged(words, lengths, source.path, line)
        yield Chunk(words, None, lengths) if tags or not source.shape.tagged else _forms(words, lengths)


def split(data: bytes) -> tuple[pa.Array, Array]:
    """The tokens of some whole lines of UTF-8, and how many there are a line; runs of spaces count as one.

    >>> words, lengths = split("밥을 먹다\\n\\n좋다\\n".encode())
    >>> words.to_pylist(), lengths.tolist()
    (['밥을', '먹다', '좋다'], [2, 0, 1])
    """
    raw = np.frombuffer(data, np.uint8)
    ends = np.flatnonzero((raw == _SPACE) | (raw == _NEWLINE))
    bounds = np.zeros(len(ends) + 1, np.int32)  # where the words end once the separators are taken out
    np.subtract(ends, np.arange(len(ends)), out=bounds[1:], casting="unsafe")
    filled = bounds[1:] > bounds[:-1]
    offsets = np.concatenate((bounds[:1], bounds[1:][filled]))
    words = pa.StringArray.from_buffers(
        len(offsets) - 1, pa.py_buffer(offsets), pa.py_buffer(data.translate(None, b" \n"))
    )
    upto = np.cumsum(filled, dtype=np.int32)[raw[ends] == _NEWLINE]
    return words, np.diff(upto, prepend=0).astype(np.int64)


def _with_backslash(words: pa.Array) -> pa.Array:
    """Which words hold a backslash; quicker than asking each, since hardly any does."""
    offsets = np.frombuffer(words.buffers()[1], np.int32)
    places = np.flatnonzero(np.frombuffer(words.buffers()[2], np.uint8) == _BACKSLASH)
    mask = np.zeros(len(words), bool)
    mask[np.searchsorted(offsets, places, side="right") - 1] = True
    return pa.array(mask)


def _pieces(source: Source) -> Iterator[tuple[int, bytes]]:
    """About 1 MiB of whole lines at a time, each piece ending in a line end, with the number of its first line."""
    held: list[bytes] = []
    first = size = 0
    for block in source.blocks():
        if block is None:
            continue
        if block.fault:
            raise InputError(f"{source.path}:{block.first}: {block.fault}")
        first = first or block.first
        held.append(block.data)
        size += len(block.data)
        if size >= streams.READ:
            yield first, b"\n".join([*held, b""])
            held, first, size = [], 0, 0
    if held:
        yield first, b"\n".join([*held, b""])


def _as_utf8(source: Source, line: int, data: bytes) -> bytes:
    encoding = source.encoding
    name = "utf-8" if encoding is None or encoding.wide else encoding.name
    try:
        text = data.decode(name)
    except UnicodeDecodeError as error:
        raise InputError(
            f"{source.path}:{line + data.count(_NEWLINE, 0, error.start)}: not {name} text; mend the "
            "line, or name its --encoding to koprep run"
        ) from None
    return data if name == "utf-8" else text.encode()


def _check_tagged(words: pa.Array, lengths: Array, path: Path, line: int) -> None:
    for place in np.flatnonzero(pc.find_substring(words, "/").to_numpy() < 1).tolist():
        word = words[place].as_py()
        if "/" not in word[1:]:
            line += int(np.searchsorted(np.cumsum(lengths), place, side="right"))
            raise InputError(f"{path}:{line}: {word!r} is not form/TAG")


def _forms(words: pa.Array, lengths: Array) -> Chunk:
    different, codes = distinct(words)
    forms = pa.array([word.rpartition("/")[0] for word in different.to_pylist()], pa.string())
    return Chunk(forms, codes, lengths)
