"""What ``koprep import`` calls: files of other tools, or those ``koprep export`` wrote, become artifacts again."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from koprep import artifact, files
from koprep.artifact import Tensor
from koprep.convert import vectors
from koprep.convert.envelope import Envelope
from koprep.convert.exporting import ENDINGS, FORMATS, WORDS
from koprep.errors import InputError, UsageError
from koprep.recipe import Recipe, sha256
from koprep.vocab import Vocab

if TYPE_CHECKING:
    from koprep.convert.foreign import Found


class Imported(NamedTuple):
    """What was written: its kind, and how many records, or words; what was left out of the file; what to know of it."""

    kind: str
    rows: int
    left_out: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def import_file(path: Path, output: Path, format: str = "", vocab: Path | None = None, array: str = "") -> Imported:
    """Turn a file into a tensor file, or into a vocabulary if it is one; told by ``format`` or the file's ending.

    A file `koprep export` wrote comes back byte for byte where the format has room for the recipe. Others' tensors need
    a ``vocab``, whose rows their ids are. The result passes `koprep verify`. Raises InputError or UsageError.
    """
    path, told = files.require_file(path), format
    if of := vectors.detect(path, output, format):
        return _vectors(path, output, of, given=vocab is not None or bool(array))
    format = told or ENDINGS.get(files.ending(path), "")
    if format not in FORMATS:
        raise UsageError(f"{path}: which format? say --from {' | '.join(FORMATS)}")
    _check_output(path, output, format, vocab)
    if format in WORDS:
        if vocab is not None or array:
            raise UsageError(f"--vocab and --array are for tensors; {path} is a vocabulary ({format})")
        return _words(path, output, told or format.replace("txt", ""))  # .txt may have counts
    known = None if vocab is None else Vocab.read(files.require_file(vocab))
    given = {} if vocab is None else {"import.vocab": sha256(files.require_file(vocab))}
    named = array.replace(",", "\\,")
    step = f"import:from={format}" + (f",array={named}" if array else "")
    job = _Import(path, output, known, array, Recipe().then((step,), files=given, inputs=(sha256(path),)))
    return _READERS[format](job)


class _Import(NamedTuple):
    """One import of tensors: from where to where, the vocabulary given, and the recipe of a file of others."""

    path: Path
    output: Path
    vocab: Vocab | None
    array: str
    recipe: Recipe

    def needed(self) -> Vocab:
        if self.vocab is None:
            raise UsageError(f"{self.path} brings no vocabulary; name the one its ids are rows of: --vocab vocab.tsv")
        return self.vocab

    def check_own(self) -> None:
        if self.vocab is not None or self.array:
            raise UsageError(f"{self.path} was written by koprep export and brings all; leave --vocab and --array out")


def _vectors(path: Path, output: Path, format: str, given: bool) -> Imported:
    vectors.refuse_vocabulary(path, output)
    if given:
        raise UsageError(f"--vocab and --array are for tensors; {path} holds word vectors")
    _check_output(path, output, "", None)
    recipe = Recipe().then((f"import:from={format.removesuffix('-model')}",), inputs=(sha256(path),))
    job = _Import(path, output, None, "", recipe)
    with vectors.importing(path, format, output) as stored:
        _place(job, "embedding", stored.tensors, recipe, stored.info)
    return Imported("embedding", stored.info["sizes"]["types"], stored.left_out)


def _check_output(path: Path, output: Path, format: str, vocab: Path | None) -> None:
    files.check_whole(output, [path, *([vocab] if vocab else [])])
    if format not in WORDS:
        files.refuse_packed(output)
        files.refuse_special(output)
    ending = ".tsv" if format in WORDS else ".safetensors"
    if output.suffix in {".tsv", ".safetensors"} - {ending}:
        what = "a vocabulary" if format in WORDS else "tensors"
        raise UsageError(f"-o {output}: {path} becomes {what}; use -o {output.with_suffix(ending)}")


def _words(path: Path, output: Path, format: str) -> Imported:
    from koprep.convert import words

    rows = words.read_keras(path) if format == "keras" else words.read_lines(path, format)
    name = format or ("txt" if rows.counts is None else "glove")
    if not rows.tokens:
        raise InputError(f"{path}: no words in it")
    recipe = Recipe().then((f"import:from={name}",), inputs=(sha256(path),))
    Vocab.of(rows.tokens, rows.counts, recipe).write(output)
    return Imported("vocab", len(rows.tokens), notes=words.told(name, rows))


def _npz(job: _Import) -> Imported:
    from koprep.convert import foreign, npz

    with npz.reading(job.path) as (about, arrays):
        if about is not None:
            job.check_own()
            tensors = {
                name: Tensor(stored.dtype.newbyteorder("<").str, stored.shape, _little(stored.pieces(1 << 20)))
                for name, stored in arrays.items()
            }
            return _own(job, about, tensors)
        found = foreign.from_arrays(str(job.path), arrays, job.needed(), job.array)
        left_out = tuple(name for name in arrays if name not in found.used)
        return _found(job, found)._replace(left_out=left_out)


def _little(pieces: Iterator[Any]) -> Iterator[Any]:
    return (piece.astype(piece.dtype.newbyteorder("<"), copy=False) for piece in pieces)


def _npy(job: _Import) -> Imported:
    from koprep.convert import foreign, npy

    return _found(job, foreign.from_arrays(str(job.path), npy.read(job.path), job.needed(), job.array))


def _found(job: _Import, found: Found) -> Imported:
    """Arrays of others; the step says at which side they are padded, as ``pad`` does."""
    *before, step = job.recipe.steps
    steps = (*before, f"{step},side=pre" if found.side == "pre" else step)
    return _place(job, found.kind, found.tensors, msgspec.structs.replace(job.recipe, steps=steps), found.info)


def _parquet(job: _Import) -> Imported:
    from koprep.convert import parquet

    return _table(job, parquet)


def _jsonl(job: _Import) -> Imported:
    from koprep.convert import jsonlines

    return _table(job, jsonlines)


def _table(job: _Import, module: Any) -> Imported:
    """Rows, by one of the two modules that read them."""
    from koprep.convert import tables
    from koprep.convert.assembling import Assembler

    about = module.about(job.path)
    if about is not None:
        job.check_own()
        with Assembler(str(job.path), job.output, about) as assembler:
            for batch in module.batches(job.path, assembler.types()):
                assembler.add(batch)
            return _own(job, about, assembler.tensors())
    vocab, columns, classes = job.needed(), module.columns(job.path), module.classes(job.path)
    batches = partial(module.batches, job.path)
    with _aside(job) as aside:
        rows = tables.collect(job.path, columns, classes, batches, aside, vocab, job.array, job.recipe)
    left_out = tuple(name for name in columns if name not in (*tables.IDS, "label", "tokens", job.array))
    return Imported("ids", rows, left_out)


def _own(job: _Import, about: Envelope, tensors: dict[str, Tensor]) -> Imported:
    return _place(job, about.kind, tensors, about.recipe, about.info)


def _place(job: _Import, kind: str, tensors: dict[str, Tensor], recipe: Recipe, info: dict[str, Any]) -> Imported:
    with _aside(job) as aside:
        try:
            artifact.write(aside, kind, tensors, recipe, info)
        except (ValueError, KeyError) as error:
            raise InputError(f"{job.path}: its arrays don't fit together ({error})") from None
    return Imported(kind, _records(job.output))


def _records(path: Path) -> int:
    """How many rows a tensor file has, 0 for kinds that have none."""
    from koprep.verifying.kinds import records

    try:
        return records(artifact.read(path))
    except KeyError:
        return 0


@contextlib.contextmanager
def _aside(job: _Import) -> Iterator[Path]:
    """Where to write a tensor file that is put in place only if nothing is wrong with it. Raises InputError."""
    from koprep.verifying import verify

    target = Path(os.path.realpath(job.output))
    with tempfile.TemporaryDirectory(prefix=".koprep.", dir=target.parent) as folder:
        aside = Path(folder, target.name)
        yield aside
        report = verify(aside)
        if report.problems:
            raise InputError(f"{job.path}: {report.problems[0]}")
        files.replace(aside, job.output)


_READERS: dict[str, Callable[[_Import], Imported]] = {"npz": _npz, "npy": _npy, "parquet": _parquet, "jsonl": _jsonl}
