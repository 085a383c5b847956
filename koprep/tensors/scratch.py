"""Numbers kept on disk where they are many, so that memory stays small."""

from __future__ import annotations

import contextlib
import io
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from koprep import files
from koprep.errors import KoprepError

Array = np.ndarray[Any, np.dtype[Any]]
_HELD = 64 << 20
_PIECE = 1 << 17
_ROWS = 1 << 16
CELLS = 1 << 22


class Column:
    """Numbers of one dtype: put at its end, read back in slices. The first 64 MiB stay in memory, more go to an unnamed
    file beside the output."""

    def __init__(self, dtype: type[Any], beside: Path, stack: contextlib.ExitStack) -> None:
        self._dtype, self._beside, self._stack = np.dtype(dtype), beside, stack
        self._file: BinaryIO = io.BytesIO()
        self._held, self._count = True, 0

    def __len__(self) -> int:
        return self._count

    def put(self, numbers: Array) -> None:
        """Append numbers. Raises KoprepError where the disk is full."""
        plain = np.ascontiguousarray(numbers, self._dtype)
        try:
            if self._held and self._dtype.itemsize * self._count + plain.nbytes > _HELD:
                self._move()
            self._file.seek(0, 2)
            self._file.write(plain.data)
        except OSError as error:
            raise KoprepError(f"{self._beside}: {files.reason(error)}") from None
        self._count += len(plain)

    def _move(self) -> None:
        """Go on in a file."""
        file = self._stack.enter_context(files.scratch(self._beside))
        self._file.seek(0)
        shutil.copyfileobj(self._file, file, _HELD)
        self._file, self._held = file, False

    def slice(self, start: int, end: int) -> Array:
        """The numbers from ``start`` to ``end`` (exclusive), fewer where it holds fewer."""
        size = self._dtype.itemsize
        try:
            self._file.seek(size * start)
            return np.frombuffer(self._file.read(size * (end - start)), self._dtype)
        except OSError as error:
            raise KoprepError(f"{self._beside}: {files.reason(error)}") from None

    def pieces(self) -> Iterator[Array]:
        """All numbers, some at a time."""
        for start in range(0, self._count, _PIECE):
            yield self.slice(start, start + _PIECE)

    def cut(self, sizes: Iterable[int]) -> Iterator[Array]:
        """Pieces of these sizes, one after another."""
        start = 0
        for size in sizes:
            yield self.slice(start, start + size)
            start += size


@contextlib.contextmanager
def column(dtype: type[Any], beside: Path) -> Iterator[Column]:
    """An empty column, whose file is in the folder of ``beside`` and gone when closed."""
    with contextlib.ExitStack() as stack:
        yield Column(dtype, beside, stack)


def bounds(offsets: Column, cells: int = CELLS, rows: int = _ROWS) -> Iterator[Array]:
    """The offsets (rows+1,) of some records at a time: at most so many rows, and so many items unless one row has more.

    The last offset of a piece is the first of the next.
    """
    for start in range(0, len(offsets) - 1, rows):
        piece, first = offsets.slice(start, start + rows + 1), 0
        while first < len(piece) - 1:
            reach = int(np.searchsorted(piece, piece[first] + cells, side="right")) - 1
            last = max(first + 1, reach)
            yield piece[first : last + 1]
            first = last
