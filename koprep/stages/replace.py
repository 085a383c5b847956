"""`replace`: the user's own synonyms and spellings, from a table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import ClassVar
from unicodedata import normalize

from koprep import files, modelfile
from koprep.errors import InputError
from koprep.stages.base import Batch, Output, Stage, map_texts, option
from koprep.stages.joined import over
from koprep.userfile import cells, kept, lines


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


@kept
def load(path: Path) -> Replacements:
    """Read a table, UTF-8 or CP949; once, unless the file changes. Raises InputError that names the line."""
    modelfile.refuse_other(path, "table")
    table: dict[str, str] = {}
    for number, line in enumerate(lines(path), 1):
        if line.strip() and not line.startswith("#"):
            old, new = _columns(line, path, number)
            if (number, old, new) == (1, "from", "to"):
                continue
            if table.setdefault(old, new) != new:
                raise InputError(
                    f"{path}:{number}: {old} stands here with {new}, but above with {table[old]}; "
                    "leave one of the lines out"
                )
    return Replacements(table)


def _columns(line: str, path: Path, number: int) -> tuple[str, str]:
    found, parted = cells(line, path, number), "comma" if files.ending(path) == ".csv" else "tab"
    if len(found) != 2:
        raise InputError(
            f"{path}:{number}: {line[:60]!r} has {len(found)} columns; write what to replace, a {parted}, and what by"
        )
    if not found[0]:
        raise InputError(f"{path}:{number}: nothing before the {parted}; the first column says what to replace")
    return found[0], found[1]
