"""Arrays and tables other tools wrote, checked and turned into koprep's tensors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from koprep import artifact
from koprep.artifact import Tensor
from koprep.convert import envelope
from koprep.convert.npyfile import Array, Stored
from koprep.errors import InputError, UsageError, suggest
from koprep.tensors import sort_classes
from koprep.vocab import Vocab

_PAD = "<pad>"
_CELLS = 1 << 20
_SPARSE = ("data", "indices", "indptr", "shape")


class Found(NamedTuple):
    """What an artifact is written from, which arrays that took, and at which side a matrix was seen to be padded."""

    kind: str
    tensors: dict[str, Tensor]
    info: dict[str, Any]
    used: tuple[str, ...]
    side: str = ""


def from_arrays(where: str, arrays: dict[str, Stored], vocab: Vocab, wanted: str) -> Found:
    """Ragged ``ids`` with ``offsets``, a padded matrix, or SciPy's CSR of counts; ``labels`` beside them if there.

    ``wanted`` names the matrix where there are several. Raises InputError or UsageError.
    """
    if not wanted and arrays.keys() >= set(_SPARSE):
        found = _bag(arrays, vocab)
    elif not wanted and arrays.keys() >= {"ids", "offsets"}:
        found = _ragged(arrays, vocab)
    else:
        name = _matrix(where, arrays, wanted)
        found = _padded(arrays[name], vocab)._replace(used=(name,))
    name = next((name for name in ("labels", "label") if name in arrays and name not in found.used), "")
    codes, classes = _labels(arrays[name]) if name else (None, [])
    rows = found.info["sizes"]["records"]
    if codes is not None and len(codes) != rows:
        raise InputError(f"{where}: {len(codes):,} labels for {rows:,} records")
    tensors = found.tensors | envelope.words(vocab) | ({} if codes is None else {"labels": artifact.of(codes)})
    info = found.info | {"tagged": vocab.tagged} | ({"classes": classes} if classes else {})
    return found._replace(tensors=tensors, info=info, used=(*found.used, name))


def codes_of(labels: Sequence[str | None]) -> tuple[Array, list[str]]:
    """Labels as numbers (N,) int32, -1 for none, and the classes they number."""
    classes = sort_classes({label for label in labels if label is not None})
    place: dict[str | None, int] = {label: number for number, label in enumerate(classes)}
    return np.array([place.get(label, -1) for label in labels], np.int32), classes


def check_ids(where: str, ids: Array, types: int) -> Array:
    """The ids as int32. Raises InputError for one outside a vocabulary of so many rows."""
    if ids.size and (ids.min() < 0 or ids.max() >= types):
        bad = ids[(ids < 0) | (ids >= types)][0]
        raise InputError(f"{where}: id {bad} is not in the vocabulary, which has {types:,} rows; is it the right one?")
    return ids.astype(np.int32, copy=False)


def _ragged(arrays: dict[str, Stored], vocab: Vocab) -> Found:
    ids, offsets = arrays["ids"], arrays["offsets"]
    for stored in (ids, offsets):
        _whole_numbers(stored, 1)
    rows = offsets.shape[0] - 1
    return Found("ids", {
        "ids": Tensor("<i4", ids.shape, _known(ids, len(vocab), _CELLS)),
        "offsets": Tensor("<i8", offsets.shape, _wide(offsets)),
        "doc_offsets": artifact.of(np.arange(rows + 1, dtype=np.int64)),
    }, {"sizes": {"records": rows, "tokens": ids.shape[0], "types": len(vocab)}}, ("ids", "offsets"))  # fmt: skip


def _padded(matrix: Stored, vocab: Vocab) -> Found:
    _whole_numbers(matrix, 2)
    rows, width = matrix.shape
    fill = next((id for id in range(len(vocab)) if vocab[id] == _PAD), 0)
    ends = [np.zeros((2, 0), np.int32)]
    for ids in _known(matrix, len(vocab), max(1, _CELLS // max(1, width)) * width or 1):
        ends.append(_ends(ids.reshape(-1, width) == fill))
    before, after = np.concatenate(ends, axis=1) if width else np.zeros((2, rows), np.int32)
    side = _side(matrix.where, before, after)
    kept = width - (before if side == "pre" else after)
    sizes = {"records": rows, "tokens": int(kept.sum()), "types": len(vocab)}
    return Found("padded", {
        "padded": Tensor("<i4", matrix.shape, _known(matrix, len(vocab), _CELLS)),
        "lengths": artifact.of(kept),
    }, {"sizes": sizes}, (), side)  # fmt: skip


def _ends(fill: Array) -> Array:
    """How far padding (N, T) runs from the start of every row and from its end: (2, N) int32."""
    whole = fill.all(axis=1)
    ends = (np.where(whole, fill.shape[1], np.argmin(side, axis=1)) for side in (fill, fill[:, ::-1]))
    return np.stack([*ends]).astype(np.int32)


def _side(where: str, before: Array, after: Array) -> str:
    """The side at which rows are padded, as those tell that have padding at one side only; ``post`` if none does.

    Raises InputError where some have it before the words and others behind.
    """
    pre, post = np.flatnonzero((before > 0) & (after == 0)), np.flatnonzero((after > 0) & (before == 0))
    if pre.size and post.size:
        raise InputError(f"{where}: row {pre[0]} is padded in front, row {post[0]} behind; pad all at one side")
    return "pre" if pre.size else "post"


def _bag(arrays: dict[str, Stored], vocab: Vocab) -> Found:
    kind = str(arrays["format"].all().astype(str)) if "format" in arrays else "csr"
    if kind != "csr":
        raise InputError(f"{arrays['format'].where}: a sparse matrix of form {kind}; save its .tocsr()")
    for name in _SPARSE:
        _whole_numbers(arrays[name], 1)
    shape = arrays["shape"].all().tolist()
    if len(shape) != 2 or shape[1] != len(vocab):
        raise InputError(f"{arrays['shape'].where}: {shape}, but the vocabulary has {len(vocab):,} rows")
    return Found("bow", {
        "data": Tensor("<i8", arrays["data"].shape, _wide(arrays["data"])),
        "indices": Tensor("<i4", arrays["indices"].shape, _known(arrays["indices"], len(vocab), _CELLS)),
        "indptr": Tensor("<i8", arrays["indptr"].shape, _wide(arrays["indptr"])),
        "shape": artifact.of(np.array(shape, np.int64)),
    }, {"sizes": {"records": shape[0], "types": len(vocab)}}, (*_SPARSE, "format", "_is_array"))  # fmt: skip


def _matrix(where: str, arrays: dict[str, Stored], wanted: str) -> str:
    if wanted and wanted not in arrays:
        raise UsageError(f"{where}: --array {wanted}: {suggest(wanted, arrays)}")
    if wanted or "padded" in arrays:
        return wanted or "padded"
    found = [name for name, stored in arrays.items() if len(stored.shape) == 2]
    if len(found) != 1:
        named = ", ".join(f"{name or 'array'} {list(stored.shape)}" for name, stored in arrays.items()) or "nothing"
        raise InputError(f"{where}: it holds {named}; ids with offsets or one matrix (N, T) are needed (--array NAME)")
    return found[0]


def _labels(stored: Stored) -> tuple[Array, list[str]]:
    if len(stored.shape) != 1 or stored.dtype.kind not in "iuUS":
        raise InputError(f"{stored.where}: {stored.dtype} {list(stored.shape)}; labels are whole numbers or words (N,)")
    values = stored.all()
    try:
        text = values.astype(str) if values.dtype.kind != "S" else np.char.decode(values, "utf-8")
    except UnicodeDecodeError:
        raise InputError(f"{stored.where}: its bytes are not UTF-8; save the labels as text") from None
    return codes_of([None if stored.dtype.kind in "iu" and label == "-1" else label for label in text.tolist()])


def _whole_numbers(stored: Stored, dimensions: int) -> None:
    if stored.dtype.kind not in "iu":
        raise InputError(f"{stored.where}: {stored.dtype} items, where whole numbers are needed")
    if len(stored.shape) != dimensions:
        raise InputError(f"{stored.where}: shape {list(stored.shape)}, where {dimensions} dimension(s) are needed")


def _known(stored: Stored, types: int, items: int) -> Iterator[Array]:
    return (check_ids(stored.where, piece, types) for piece in stored.pieces(items))


def _wide(stored: Stored) -> Iterator[Array]:
    return (piece.astype(np.int64) for piece in stored.pieces(_CELLS))
