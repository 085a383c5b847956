"""The tensors of a file read in pieces, so that memory stays small whatever their size."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

import msgspec

from koprep import files
from koprep.artifact import Artifact
from koprep.errors import InputError

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

_ITEMS = 1 << 20


class Payload:
    """An opened artifact read from the disk instead of through the map, whose pages would pile up.

    Use as a context manager. Raises InputError where the file can't be read.
    """

    def __init__(self, opened: Artifact) -> None:
        self.opened = opened

    def __enter__(self) -> Payload:
        try:
            self._file: BinaryIO = self.opened.path.open("rb")
        except OSError as error:
            raise InputError(f"{self.opened.path}: {files.reason(error)}") from None
        length = int.from_bytes(self._take(0, 8), "little")
        header: dict[str, Any] = msgspec.json.decode(self._take(8, length))
        self._start = 8 + length
        self._places = {name: self._start + header[name]["data_offsets"][0] for name in self.opened.tensors}
        return self

    def __exit__(self, *exc: object) -> None:
        self._file.close()

    def read(self, name: str, start: int, stop: int) -> Array:
        """Items ``start`` to ``stop`` of a tensor taken flat, as a copy."""
        import numpy as np

        dtype = self.opened[name].dtype
        return np.frombuffer(
            self._take(self._places[name] + start * dtype.itemsize, (stop - start) * dtype.itemsize), dtype
        )

    def pieces(self, name: str, items: int = _ITEMS) -> Iterator[tuple[int, Array]]:
        """All items of a tensor taken flat, so many at a time, each piece with the place of its first item."""
        size = self.opened[name].size
        for start in range(0, size, items):
            yield start, self.read(name, start, min(start + items, size))

    def raw(self) -> Iterator[bytes]:
        """The bytes of the whole payload."""
        for start in range(self._start, self.opened.path.stat().st_size, _ITEMS):
            yield self._take(start)

    def _take(self, start: int, size: int = -1) -> bytes:
        """Bytes of the file; without a size, some."""
        try:
            self._file.seek(start)
            data = self._file.read(_ITEMS if size < 0 else size)
        except OSError as error:
            raise InputError(f"{self.opened.path}: {files.reason(error)}") from None
        if len(data) < size:
            raise InputError(f"{self.opened.path}: it became shorter while it was read")
        return data
