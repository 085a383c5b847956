"""The first rows of tensor files in words."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from koprep import Vocab, artifact
from koprep.decoding import first_rows
from koprep.recipe import Recipe
from tests.convert import made

I32, I64 = np.int32, np.int64
VOCAB = Vocab.of(made.WORDS)
BAG = {
    "data": np.array([1, 2, 1], I64),
    "indices": np.array([2, 4, 3], I32),
    "indptr": np.array([0, 2, 2, 3], I64),
    "shape": np.array([3, 5], I64),
}
ONE_HOT = {
    "data": np.ones(4, np.float32),
    "indices": np.array([2, 3, 4, 0], I32),
    "indptr": np.arange(5, dtype=I64),
    "shape": np.array([2, 2, 5], I64),
    "lengths": np.array([2, 1], I32),
}
PADDED = np.array([[2, 3], [4, 0]], I32)


@pytest.mark.parametrize(
    ("kind", "tensors", "rows"),
    [
        ("bow", BAG, ["물:2 밥:1", "", "먹다:1"]),
        ("tfidf", BAG | {"data": np.array([0.25, 2 / 3, 1])}, ["물:0.6667 밥:0.25", "", "먹다:1"]),
        ("onehot", ONE_HOT, ["밥 먹다", "물 <pad>"]),
        ("onehot", {"onehot": np.eye(5, dtype=np.float32)[PADDED]}, ["밥 먹다", "물 <pad>"]),
        ("padded", {"padded": PADDED}, ["밥 먹다", "물 <pad>"]),
        ("ids", {"ids": np.array([2, 9], I32), "offsets": np.array([0, 1, 1, 2], I64)}, ["밥", "", "#9"]),
        ("counts", {"data": np.ones(2)}, []),
    ],
)
def test_rows_of_every_kind(tmp_path: Path, kind: str, tensors: made.Tensors, rows: list[str]) -> None:
    assert first_rows(artifact.read(made.write(tmp_path / "x", kind, tensors, VOCAB))) == rows


@pytest.mark.parametrize("side", ["pre", "post"])
def test_beginnings_are_shown_without_their_padding(tmp_path: Path, side: str) -> None:
    """The course's samples: 경마장에 있는 말이 뛰고 있다."""
    vocab = Vocab.of(["<pad>", "경마장에", "있는", "말이"])
    rows = [[0, 1], [1, 2]] if side == "pre" else [[1, 0], [1, 2]]
    arrays = {
        "X": np.array(rows, I32),
        "y": np.array([2, 3], I32),
        "lengths": np.array([1, 2], I32),
        "labels": np.array([0, -1], I32),
        "vocab": vocab.data,
        "vocab_offsets": vocab.offsets,
        "counts": vocab.counts,
    }
    ready = {name: artifact.of(array) for name, array in arrays.items()}
    step = "prefixes:max-len=2" + (",side=post" if side == "post" else "")
    artifact.write(tmp_path / "x", "prefixes", ready, Recipe(steps=(step,)), {"classes": ["속담"]})
    assert first_rows(artifact.read(tmp_path / "x")) == ["[속담] 경마장에 → 있는", "경마장에 있는 → 말이"]


def test_only_the_heaviest_words_of_a_bag_are_shown(tmp_path: Path) -> None:
    vocab = Vocab.of([f"말{number}" for number in range(30)])
    tensors = {
        "data": np.arange(1, 31),
        "indices": np.arange(30, dtype=I32),
        "indptr": np.array([0, 30]),
        "shape": np.array([1, 30]),
    }
    [row] = first_rows(artifact.read(made.write(tmp_path / "x", "bow", tensors, vocab)))
    assert row.split() == [f"말{number}:{number + 1}" for number in range(29, 19, -1)]


def test_labels_of_another_form_are_not_shown(tmp_path: Path) -> None:
    tensors = {"padded": PADDED, "labels": np.zeros((2, 2), I32)}
    path = made.write(tmp_path / "x", "padded", tensors, VOCAB, classes=["가"])
    assert first_rows(artifact.read(path)) == ["밥 먹다", "물 <pad>"]


@pytest.mark.parametrize(
    "tensors",
    [
        {"padded": np.array([2, 3], I32)},
        {"padded": np.ones((1, 2))},
        {"ids": np.array([2], I32), "offsets": np.array([0.0, 1.0])},
        BAG | {"indices": np.ones(3)},
        ONE_HOT | {"shape": np.array([2, 0, 5], I64)},
        ONE_HOT | {"shape": np.array([2, -2, 5], I64)},
        {"X": np.array([[2]], I32), "y": np.array([], I32), "lengths": np.array([-5], I32)},
    ],
)
def test_tensors_of_another_form_have_no_rows(tmp_path: Path, tensors: made.Tensors) -> None:
    assert first_rows(artifact.read(made.write(tmp_path / "x", "padded", tensors, VOCAB))) == []
