"""Next-word samples, with a loop over the records as the reference."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import load_file

from koprep.recipe import Recipe
from koprep.tensors import Collector, Padding, prefixes
from koprep.tensors.prefixes import cut, longest, samples, write_prefixes
from tests.tensors.helpers import gather

Rows = list[list[int]]
rows_of_ids = st.lists(st.lists(st.integers(0, 8), max_size=7), max_size=9)
sides = st.sampled_from(["pre", "post"])
paddings = st.builds(Padding, st.integers(1, 6), sides, sides, st.integers(0, 3))


def by_hand(rows: Rows, padding: Padding) -> tuple[Rows, list[int], list[int]]:
    """Every beginning padded, the word that follows it, and how many words of it are left."""
    X, y, lengths = [], [], []  # noqa: N806
    for row in rows:
        for end in range(1, len(row)):
            kept = row[:end][-padding.max_len :] if padding.truncate == "pre" else row[:end][: padding.max_len]
            fill = [padding.value] * (padding.max_len - len(kept))
            X.append(fill + kept if padding.side == "pre" else kept + fill)
            y.append(row[end])
            lengths.append(len(kept))
    return X, y, lengths


def written(path: Path, rows: Rows, padding: Padding, labels: Any = None, **options: Any) -> dict[str, Any]:
    with gather(Collector, path, rows, labels, **options) as gathered:
        write_prefixes(gathered, padding, Recipe(), {})
    return load_file(path)


def test_three_lines_of_the_course_make_eleven_samples(tmp_path: Path) -> None:
    """경마장에 있는 말이 뛰고 있다 / 그의 말이 법이다 / 가는 말이 고와야 오는 말이 곱다"""
    rows = [[2, 3, 1, 4, 5], [6, 1, 7], [8, 1, 9, 10, 1, 11]]
    found = written(tmp_path / "a.safetensors", rows, Padding(5, "pre", "pre"))
    assert found["X"].tolist() == [
        [0, 0, 0, 0, 2],
        [0, 0, 0, 2, 3],
        [0, 0, 2, 3, 1],
        [0, 2, 3, 1, 4],
        [0, 0, 0, 0, 6],
        [0, 0, 0, 6, 1],
        [0, 0, 0, 0, 8],
        [0, 0, 0, 8, 1],
        [0, 0, 8, 1, 9],
        [0, 8, 1, 9, 10],
        [8, 1, 9, 10, 1],
    ]
    assert found["y"].tolist() == [3, 1, 4, 5, 1, 7, 1, 9, 10, 1, 11]
    assert found["lengths"].tolist() == [1, 2, 3, 4, 1, 2, 1, 2, 3, 4, 5]
    assert {found[name].dtype.str for name in ("X", "y", "lengths")} == {"<i4"}


@given(rows_of_ids, paddings, st.integers(1, 20))
def test_samples_are_those_of_a_loop(
    tmp_path_factory: pytest.TempPathFactory, rows: Rows, padding: Padding, cells: int
) -> None:
    path = tmp_path_factory.mktemp("a") / "a.safetensors"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(prefixes, "CELLS", cells)
        found = written(path, rows, padding)
    X, y, lengths = by_hand(rows, padding)  # noqa: N806
    assert found["X"].shape == (len(y), padding.max_len)
    assert found["X"].tolist() == X
    assert found["y"].tolist() == y
    assert found["lengths"].tolist() == lengths
    with gather(Collector, path, rows) as gathered:
        assert samples(gathered) == len(y)
        assert longest(gathered) == max([1, *(len(row) - 1 for row in rows)])
        assert cut(gathered, padding.max_len) == sum(len(row) * (len(row) - 1) // 2 for row in rows) - sum(lengths)


def test_a_sample_has_its_records_label(tmp_path: Path) -> None:
    rows, labels = [[1, 2, 3], [4], [5, 6], [7, 8]], ["나쁨", "좋음", None, "좋음"]
    found = written(tmp_path / "a.safetensors", rows, Padding(2), labels, onehot_labels=True)
    assert found["labels"].tolist() == [0, 0, -1, 1]
    assert found["labels_onehot"].tolist() == [[1, 0], [1, 0], [0, 0], [0, 1]]


def test_labels_of_more_records_than_a_piece_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    generator = np.random.default_rng(1)
    rows = [list(range(size)) for size in generator.integers(0, 6, 200)]
    labels = [str(number % 7) for number in range(200)]
    monkeypatch.setattr("koprep.tensors.scratch._PIECE", 11)
    found = written(tmp_path / "a.safetensors", rows, Padding(2), labels)
    assert found["labels"].tolist() == [n % 7 for n, row in enumerate(rows) for _ in row[1:]]
