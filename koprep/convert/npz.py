"""``.npz``: every tensor as an array; sparse ones in the form ``scipy.sparse.load_npz`` opens.

The recipe and all else stands in the member ``koprep.json``. Members aren't packed, and bear no times.
"""

from __future__ import annotations

import contextlib
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

import numpy as np

from koprep import files
from koprep.artifact import Artifact
from koprep.convert import envelope, npyfile
from koprep.convert.envelope import Envelope
from koprep.convert.npyfile import Array, Stored
from koprep.errors import InputError
from koprep.payload import Payload

_ABOUT = "koprep.json"
_SPARSE = {"data", "indices", "indptr", "shape"}
_CUBE = "shape_ntv"
_ENCRYPTED = 1
_DAMAGES = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError)


def write(out: BinaryIO, opened: Artifact) -> None:
    """Write an artifact of any kind, in pieces."""
    with zipfile.ZipFile(out, "w") as archive, Payload(opened) as payload:
        about = envelope.encode(envelope.bare(opened))
        with _member(archive, _ABOUT, len(about)) as member:
            member.write(about)
        for name, array in sorted(_extras(opened).items()):
            _put(archive, name, array.dtype.str, array.shape, [array])
        for name in sorted(opened):
            tensor = opened[name]
            if name != "shape" or not _is_cube(opened):
                pieces = (piece for _, piece in payload.pieces(name))
                _put(archive, name, tensor.dtype.str, tensor.shape, pieces)


def _is_cube(opened: Artifact) -> bool:
    return opened.tensors.keys() >= _SPARSE and opened["shape"].size == 3


def _extras(opened: Artifact) -> dict[str, Array]:
    """What SciPy wants beside the arrays; it knows two dimensions only, so one-hot rows (N, T, V) become (N·T, V)."""
    if not opened.tensors.keys() >= _SPARSE:
        return {}
    extras: dict[str, Array] = {"format": np.array(b"csr")}
    if _is_cube(opened):
        n, t, v = opened["shape"].tolist()
        extras |= {"shape": np.array([n * t, v], np.int64), _CUBE: opened["shape"]}
    return extras


def _put(archive: zipfile.ZipFile, name: str, dtype: str, shape: tuple[int, ...], pieces: Iterable[Array]) -> None:
    with _member(archive, f"{name}.npy", npyfile.size(dtype, shape)) as member:
        npyfile.write(member, dtype, shape, (np.atleast_1d(piece).view(np.uint8) for piece in pieces if piece.nbytes))


def _member(archive: zipfile.ZipFile, name: str, size: int) -> Any:
    info = zipfile.ZipInfo(name)  # its time is 1980
    info.create_system, info.external_attr, info.file_size = 3, 0o644 << 16, size
    return archive.open(info, "w")


@contextlib.contextmanager
def reading(path: Path) -> Iterator[tuple[Envelope | None, dict[str, Stored]]]:
    """What koprep wrote about the file, ``None`` in a file of others, and its arrays. Raises InputError."""
    try:
        with files.reading(path) as file, zipfile.ZipFile(file) as archive:
            if any(info.flag_bits & _ENCRYPTED for info in archive.infolist()):
                raise InputError(f"{path}: it is encrypted; unpack it with its password first")
            names = [name for name in archive.namelist() if name.endswith(".npy")]
            arrays = {name.removesuffix(".npy"): _stored(path, archive, name) for name in names}
            about = envelope.decode(archive.read(_ABOUT), str(path)) if _ABOUT in archive.namelist() else None
            if _CUBE in arrays:
                arrays["shape"] = arrays.pop(_CUBE)
            if about is not None:
                arrays.pop("format", None)
            yield about, arrays
    except _DAMAGES as error:
        raise InputError(f"{path}: no .npz file, or damaged ({error})") from None


def _stored(path: Path, archive: zipfile.ZipFile, name: str) -> Stored:
    return npyfile.stored(f"{path}: {name.removesuffix('.npy')}", lambda: cast(Any, archive.open(name)))
