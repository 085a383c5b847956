"""What many records are gathered into, on disk, until all of them make one tensor file."""

from __future__ import annotations

import contextlib
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Self

import numpy as np

from koprep import artifact
from koprep.artifact import Tensor
from koprep.errors import KoprepError
from koprep.recipe import Recipe
from koprep.tensors.labels import Labels, one_hot_pieces
from koprep.tensors.scratch import Column, column
from koprep.vocab import Vocab

Array = np.ndarray[Any, np.dtype[Any]]
_ADVICE = dict.fromkeys(("padded", "onehot", "prefixes"), "choose a smaller length")


class Rows(NamedTuple):
    """The rows of a tensor: how many, and from the first on the number of each one's class."""

    size: int
    labels: Callable[[], Iterator[Array]]


class Gathering:
    """Gathers records beside the output file and writes them as one artifact at the end.

    Use as a context manager; ``add`` takes a batch at a time. Memory: a batch, up to 64 MiB of each of its columns (see
    `Column`), a number for every distinct length, and every distinct label.
    ``classes`` fixes the classes of labels; ``onehot_labels`` writes labels as rows of zeros with a 1, too.
    """

    def __init__(
        self, path: Path, vocab: Vocab, classes: Sequence[str] | None = None, onehot_labels: bool = False
    ) -> None:
        self.path, self.vocab = path, vocab
        self.records = self.tokens = 0
        self.lengths: Counter[int] = Counter()
        self._classes, self._onehot_labels = classes, onehot_labels
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> Self:
        self.labels = Labels(self._column(np.int32), self._classes)
        self._open()
        return self

    def __exit__(self, *exc: object) -> None:
        self._stack.close()

    def add(self, ids: Array, lengths: Array, new_doc: Array, labels: Sequence[str | None] | None) -> None:
        """Add records: ids (tokens,) int32, lengths (records,), new_doc (records,) bool, a label or ``None`` each.

        Raises KoprepError where the disk is full.
        """
        self._keep(ids, lengths, new_doc)
        self.labels.add(labels, len(lengths))
        values, counts = np.unique(lengths, return_counts=True)
        self.lengths.update(dict(zip(values.tolist(), counts.tolist(), strict=True)))
        self.records += len(lengths)
        self.tokens += len(ids)

    def _open(self) -> None:
        """Make the columns :meth:`_keep` fills."""
        raise NotImplementedError

    def _keep(self, ids: Array, lengths: Array, new_doc: Array) -> None:
        """Keep what is needed of some records, which aren't counted in ``records`` and ``tokens`` yet."""
        raise NotImplementedError

    def _column(self, dtype: type[Any]) -> Column:
        return self._stack.enter_context(column(dtype, self.path))

    def write(
        self,
        kind: str,
        recipe: Recipe,
        info: dict[str, Any],
        tensors: dict[str, Tensor],
        sizes: dict[str, int] | None = None,
        rows: Rows | None = None,
    ) -> None:
        """Write tensors with the labels and the vocabulary beside them.

        ``sizes`` are added to those in the metadata; ``rows`` are those of the tensors, if they are not the records.
        Raises KoprepError where the disk has no room for them.
        """
        if self.labels.any:
            info = info | {"classes": self.labels.classes}
            tensors |= self._label_tensors(rows or Rows(self.records, self.labels.numbers))
        tensors["vocab"] = artifact.of(self.vocab.data)
        tensors["vocab_offsets"] = artifact.of(self.vocab.offsets)
        tensors["counts"] = artifact.of(self.vocab.counts)
        self._check_room(kind, tensors)
        whole = {"records": self.records, "tokens": self.tokens, "types": len(self.vocab)}
        artifact.write(self.path, kind, tensors, recipe, info | {"sizes": whole | (sizes or {})})

    def _label_tensors(self, rows: Rows) -> dict[str, Tensor]:
        tensors = {"labels": Tensor("<i4", (rows.size,), rows.labels())}
        if self._onehot_labels:
            width = len(self.labels.classes)
            tensors["labels_onehot"] = Tensor("<f4", (rows.size, width), one_hot_pieces(rows.labels(), width))
        return tensors

    def _check_room(self, kind: str, tensors: dict[str, Tensor]) -> None:
        need, free = sum(tensor.nbytes for tensor in tensors.values()), room(self.path)
        if need > free:
            name, largest = max(tensors.items(), key=lambda item: item[1].nbytes)
            shape = " × ".join(f"{size:,}" for size in largest.shape)
            raise KoprepError(
                f"{self.path}: no space left on device for {amount(need)} ({name}: {shape}), only {amount(free)} are "
                f"free; {_ADVICE.get(kind, 'choose another disk')}"
            )


def room(path: Path) -> int:
    """How many bytes are free where a file is to be."""
    return shutil.disk_usage(path.resolve().parent).free


def amount(size: int) -> str:
    """A number of bytes as people say it.

    >>> amount(1 << 30), amount(1500)
    ('1.0 GiB', '1.5 KiB')
    """
    units = ("bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB")
    power = min(len(units) - 1, max(0, size.bit_length() - 1) // 10)
    return f"{size / (1 << 10 * power):,.1f} {units[power]}" if power else f"{size} bytes"
