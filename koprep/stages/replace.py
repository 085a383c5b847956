"""`replace`: the user's own synonyms and spellings, from a table."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import ClassVar
from unicodedata import normalize

from koprep import encodings, files
from koprep.errors import InputError
from koprep.stages.base import Batch, Output, Stage, map_texts, option
from koprep.stages.joined import over


@dataclass(frozen=True)
class Replace(Stage):
    """Replace words and spellings by a table of yours: synonyms, typing errors, names.

    The table has two columns, what to replace and what by, parted by a tab, or by a comma in a csv; a heading `from`,
    `to` and lines that begin with # are left out. Anything in the text that equals an entry is replaced, inside words
    too; the longest entry wins, and what was put in isn't looked at again. Capitals count.
    """

    name: ClassVar[str] = "replace"
    example: ClassVar[str] = "replace:table=synonyms.tsv"
    table: str = option(help="tsv or csv with two columns: what to replace, and what by", file=True)

    def __call__(self, batch: Batch) -> Output:
        return map_texts(batch, partial(over, function=load(self.table).apply))

    def warm(self) -> None:
        load(self.table)


class Replacements:
    """A table made ready: which entries there are, and where in a text one may begin."""

    def __init__(self, table: dict[str, str]) -> None:
        self._table = table
        self._lengths: dict[str, list[int]] = {}
        for length in sorted(set(map(len, table)), reverse=True):
            for entry in table:
                if len(entry) == length and length not in self._lengths.setdefault(entry[0], []):
                    self._lengths[entry[0]].append(length)
        self._begin = re.compile(f"[{re.escape(''.join(self._lengths))}]" if table else "(?!)")

    def apply(self, text: str) -> str:
        """Replace in one pass from left to right, at each place the longest entry."""
        text = normalize("NFC", text)
        pieces: list[str] = []
        done = 0
        for start, end, new in self._found(text):
            pieces += text[done:start], new
            done = end
        return normalize("NFC", "".join((*pieces, text[done:]))) if pieces else text

    def _found(self, text: str) -> Iterator[tuple[int, int, str]]:
        search, table, lengths, place = self._begin.search, self._table, self._lengths, 0
        while match := search(text, place):
            start = match.start()
            place = start + 1
            for length in lengths[match[0]]:
                new = table.get(text[start : start + length])
                if new is not None:
                    place = start + length
                    yield start, place, new
                    break


def load(path: str) -> Replacements:
    """Read a table, UTF-8 or CP949; once, unless the file changes. Raises InputError that names the line."""
    found = files.require_file(path)
    return _load(found, os.stat(found).st_mtime_ns)


@cache
def _load(path: Path, _changed: int) -> Replacements:
    with files.reading(path) as file:
        data = file.read()
    encoding = encodings.resolve("auto", data[: encodings.SAMPLE], str(path))
    table: dict[str, str] = {}
    for number, line in enumerate(_lines(data[encoding.bom :], encoding, path), 1):
        if line.strip() and not line.startswith("#"):
            old, new = _columns(line, f"{path}:{number}", files.ending(path) == ".csv")
            if (number, old, new) == (1, "from", "to"):
                continue
            if table.setdefault(old, new) != new:
                raise InputError(
                    f"{path}:{number}: {old} stands here with {new}, but above with {table[old]}; "
                    "leave one of the lines out"
                )
    return Replacements(table)


def _lines(data: bytes, encoding: encodings.Encoding, path: Path) -> Iterator[str]:
    lines = [data] if encoding.wide else data.split(b"\n")
    for number, line in enumerate(lines, 1):
        try:
            text = normalize("NFC", line.decode(encoding.name))
        except UnicodeDecodeError:
            where = path if encoding.wide else f"{path}:{number}"
            raise InputError(f"{where}: not {encoding.name}; save the table as UTF-8") from None
        yield from (part.rstrip("\r") for part in text.split("\n"))


def _columns(line: str, where: str, is_csv: bool) -> tuple[str, str]:
    cells = _csv_cells([line], where) if is_csv else line.split("\t")
    if len(cells) != 2:
        parted = "a comma" if is_csv else "a tab"
        raise InputError(
            f"{where}: {line[:60]!r} has {len(cells)} columns; write what to replace, {parted}, and what by"
        )
    if not cells[0]:
        raise InputError(
            f"{where}: nothing before {'the comma' if is_csv else 'the tab'}; the first column says what to replace"
        )
    return cells[0], cells[1]


def _csv_cells(line: Iterable[str], where: str) -> list[str]:
    try:
        return next(csv.reader(line, strict=True))
    except csv.Error as error:
        raise InputError(f"{where}: no csv ({error}); a cell with a quote is quoted, and the quote doubled") from None
