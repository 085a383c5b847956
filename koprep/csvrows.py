"""Rows of CSV, quoted as in RFC 4180, cut and spelled here so that one bad quote costs one line, not the file.

Python's csv module swallows everything after a quote that is never closed. Here a row whose quotes don't close, or
close in the middle of a field, is a faulty line, and the next line begins a new row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

LONGEST = 4 << 20
"""A row may be that many bytes long."""

_FIELD = rb'(?:"[^"]*(?:""[^"]*)*"|[^",\n][^,\n]*|)'
_ROW = re.compile(rb"(%b(?:,%b)*)\r?\n" % (_FIELD, _FIELD))
_OPEN = re.compile(rb'(?:%b,)*"[^"]*(?:""[^"]*)*\Z' % _FIELD)
_FIELDS = re.compile(r',(?:"([^"]*(?:""[^"]*)*)"|([^,]*))')
_SPECIAL = re.compile(r'[",\r\n]')
_INSIDE = rb'[^"]*+(?:""[^"]*+)*+'
_STAYS_OPEN = re.compile(rb'%b(?:",(?:(?:[^",\n][^,\n]*+)?,)*+"%b)*+\Z' % (_INSIDE, _INSIDE))
NEVER_CLOSED = "a quote is never closed"
MISPLACED = "text behind a closing quote"


class Row(NamedTuple):
    """A row: the offset at which it begins, how many lines stand before it, its bytes, what is wrong with them, and
    whether more lines might mend it."""

    at: int
    line: int
    data: bytes
    fault: str = ""
    open: bool = False


def rows(data: bytes, at: int = 0) -> Iterator[Row]:
    """The rows of some whole lines (``\\n`` between them, none at the end), from an offset on.

    Each faulty row shortens how far the following ones may look for a closing quote, so that a file full of bad
    quotes takes no quadratic time.
    """
    data += b"\n"
    line, faults = 0, 1
    while at < len(data):
        end = data.find(b"\n", at) + 1
        limit = max(end, at + LONGEST // faults)
        row = _ROW.match(data, at, limit)
        if row:
            yield Row(at, line, row[1].removesuffix(b"\r"))
            line += row[0].count(b"\n")
            at = row.end()
        else:
            fault = NEVER_CLOSED if _OPEN.match(data, at, end) else MISPLACED
            yield Row(at, line, data[at : end - 1].removesuffix(b"\r"), fault, bool(_OPEN.match(data, at, limit)))
            line, faults, at = line + 1, faults + 1, end


def open_row(data: bytes, at: int = 0) -> int | None:
    """The offset of the first row, from ``at`` on, whose quote is still open at the end; ``None`` if there is none."""
    if data.find(b'"', at) < 0:
        return None
    return next((row.at for row in rows(data, at) if row.open), None)


def stays_open(more: bytes) -> bool:
    """Whether a row whose quote is open before some whole lines is still open behind them."""
    return _STAYS_OPEN.match(more) is not None


def fields(row: str) -> list[str]:
    """The fields of one row.

    >>> fields('1,"재미있다, 정말",""')
    ['1', '재미있다, 정말', '']
    """
    if '"' not in row:
        return row.split(",")
    return [match[2] if match[1] is None else match[1].replace('""', '"') for match in _FIELDS.finditer("," + row)]


def spell(fields: list[str]) -> str:
    """One row, quoted where necessary.

    >>> spell(["1", "재미있다, 정말"])
    '1,"재미있다, 정말"'
    """
    return ",".join([_quoted(field) if _SPECIAL.search(field) else field for field in fields])


def _quoted(field: str) -> str:
    return '"' + field.replace('"', '""') + '"'
