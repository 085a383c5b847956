"""The words of a tensor file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa

from koprep import artifact
from koprep.artifact import Artifact
from koprep.columns.chunk import Array, Chunk
from koprep.columns.lookup import strings
from koprep.errors import InputError
from koprep.loading import vocab_of
from koprep.verifying import kinds

_ROWS = 1 << 14
_KINDS = ("ids", "padded")


def read(path: Path) -> Artifact:
    """Open a tensor of ids. Raises InputError for one of another kind, or a damaged one."""
    opened = artifact.read(path)
    if opened.kind not in _KINDS:
        raise InputError(f"{path}: {opened.kind} holds no sequences of words; give the ids or padded tensor, or tokens")
    for fault in kinds.misformed(opened):
        raise InputError(f"{path}: {fault}; it is damaged")
    return opened


def chunks(opened: Artifact) -> Iterator[Chunk]:
    """Its records as chunks; padding is no word. Raises InputError for ids that are not in its vocabulary."""
    words = strings(vocab_of(opened))
    records = len(opened["offsets"]) - 1 if opened.kind == "ids" else len(opened["padded"])
    docs = _docs(opened, records)
    for start in range(0, records, _ROWS):
        end = min(records, start + _ROWS)
        ids, lengths = (_ragged if opened.kind == "ids" else _unpadded)(opened, start, end)
        _check(opened, ids, len(words))
        yield Chunk(words, ids, lengths, None if docs is None else docs[start:end], _labels(opened, start, end))


def _ragged(opened: Artifact, start: int, end: int) -> tuple[Array, Array]:
    bounds = opened["offsets"][start : end + 1]
    lengths = np.diff(bounds)
    if (lengths < 0).any() or bounds[0] < 0 or bounds[-1] > len(opened["ids"]):
        raise InputError(f"{opened.path}: its offsets don't fit its ids; it is damaged")
    return opened["ids"][bounds[0] : bounds[-1]], lengths.astype(np.int64)


def _unpadded(opened: Artifact, start: int, end: int) -> tuple[Array, Array]:
    rows, lengths = opened["padded"][start:end], opened["lengths"][start:end].astype(np.int64)
    if len(lengths) != len(rows) or (lengths < 0).any() or (lengths > rows.shape[1]).any():
        raise InputError(f"{opened.path}: its lengths don't fit its rows; it is damaged")
    places = np.arange(rows.shape[1])
    if opened.recipe.option("side", "pad", "import") == "pre":
        places = places[::-1]
    return rows[places < lengths[:, None]], lengths


def _check(opened: Artifact, ids: Array, size: int) -> None:
    for id in ids[(ids < 0) | (ids >= size)][:1].tolist():
        raise InputError(f"{opened.path}: id {id} is not in its vocabulary of {size:,}; it is damaged")


def _docs(opened: Artifact, records: int) -> pa.Array | None:
    """A name for every record's document, nothing where each record is one."""
    if "doc_offsets" not in opened:
        return None
    sizes = np.diff(opened["doc_offsets"])
    if (sizes < 0).any() or sizes.sum() != records:
        raise InputError(f"{opened.path}: its doc_offsets don't fit its records; it is damaged")
    return None if (sizes == 1).all() else pa.array(np.repeat(np.arange(len(sizes)), sizes)).cast(pa.string())


def _labels(opened: Artifact, start: int, end: int) -> list[str | None] | None:
    if "labels" not in opened or "classes" not in opened.info:
        return None
    classes = [*opened.info["classes"], None]
    codes = opened["labels"][start:end]
    if len(codes) != end - start:
        raise InputError(f"{opened.path}: its labels don't fit its records; it is damaged")
    if len(codes) and not -1 <= codes.min() <= codes.max() < len(classes) - 1:
        raise InputError(f"{opened.path}: its labels don't fit its classes; it is damaged")
    return [classes[code] for code in codes.tolist()]
