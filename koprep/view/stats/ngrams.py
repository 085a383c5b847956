"""Counting n-grams exactly; memory grows with the distinct n-grams only."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from koprep.columns.chunk import Array
from koprep.view.stats.ranking import top

_PENDING = 1 << 21
_BITS = 32


class Ngrams:
    """N-grams of word ids within records. They are held two ids a number, which is quicker to group."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.total = 0
        self._names = [f"from{place}" for place in range(0, size, 2)]
        self._counted = self._table([np.zeros(0, np.int64)] * len(self._names))
        self._pending: list[pa.Table] = []
        self._waiting = 0

    def add(self, ids: Array, lengths: Array) -> None:
        """Count the n-grams of records: ids (tokens,), lengths (records,). None crosses the end of a record."""
        places = len(ids) - self.size + 1
        if places <= 0:
            return
        record = np.repeat(np.arange(len(lengths)), lengths)
        within = record[:places] == record[self.size - 1 :]
        words = [ids[place : place + places][within] for place in range(self.size)]
        columns = [_packed(*words[place : place + 2]) for place in range(0, self.size, 2)]
        self.total += len(columns[0])
        self._pending.append(self._table(columns))
        self._waiting += len(columns[0])
        if self._waiting > max(_PENDING, len(self._counted) // 2):
            self._merge()

    def __len__(self) -> int:
        """How many distinct ones there are."""
        self._merge()
        return len(self._counted)

    def top(self, words: Sequence[str], most: int) -> list[tuple[str, int]]:
        """The most frequent ones, spelled with spaces, by (-count, spelling)."""
        self._merge()
        packed = [self._counted[name].to_numpy() for name in self._names]

        def spelled(row: int) -> str:
            ids = [id for column in packed for id in divmod(int(column[row]), 1 << _BITS)]
            return " ".join(words[id] for id in ids[: self.size])

        return top(self._counted["count"].to_numpy(), spelled, most)

    def _table(self, columns: list[Array]) -> pa.Table:
        count = np.ones(len(columns[0]), np.int64)
        return pa.table([*map(pa.array, columns), pa.array(count)], names=[*self._names, "count"])

    def _merge(self) -> None:
        if self._pending:
            together = pa.concat_tables([self._counted, *self._pending])
            merged = together.group_by(self._names).aggregate([("count", "sum")])
            self._counted = merged.rename_columns([*self._names, "count"])
            self._pending, self._waiting = [], 0


def _packed(first: Array, second: Array | None = None) -> Array:
    return first << _BITS if second is None else first << _BITS | second
