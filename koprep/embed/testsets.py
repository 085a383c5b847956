"""Files that embeddings are measured with: pairs of words that people rated, and analogies."""

from __future__ import annotations

import math
from pathlib import Path
from typing import NamedTuple

from koprep import userfile
from koprep.errors import InputError

_MARKS = (":", "#")


class Pair(NamedTuple):
    """Two words and how similar people find them."""

    first: str
    second: str
    rating: float


class Analogy(NamedTuple):
    """a is to b as c is to d, in a section of its file."""

    section: str
    a: str
    b: str
    c: str
    d: str


def pairs(path: Path) -> list[Pair]:
    """Read rated pairs, one a line: parted by commas in a .csv, else by tabs; ``#`` begins a remark.

    Rows of the file may hold more than these three cells. The first line may name the columns: its third cell is no
    number. Raises InputError with the line that is wrong.
    """
    found: list[Pair] = []
    headed = False
    for number, line in enumerate(userfile.lines(path), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in userfile.cells(line, path, number)]
        rating = _number(cells[2]) if len(cells) > 2 else None
        if rating is None and not found and not headed and len(cells) > 2:
            headed = True
        elif rating is None or not all(cells[:2]):
            raise InputError(f"{path}:{number}: no pair; a line is a word, a word and a number, {_parted(path)}")
        else:
            found.append(Pair(cells[0], cells[1], rating))
    if not found:
        raise InputError(f"{path} holds no pairs; a line is a word, a word and a number, {_parted(path)}")
    return found


def analogies(path: Path) -> list[Analogy]:
    """Read analogies, one a line: ``a b c d`` parted by white space, or by tabs where words hold spaces.

    A line that begins with ``:`` or ``#`` names the section that follows. Raises InputError naming a wrong line.
    """
    found: list[Analogy] = []
    section = ""
    for number, line in enumerate(userfile.lines(path), 1):
        if line.startswith(_MARKS):
            section = line[1:].strip()
        elif line.strip():
            words = line.strip().split("\t" if "\t" in line.strip() else None)
            if len(words) != 4 or not all(words):
                raise InputError(f"{path}:{number}: {len(words)} words; an analogy has four: a b c d")
            found.append(Analogy(section, *words))
    if not found:
        raise InputError(f"{path} holds no analogies; a line is four words, a b c d")
    return found


def _number(cell: str) -> float | None:
    try:
        number = float(cell)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _parted(path: Path) -> str:
    return "parted by commas" if path.suffix == ".csv" else "parted by tabs"
