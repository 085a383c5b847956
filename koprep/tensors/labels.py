"""Labels as numbers: gathered while the records pass, numbered once all classes are known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from koprep.tensors.scratch import CELLS, Column

Array = np.ndarray[Any, np.dtype[Any]]
_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")


def sort_classes(labels: Iterable[str]) -> list[str]:
    """Classes in their order: numeric if all are integers, else by code point.

    >>> sort_classes(["10", "9", "-1"]), sort_classes(["10", "9", "나쁨"])
    (['-1', '9', '10'], ['10', '9', '나쁨'])
    """
    ordered = sorted(labels)
    if all(map(_INTEGER.fullmatch, ordered)):
        ordered.sort(key=int)
    return ordered


def one_hot(codes: Array, classes: int) -> Array:
    """Numbers (N,) as rows (N, classes) float32 with a single 1; of -1, which is no class, a row of zeros.

    >>> one_hot(np.array([1, -1]), 3).tolist()
    [[0.0, 1.0, 0.0], [0.0, 0.0, 0.0]]
    """
    rows = np.zeros((len(codes), classes), np.float32)
    known = np.flatnonzero(codes >= 0)
    rows[known, codes[known]] = 1
    return rows


class Labels:
    """The labels of many records: kept as numbers in the order they came in, until :attr:`classes` is final.

    ``fixed`` are classes decided elsewhere; a label that is none of them becomes -1, as no label does.
    """

    def __init__(self, column: Column, fixed: Sequence[str] | None = None) -> None:
        self._column, self._fixed = column, fixed
        self._seen: dict[str, int] = {}

    def add(self, labels: Sequence[str | None] | None, records: int) -> None:
        """The labels of some records, ``None`` each (or all) where there is none."""
        if labels is None:
            self._column.put(np.full(records, -1, np.int32))
            return
        seen = self._seen
        codes = [-1 if label is None else seen.setdefault(label, len(seen)) for label in labels]
        self._column.put(np.array(codes, np.int32))

    @property
    def any(self) -> bool:
        """Whether any record had a label."""
        return bool(self._seen)

    @property
    def classes(self) -> list[str]:
        """The classes in the order of their numbers."""
        return sort_classes(self._seen) if self._fixed is None else list(self._fixed)

    def foreign(self) -> list[str]:
        """Labels that are none of the classes, in the order they came in."""
        known = set(self.classes)
        return [label for label in self._seen if label not in known]

    def numbers(self, sizes: Iterable[int] | None = None) -> Iterator[Array]:
        """The number of every record's class, int32: some records at a time, or pieces of the ``sizes`` given."""
        place = {label: number for number, label in enumerate(self.classes)}
        renumber = np.array([*(place.get(label, -1) for label in self._seen), -1], np.int32)
        pieces = self._column.pieces() if sizes is None else self._column.cut(sizes)
        return (renumber[codes] for codes in pieces)


def one_hot_pieces(pieces: Iterable[Array], classes: int) -> Iterator[Array]:
    """:func:`one_hot` of many numbers, a few at a time."""
    step = max(1, CELLS // max(1, classes))
    for numbers in pieces:
        for first in range(0, len(numbers), step):
            yield one_hot(numbers[first : first + step], classes)
