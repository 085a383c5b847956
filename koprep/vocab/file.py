"""The vocab file: a first line with the recipe, then ``token<TAB>count`` rows; a row's number is its id."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from koprep import escapes, files, modelfile
from koprep.errors import InputError
from koprep.recipe import Recipe

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

_TAB, _NEWLINE, _RETURN, _BACKSLASH, _ZERO = b"\t\n\r\\0"
_MOST_DIGITS = 18


def header(recipe: Recipe) -> bytes:
    """The first line."""
    return modelfile.header("vocab", recipe)


def read(path: Path) -> tuple[Array, Array, Array, Recipe]:
    """The tokens' bytes, their bounds (V+1,), their counts (V,) and the recipe.

    The first line and the counts are optional. Raises InputError with the line for anything else, and for a token that
    stands twice.
    """
    with files.reading(files.require_file(path)) as file:
        recipe, raw = modelfile.split(file.read(), "vocab", path)
    first = 1 if recipe is None else 2
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        raise InputError(f"{path}:{first + raw.count(_NEWLINE, 0, error.start)}: not UTF-8 text") from None
    data, offsets, counts = _rows(raw, path, first)
    if b"\\" in raw:
        data, offsets = _unescaped(data, offsets)
    _check_distinct(data, offsets, path, first)
    return data, offsets, counts, recipe or Recipe()


def _rows(raw: bytes, path: Path, first: int) -> tuple[Array, Array, Array]:
    """Cut at line ends and tabs, all rows at once: a vocabulary may have millions."""
    import numpy as np

    codes = np.frombuffer(raw, np.uint8)
    ends = np.flatnonzero(codes == _NEWLINE)
    if raw and not raw.endswith(b"\n"):
        ends = np.append(ends, len(raw))
    starts = np.concatenate(([0], ends[:-1] + 1)) if len(ends) else ends
    ends = ends - ((ends > starts) & (codes[ends - 1] == _RETURN))
    tabs = np.append(np.flatnonzero(codes == _TAB), len(raw))
    cuts = np.minimum(tabs[np.searchsorted(tabs, starts)], ends)
    counts = _numbers(codes, cuts + 1, ends)
    for row in np.flatnonzero((cuts == starts) | (counts < 0))[:1].tolist():
        line = raw[starts[row] : ends[row]].decode()
        raise InputError(f"{path}:{first + row}: not token<TAB>count: {line!r:.60}")
    inside = np.zeros(len(raw) + 1, np.int8)
    inside[starts] = 1
    inside[cuts] = -1
    return codes[np.cumsum(inside[:-1], dtype=np.int8).astype(bool)], _bounds(cuts - starts), counts


def _numbers(codes: Array, starts: Array, ends: Array) -> Array:
    """The decimal numbers at these places, 0 where there is nothing, -1 where there is anything else."""
    import numpy as np

    widths = np.maximum(ends - starts, 0)
    values = np.zeros(len(widths), np.int64)
    bad = widths > _MOST_DIGITS
    for place in range(min(_MOST_DIGITS, widths.max(initial=0))):
        rows = np.flatnonzero(widths > place)
        digits = codes[starts[rows] + place].astype(np.int64) - _ZERO
        values[rows] = values[rows] * 10 + digits
        bad[rows] |= (digits < 0) | (digits > 9)
    return np.where(bad, -1, values)


def _unescaped(data: Array, offsets: Array) -> tuple[Array, Array]:
    import numpy as np

    lengths = np.diff(offsets)
    rows = np.unique(np.searchsorted(offsets, np.flatnonzero(data == _BACKSLASH), side="right") - 1)
    pieces, done = [], 0
    for row in rows.tolist():
        start, end = offsets[row], offsets[row + 1]
        token = escapes.unescape(data[start:end].tobytes().decode()).encode()
        pieces += [data[done:start].tobytes(), token]
        done, lengths[row] = end, len(token)
    pieces.append(data[done:].tobytes())
    return np.frombuffer(b"".join(pieces), np.uint8), _bounds(lengths)


def _bounds(lengths: Array) -> Array:
    import numpy as np

    return np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)


def _check_distinct(data: Array, offsets: Array, path: Path, first: int) -> None:
    import pyarrow as pa

    tokens = pa.LargeStringArray.from_buffers(len(offsets) - 1, pa.py_buffer(offsets), pa.py_buffer(data))
    different = len(tokens.unique())
    pa.default_memory_pool().release_unused()  # of millions of tokens, that is much
    if different == len(tokens):
        return
    seen: set[str] = set()
    for row, token in enumerate(tokens.to_pylist()):
        if token in seen:
            raise InputError(f"{path}:{first + row}: {token!r} stands twice")
        seen.add(token)
