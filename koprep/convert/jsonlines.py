"""JSON Lines: a record a line; the first line also carries ``koprep``, which holds the rest."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, BinaryIO, cast

import msgspec
import pyarrow as pa

from koprep import files
from koprep.artifact import Artifact
from koprep.convert import envelope, rows
from koprep.convert.envelope import Envelope
from koprep.errors import InputError
from koprep.payload import Payload

_KEY = "koprep"
_CELLS = 1 << 18
_LINES = 1 << 12
_BUFFER = 1 << 20
_Number = Annotated[int, msgspec.Meta(ge=-(1 << 63), le=(1 << 63) - 1)]


def write(out: BinaryIO, opened: Artifact, tokens: bool) -> None:
    """Write ids, padded rows, prefixes or bags of words; ``tokens`` adds the words. Raises UsageError for other kinds.

    A file without records is one line that holds ``koprep`` only.
    """
    columns = rows.columns_of(opened, "JSON Lines")
    about = {_KEY: envelope.full(opened, rows.held(columns))}
    encoder = msgspec.json.Encoder()
    with Payload(opened) as payload:
        head: dict[str, Any] = about
        for batch in rows.batches(opened, payload, columns, tokens, _CELLS):
            lines = batch.to_pylist()
            out.write(encoder.encode(lines[0] | head) + b"\n" + encoder.encode_lines(lines[1:]))
            head = {}
        if head:
            out.write(encoder.encode(head) + b"\n")


def about(path: Path) -> Envelope | None:
    """What koprep wrote about the tensors, ``None`` in other files. Raises InputError."""
    first = next(lines(path), None)
    stored = first[1].get(_KEY) if first else None
    return envelope.decode(msgspec.json.encode(stored), f"{path}:1") if isinstance(stored, dict) else None


def columns(path: Path) -> dict[str, pa.DataType]:
    """The keys of the first object; of their types only whether they are words, of labels by the first that is one."""
    first = next(lines(path), (0, {}))[1]
    if "label" in first:
        labels = (row.get("label") for _, row in lines(path))
        first["label"] = next((label for label in labels if label is not None), None)
    return {name: pa.string() if isinstance(value, str) else pa.int64() for name, value in first.items()}


def classes(path: Path) -> list[str]:
    """JSON Lines don't name classes."""
    return []


def lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects with their line numbers; blank lines are left out. Raises InputError with the line."""
    decoder = msgspec.json.Decoder(dict[str, Any])
    with files.reading(path) as file:
        for number, line in enumerate(io.BufferedReader(cast(Any, file), _BUFFER), start=1):
            if not line.strip():
                continue
            try:
                yield number, decoder.decode(line)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
                raise InputError(f"{path}:{number}: not a JSON object ({error})") from None


def batches(path: Path, types: dict[str, pa.DataType]) -> Iterator[dict[str, pa.Array]]:
    """All records in batches, every key as the type asked for. Raises InputError with the line."""
    held: list[tuple[int, dict[str, Any]]] = []
    for number, row in lines(path):
        if row.keys() == {_KEY}:
            continue
        held.append((number, row))
        if len(held) == _LINES:
            yield _columns(path, held, types)
            held = []
    if held:
        yield _columns(path, held, types)


def _columns(path: Path, held: list[tuple[int, dict[str, Any]]], types: dict[str, pa.DataType]) -> dict[str, pa.Array]:
    strict = {name: _strict(kind) for name, kind in types.items()}
    for number, row in held:
        for name, type in strict.items():
            if name not in row:
                raise InputError(f"{path}:{number}: no key {name} (there are {', '.join(row)})")
            try:
                msgspec.convert(row[name], type)
            except msgspec.ValidationError as error:
                raise InputError(f"{path}:{number}: {name}: {str(error).partition(' - ')[0]}") from None
    try:
        return {name: pa.array([row[name] for _, row in held], kind) for name, kind in types.items()}
    except (pa.ArrowException, OverflowError) as error:
        raise InputError(f"{path}: lines {held[0][0]} to {held[-1][0]}: {str(error).splitlines()[0]}") from None


def _strict(kind: pa.DataType) -> Any:
    """What a value must be: Arrow would cut 2.5 to 2 without a word."""
    if pa.types.is_list(kind):
        return list[float] | None if pa.types.is_floating(kind.value_type) else list[_Number] | None
    return str | None if pa.types.is_string(kind) else float | None if pa.types.is_floating(kind) else _Number | None
