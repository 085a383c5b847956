"""``koprep.load``: open any artifact by its path."""

from __future__ import annotations

from pathlib import Path

from koprep import artifact, files, modelfile
from koprep.artifact import Artifact
from koprep.errors import InputError
from koprep.vocab import Vocab

_VOCABULARY = ["uint8 1", "int64 1", "int64 1"]
_CONTINUATION = 0x80


def load(path: str | Path) -> Artifact | Vocab:
    """Open a tensor file (NumPy views of it, nothing copied) or a vocabulary. Raises InputError.

    >>> load("padded.safetensors")["padded"].shape  # doctest: +SKIP
    (712383, 40)
    """
    path = files.require_file(path)
    if path.suffix == ".safetensors" or artifact.is_artifact(path):
        return artifact.read(path)
    if path.suffix == ".parquet":
        raise InputError(f"{path} holds records, not arrays; read it with pandas or pyarrow, or with koprep run -i")
    if modelfile.kind_of(path) != "vocab":
        raise InputError(f"{path}: neither a tensor file nor a vocabulary of koprep's (koprep vocab makes one)")
    return Vocab.read(path)


def vocab_of(opened: Artifact) -> Vocab:
    """The vocabulary inside a tensor file, as views of it. Raises InputError where there is none, or a broken one."""
    try:
        vocab = Vocab(opened["vocab"], opened["vocab_offsets"], opened["counts"], opened.recipe)
    except KeyError as error:
        raise InputError(f"{opened.path}: no tensor {error}, so there is no vocabulary in it") from None
    if [f"{array.dtype} {array.ndim}" for array in (vocab.data, vocab.offsets, vocab.counts)] != _VOCABULARY:
        raise InputError(f"{opened.path}: its vocab, vocab_offsets or counts are of another type; it is damaged")
    bounds = vocab.offsets
    if (
        len(bounds) != len(vocab) + 1
        or bounds[0] != 0
        or bounds[-1] != len(vocab.data)
        or (bounds[1:] < bounds[:-1]).any()
    ):
        raise InputError(f"{opened.path}: its vocab_offsets don't fit its vocab; it is damaged")
    if not _is_text(vocab):
        raise InputError(f"{opened.path}: its vocab is not UTF-8 text")
    return vocab


def _is_text(vocab: Vocab) -> bool:
    """Whether every token is UTF-8: the whole is, and none begins inside a character."""
    starts = vocab.offsets[:-1]
    first_bytes = vocab.data[starts[starts < len(vocab.data)]]
    try:
        str(vocab.data.data, "utf-8")
    except UnicodeDecodeError:
        return False
    return not bool(((first_bytes & 0xC0) == _CONTINUATION).any())
