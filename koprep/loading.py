"""``koprep.load``: open any artifact by its path."""

from __future__ import annotations

from pathlib import Path

from koprep import artifact, files
from koprep.artifact import Artifact
from koprep.vocab import Vocab


def load(path: str | Path) -> Artifact | Vocab:
    """Open a tensor file (NumPy views of it, nothing copied) or a vocabulary. Raises InputError.

    >>> load("padded.safetensors")["padded"].shape  # doctest: +SKIP
    (712383, 40)
    """
    path = files.require_file(path)
    if path.suffix == ".safetensors" or artifact.is_artifact(path):
        return artifact.read(path)
    return Vocab.read(path)


def vocab_of(opened: Artifact) -> Vocab:
    """The vocabulary inside a tensor file, as views of it."""
    return Vocab(opened["vocab"], opened["vocab_offsets"], opened["counts"], opened.recipe)
