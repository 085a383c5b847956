"""Integer tensors: ragged ids and padded batches, collected on disk so that memory stays small."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from koprep import artifact, files
from koprep.artifact import Tensor
from koprep.errors import UsageError
from koprep.recipe import Recipe
from koprep.vocab import Vocab

Array = np.ndarray[Any, np.dtype[Any]]
LONGEST_DEFAULT = 128
_ROWS = 1 << 16


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
    starts = offsets[:-1] + (lengths - kept if padding.truncate == "pre" else 0)
    first = (width - kept if padding.side == "pre" else np.zeros_like(kept))[:, None]
    steps = np.arange(width)
    inside = (steps >= first) & (steps < first + kept[:, None])
    result = np.full((len(lengths), width), padding.value, np.int32)
    result[inside] = ids[(starts[:, None] - first + steps)[inside]]
    return result


def sort_classes(labels: Sequence[str]) -> list[str]:
    """Classes in their order: numeric if all are integers, else by code point."""
    try:
        return sorted(labels, key=lambda label: (int(label), label))
    except ValueError:
        return sorted(labels)


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
        files_ = [self._stack.enter_context(files.scratch(self.path)) for _ in range(4)]
        self._ids, self._offsets, self._docs, self._labels = files_
        self._offsets.write(np.zeros(1, np.int64).tobytes())
        return self

    def __exit__(self, *exc: object) -> None:
        self._stack.close()

    def add(self, ids: Array, lengths: Array, new_doc: Array, labels: Sequence[str | None]) -> None:
        """Add records: ids (tokens,) int32, lengths (records,), new_doc (records,) bool, a label or ``None`` each."""
        self._ids.write(np.ascontiguousarray(ids, np.int32).tobytes())
        self._offsets.write((self.tokens + np.cumsum(lengths)).astype(np.int64).tobytes())
        self._docs.write((self.records + np.flatnonzero(new_doc)).astype(np.int64).tobytes())
        self._labels.write(np.array([self._class(label) for label in labels], np.int32).tobytes())
        values, counts = np.unique(lengths, return_counts=True)
        self._lengths.update(dict(zip(values.tolist(), counts.tolist(), strict=True)))
        self.records += len(lengths)
        self.tokens += len(ids)

    def default_max_len(self) -> int:
        """The 99th percentile of the lengths, at least 1 and at most 128."""
        need, seen = 0.99 * self.records, 0
        for length in sorted(self._lengths):
            seen += self._lengths[length]
            if seen >= need:
                return max(1, min(length, LONGEST_DEFAULT))
        return 1

    def cut(self, max_len: int) -> int:
        """How many tokens sequences of at most this length leave out."""
        return sum((length - max_len) * count for length, count in self._lengths.items() if length > max_len)

    def write_ragged(self, recipe: Recipe, info: dict[str, Any]) -> None:
        """Write ``ids`` (tokens,) int32, ``offsets`` (N+1,) and ``doc_offsets`` (docs+1,) int64."""
        self._docs.write(np.array([self.records], np.int64).tobytes())
        tensors = {
            "ids": Tensor("<i4", (self.tokens,), self._ids),
            "offsets": Tensor("<i8", (self.records + 1,), self._offsets),
            "doc_offsets": Tensor("<i8", (self._docs.tell() // 8,), self._docs),
        }
        self._write("ids", tensors, recipe, info)

    def write_padded(self, padding: Padding, recipe: Recipe, info: dict[str, Any]) -> None:
        """Write ``padded`` (N, T) int32 and ``lengths`` (N,) int32, the lengths after cutting.

        Raises UsageError where the matrix would not fit in a file.
        """
        size = 4 * self.records * padding.max_len
        if size >= 1 << 62:
            raise UsageError(f"--max-len {padding.max_len}: {self.records:,} × {padding.max_len:,} ids are {size:,} bytes")
        with files.scratch(self.path) as rows, files.scratch(self.path) as lengths:
            for offsets in self._offset_pieces():
                ids = _slice(self._ids, offsets[0], offsets[-1])
                rows.write(pad(ids, offsets - offsets[0], padding).tobytes())
                lengths.write(np.minimum(np.diff(offsets), padding.max_len).astype(np.int32).tobytes())
            tensors = {
                "padded": Tensor("<i4", (self.records, padding.max_len), rows),
                "lengths": Tensor("<i4", (self.records,), lengths),
            }
            self._write("padded", tensors, recipe, info)

    def _class(self, label: str | None) -> int:
        return -1 if label is None else self._classes.setdefault(label, len(self._classes))

    def _offset_pieces(self) -> Iterator[Array]:
        for start in range(0, self.records, _ROWS):
            self._offsets.seek(8 * start)
            yield np.frombuffer(self._offsets.read(8 * (_ROWS + 1)), np.int64)

    def _write(self, kind: str, tensors: dict[str, Tensor], recipe: Recipe, info: dict[str, Any]) -> None:
        sizes = {"records": self.records, "tokens": self.tokens, "types": len(self.vocab)}
        with files.scratch(self.path) as labels:
            if self._classes:
                info = info | {"classes": self._relabel(labels)}
                tensors["labels"] = Tensor("<i4", (self.records,), labels)
            tensors |= {name: artifact.of(array) for name, array in (
                ("vocab", self.vocab.data), ("vocab_offsets", self.vocab.offsets), ("counts", self.vocab.counts))}
            artifact.write(self.path, kind, tensors, recipe, info | {"sizes": sizes})

    def _relabel(self, out: BinaryIO) -> list[str]:
        """Copy the labels with the classes renumbered in their order."""
        classes = sort_classes(list(self._classes))
        place = {label: new for new, label in enumerate(classes)}
        renumber = np.array([place[label] for label in self._classes] + [-1], np.int32)
        self._labels.seek(0)
        while data := self._labels.read(4 * _ROWS):
            out.write(renumber[np.frombuffer(data, np.int32)].tobytes())
        return classes


def _slice(file: BinaryIO, start: int, end: int) -> Array:
    file.seek(4 * start)
    return np.frombuffer(file.read(4 * (end - start)), np.int32)
