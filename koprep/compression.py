"""The codecs behind ``.gz .bz2 .xz .zst``: bytes out and in, without names or times inside."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

ENDINGS = (".gz", ".bz2", ".xz", ".zst")
_PIECE = 8 << 10


def suffix(path: Path) -> str:
    """The compression a file name ends in, ``""`` if none.

    >>> suffix(Path("리뷰.tsv.gz"))
    '.gz'
    """
    return path.suffix.lower() if path.suffix.lower() in ENDINGS else ""


def decompressed(raw: BinaryIO, suffix: str) -> BinaryIO:
    """The bytes inside a compressed stream, or the stream itself."""
    if suffix == ".gz":
        import gzip

        return cast(BinaryIO, gzip.GzipFile(fileobj=raw, mode="rb"))
    if suffix == ".bz2":
        import bz2

        return cast(BinaryIO, bz2.BZ2File(raw))
    if suffix == ".xz":
        import lzma

        return cast(BinaryIO, lzma.LZMAFile(raw))
    if suffix == ".zst":
        return cast(BinaryIO, io.BufferedReader(_Zstandard(raw)))
    return raw


def damages() -> tuple[type[Exception], ...]:
    """What the codecs raise on damaged data, besides OSError."""
    import lzma
    import zlib

    return (EOFError, zlib.error, lzma.LZMAError)


@contextlib.contextmanager
def compressed(file: BinaryIO, suffix: str) -> Iterator[BinaryIO]:
    """A stream whose bytes reach ``file`` compressed, the same bytes each time; ``file`` stays open."""
    if suffix == ".gz":
        import gzip

        with gzip.GzipFile(filename="", fileobj=file, mode="wb", compresslevel=6, mtime=0) as packed:
            yield cast(BinaryIO, packed)
    elif suffix == ".bz2":
        import bz2

        with bz2.BZ2File(file, "wb") as packed:
            yield cast(BinaryIO, packed)
    elif suffix == ".xz":
        import lzma

        with lzma.LZMAFile(file, "wb") as packed:
            yield cast(BinaryIO, packed)
    elif suffix == ".zst":
        import pyarrow

        with pyarrow.CompressedOutputStream(io.BufferedWriter(_Unclosed(file)), "zstd") as packed:
            yield packed
    else:
        yield file


class _Zstandard(io.RawIOBase):
    """Arrow's zstd in small pieces: it gives up all it has read in a call when the data turn out damaged."""

    def __init__(self, raw: BinaryIO) -> None:
        import pyarrow

        self._stream = pyarrow.CompressedInputStream(raw, "zstd")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._stream.read(min(len(buffer), _PIECE))
        buffer[: len(data)] = data
        return len(data)


class _Unclosed(io.RawIOBase):
    """Passes writes on, but keeps the file open when Arrow closes its stream."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        return self._file.write(data)
