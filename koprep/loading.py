"""``koprep.load``: open any artifact by its path."""

from __future__ import annotations

from pathlib import Path

from koprep import artifact, files, modelfile
from koprep.artifact import Artifact
from koprep.errors import InputError
from koprep.vocab import Vocab


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
    bounds = vocab.offsets
    if (
        len(bounds) != len(vocab) + 1
        or bounds[0] != 0
        or bounds[-1] != len(vocab.data)
        or (bounds[1:] < bounds[:-1]).any()
    ):
        raise InputError(f"{opened.path}: its vocab_offsets don't fit its vocab; it is damaged")
    return vocab
