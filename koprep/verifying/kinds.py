"""Is what a tensor file holds possible: ids in the vocabulary, offsets that fit, sorted sparse rows, finite numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from koprep.artifact import Artifact
from koprep.errors import InputError
from koprep.loading import vocab_of
from koprep.payload import Payload
from koprep.verifying import bounds, learned

_CSR = {"indices": "int32 1", "indptr": "int64 1", "shape": "int64 1"}
_FORMS = {
    "ids": {"ids": "int32 1", "offsets": "int64 1", "doc_offsets": "int64 1"},
    "padded": {"padded": "int32 2", "lengths": "int32 1"},
    "prefixes": {"X": "int32 2", "y": "int32 1", "lengths": "int32 1"},
    "bow": {"data": "int64 1", **_CSR},
    "tfidf": {"data": "float64 1", "idf": "float64 1", **_CSR},
    "onehot": {"data": "float32 1", **_CSR, "lengths": "int32 1"},
    "dense onehot": {"onehot": "float32 3", "lengths": "int32 1"},
    **learned.FORMS,
}
"""The tensors of each kind: item type and number of dimensions."""

_VOCABULARY = {"vocab": "uint8 1", "vocab_offsets": "int64 1", "counts": "int64 1"}
_OPTIONAL = {"labels": "int32 1", "labels_onehot": "float32 2", **learned.OPTIONAL}
_STARTS = ("offsets", "indptr", "doc_offsets")
_ADDED = {"padded": "lengths", "onehot": "lengths", "bow": "data"}
"""What adds up to the number of tokens."""


def problems(opened: Artifact, payload: Payload) -> Iterator[str]:
    """What is wrong with a tensor file, one line each, each tensor at its first fault; nothing if all is possible.

    Tensors are read in pieces; only the vocabulary is held in memory. Of kinds not known here only the numbers and the
    vocabulary are checked.
    """
    kind = form_of(opened)
    if faults := [*misformed(opened), *_misinformed(opened.info)]:
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
    if kind in learned.CHECKS:
        yield from learned.CHECKS[kind](opened, payload, types)
    elif kind in _CHECKS:
        yield from _CHECKS[kind](opened, payload, types)
        yield from _labels(opened, payload)
        yield from _sizes(opened, payload, types)


def form_of(opened: Artifact) -> str:
    """The kind, or ``dense onehot`` for a one-hot tensor written dense."""
    return f"dense {opened.kind}" if opened.kind == "onehot" and "onehot" in opened else opened.kind


def records(opened: Artifact) -> int:
    """How many records (rows) a tensor file of a known kind holds."""
    starts = {"ids": "offsets", "bow": "indptr", "tfidf": "indptr"}.get(opened.kind)
    return len(opened[starts]) - 1 if starts else len(opened["lengths"])


def misformed(opened: Artifact) -> Iterator[str]:
    """Tensors that are missing, or of another type or number of dimensions, in a file of a known kind."""
    kind = form_of(opened)
    if kind not in _FORMS:
        return
    optional = {name: form for name, form in _OPTIONAL.items() if name in opened}
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
    """What the header says beside the tensors, as nobody wrote it."""
    classes = info.get("classes", [])
    if len(set(classes)) < len(classes):
        yield "one of its classes stands twice"


def _vocabulary(opened: Artifact) -> Iterator[str]:
    vocab = vocab_of(opened)
    if len(vocab.ids) < len(vocab):
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
    yield from bounds.sparse(payload, (records(opened), types))
    if opened.kind == "bow":
        yield from bounds.within(payload, "data", 1, 1 << 62, "which is no count")
    elif len(opened["idf"]) != types:
        yield f"idf has {len(opened['idf']):,} items, but the vocabulary {types:,} rows"


def _onehot(opened: Artifact, payload: Payload, types: int) -> Iterator[str]:
    shape = opened["shape"].tolist()
    width = shape[1] if len(shape) == 3 else 0
    yield from bounds.sparse(payload, (len(opened["lengths"]), width, types))
    yield from _lengths(opened, payload, (len(opened["lengths"]), width))


def _dense_onehot(opened: Artifact, payload: Payload, types: int) -> Iterator[str]:
    yield from _lengths(opened, payload, opened["onehot"].shape)
    if opened["onehot"].shape[2] != types:
        yield f"onehot is {opened['onehot'].shape[2]:,} wide, but the vocabulary has {types:,} rows"


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


def _sizes(opened: Artifact, payload: Payload, types: int) -> Iterator[str]:
    """Numbers of the header that its tensors tell as well; of prefixes they tell those of samples only."""
    found = {"types": types, "samples" if opened.kind == "prefixes" else "records": records(opened)}
    if opened.kind == "ids":
        found["tokens"] = opened["ids"].size
    elif opened.kind in _ADDED:
        found["tokens"] = sum(int(piece.sum(dtype=int)) for _, piece in payload.pieces(_ADDED[opened.kind]))
    yield from bounds.sizes(opened, found)


def _pad_value(opened: Artifact) -> int | None:
    """The id rows were filled with where the recipe tells one: it may lie outside the vocabulary."""
    value = opened.recipe.option("value", "pad", "prefixes") or ""
    return int(value) if value.isdecimal() else None


_CHECKS = {
    "ids": _ids,
    "padded": _padded,
    "prefixes": _prefixes,
    "bow": _bag,
    "tfidf": _bag,
    "onehot": _onehot,
    "dense onehot": _dense_onehot,
}
