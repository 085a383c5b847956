"""Integer tensors: ragged ids and padded batches, collected on disk so that memory stays small."""

from __future__ import annotations

import contextlib
import re
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from koprep import artifact, files
from koprep.artifact import Tensor
from koprep.errors import KoprepError, UsageError
from koprep.recipe import Recipe
from koprep.vocab import Vocab

Array = np.ndarray[Any, np.dtype[Any]]
LONGEST_DEFAULT = 128
_ROWS = 1 << 16
_CELLS = 1 << 22
_PIECE = 1 << 20
_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")


@dataclass(frozen=True)
class Padding:
    """How sequences become equally long: ``max_len`` items (0: chosen from the data), filled with ``value`` at one
    ``side``, and cut at one side where they are longer."""

    max_len: int = 0
    side: str = "post"
    truncate: str = "post"
    value: int = 0


def pad(ids: Array, offsets: Array, padding: Padding) -> Array:
    """Pad ragged sequences: ids (tokens,) and offsets (N+1,) become (N, max_len) int32.

    >>> pad(np.array([1, 2, 3, 4]), np.array([0, 1, 4]), Padding(2, side="pre", truncate="pre")).tolist()
    [[0, 1], [3, 4]]
    """
    width = padding.max_len
    lengths = np.diff(offsets)
    kept = np.minimum(lengths, width)
    sources = offsets[:-1] + (lengths - kept if padding.truncate == "pre" else 0)
    targets = np.arange(len(kept)) * width + (width - kept if padding.side == "pre" else 0)
    within = np.arange(kept.sum()) - np.repeat(np.cumsum(kept) - kept, kept)  # 0 1 2 … in every sequence
    result = np.full(len(kept) * width, padding.value, np.int32)
    result[np.repeat(targets, kept) + within] = ids[np.repeat(sources, kept) + within]
    return result.reshape(len(kept), width)


def sort_classes(labels: Iterable[str]) -> list[str]:
    """Classes in their order: numeric if all are integers, else by code point.

    >>> sort_classes(["10", "9", "-1"]), sort_classes(["10", "9", "나쁨"])
    (['-1', '9', '10'], ['10', '9', '나쁨'])
    """
    ordered = sorted(labels)
    if all(map(_INTEGER.fullmatch, ordered)):
        ordered.sort(key=int)
    return ordered


