"""The safetensors file with a recipe inside: written as a stream, memory-mapped without copying, checked.

One metadata key, ``koprep``, holds one JSON text: kind, format number, recipe, sizes and the SHA-256 of the payload.
Format: https://huggingface.co/docs/safetensors.
"""

from __future__ import annotations

import hashlib
import json
import math
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from koprep import files
from koprep.errors import InputError
from koprep.recipe import Recipe, from_json, to_json

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

FORMAT = 1
_DTYPES = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "I64": "<i8", "I32": "<i4", "I16": "<i2", "I8": "i1", "U8": "u1"}
_NAMES = {name: key for key, name in _DTYPES.items()} | {"|i1": "I8", "|u1": "U8"}
_MAX_HEADER = 100 << 20
_COPY = 1 << 20


@dataclass(frozen=True)
class Tensor:
    """A tensor about to be written: its dtype and shape, and the bytes, an array or a file to copy from its start."""

    dtype: str
    shape: tuple[int, ...]
    data: Array | BinaryIO

    @property
    def nbytes(self) -> int:
        return math.prod(self.shape) * int(self.dtype[-1])


def of(array: Array) -> Tensor:
    """The tensor that holds an array, little-endian."""
    import numpy as np

    array = np.ascontiguousarray(array)
    plain = array.astype(array.dtype.newbyteorder("<"), copy=False)
    return Tensor(plain.dtype.str, plain.shape, plain)


@dataclass(frozen=True)
class Artifact:
    """An opened artifact: ``tensors`` are read-only views of the file, not copies."""

    path: Path
    kind: str
    recipe: Recipe
    info: dict[str, Any]
    tensors: dict[str, Array]

    def __getitem__(self, name: str) -> Array:
        return self.tensors[name]


def write(path: Path, kind: str, tensors: dict[str, Tensor], recipe: Recipe, info: dict[str, Any]) -> None:
    """Write an artifact atomically. The same tensors, recipe and info give the same bytes.

    The widest items come first, so that every tensor is aligned; then by name.
    """
    ordered = sorted(tensors.items(), key=lambda item: (-int(item[1].dtype[-1]), item[0]))
    with files.writing(path) as out:
        header = _header(kind, ordered, recipe, info, "0" * 64)
        out.write(header)
        digest = hashlib.sha256()
        for _, tensor in ordered:
            for piece in _bytes(tensor):
                digest.update(piece)
                out.write(piece)
        out.seek(0)
        out.write(_header(kind, ordered, recipe, info, digest.hexdigest()))
        out.seek(0, 2)


def read(path: Path) -> Artifact:
    """Open an artifact; tensors are memory-mapped when they are used. Raises InputError for anything malformed."""
    import numpy as np

    header, start, size = _read_header(path)
    text = (header.pop("__metadata__", None) or {}).get("koprep")
    if text is None:
        raise InputError(f"{path}: a safetensors file, but not one of koprep's")
    meta = json.loads(text)
    if meta.get("format") != FORMAT:
        raise InputError(f"{path}: format {meta.get('format')}, but this koprep reads format {FORMAT}; update koprep")
    whole = np.memmap(path, np.uint8, "r") if size > start else np.empty(start, np.uint8)
    tensors = {name: _view(path, name, entry, whole, start) for name, entry in header.items()}
    recipe = from_json(json.dumps(meta["recipe"]), str(path))
    info = {key: value for key, value in meta.items() if key not in ("format", "kind", "recipe")}
    return Artifact(path, meta["kind"], recipe, info, tensors)


def is_artifact(path: Path) -> bool:
    """Whether a file begins as a safetensors file does."""
    with path.open("rb") as file:
        head = file.read(9)
    return len(head) == 9 and head[8:] == b"{" and int.from_bytes(head[:8], "little") <= _MAX_HEADER


def _header(kind: str, tensors: list[tuple[str, Tensor]], recipe: Recipe, info: dict[str, Any], sha: str) -> bytes:
    meta = {"format": FORMAT, "kind": kind, "recipe": recipe, "sha256": sha, **info}
    header: dict[str, Any] = {"__metadata__": {"koprep": to_json(meta).decode()}}
    at = 0
    for name, tensor in tensors:
        header[name] = {"dtype": _NAMES[tensor.dtype], "shape": list(tensor.shape),
                        "data_offsets": [at, at + tensor.nbytes]}
        at += tensor.nbytes
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text


def _bytes(tensor: Tensor) -> Iterable[Any]:
    if hasattr(tensor.data, "dtype"):
        return [memoryview(tensor.data).cast("B")] if tensor.nbytes else []
    tensor.data.seek(0)
    return iter(lambda: tensor.data.read(_COPY), b"")


def _read_header(path: Path) -> tuple[dict[str, Any], int, int]:
    """The header, where the payload starts, and the file's size."""
    files.require_file(path)
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(8)
        length = int.from_bytes(head, "little")
        if len(head) < 8 or length > min(_MAX_HEADER, size - 8):
            raise InputError(f"{path}: no safetensors file, or cut off")
        try:
            header = json.loads(file.read(length))
        except ValueError:
            raise InputError(f"{path}: no safetensors file (its header is no JSON)") from None
    if not isinstance(header, dict):
        raise InputError(f"{path}: no safetensors file (its header is no object)")
    return header, 8 + length, size


def _view(path: Path, name: str, entry: Any, whole: Array, start: int) -> Array:
    import numpy as np

    try:
        dtype, shape, (begin, end) = np.dtype(_DTYPES[entry["dtype"]]), tuple(entry["shape"]), entry["data_offsets"]
        fits = 0 <= begin <= end <= len(whole) - start and math.prod(shape) * dtype.itemsize == end - begin
    except (KeyError, TypeError, ValueError):
        fits = False
    if not fits:
        raise InputError(f"{path}: tensor {name} lies outside the file; it is damaged or cut off")
    return np.ndarray(shape, dtype, buffer=whole, offset=start + begin)
