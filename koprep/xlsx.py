"""Excel workbooks as sources: the first sheet's rows, read one after the other. The only module that knows openpyxl."""

from __future__ import annotations

import datetime
import unicodedata
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from koprep import files, streams
from koprep.errors import InputError, MissingError, UsageError
from koprep.flow import Shape
from koprep.heads import Head, Options, columns
from koprep.readers import Block, Decoded, Reader
from koprep.record import Record

_OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"
_DAMAGES = (  # what openpyxl lets through from a file that isn't what it should be
    zipfile.BadZipFile,
    zlib.error,
    SyntaxError,  # of both XML parsers
    RuntimeError,  # a part is encrypted or packed in an unknown way
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    EOFError,
    OSError,
)
_EXACT = 1e15
"""Excel keeps 15 digits: below this, a number without a fraction is written as an integer."""


@dataclass(frozen=True)
class XlsxReader(Reader):
    """Rows of a sheet, as a list of (number of the row, text, label). An empty cell is no label."""

    text: int = 0
    label: int | None = None

    def decode(self, block: Block) -> Decoded:
        rows = ((self.id(number), text, label) for number, text, label in block.data)
        return [Record(id, text, self.doc(id), label=label or None) for id, text, label in rows]


def read(path: Path, options: Options) -> tuple[Head, bool]:
    """The head of a workbook, and whether its first sheet holds rows.

    The first row that isn't empty is the header. Raises InputError, UsageError, or MissingError without openpyxl.
    """
    if not files.is_regular(path):
        raise UsageError("Excel workbooks can't be read from a pipe; name the file with -i")
    with _sheets(path) as sheets:
        first, header = next(_rows(path, sheets[0]), (0, [""]))
        more = [sheet.title for sheet in sheets[1:] if _holds_rows(path, sheet)]
    found = columns(path, [unicodedata.normalize("NFC", cell) for cell in header], options)
    skip = first if found.pop("width", 0) else 0
    left_out = f"only its first sheet is read, not {', '.join(more)}" if more else ""
    reader = XlsxReader(files.display_name(path), docs=options.docs, **found)
    return Head(reader, skip, Shape("text"), left_out=left_out), bool(first)


def blocks(path: Path, head: Head) -> Iterator[Block]:
    """Blocks of 512 rows; empty ones are none. Raises InputError where the file is damaged."""
    reader = head.reader
    assert isinstance(reader, XlsxReader)
    with _sheets(path) as sheets:
        rows = (row for row in _rows(path, sheets[0]) if row[0] > head.skip)
        while batch := list(islice(rows, streams.LINES)):
            cells = [(number, _at(row, reader.text), _at(row, reader.label)) for number, row in batch]
            yield Block(reader, batch[0][0], cells)


def _at(row: list[str], column: int | None) -> str:
    return row[column] if column is not None and column < len(row) else ""


@contextmanager
def _sheets(path: Path) -> Iterator[list[Any]]:
    """The sheets of an open workbook."""
    try:
        import openpyxl
    except ImportError:
        raise MissingError(f"{path}: Excel workbooks need a package; pip install 'koprep[xlsx]'") from None
    with files.reading(path) as file:
        start = file.read(len(_OLD_OR_LOCKED))
    if start == _OLD_OR_LOCKED:
        raise InputError(f"{path} has a password, or is Excel's old format; save it as .xlsx or .csv without one")
    with path.open("rb") as file:
        try:
            with _silence():
                book = openpyxl.load_workbook(file, read_only=True, data_only=True)
        except _DAMAGES as error:
            raise InputError(f"{path}: no Excel workbook ({_first_line(error)})") from None
        if not book.worksheets:
            raise InputError(f"{path} has no sheet with rows")
        yield book.worksheets


def _rows(path: Path, sheet: Any) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold anything, as text, with their numbers."""
    sheet.reset_dimensions()  # some programs write wrong ones
    rows = sheet.iter_rows(values_only=True)
    number = 0
    while True:
        try:
            with _silence():
                batch = list(islice(rows, streams.LINES))
        except _DAMAGES as error:
            raise InputError(f"{path}: damaged after row {number} ({_first_line(error)})") from None
        if not batch:
            return
        for row in batch:
            number += 1
            cells = [_text(cell) for cell in row]
            if any(cells):
                yield number, cells


def _holds_rows(path: Path, sheet: Any) -> bool:
    try:
        return any(True for _ in _rows(path, sheet))
    except InputError:  # damaged, but there
        return True


def _text(cell: object) -> str:
    """A cell as one would type it: numbers without ``.0``, ISO days and times, nothing for an empty one."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return _unescaped(cell) if "_x" in cell else cell
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < _EXACT else repr(cell)
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, datetime.date | datetime.time) else str(cell)


def _unescaped(text: str) -> str:
    """A line end that was typed elsewhere is ``_x000D_`` and a line feed."""
    from openpyxl.utils.escape import unescape

    return str(unescape(text)).replace("\r\n", "\n")


@contextmanager
def _silence() -> Iterator[None]:
    """openpyxl warns about styles and the like."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]
