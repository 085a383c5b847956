"""Is what a tensor file holds possible: ids in the vocabulary, offsets that fit, sorted sparse rows, finite numbers."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from koprep.artifact import Artifact
from koprep.errors import InputError
from koprep.loading import vocab_of
from koprep.payload import Payload
from koprep.verifying import bounds

_CONTINUATION = 0x80
_CSR = {"indices": "int32 1", "indptr": "int64 1", "shape": "int64 1"}
_FORMS = {
    "ids": {"ids": "int32 1", "offsets": "int64 1", "doc_offsets": "int64 1"},
    "padded": {"padded": "int32 2", "lengths": "int32 1"},
    "prefixes": {"X": "int32 2", "y": "int32 1", "lengths": "int32 1"},
    "bow": {"data": "int64 1", **_CSR},
    "tfidf": {"data": "float64 1", "idf": "float64 1", **_CSR},
    "onehot": {"data": "float32 1", **_CSR, "lengths": "int32 1"},
    "dense onehot": {"onehot": "float32 3", "lengths": "int32 1"},
}
"""The tensors of each kind: item type and number of dimensions."""

_VOCABULARY = {"vocab": "uint8 1", "vocab_offsets": "int64 1", "counts": "int64 1"}
_LABELS = {"labels": "int32 1", "labels_onehot": "float32 2"}
_STARTS = ("offsets", "indptr", "doc_offsets")


def problems(opened: Artifact, payload: Payload) -> Iterator[str]:
    """What is wrong with a tensor file, one line each, each tensor at its first fault; nothing if all is possible.

    Tensors are read in pieces; only the vocabulary is held in memory. Of kinds not known here only the numbers and the
    vocabulary are checked.
    """
    kind = form_of(opened)
    if faults := [*_misformed(opened, kind), *_misinformed(opened.info)]:
        yield from faults
        return
    for name, tensor in opened.tensors.items():
        if tensor.dtype.kind == "f":
            yield from bounds.finite(payload, name)
    types = 0
    if "vocab" in opened:
        try:
            types = len(vocab_of(opened))
        except InputError as error:
            yield str(error).removeprefix(f"{opened.path}: ")
            return
        yield from _vocabulary(opened)
    if kind in _CHECKS:
        yield from _CHECKS[kind](opened, payload, types)
        yield from _labels(opened, payload)
        yield from _sizes(opened, types)


def form_of(opened: Artifact) -> str:
    """The kind, or ``dense onehot`` for a one-hot tensor written dense."""
    return f"dense {opened.kind}" if opened.kind == "onehot" and "onehot" in opened else opened.kind


def records(opened: Artifact) -> int:
    """How many records (rows) a tensor file of a known kind holds."""
    starts = {"ids": "offsets", "bow": "indptr", "tfidf": "indptr"}.get(opened.kind)
    return len(opened[starts]) - 1 if starts else len(opened["lengths"])


def _misformed(opened: Artifact, kind: str) -> Iterator[str]:
    """Tensors that are missing, or of another type or number of dimensions."""
    if kind not in _FORMS:
        return
    optional = {name: form for name, form in _LABELS.items() if name in opened}
    for name, form in (_FORMS[kind] | _VOCABULARY | optional).items():
        if name not in opened:
            yield f"no tensor {name}, which a file of kind {opened.kind} has"
        elif (found := f"{opened[name].dtype} {opened[name].ndim}") != form:
            yield f"{name} is {_spelled(found)}, not {_spelled(form)}"
        elif name in _STARTS and not opened[name].size:
            yield f"{name} is empty; at least it holds the 0 it begins with"


def _spelled(form: str) -> str:
    dtype, dimensions = form.split()
    return f"{dtype} in {dimensions} dimension{'s' * (dimensions != '1')}"


def _misinformed(info: dict[str, Any]) -> Iterator[str]:
    """What the header says beside the tensors, in a form nobody wrote."""
    classes, sizes = info.get("classes", []), info.get("sizes", {})
    if not isinstance(classes, list) or not all(isinstance(name, str) for name in classes):
        yield "its classes are no list of names"
    elif len(set(classes)) < len(classes):
        yield "one of its classes stands twice"
    if not isinstance(sizes, dict) or not all(isinstance(size, int) for size in sizes.values()):
        yield "its sizes are no numbers"


def _vocabulary(opened: Artifact) -> Iterator[str]:
    vocab = vocab_of(opened)
    inner = vocab.offsets[1:-1]
    first_bytes = vocab.data[inner[inner < len(vocab.data)]]
    try:
        vocab.data.tobytes().decode()
        whole = not ((first_bytes & 0xC0) == _CONTINUATION).any()
    except UnicodeDecodeError:
        whole = False
    if not whole:
        yield "its vocab is not UTF-8 text"
    elif len(vocab.ids) < len(vocab):
        twice = next(token for id, token in enumerate(vocab.tokens) if vocab.ids[token] != id)
        yield f"the token {twice!r} stands twice in its vocab"
    if (vocab.counts < 0).any():
        yield "a count of its vocab is negative"


def _ids(opened: Artifact, payload: Payload, types: int) -> Iterator[str]:
    yield from bounds.known(payload, "ids", types)
    yield from bounds.rising(payload, "offsets", opened["ids"].size)
    yield from bounds.rising(payload, "doc_offsets", records(opened), strict=True)


def _padded(opened: Artifact, payload: Payload, types: int) -> Iterator[str]:
    yield from bounds.known(payload, "padded", types, _pad_value(opened))
    yield from _lengths(opened, payload, opened["padded"].shape)


def _prefixes(opened: Artifact, payload: Payload, types: int) -> Iterator[str]:
    yield from bounds.known(payload, "X", types, _pad_value(opened))
    yield from bounds.known(payload, "y", types)
    yield from _lengths(opened, payload, opened["X"].shape)
    if len(opened["y"]) != len(opened["X"]):
        yield f"y has {len(opened['y']):,} items, but X {len(opened['X']):,} rows"


def _bag(opened: Artifact, payload: Payload, types: int) -> Iterator[str]:
    yield from _csr(opened, payload, types, (records(opened), types))
    if opened.kind == "bow":
        yield from bounds.within(payload, "data", 1, 1 << 62, "which is no count")
    elif len(opened["idf"]) != types:
        yield f"idf has {len(opened['idf']):,} items, but the vocabulary {types:,} rows"


def _onehot(opened: Artifact, payload: Payload, types: int) -> Iterator[str]:
    shape = opened["shape"].tolist()
    width = shape[1] if len(shape) == 3 else 0
    yield from _csr(opened, payload, types, (len(opened["lengths"]), width, types))
    yield from _lengths(opened, payload, (len(opened["lengths"]), width))


def _dense_onehot(opened: Artifact, payload: Payload, types: int) -> Iterator[str]:
    yield from _lengths(opened, payload, opened["onehot"].shape)
    if opened["onehot"].shape[2] != types:
        yield f"onehot is {opened['onehot'].shape[2]:,} wide, but the vocabulary has {types:,} rows"


def _csr(opened: Artifact, payload: Payload, types: int, shape: tuple[int, ...]) -> Iterator[str]:
    entries, rows = opened["indices"].size, math.prod(shape[:-1])
    if opened["shape"].tolist() != list(shape):
        yield f"shape is {opened['shape'].tolist()}, but its tensors fit {list(shape)}"
    elif rows != len(opened["indptr"]) - 1:
        yield f"indptr has {len(opened['indptr']) - 1:,} rows, but shape {list(shape)} has {rows:,}"
    if opened["data"].size != entries:
        yield f"data has {opened['data'].size:,} items, but indices {entries:,}"
    yield from bounds.known(payload, "indices", types)
    if faults := list(bounds.rising(payload, "indptr", entries)):
        yield from faults
    else:
        yield from bounds.unsorted(payload)


def _lengths(opened: Artifact, payload: Payload, shape: tuple[int, ...]) -> Iterator[str]:
    if len(opened["lengths"]) != shape[0]:
        yield f"lengths has {len(opened['lengths']):,} items for {shape[0]:,} rows"
    yield from bounds.within(payload, "lengths", 0, shape[1], f"in rows of {shape[1]:,}")


def _labels(opened: Artifact, payload: Payload) -> Iterator[str]:
    classes = len(opened.info.get("classes", []))
    if "labels" in opened:
        if len(opened["labels"]) != records(opened):
            yield f"labels has {len(opened['labels']):,} items for {records(opened):,} records"
        yield from bounds.within(payload, "labels", -1, classes - 1, f"but there are {classes:,} classes")
    if "labels_onehot" in opened and opened["labels_onehot"].shape != (records(opened), classes):
        yield f"labels_onehot is {opened['labels_onehot'].shape}, not {(records(opened), classes)}"


def _sizes(opened: Artifact, types: int) -> Iterator[str]:
    sizes = opened.info.get("sizes", {})
    found = {"types": types} | ({"tokens": opened["ids"].size} if opened.kind == "ids" else {})
    for name, number in found.items():
        if sizes.get(name, number) != number:
            yield f"its header says {sizes[name]:,} {name}, but there are {number:,}"


def _pad_value(opened: Artifact) -> int | None:
    """The id rows were filled with where the recipe tells one: it may lie outside the vocabulary."""
    for step in reversed(opened.recipe.steps):
        name, _, options = step.partition(":")
        if name in ("pad", "prefixes"):
            given = dict(option.partition("=")[::2] for option in options.split(","))
            value = given.get("value", "")
            return int(value) if value.isdecimal() else None
    return None


_CHECKS = {
    "ids": _ids,
    "padded": _padded,
    "prefixes": _prefixes,
    "bow": _bag,
    "tfidf": _bag,
    "onehot": _onehot,
    "dense onehot": _dense_onehot,
}
