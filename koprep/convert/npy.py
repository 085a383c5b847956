"""``.npy``: one array, nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from koprep import files
from koprep.artifact import Artifact
from koprep.convert import npyfile
from koprep.convert.npyfile import Stored
from koprep.errors import UsageError, suggest
from koprep.payload import Payload

_MAIN = ("padded", "X", "onehot", "vectors")


def choose(opened: Artifact, name: str) -> str:
    """The array to write: as told, else the matrix the file is made for. Raises UsageError."""
    if name and name not in opened:
        raise UsageError(f"--array {name}: {suggest(name, opened)}")
    main = name or next((known for known in _MAIN if known in opened), "")
    if not main:
        raise UsageError(
            f"an .npy file holds one array, and {opened.path} has none that says it all; say which: "
            f"--array NAME (known: {', '.join(sorted(opened))}), or use -o with .npz"
        )
    return main


def write(out: BinaryIO, opened: Artifact, name: str) -> None:
    """Write one array of an artifact, in pieces."""
    tensor = opened[name]
    with Payload(opened) as payload:
        npyfile.write(out, tensor.dtype.str, tensor.shape, (piece for _, piece in payload.pieces(name)))


def read(path: Path) -> dict[str, Stored]:
    """The array, under the name "". Raises InputError."""
    return {"": npyfile.stored(str(path), lambda: files.reading(path))}
