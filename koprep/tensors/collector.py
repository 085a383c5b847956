"""Ids of many records, collected on disk: ragged and padded tensors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from koprep.artifact import Tensor
from koprep.errors import UsageError
from koprep.recipe import Recipe
from koprep.tensors.gathering import Gathering
from koprep.tensors.padding import Padding, pad
from koprep.tensors.quantiles import default_max_len
from koprep.tensors.scratch import CELLS, bounds

Array = np.ndarray[Any, np.dtype[Any]]
_WIDEST = 1 << 22


class Collector(Gathering):
    """Keeps all ids in their order, for tensors that hold them."""

    def _open(self) -> None:
        self.ids, self.offsets, self._docs = self._column(np.int32), self._column(np.int64), self._column(np.int64)
        self.offsets.put(np.zeros(1, np.int64))

    def _keep(self, ids: Array, lengths: Array, new_doc: Array) -> None:
        self.ids.put(ids)
        self.offsets.put(self.tokens + np.cumsum(lengths))
        self._docs.put(self.records + np.flatnonzero(new_doc))

    def default_max_len(self) -> int:
        """The length of padded rows where nobody says one."""
        return default_max_len(self.lengths)

    def cut(self, max_len: int) -> int:
        """How many tokens sequences of at most this length leave out."""
        return sum((length - max_len) * count for length, count in self.lengths.items() if length > max_len)

    def blocks(self, cells: int = CELLS) -> Iterator[tuple[Array, Array]]:
        """Ids and offsets (from 0 on) of some records at a time, about so many ids."""
        for offsets in bounds(self.offsets, cells):
            yield self.ids.slice(offsets[0], offsets[-1]), offsets - offsets[0]

    def check_width(self, width: int) -> None:
        """Refuse rows so wide that one of them fills the memory, where no record is as long. Raises UsageError."""
        longest = max(self.lengths, default=0)
        most = max(longest, _WIDEST)
        if width > most:
            raise UsageError(f"max-len {width:,} is far beyond the longest record ({longest:,}); use at most {most:,}")

    def rows(self, padding: Padding) -> Iterator[Array]:
        """Padded rows (some, T) int32, at most about 4 million ids at a time unless a record has more.

        Raises UsageError for rows that are too wide.
        """
        self.check_width(padding.max_len)
        return self._rows(padding)

    def _rows(self, padding: Padding) -> Iterator[Array]:
        step = max(1, CELLS // padding.max_len)
        for ids, offsets in self.blocks():
            for first in range(0, len(offsets) - 1, step):
                yield pad(ids, offsets[first : first + step + 1], padding)

    def kept_lengths(self, width: int) -> Tensor:
        """The lengths (N,) int32 of rows cut to ``width``."""
        pieces = (np.minimum(np.diff(offsets), width).astype(np.int32) for offsets in bounds(self.offsets))
        return Tensor("<i4", (self.records,), pieces)

    def write_ragged(self, recipe: Recipe, info: dict[str, Any]) -> None:
        """Write ``ids`` (tokens,) int32, ``offsets`` (N+1,) and ``doc_offsets`` (docs+1,) int64."""
        self._docs.put(np.array([self.records]))
        self.write("ids", recipe, info, {
            "ids": Tensor("<i4", (self.tokens,), self.ids.pieces()),
            "offsets": Tensor("<i8", (self.records + 1,), self.offsets.pieces()),
            "doc_offsets": Tensor("<i8", (len(self._docs),), self._docs.pieces()),
        })  # fmt: skip

    def write_padded(self, padding: Padding, recipe: Recipe, info: dict[str, Any]) -> None:
        """Write ``padded`` (N, T) int32 and ``lengths`` (N,) int32, the lengths after cutting.

        Raises KoprepError where the disk has no room for the matrix, UsageError where its rows are too wide.
        """
        width = padding.max_len
        sizes = {"tokens": self.tokens - self.cut(width)}
        self.write("padded", recipe, info, {
            "padded": Tensor("<i4", (self.records, width), self.rows(padding)),
            "lengths": self.kept_lengths(width),
        }, sizes)  # fmt: skip
