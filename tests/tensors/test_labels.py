"""Labels as numbers and as one-hot rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import load_file

from koprep import artifact
from koprep.recipe import Recipe
from koprep.tensors import Collector, labels
from koprep.tensors.labels import one_hot, one_hot_pieces
from tests.tensors.helpers import gather

LABELS = ["나쁨", "좋음", None, "보통", "나쁨"]


def written(path: Path, **options: Any) -> dict[str, Any]:
    with gather(Collector, path, [[1]] * len(LABELS), LABELS, **options) as gathered:
        gathered.write_ragged(Recipe(), {})
    return load_file(path)


def test_one_hot_rows_are_those_of_the_identity() -> None:
    codes = np.array([2, 0, 1, 2])
    assert (one_hot(codes, 3) == np.eye(3, dtype=np.float32)[codes]).all()
    assert one_hot(np.array([-1]), 2).tolist() == [[0, 0]]
    assert one_hot(np.array([], np.int32), 2).shape == (0, 2)


def test_many_classes_are_written_a_few_rows_at_a_time(monkeypatch: Any) -> None:
    monkeypatch.setattr(labels, "CELLS", 10)
    pieces = list(one_hot_pieces([np.arange(7, dtype=np.int32), np.array([-1])], 5 + 2))
    assert [len(piece) for piece in pieces] == [1] * 8
    assert (np.concatenate(pieces)[:7] == np.eye(7)).all()


def test_labels_are_also_written_as_one_hot_rows_where_asked_for(tmp_path: Path) -> None:
    found = written(tmp_path / "a.safetensors", onehot_labels=True)
    assert found["labels"].tolist() == [0, 2, -1, 1, 0]
    assert found["labels_onehot"].dtype == np.float32
    assert found["labels_onehot"].tolist() == [[1, 0, 0], [0, 0, 1], [0, 0, 0], [0, 1, 0], [1, 0, 0]]
    assert "labels_onehot" not in written(tmp_path / "b.safetensors")


def test_classes_decided_elsewhere_keep_their_numbers(tmp_path: Path) -> None:
    found = written(tmp_path / "a.safetensors", classes=["좋음", "최고", "나쁨"], onehot_labels=True)
    assert found["labels"].tolist() == [2, 0, -1, -1, 2]
    assert found["labels_onehot"].shape == (5, 3)
    assert artifact.read(tmp_path / "a.safetensors").info["classes"] == ["좋음", "최고", "나쁨"]
    with gather(Collector, tmp_path / "b.safetensors", [[1]] * 5, LABELS, classes=["좋음"]) as gathered:
        assert gathered.labels.foreign() == ["나쁨", "보통"]
