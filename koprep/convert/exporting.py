"""What ``koprep export`` calls: everything is checked before a byte is written."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import BinaryIO, NamedTuple

from koprep import files
from koprep.artifact import Artifact
from koprep.convert import vectors
from koprep.errors import InputError, UsageError
from koprep.loading import load, vocab_of
from koprep.vocab import Vocab

ENDINGS = {
    ".npz": "npz",
    ".npy": "npy",
    ".parquet": "parquet",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "keras",
    ".txt": "txt",
}
FORMATS = (
    "npz",
    "npy",
    "parquet",
    "jsonl",
    "glove",
    "keras",
    "txt",
    "word2vec",
    "word2vec-bin",
    "fasttext",
    "projector",
)
WORDS = ("glove", "keras", "txt")
_BINARY = ("npz", "npy", "parquet")
_TENSORS = (*_BINARY, "jsonl")


class Export(NamedTuple):
    """A file about to be written: its format, what its reader must know, and what writes it."""

    format: str
    note: str
    write: Callable[[BinaryIO], None]


def prepare(
    path: Path, output: Path, to: str = "", array: str = "", tokens: bool = False, specials: bool = True
) -> Export:
    """How a file of koprep's becomes one of another format, told by ``to`` or the ending of ``output``.

    Raises InputError for a damaged file, UsageError for what the format can't hold.
    """
    format = to or (ENDINGS | vectors.ENDINGS).get(files.ending(output), "")
    if format not in FORMATS:
        raise UsageError(f"-o {output}: which format? say --to {' | '.join(FORMATS)}, or end the name with .npz")
    _check_options(format, array, tokens, specials)
    path = files.require_file(path)
    files.check_output(output, [path])
    if format in _BINARY:
        files.refuse_packed(output)
        if output == files.STDIN:
            raise UsageError(f"{format} can't go to standard output; name a file with -o")
    opened = load(path)
    if isinstance(opened, Artifact) and opened.kind in vectors.KINDS and (of := vectors.format_of(opened, output, to)):
        _check_whole(path)
        write, note = vectors.exporter(opened, output, of)
        return Export(of, note, write)
    if format not in (*WORDS, *_TENSORS):
        raise UsageError(f"{path} holds no word vectors, which {format} is for; koprep embed makes them")
    if format in WORDS:
        return _words(opened if isinstance(opened, Vocab) else vocab_of(opened), format, specials)
    if isinstance(opened, Vocab):
        raise UsageError(f"{path} is a vocabulary; it goes to {', '.join(WORDS)} (--to {WORDS[0]}), not to {format}")
    return _tensors(opened, format, array, tokens)


def _check_options(format: str, array: str, tokens: bool, specials: bool) -> None:
    from koprep.convert.words import check_specials

    if array and format != "npy":
        raise UsageError("--array is for .npy, which holds one; the others hold all")
    if tokens and format not in ("parquet", "jsonl"):
        raise UsageError("--tokens is for parquet and jsonl; the others hold numbers only")
    check_specials(format, specials)


def _words(vocab: Vocab, format: str, specials: bool) -> Export:
    from koprep.convert import words

    note = words.note(vocab, format, specials)
    if format == "keras":
        return Export(format, note, partial(words.write_keras, vocab=vocab))
    write = words.write_glove if format == "glove" else words.write_plain
    return Export(format, note, partial(write, vocab=vocab, specials=specials))


def _tensors(opened: Artifact, format: str, array: str, tokens: bool) -> Export:
    _check_whole(opened.path)
    if format == "npz":
        from koprep.convert import npz

        return Export(format, "", partial(npz.write, opened=opened))
    if format == "npy":
        from koprep.convert import npy

        return Export(format, "", partial(npy.write, opened=opened, name=npy.choose(opened, array)))
    from koprep.convert import jsonlines, parquet, rows

    rows.columns_of(opened, "Parquet" if format == "parquet" else "JSON Lines")
    write = parquet.write if format == "parquet" else jsonlines.write
    return Export(format, "", partial(write, opened=opened, tokens=tokens))


def _check_whole(path: Path) -> None:
    from koprep.verifying import verify

    report = verify(path)
    if report.problems:
        raise InputError(f"{path}: {report.problems[0]}")
