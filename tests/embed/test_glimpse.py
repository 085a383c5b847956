"""The rows of embeddings, counts and checkpoints that ``koprep inspect`` shows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from koprep import Vocab, artifact
from koprep.embed import glimpse
from koprep.inspecting import describe
from tests.convert import made
from tests.verifying import test_learned as learned


def shown(path: Path, kind: str, tensors: made.Tensors, vocab: Vocab = learned.VOCAB, **info: Any) -> list[str]:
    return list(describe(made.write(path / "x", kind, tensors, vocab, **info))["rows"])


def test_an_embedding_shows_words_with_their_first_numbers(tmp_path: Path) -> None:
    assert shown(tmp_path, "embedding", learned.EMBEDDING) == ["밥 3 4", "먹다 0 0", "물 1 0"]
    wide = {"vectors": np.full((3, 9), 1 / 3, np.float32), "norms": np.ones(3, np.float32)}
    assert shown(tmp_path, "embedding", wide)[0] == "밥 " + 6 * "0.3333 " + "…"


def test_sparse_vectors_show_their_largest_numbers(tmp_path: Path) -> None:
    assert shown(tmp_path, "sparse", learned.SPARSE) == ["밥: #3:4 #0:3", "먹다: ", "물: #1:2"]
    square = learned.SPARSE | {"indices": np.array([0, 2, 1], np.int32), "shape": np.array([3, 3])}
    assert shown(tmp_path, "sparse", square) == ["밥: 물:4 밥:3", "먹다: ", "물: 먹다:2"]


def test_counts_show_their_largest_pairs_once(tmp_path: Path) -> None:
    dense = np.array([[1, 7, 2], [7, 0, 3.5], [2, 3.5, 0]])
    rows, columns = np.nonzero(dense)
    tensors = {
        "data": dense[rows, columns],
        "indices": columns.astype(np.int32),
        "indptr": np.array([0, 3, 5, 7]),
        "shape": np.array([3, 3]),
        "row_sums": dense.sum(axis=1),
        "column_sums": dense.sum(axis=0),
    }
    assert shown(tmp_path, "counts", tensors) == ["밥 먹다 7", "먹다 물 3.5", "밥 물 2", "밥 밥 1"]
    sided = tensors | {"column_sums": np.ones(6), "shape": np.array([3, 6])}
    assert shown(tmp_path, "counts", sided)[:2] == ["밥 먹다[1] 7", "먹다 밥[1] 7"]


def test_the_largest_of_many_are_found_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(glimpse, "_ENTRIES", 7)
    vocab = Vocab.of([f"말{number}" for number in range(200)])
    data = np.random.default_rng(1).permutation(200).astype(float)
    tensors = {
        "data": data,
        "indices": np.zeros(200, np.int32),
        "indptr": np.arange(201),
        "shape": np.array([200, 200]),
        "row_sums": data,
        "column_sums": np.ones(200),
    }
    wanted = [f"말{row} 말0 {int(data[row])}" for row in np.argsort(-data)[:10]]
    assert shown(tmp_path, "counts", tensors, vocab) == wanted


def test_a_checkpoint_shows_how_far_it_is(tmp_path: Path) -> None:
    rows = shown(tmp_path, "checkpoint", learned.CHECKPOINT, state=[2, 7, [0.5, 0.25]])
    assert rows == ["2 epochs and 7 batches of the next one done", "epoch 1: loss 0.5", "epoch 2: loss 0.25"]
    assert shown(tmp_path, "checkpoint", learned.CHECKPOINT, state=7) == []


def test_the_method_is_told(tmp_path: Path) -> None:
    path = made.write(tmp_path / "x", "embedding", learned.EMBEDDING, learned.VOCAB, method="glove")
    assert describe(path)["method"] == "glove"


@pytest.mark.parametrize("change", [{"vectors": np.ones(3, np.float32)}, {"norms": np.ones((1, 1), np.float32)}])
def test_tensors_of_another_form_have_no_rows(tmp_path: Path, change: made.Tensors) -> None:
    path = made.write(tmp_path / "x", "embedding", learned.EMBEDDING | change, learned.VOCAB)
    assert glimpse.rows(artifact.read(path)) == []


@pytest.mark.parametrize("start", [-5, 2, 99])
def test_bounds_of_damaged_counts_end_nothing(tmp_path: Path, start: int) -> None:
    damaged = learned.COUNTS | {"indptr": np.array([start, 99, 2, 3])}
    assert isinstance(shown(tmp_path, "counts", damaged), list)
