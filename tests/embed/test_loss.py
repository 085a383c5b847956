from __future__ import annotations

import math

import numpy as np
import pytest

from koprep.embed.batches import Sample
from koprep.embed.loss import hierarchical, negative_sampling

ROWS = np.random.default_rng(1).normal(size=(5, 3)).astype(np.float32)
OUTPUT = np.random.default_rng(2).normal(size=(5, 3)).astype(np.float32)


def rows(ids: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return ROWS[ids], np.ones(len(ids), np.int64)


def log_sigmoid(x: float) -> float:
    return -math.log(1 + math.exp(-x))


@pytest.mark.parametrize("mean", [True, False])
def test_negative_sampling_is_the_formula(mean: bool) -> None:
    sample = Sample(np.array([[0, -1], [2, 3]], np.int32), np.array([1, 4], np.int32))
    noise = np.array([10, 30, 60, 80, 100], np.uint32)
    loss = negative_sampling(sample, noise, 4, mean, seed=3)
    assert loss.outputs[:, 0].tolist() == [1, 4]
    expected = []
    hiddens = (ROWS[0], (ROWS[2] + ROWS[3]) / (2 if mean else 1))
    for hidden, outputs, target in zip(hiddens, loss.outputs, (1, 4), strict=True):
        total = log_sigmoid(float(hidden @ OUTPUT[target]))
        total += sum(log_sigmoid(-float(hidden @ OUTPUT[id])) for id in outputs[1:] if id != target)
        expected.append(-total)
    assert loss(rows, OUTPUT) == pytest.approx(np.mean(expected), rel=1e-5)


def test_words_are_drawn_as_often_as_the_table_says() -> None:
    sample = Sample(np.zeros((4000, 1), np.int32), np.zeros(4000, np.int32))
    loss = negative_sampling(sample, np.array([500, 500, 1000], np.uint32), 5, True, seed=3)
    shares = np.bincount(loss.outputs[:, 1:].ravel(), minlength=3) / loss.outputs[:, 1:].size
    np.testing.assert_allclose(shares, [0.5, 0, 0.5], atol=0.02)


def test_hierarchical_softmax_gives_probabilities_that_add_up_to_one() -> None:
    """Words 0, 10, 110, 111 of a tree with three inner nodes."""
    codes = [np.array(code, np.uint8) for code in ([0], [1, 0], [1, 1, 0], [1, 1, 1])]
    points = [np.array(path, np.uint32) for path in ([0], [0, 1], [0, 1, 2], [0, 1, 2])]
    probabilities = []
    for word in range(4):
        sample = Sample(np.array([[4]], np.int32), np.array([word], np.int32))
        probabilities.append(math.exp(-hierarchical(sample, codes, points, True)(rows, OUTPUT)))
    assert sum(probabilities) == pytest.approx(1)
    assert probabilities[0] == pytest.approx(math.exp(log_sigmoid(float(ROWS[4] @ OUTPUT[0]))), rel=1e-5)
