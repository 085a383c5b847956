"""Lines of text in blocks of some megabytes, and the numbers in them, as Arrow columns."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from koprep import files
from koprep.convert.wordvectors import Array
from koprep.errors import InputError

_BLOCK = 4 << 20
_LONGEST = 32 << 20
_NEWLINE = b"\n"


def blocks(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Some lines at a time, and the number of the first of them. Raises InputError for what is no UTF-8 text."""
    number, rest = 1, b""
    with files.reading(path) as file:
        while data := file.read(_BLOCK):
            cut = data.rfind(b"\n") + 1
            if not cut:
                rest += data
                if len(rest) > _LONGEST:
                    raise InputError(f"{path}:{number}: a line of more than {_LONGEST:,} bytes; these are no vectors")
                continue
            lines = _lines(path, number, rest + data[:cut])
            yield number, lines
            number, rest = number + len(lines), data[cut:]
    if rest:
        yield number, _lines(path, number, rest + b"\n")


def _lines(path: Path, number: int, data: bytes) -> list[str]:
    try:
        return data.decode("utf-8-sig" if number == 1 else "utf-8").split("\n")[:-1]
    except UnicodeDecodeError as error:
        line = number + data.count(_NEWLINE, 0, error.start)
        raise InputError(f"{path}:{line}: not UTF-8 text") from None


def lengths(lists: pa.Array) -> Array:
    """How many items each list has."""
    found: Array = pc.list_value_length(lists).to_numpy(zero_copy_only=False)
    return found


def numbers(path: Path, first: int, lines: pa.Array, separator: str, width: int) -> Array:
    """The numbers (n, width) float32 of lines, the first of which is line ``first``. Raises InputError with it."""
    fields = pc.split_pattern(lines, separator)
    sizes = lengths(fields)
    if (wrong := np.flatnonzero(sizes != width)).size:
        place = int(wrong[0])
        raise InputError(f"{path}:{first + place}: {sizes[place]:,} numbers, where the vectors have {width:,}")
    flat = fields.flatten()
    try:
        found: Array = flat.cast(pa.float32()).to_numpy(zero_copy_only=False)
    except pa.ArrowInvalid:
        found = np.array([_number(text) for text in flat.to_pylist()], np.float32)
    found = found.reshape(-1, width)
    if (wrong := np.flatnonzero(~np.isfinite(found).all(axis=1))).size:
        place = int(wrong[0])
        bad = int(np.flatnonzero(~np.isfinite(found[place]))[0])
        text = flat[place * width + bad].as_py()
        raise InputError(f"{path}:{first + place}: {text!r:.40} is no number a vector can have")
    return found


def _number(text: Any) -> float:
    """As C reads it, ``+1`` too; nothing else Python would take."""
    try:
        return float(text) if text.isascii() and "_" not in text and text == text.strip() else math.nan
    except ValueError:
        return math.nan
