"""Which format word vectors go to or come from, and the module that knows it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from koprep import compression, files
from koprep.artifact import Artifact
from koprep.convert.storing import Stored
from koprep.errors import UsageError

FORMATS = ("word2vec", "word2vec-bin", "fasttext", "glove", "projector")
ENDINGS = {".vec": "fasttext", ".bin": "fasttext", ".tsv": "projector"}
KINDS = ("embedding", "sparse")
_LINES = 1 << 20
_FIELDS = 3


def format_of(opened: Artifact, output: Path, to: str) -> str:
    """The format of an embedding's export, "" if it goes to one that any tensors go to. Raises UsageError.

    ``.bin`` is fastText's where there are n-grams, else word2vec's; ``.txt`` is GloVe's, without a first line.
    """
    if to:
        return to if to in FORMATS else ""
    ending = files.ending(output)
    if ending == ".bin" and "buckets" not in opened:
        return "word2vec-bin"
    return "glove" if ending == ".txt" else ENDINGS.get(ending, "")


def exporter(opened: Artifact, output: Path, format: str) -> tuple[partial[None], str]:
    """What writes an embedding, and what its reader must know. Raises UsageError for what the format can't hold."""
    from koprep.convert import fasttext, projector, vectext, word2vec
    from koprep.convert.wordvectors import Outgoing

    if opened.kind == "sparse":
        raise UsageError(
            f"{opened.path} holds sparse vectors of {opened['shape'][1]:,} dimensions; make dense ones first"
        )
    model = format == "fasttext" and files.ending(output) == ".bin"
    if model:
        fasttext.check(opened)
    if model or format == "projector":
        _refuse_stream(output, format)
    vectors = Outgoing(opened)
    note = "" if model else _note(vectors.words, format)
    if model:
        fasttext.check_words(opened.path, vectors.words)
        return partial(fasttext.write, opened=opened, vectors=vectors), note
    if format == "projector":
        return partial(
            projector.write, output=output, vectors=vectors
        ), f"words and counts: {projector.metadata_for(output)}"
    if format == "word2vec-bin":
        return partial(word2vec.write, vectors=vectors), note
    return partial(vectext.write, vectors=vectors, header=format != "glove"), note


def detect(path: Path, output: Path, format: str) -> str:
    """The format of a file of vectors, "" if it is none. ``format`` is what the user said, which decides if it can."""
    if format in ("word2vec", "word2vec-bin", "projector"):
        return format
    ending = files.ending(path)
    if not format and ending == ".tsv":
        return "" if files.ending(output) == ".tsv" else "projector"
    if format == "fasttext" or (not format and ending in ENDINGS):
        from koprep.convert import fasttext

        if fasttext.is_model(path):
            return "fasttext-model"
        return "word2vec-bin" if ending == ".bin" and not format else "word2vec"
    if format == "glove" or (not format and ending == ".txt"):
        found = _sniffed(path)
        if format and found == "word2vec":
            raise UsageError(f"{path} begins with its sizes, which GloVe's text doesn't: --from word2vec")
        return found
    return ""


@contextlib.contextmanager
def importing(path: Path, format: str, beside: Path) -> Iterator[Stored]:
    """Read a file of vectors of the format that :func:`detect` says. Raises InputError."""
    from koprep.convert import projector, storing, vectext, word2vec

    if format == "fasttext-model":
        with storing.with_parts(path, beside) as stored:
            yield stored
        return
    counts = None
    if format == "projector":
        source, counts = projector.read(path)
    elif format == "word2vec-bin":
        source = word2vec.read(path)
    else:
        source = vectext.read(path, header=format != "glove")
    with storing.plain(path, source, counts, beside) as stored:
        yield stored


def _refuse_stream(output: Path, format: str) -> None:
    what = "fastText's .bin" if format == "fasttext" else "what TensorBoard's projector reads"
    if output == files.STDIN:
        raise UsageError(f"-o -: {what} needs a file; name one")
    if compression.suffix(output):
        raise UsageError(f"{output}: {what} can't be packed; use -o {output.with_suffix('')}")


def _note(words: list[str], format: str) -> str:
    from koprep import escapes

    changed = sum(escapes.escape(word) != word for word in words)
    if not changed or format == "projector":
        return ""
    return f"{changed:,} words hold white space or a backslash, which is written as \\s or \\\\"


def _sniffed(path: Path) -> str:
    """``glove`` where the first line is a word and numbers, ``word2vec`` where it is sizes, else ""."""
    from koprep.convert.vectext import sizes_in

    with files.reading(path) as file:
        lines = file.read(_LINES).decode("utf-8", "replace").split("\n")[:2]
    fields = [line.rstrip(" \r").split(" ") for line in lines]
    sizes = sizes_in(lines[0])
    if sizes and len(fields) > 1 and len(fields[1]) == sizes[1] + 1 and _numbers(fields[1][1:]):
        return "word2vec"
    return "glove" if len(fields[0]) >= _FIELDS and _numbers(fields[0][1:]) else ""


def _numbers(fields: list[str]) -> bool:
    try:
        return bool([float(field) for field in fields])
    except ValueError:
        return False


def refuse_vocabulary(path: Path, output: Path) -> None:
    """Raise UsageError where vectors are to become a vocabulary."""
    if output.suffix == ".tsv":
        raise UsageError(f"-o {output}: {path} holds word vectors; use -o {output.with_suffix('.safetensors')}")
