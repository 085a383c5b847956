"""What is learned from text, as a text file: ``# koprep KIND 1 {recipe}``, then rows of cells parted by tabs."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Sequence
from pathlib import Path

from koprep import escapes, files
from koprep.errors import InputError
from koprep.recipe import Recipe, from_json, to_json

_FORMAT = b"1"
_MAGIC, _NEWLINE = b"# koprep ", b"\n"


def header(kind: str, recipe: Recipe) -> bytes:
    """The first line."""
    return _MAGIC + kind.encode() + b" " + _FORMAT + b" " + to_json(recipe) + b"\n"


def kind_of(path: Path) -> str:
    """The kind a file's first line tells, "" for a file that isn't koprep's."""
    with files.reading(path) as file:
        beginning = file.read(64)
    if not beginning.removeprefix(codecs.BOM_UTF8).startswith(_MAGIC):
        return ""
    return beginning.split(_MAGIC, 1)[1].partition(b" ")[0].decode(errors="replace")


def refuse_other(path: Path, kind: str) -> None:
    """Raise InputError for a file koprep wrote that is of another kind, where a user's own table is meant too."""
    found = kind_of(path)
    if found not in ("", kind):
        raise InputError(f"{path}: a {found} file, where a {kind} is needed")


def split(raw: bytes, kind: str, path: Path) -> tuple[Recipe | None, bytes]:
    """The recipe in the first line, if it is koprep's, and the rest. Raises InputError for a file of another kind."""
    raw = raw.removeprefix(codecs.BOM_UTF8)
    if not raw.startswith(_MAGIC):
        return None, raw
    head, _, rest = raw.partition(b"\n")
    found, format, recipe = (*head.removeprefix(_MAGIC).split(b" ", 2), b"", b"")[:3]
    if found != kind.encode():
        raise InputError(f"{path}: a {found.decode(errors='replace')} file, where one of kind {kind} is needed")
    if format != _FORMAT:
        raise InputError(f"{path}:1: {kind} format {format.decode(errors='replace')}, not 1; update koprep")
    return from_json(recipe, f"{path}:1"), rest


def write(path: Path, kind: str, recipe: Recipe, rows: Iterable[Sequence[str]]) -> None:
    """Write rows in their order; what may stand in a cell is everything. Raises KoprepError."""
    with files.writing(path) as out:
        out.write(header(kind, recipe))
        for row in rows:
            out.write(("\t".join(map(escapes.escape, row)) + "\n").encode())


def read(path: Path, kind: str) -> tuple[list[list[str]], Recipe]:
    """The rows of a file `write` wrote, and its recipe. Raises InputError for anything else."""
    with files.reading(path) as file:
        recipe, rest = split(file.read(), kind, path)
    if recipe is None:
        raise InputError(f"{path}: no {kind} file; koprep fit {kind} writes one")
    try:
        text = rest.decode()
    except UnicodeDecodeError as error:
        raise InputError(f"{path}:{2 + rest.count(_NEWLINE, 0, error.start)}: not UTF-8 text") from None
    return [[escapes.unescape(cell) for cell in line.split("\t")] for line in text.split("\n") if line], recipe
