"""word2vec's binary format: a line ``words dimensions``, then each word, a space and its numbers as float32.

The original program writes a newline behind each vector, gensim none; both are read.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np

from koprep import escapes, files
from koprep.convert.vectext import check_sizes, sizes_in
from koprep.convert.wordvectors import Outgoing, Piece, Source, check_rows, escaped
from koprep.errors import InputError

_CELLS = 1 << 20
_READ = 1 << 20
_LONGEST = 1 << 16
_LINE = 100


def write(out: BinaryIO, vectors: Outgoing) -> None:
    """Write all words; white space in a word is written as in token files."""
    out.write(f"{len(vectors.words)} {vectors.dimensions}\n".encode())
    for piece in vectors.pieces():
        rows = piece.rows.astype("<f4", copy=False)
        words = escaped(piece.words)
        out.write(b"".join(f"{word} ".encode() + row.tobytes() + b"\n" for word, row in zip(words, rows, strict=True)))


def read(path: Path) -> Source:
    """Open such a file; vectors come in pieces. Raises InputError."""
    with files.reading(path) as file:
        line = file.read(_LINE).partition(b"\n")[0]
    sizes = sizes_in(line.decode("latin-1"))
    if sizes is None:
        raise InputError(f"{path}: neither word2vec's binary format, which begins with a line of sizes, nor fastText's")
    check_sizes(path, *sizes, each=4)
    return Source(sizes[1], _pieces(path, len(line) + 1, *sizes))


def _pieces(path: Path, start: int, words: int, dimensions: int) -> Iterator[Piece]:
    some, done = max(1, _CELLS // dimensions), 0
    with files.reading(path) as file:
        buffer = _Buffer(file)
        buffer.take(start)
        while done < words:
            known, cells = [], []
            for number in range(done + 1, min(done + some, words) + 1):
                where = f"{path}: word {number:,} of {words:,}"
                known.append(_word(buffer, where))
                cells.append(_exactly(buffer, 4 * dimensions, where))
            piece = Piece(known, np.frombuffer(b"".join(cells), "<f4").reshape(-1, dimensions))
            check_rows(str(path), piece, done + 1)
            yield piece
            done += len(known)
        if buffer.take(2).strip(b"\n"):
            raise InputError(f"{path}: it goes on after the {words:,} words its first line says; it is damaged")


class _Buffer:
    """A stream read in large pieces."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._data, self._at = file, b"", 0

    def take(self, size: int) -> bytes:
        """The next bytes, fewer where the stream ends."""
        while len(self._data) - self._at < size and self._more():
            pass
        found = self._data[self._at : self._at + size]
        self._at += len(found)
        return found

    def before(self, mark: bytes) -> bytes | None:
        """The next bytes up to a mark, which is taken, too. None where it isn't near."""
        while (end := self._data.find(mark, self._at)) < 0:
            if len(self._data) - self._at > _LONGEST or not self._more():
                return None
        found = self._data[self._at : end]
        self._at = end + len(mark)
        return found

    def _more(self) -> bool:
        data = self._file.read(_READ)
        self._data, self._at = self._data[self._at :] + data, 0
        return bool(data)


def _word(buffer: _Buffer, where: str) -> str:
    found = buffer.before(b" ")
    if found is None:
        raise InputError(f"{where}: no space behind it; the file is cut off or damaged")
    try:
        word = escapes.unescape(found.lstrip(b"\n").decode())
    except UnicodeDecodeError:
        raise InputError(f"{where}: not UTF-8 text; the file is damaged, or its sizes are wrong") from None
    if not word:
        raise InputError(f"{where} is empty; the file is damaged")
    return word


def _exactly(buffer: _Buffer, size: int, where: str) -> bytes:
    found = buffer.take(size)
    if len(found) < size:
        raise InputError(f"{where}: the file ends inside its vector; it is cut off")
    return found
