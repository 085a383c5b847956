"""NumPy's array format, written and read in pieces; never a pickle.

Format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html.
"""

from __future__ import annotations

import io
import math
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from tokenize import TokenError
from typing import Any, BinaryIO, NamedTuple

import numpy as np

from koprep.errors import InputError

Array = np.ndarray[Any, np.dtype[Any]]
_ITEMS = 1 << 20
_MOST = 1 << 24


class Stored(NamedTuple):
    """An array in a file: its item type and shape, and its items flat, so many at a time, as often as wanted."""

    where: str
    dtype: np.dtype[Any]
    shape: tuple[int, ...]
    pieces: Callable[[int], Iterator[Array]]

    def all(self) -> Array:
        """The whole array, in memory."""
        parts = list(self.pieces(_ITEMS))
        return (np.concatenate(parts) if parts else np.empty(0, self.dtype)).reshape(self.shape)


def size(dtype: str, shape: tuple[int, ...]) -> int:
    """How many bytes an array takes as a file."""
    return len(header(dtype, shape)) + math.prod(shape) * np.dtype(dtype).itemsize


def header(dtype: str, shape: tuple[int, ...]) -> bytes:
    """What stands before the items."""
    out = io.BytesIO()
    fields = {"descr": dtype, "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(out, fields)
    return out.getvalue()


def write(out: Any, dtype: str, shape: tuple[int, ...], pieces: Iterable[Array]) -> None:
    """Write an array whose items come in pieces."""
    out.write(header(dtype, shape))
    for piece in pieces:
        if piece.size:
            out.write(piece.data.cast("B"))


def stored(where: str, opening: Callable[[], AbstractContextManager[BinaryIO]]) -> Stored:
    """The array in a file that ``opening`` opens, however often. Raises InputError for pickles and damaged files."""
    with opening() as file:
        dtype, shape, fortran = _head(where, file)

    def pieces(items: int) -> Iterator[Array]:
        with opening() as file:
            _head(where, file)
            if fortran and len(shape) > 1:
                whole = np.concatenate(list(_read(where, file, dtype, math.prod(shape), _ITEMS)))
                yield whole.reshape(shape, order="F").ravel()  # columns first: there is no other way to turn it
            else:
                yield from _read(where, file, dtype, math.prod(shape), items)

    return Stored(where, dtype, shape, pieces)


def _head(where: str, file: BinaryIO) -> tuple[np.dtype[Any], tuple[int, ...], bool]:
    try:
        version = np.lib.format.read_magic(file)
        if version not in ((1, 0), (2, 0)):
            raise InputError(f"{where}: a kind of array koprep doesn't read (format {version[0]}.{version[1]})")
        read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        with warnings.catch_warnings(action="ignore"):  # of files by Python 2
            shape, fortran, dtype = read(file)
    except (ValueError, EOFError, SyntaxError, TokenError, RecursionError) as error:
        raise InputError(f"{where}: no NumPy array ({str(error).splitlines()[0]})") from None
    if dtype.hasobject:
        raise InputError(f"{where}: it holds pickled objects, which can run anything; save numbers only")
    if dtype.names or dtype.subdtype:
        raise InputError(f"{where}: it holds records, not numbers; save one array a column")
    return dtype, shape, fortran


def _read(where: str, file: BinaryIO, dtype: np.dtype[Any], total: int, items: int) -> Iterator[Array]:
    for start in range(0, total, items):
        wanted = min(items, total - start) * dtype.itemsize
        data = _taken(file, wanted)
        if len(data) < wanted:
            raise InputError(f"{where}: it is cut off; {total:,} items should be there")
        yield np.frombuffer(data, dtype)


def _taken(file: BinaryIO, wanted: int) -> bytes:
    """So many bytes, or all there are; a header may ask for more than any memory holds."""
    parts = []
    while wanted > 0 and (part := file.read(min(wanted, _MOST))):
        parts.append(part)
        wanted -= len(part)
    return b"".join(parts)
