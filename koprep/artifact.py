"""The safetensors file with a recipe inside: written as a stream, memory-mapped without copying, checked.

One metadata key, ``koprep``, holds one JSON text: kind, format number, recipe, sizes and the SHA-256 of the payload.
Format: https://huggingface.co/docs/safetensors.
"""

from __future__ import annotations

import hashlib
import math
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from koprep import files
from koprep.errors import InputError
from koprep.recipe import Recipe, from_json, to_json

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

T = TypeVar("T")
FORMAT = 1
_DTYPES = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "I64": "<i8", "I32": "<i4", "I16": "<i2", "I8": "i1", "U8": "u1"}
_NAMES = {name: key for key, name in _DTYPES.items()} | {"|i1": "I8", "|u1": "U8"}
_MAX_HEADER = 100 << 20


@dataclass(frozen=True)
class Tensor:
    """A tensor about to be written: its dtype and shape, and its contents in pieces, arrays that are taken once."""

    dtype: str
    shape: tuple[int, ...]
    pieces: Iterable[Array]

    @property
    def nbytes(self) -> int:
        return math.prod(self.shape) * int(self.dtype[-1])


def of(array: Array) -> Tensor:
    """The tensor that holds an array, little-endian."""
    import numpy as np

    plain = np.ascontiguousarray(array, array.dtype.newbyteorder("<"))
    return Tensor(plain.dtype.str, plain.shape, [plain])


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

    def __contains__(self, name: object) -> bool:
        return name in self.tensors

    def __iter__(self) -> Iterator[str]:
        return iter(self.tensors)


def write(path: Path, kind: str, tensors: dict[str, Tensor], recipe: Recipe, info: dict[str, Any]) -> None:
    """Write an artifact atomically. The same tensors, recipe and info give the same bytes.

    The widest items come first, so that every tensor is aligned; then by name. Raises ValueError where the pieces of a
    tensor don't add up to its shape.
    """
    ordered = sorted(tensors.items(), key=lambda item: (-int(item[1].dtype[-1]), item[0]))
    with files.writing(path) as out:
        header = _header(kind, ordered, recipe, info, "0" * 64)
        out.write(header)
        digest = hashlib.sha256()
        for name, tensor in ordered:
            size = 0
            for data in map(_bytes, tensor.pieces):
                digest.update(data)
                out.write(data)
                size += len(data)
            if size != tensor.nbytes:
                raise ValueError(f"{name}: {size} bytes, but its shape {tensor.shape} needs {tensor.nbytes}")
        out.seek(0)
        out.write(_header(kind, ordered, recipe, info, digest.hexdigest()))
        out.seek(0, 2)


def read(path: Path) -> Artifact:
    """Open an artifact; tensors are memory-mapped when they are used. Raises InputError for anything malformed."""
    path = files.require_file(path)
    header, start, payload = _read_header(path)
    meta = _meta(path, header.pop("__metadata__", msgspec.Raw(b"null")))
    entries = {name: _decoded(path, raw, _Entry) for name, raw in header.items()}
    _check_layout(path, entries, payload)
    return Artifact(path, meta.pop("kind"), meta.pop("recipe"), meta, _views(path, entries, start, payload))


def is_artifact(path: Path) -> bool:
    """Whether a file begins as a safetensors file does."""
    with files.reading(path) as file:
        head = file.read(9)
    return len(head) == 9 and head[8:] == b"{" and int.from_bytes(head[:8], "little") <= _MAX_HEADER


class _Entry(msgspec.Struct):
    """What the header says about a tensor."""

    dtype: str
    shape: tuple[int, ...]
    data_offsets: tuple[int, int]

    @property
    def nbytes(self) -> int:
        return math.prod(self.shape) * int(_DTYPES[self.dtype][-1])


