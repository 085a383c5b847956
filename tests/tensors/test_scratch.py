"""Columns of numbers, in memory and on disk."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from koprep.errors import KoprepError
from koprep.tensors import scratch
from koprep.tensors.scratch import bounds, column

pieces = st.lists(st.lists(st.integers(-9, 9), max_size=5), max_size=6)


@given(pieces, st.integers(0, 60), st.integers(1, 7), st.data())
def test_what_was_put_comes_back_from_memory_and_from_disk(
    parts: list[list[int]], held: int, piece: int, data: st.DataObject
) -> None:
    everything = [number for part in parts for number in part]
    with pytest.MonkeyPatch.context() as patch, column(np.int32, Path("x")) as numbers:
        patch.setattr(scratch, "_HELD", held)
        patch.setattr(scratch, "_PIECE", piece)
        for part in parts:
            numbers.put(np.array(part, np.int64))
            assert numbers.slice(0, 1).tolist() == everything[:1][: len(numbers)]
        assert len(numbers) == len(everything)
        assert [number for found in numbers.pieces() for number in found.tolist()] == everything
        assert [found.tolist() for found in numbers.cut(map(len, parts))] == parts
        start = data.draw(st.integers(0, len(everything)))
        assert numbers.slice(start, start + 3).tolist() == everything[start : start + 3]


@given(st.lists(st.integers(0, 6), max_size=12), st.integers(1, 9), st.integers(1, 5))
def test_bounds_cut_records_into_pieces_that_follow_one_another(sizes: list[int], cells: int, rows: int) -> None:
    with column(np.int64, Path("x")) as offsets:
        offsets.put(np.cumsum([0, *sizes]))
        parts = [part.tolist() for part in bounds(offsets, cells, rows)]
    assert [end for part in parts for end in part[1:]] == np.cumsum(sizes).tolist()
    assert all(one[-1] == other[0] for one, other in pairwise(parts))
    for part in parts:
        assert len(part) - 1 <= rows
        assert part[-1] - part[0] <= cells or len(part) == 2


def test_little_needs_no_file_and_no_file_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with column(np.int32, tmp_path / "nowhere" / "x") as numbers:
        numbers.put(np.arange(9))
        assert numbers.slice(3, 5).tolist() == [3, 4]
        monkeypatch.setattr(scratch, "_HELD", 40)
        with pytest.raises(KoprepError, match=r"nowhere/x: no such file or directory"):
            numbers.put(np.arange(9))
    with column(np.int32, tmp_path / "x") as numbers:
        numbers.put(np.arange(99))
    assert list(tmp_path.iterdir()) == []
