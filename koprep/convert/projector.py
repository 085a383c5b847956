"""TensorBoard's embedding projector: vectors as TSV, and a second file with the words and their counts."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

from koprep import escapes, files
from koprep.convert import textblocks
from koprep.convert.vectext import lines
from koprep.convert.wordvectors import Outgoing, Piece, Source, escaped
from koprep.errors import InputError

_TABLE = ("word", "count")
_MOST_DIGITS = 18


def metadata_for(path: Path) -> Path:
    """The file with the words: ``x.metadata.tsv`` beside ``x.tsv``."""
    return path.with_name(f"{path.name.removesuffix('.tsv')}.metadata.tsv")


def write(out: BinaryIO, output: Path, vectors: Outgoing) -> None:
    """Write vectors to ``out``, and words and counts beside ``output``, under a first line."""
    with files.writing(metadata_for(output)) as about:
        about.write("\t".join(_TABLE).encode() + b"\n")
        counts = vectors.counts.tolist()
        rows = zip(escaped(vectors.words), counts, strict=True)
        about.writelines(f"{word}\t{count}\n".encode() for word, count in rows)
        for piece in vectors.pieces():
            out.write(lines(piece.rows, "\t"))


def read(path: Path) -> tuple[Source, list[int] | None]:
    """Open such a pair of files; the counts if they are there. Raises InputError, with the line if there is one."""
    words, counts = _metadata(files.require_file(metadata_for(path)))
    blocks = textblocks.blocks(path)
    first = next(blocks, None)
    if first is None:
        raise InputError(f"{path}: empty; word vectors need at least one word")
    width = first[1][0].count("\t") + 1
    return Source(width, _pieces(path, chain([first], blocks), width, words)), counts


def _pieces(path: Path, blocks: Iterator[tuple[int, list[str]]], width: int, words: list[str]) -> Iterator[Piece]:
    done = 0
    for number, rows in blocks:
        known = words[done : done + len(rows)]
        if len(known) < len(rows):
            raise InputError(f"{path}:{number + len(known)}: more vectors than the {len(words):,} words beside it")
        stripped = pa.array([row.removesuffix("\r") for row in rows])
        yield Piece(known, textblocks.numbers(path, number, stripped, "\t", width))
        done += len(rows)
    if done < len(words):
        raise InputError(f"{path}: {done:,} vectors for the {len(words):,} words beside it")


def _metadata(path: Path) -> tuple[list[str], list[int] | None]:
    """A word a line; or several columns under their names, of which the first and ``count`` are taken."""
    rows = [line.removesuffix("\r").split("\t") for _, block in textblocks.blocks(path) for line in block]
    heads = rows[0] if rows and (len(rows[0]) > 1) else None
    first = 1 if heads is None else 2
    rows = rows if heads is None else rows[1:]
    for number, row in enumerate(rows, start=first):
        if len(row) != len(heads or [""]) or not row[0]:
            raise InputError(
                f"{path}:{number}: {len(row)} columns, or no word; the first of {len(heads or [0])} is the word"
            )
    words = [escapes.unescape(row[0]) for row in rows]
    if heads is None or "count" not in heads:
        return words, None
    place = heads.index("count")
    return words, [_count(path, number, row[place]) for number, row in enumerate(rows, start=first)]


def _count(path: Path, number: int, text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS):
        raise InputError(f"{path}:{number}: {text!r:.40} is no count")
    return int(text)
