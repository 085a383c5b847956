"""Tables and lists that people write by hand: decoded, line by line, and read again only when they change."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from pathlib import Path
from typing import TypeVar
from unicodedata import normalize

from koprep import csvrows, encodings, files
from koprep.errors import InputError

_NEWLINE = b"\n"
T = TypeVar("T")


def kept(read: Callable[[Path], T]) -> Callable[[str], T]:
    """Make a function that reads a file one that finds it first, and reads it once as long as it stays the same.

    The new function raises InputError where there is no such file.
    """

    @lru_cache(maxsize=16)
    def again(path: Path, version: tuple[int, int, int]) -> T:
        return read(path)

    @wraps(read)
    def load(path: str) -> T:
        file = files.require_file(path)
        status = file.stat()
        return again(file, (status.st_ino, status.st_size, status.st_mtime_ns))

    return load


def lines(path: Path) -> list[str]:
    """The lines of a text file, UTF-8 or CP949 or with a byte order mark, composed and without their ends.

    Raises InputError with the line that doesn't decode.
    """
    with files.reading(path) as file:
        data = file.read()
    encoding = encodings.resolve("auto", data[: encodings.SAMPLE], str(path))
    body = data[encoding.bom :]
    try:
        text = body.decode(encoding.name)
    except UnicodeDecodeError as error:
        where = path if encoding.wide else f"{path}:{1 + body.count(_NEWLINE, 0, error.start)}"
        raise InputError(f"{where}: not {encoding.name}; save it as UTF-8") from None
    return [line.removesuffix("\r") for line in normalize("NFC", text).split("\n")]


def cells(line: str, path: Path, number: int) -> list[str]:
    """The cells of one line: parted by commas in a csv, by tabs in anything else. Raises InputError."""
    if files.ending(path) != ".csv":
        return line.split("\t")
    [row] = csvrows.rows(line.encode())
    if row.fault:
        raise InputError(f"{path}:{number}: {row.fault}; a cell with a quote is quoted, and the quote doubled")
    return csvrows.fields(line)