class Collector:
    """Gathers ids of many records beside the output file and writes them as one artifact at the end.

    Use as a context manager; ``add`` takes a batch at a time. Memory: a batch, plus one number a distinct length.
    """

    def __init__(self, path: Path, vocab: Vocab) -> None:
        self.path, self.vocab = path, vocab
        self.records = self.tokens = 0
        self._lengths: Counter[int] = Counter()
        self._classes: dict[str, int] = {}
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> Collector:
        scratch = [self._stack.enter_context(files.scratch(self.path)) for _ in range(4)]
        self._ids, self._offsets, self._docs, self._labels = scratch
        self._put(self._offsets, np.zeros(1, np.int64))
        return self

    def __exit__(self, *exc: object) -> None:
        self._stack.close()

    def add(self, ids: Array, lengths: Array, new_doc: Array, labels: Sequence[str | None] | None) -> None:
        """Add records: ids (tokens,) int32, lengths (records,), new_doc (records,) bool, a label or ``None`` each.

        Raises KoprepError where the disk is full.
        """
        self._put(self._ids, ids.astype(np.int32, copy=False))
        self._put(self._offsets, (self.tokens + np.cumsum(lengths)).astype(np.int64))
        self._put(self._docs, self.records + np.flatnonzero(new_doc))
        self._put(self._labels, self._codes(labels, len(lengths)))
        values, counts = np.unique(lengths, return_counts=True)
        self._lengths.update(dict(zip(values.tolist(), counts.tolist(), strict=True)))
        self.records += len(lengths)
        self.tokens += len(ids)

    def default_max_len(self) -> int:
        """The 99th percentile of the lengths, at least 1 and at most 128."""
        seen = 0
        for length in sorted(self._lengths):
            seen += self._lengths[length]
            if 100 * seen >= 99 * self.records:
                return max(1, min(length, LONGEST_DEFAULT))
        return 1

    def cut(self, max_len: int) -> int:
        """How many tokens sequences of at most this length leave out."""
        return sum((length - max_len) * count for length, count in self._lengths.items() if length > max_len)

    def write_ragged(self, recipe: Recipe, info: dict[str, Any]) -> None:
        """Write ``ids`` (tokens,) int32, ``offsets`` (N+1,) and ``doc_offsets`` (docs+1,) int64."""
        self._put(self._docs, np.array([self.records]))
        docs = self._docs.tell() // 8
        self._write("ids", self.tokens, recipe, info, {
            "ids": Tensor("<i4", (self.tokens,), _pieces(self._ids)),
            "offsets": Tensor("<i8", (self.records + 1,), _pieces(self._offsets)),
            "doc_offsets": Tensor("<i8", (docs,), _pieces(self._docs)),
        })  # fmt: skip

    def write_padded(self, padding: Padding, recipe: Recipe, info: dict[str, Any]) -> None:
        """Write ``padded`` (N, T) int32 and ``lengths`` (N,) int32, the lengths after cutting.

        Raises UsageError where the disk has no room for the matrix.
        """
        width = padding.max_len
        need, free = 4 * self.records * width, shutil.disk_usage(self.path.resolve().parent).free
        if need > free:
            raise UsageError(
                f"--max-len {width}: {self.records:,} × {width:,} ids are {need >> 20:,} MiB, but only "
                f"{free >> 20:,} MiB are free; choose a smaller length"
            )
        self._write("padded", self.tokens - self.cut(width), recipe, info, {
            "padded": Tensor("<i4", (self.records, width), self._rows(padding)),
            "lengths": Tensor("<i4", (self.records,), self._kept(width)),
        })  # fmt: skip

    def _rows(self, padding: Padding) -> Iterator[Array]:
        for offsets in self._bounds(max(1, _CELLS // padding.max_len)):
            ids = _slice(self._ids, np.int32, offsets[0], offsets[-1])
            yield pad(ids, offsets - offsets[0], padding)

    def _kept(self, width: int) -> Iterator[Array]:
        for offsets in self._bounds(_ROWS):
            yield np.minimum(np.diff(offsets), width).astype(np.int32)

    def _bounds(self, rows: int) -> Iterator[Array]:
        """The offsets of so many records at a time, with the end of the last."""
        for start in range(0, self.records, rows):
            yield _slice(self._offsets, np.int64, start, start + rows + 1)

    def _codes(self, labels: Sequence[str | None] | None, records: int) -> Array:
        if labels is None:
            return np.full(records, -1, np.int32)
        known = self._classes
        return np.array([-1 if label is None else known.setdefault(label, len(known)) for label in labels], np.int32)

    def _relabelled(self, classes: list[str]) -> Iterator[Array]:
        """The labels, numbered in the order of the classes instead of the order they came in."""
        place = {label: new for new, label in enumerate(classes)}
        renumber = np.array([*(place[label] for label in self._classes), -1], np.int32)
        return (renumber[codes] for codes in _pieces(self._labels, np.int32))

    def _write(self, kind: str, tokens: int, recipe: Recipe, info: dict[str, Any], tensors: dict[str, Tensor]) -> None:
        if self._classes:
            classes = sort_classes(self._classes)
            info = info | {"classes": classes}
            tensors["labels"] = Tensor("<i4", (self.records,), self._relabelled(classes))
        tensors["vocab"] = artifact.of(self.vocab.data)
        tensors["vocab_offsets"] = artifact.of(self.vocab.offsets)
        tensors["counts"] = artifact.of(self.vocab.counts)
        sizes = {"records": self.records, "tokens": tokens, "types": len(self.vocab)}
        artifact.write(self.path, kind, tensors, recipe, info | {"sizes": sizes})

    def _put(self, file: BinaryIO, array: Array) -> None:
        try:
            file.write(np.ascontiguousarray(array).data)
        except OSError as error:
            raise KoprepError(f"{self.path}: {files.reason(error)}") from None


def _slice(file: BinaryIO, dtype: type[Any], start: int, end: int) -> Array:
    size = np.dtype(dtype).itemsize
    file.seek(size * start)
    return np.frombuffer(file.read(size * (end - start)), dtype)


def _pieces(file: BinaryIO, dtype: type[Any] = np.uint8) -> Iterator[Array]:
    """All of a file from its start."""
    file.seek(0)
    while data := file.read(_PIECE):
        yield np.frombuffer(data, dtype)