def _header(kind: str, tensors: list[tuple[str, Tensor]], recipe: Recipe, info: dict[str, Any], sha: str) -> bytes:
    meta = {"format": FORMAT, "kind": kind, "recipe": recipe, "sha256": sha, **info}
    header: dict[str, Any] = {"__metadata__": {"koprep": to_json(meta).decode()}}
    at = 0
    for name, tensor in tensors:
        header[name] = _Entry(_NAMES[tensor.dtype], tensor.shape, (at, at + tensor.nbytes))
        at += tensor.nbytes
    text = msgspec.json.encode(header)
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text


def _bytes(array: Array) -> memoryview | bytes:
    return array.data.cast("B") if array.nbytes else b""


def _read_header(path: Path) -> tuple[dict[str, msgspec.Raw], int, int]:
    """The header, where the payload starts, and how many bytes it has."""
    with files.reading(path) as file:
        size = path.stat().st_size
        length = int.from_bytes(file.read(8), "little")
        if size < 8 or length > min(_MAX_HEADER, size - 8):
            raise InputError(f"{path}: no safetensors file, or cut off")
        header = _decoded(path, file.read(length), dict[str, msgspec.Raw])
    return header, 8 + length, size - 8 - length


def _meta(path: Path, raw: msgspec.Raw) -> dict[str, Any]:
    """What koprep wrote about the file, the recipe as a Recipe."""
    try:
        text = msgspec.json.decode(raw, type=dict[str, str])["koprep"]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, KeyError):
        raise InputError(f"{path}: a safetensors file, but not one of koprep's") from None
    meta = _decoded(path, text, dict[str, Any])
    if meta.pop("format", None) != FORMAT:
        raise InputError(f"{path}: not the format this koprep reads ({FORMAT}); update koprep")
    if not isinstance(meta.get("kind"), str):
        raise InputError(f"{path}: it doesn't say its kind; it is damaged")
    _check_info(path, meta)
    return meta | {"recipe": from_json(msgspec.json.encode(meta.get("recipe")), str(path))}


def _check_info(path: Path, info: dict[str, Any]) -> None:
    """What every kind of file may say must be of the type it has everywhere."""
    for name, type, what in (
        ("classes", list[str], "list of names"),
        ("sizes", dict[str, int], "numbers"),
        ("sha256", str, "text"),
    ):
        try:
            msgspec.convert(info.get(name, type()), type)
        except msgspec.ValidationError:
            raise InputError(f"{path}: its {name} {'is' if type is str else 'are'} no {what}") from None


def _decoded(path: Path, data: Any, type: type[T]) -> T:
    try:
        return msgspec.json.decode(data, type=type)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"{path}: no safetensors file, or damaged (its header: {error})") from None


def _check_layout(path: Path, entries: dict[str, _Entry], payload: int) -> None:
    """Tensors must follow one another from the first byte of the payload to its last, as the format demands."""
    at = 0
    for name, entry in sorted(entries.items(), key=lambda item: item[1].data_offsets):
        if entry.dtype not in _DTYPES:
            raise InputError(f"{path}: tensor {name} holds {entry.dtype}, which koprep doesn't read")
        if entry.data_offsets != (at, at + entry.nbytes):
            raise InputError(f"{path}: tensor {name} is not where it should be; the file is damaged")
        at += entry.nbytes
    if at != payload:
        raise InputError(f"{path}: {payload:,} bytes of tensors, but its header says {at:,}; it is damaged or cut off")


def _views(path: Path, entries: dict[str, _Entry], start: int, payload: int) -> dict[str, Array]:
    import numpy as np

    whole = np.memmap(path, np.uint8, "r") if payload else np.empty(start, np.uint8)
    try:
        return {
            name: np.ndarray(entry.shape, _DTYPES[entry.dtype], whole, start + entry.data_offsets[0])
            for name, entry in entries.items()
        }
    except (ValueError, OverflowError) as error:  # negative, or empty but of a size no array can have
        raise InputError(f"{path}: a tensor of an impossible shape ({error})") from None
