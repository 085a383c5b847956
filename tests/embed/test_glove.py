from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from koprep.embed import checkpoint, counts, glove, glove_kernel, glove_start
from koprep.embed.counts import Counts
from koprep.embed.glove import Task
from koprep.embed.glove_start import Settings, checked, initial, shuffled, usual_x_max
from koprep.embed.learning import State, Watch
from koprep.embed.opening import open_embedding
from koprep.embed.windows import Windows
from koprep.errors import InputError, KoprepError, UsageError
from tests.embed import small

Array = np.ndarray[Any, np.dtype[Any]]
SMALL = Settings(dim=8, epochs=4, deterministic=True)


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Counts:
    folder = tmp_path_factory.mktemp("counts")
    read = small.read(folder / "ids.safetensors", small.sentences())
    return counts.count(read, Windows(3, "inverse"), folder / "x")


def cost(word: Array, context: Array, biases: Array, x: float, settings: Settings) -> float:
    """Equation 8 of Pennington et al. 2014 for one count, halved as in their program."""
    weight = min((x / settings.x_max) ** settings.alpha, 1.0)
    return 0.5 * weight * (float(word @ context) + float(biases.sum()) - math.log(x)) ** 2


@pytest.mark.parametrize("x", [0.4, 3.0, 70.0])
def test_the_gradient_is_that_of_finite_differences(x: float) -> None:
    settings, random = Settings(dim=5, x_max=10.0), np.random.default_rng(4)
    vectors, biases = np.ones((2, 2, 5)), np.ones((2, 2))
    vectors[:, 0], biases[:, 0] = random.standard_normal((2, 5)), random.standard_normal(2)
    weights = np.concatenate((vectors[:, 0].ravel(), biases[:, 0]))

    def of(flat: Array) -> float:
        return cost(flat[:5], flat[5:10], flat[10:], x, settings)

    steps = np.eye(12) * 1e-6
    expected = [(of(weights + step) - of(weights - step)) / 2e-6 for step in steps]
    place, f = np.zeros(1, np.int32), min((x / 10) ** 0.75, 1.0)
    found = glove_kernel.learn(place, place, np.log([x]), np.array([f]), np.float64(1), vectors, biases)
    moved = weights - np.concatenate((vectors[:, 0].ravel(), biases[:, 0]))
    assert found == pytest.approx(of(weights))
    np.testing.assert_allclose(moved, expected, rtol=1e-5, atol=1e-8)
    np.testing.assert_allclose(vectors[:, 1].ravel(), 1 + np.square(expected[:10]), rtol=1e-5)


def reference(pairs: glove_start.Pairs, weights: dict[str, Array], settings: Settings) -> float:
    """An epoch of the authors' program, in Python and float64."""
    vectors, biases, words, total = weights["vectors"], weights["biases"], len(weights["vectors"]) // 2, 0.0
    for i, j, log, f in zip(*(array.tolist() for array in pairs), strict=True):
        rows = [i, words + j]
        error = vectors[rows, 0].prod(axis=0).sum() + biases[rows, 0].sum() - log
        total += 0.5 * f * error * error
        step = settings.eta * f * error
        changes = step * vectors[rows[::-1], 0]
        vectors[rows, 0] -= changes / np.sqrt(vectors[rows, 1])
        vectors[rows, 1] += changes**2
        biases[rows, 0] -= step / np.sqrt(biases[rows, 1])
        biases[rows, 1] += step**2
    return total / len(pairs.rows)


def test_costs_are_those_of_the_authors_program(counted: Counts, tmp_path: Path) -> None:
    settings = replace(SMALL, x_max=10.0)
    costs = glove.train(Task(counted, settings, tmp_path / "a.safetensors"))
    weights = {name: array.astype(np.float64) for name, array in initial(len(counted.vocab), settings).items()}
    pairs = shuffled(counted, settings)
    assert costs == pytest.approx([reference(pairs, weights, settings) for _ in costs], rel=1e-4)
    assert costs[-1] < costs[0]


def test_every_count_is_learned_once_in_an_order_of_the_seed(counted: Counts) -> None:
    pairs = shuffled(counted, Settings(x_max=2.0))
    order = np.lexsort((pairs.columns, pairs.rows))
    np.testing.assert_array_equal(np.bincount(pairs.rows), np.diff(counted.indptr))
    np.testing.assert_array_equal(pairs.columns[order], counted.indices)
    np.testing.assert_allclose(pairs.logs[order], np.log(counted.data), rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(pairs.weights[order], np.minimum((counted.data / 2) ** 0.75, 1), rtol=1e-6)
    assert not np.array_equal(pairs.rows, shuffled(counted, Settings(x_max=2.0, seed=2)).rows)


def test_words_in_the_same_company_are_neighbours(tmp_path: Path) -> None:
    words = [*small.FOODS, *small.PLACES, *small.EATING, *small.GOING]
    random = np.random.default_rng(5)  # what never stands together teaches GloVe nothing, so all does now and then
    mixed = [random.choice(words, 4, replace=False).tolist() for _ in range(300)]
    read = small.read(tmp_path / "ids.safetensors", small.sentences() + mixed)
    counted = counts.count(read, Windows(3, "inverse"), tmp_path / "x")
    glove.train(Task(counted, Settings(dim=10, epochs=300, x_max=10.0), tmp_path / "a.safetensors", workers=2))
    opened = open_embedding(tmp_path / "a.safetensors")
    assert opened.info["method"] == "glove"
    assert opened.recipe.steps[-1] == "embed.glove:dim=10,epochs=300,x-max=10"
    for word, kind, other in (("밥", small.FOODS, small.PLACES), ("먹고", small.EATING, small.GOING)):
        found = [near for near, _ in opened.similar(word, top=99) if near in (*kind, *other)]
        assert len(set(found[:5]) & set(kind)) >= 4


def interrupted(monkeypatch: pytest.MonkeyPatch, task: Task, after: int) -> None:
    left, share = after, glove.share

    def some(jobs: Any, *rest: Any) -> None:
        nonlocal left
        for job in jobs:
            if not left:
                raise KeyboardInterrupt
            left -= 1
            share(iter([job]), *rest)

    with monkeypatch.context() as patch:
        patch.setattr(glove, "share", some)
        with pytest.raises(KeyboardInterrupt):
            glove.train(task)


@pytest.mark.parametrize("after", [0, 1, 7])
def test_going_on_after_ctrl_c_gives_the_same_bytes(
    counted: Counts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    monkeypatch.setattr(glove, "_BLOCK", 50)
    task = Task(counted, SMALL, tmp_path / "whole.safetensors")
    costs = glove.train(task)
    cut = replace(task, output=tmp_path / "cut.safetensors")
    interrupted(monkeypatch, cut, after)
    kept = checkpoint.path_for(cut.output)
    assert not cut.output.exists()
    assert glove.train(replace(cut, resume=kept)) == costs
    assert cut.output.read_bytes() == task.output.read_bytes()
    assert not kept.exists()


def test_a_checkpoint_of_something_else_is_refused(
    counted: Counts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = Task(counted, SMALL, tmp_path / "a.safetensors")
    interrupted(monkeypatch, task, 1)
    again = replace(task, resume=checkpoint.path_for(task.output))
    with pytest.raises(UsageError, match=r"with --eta 0.05, not 0.1"):
        glove.train(replace(again, settings=replace(SMALL, eta=0.1)))
    with pytest.raises(InputError, match="the checkpoint of other counts"):
        glove.train(replace(again, counts=replace(counted, rows=counted.rows * 2)))
    with pytest.raises(UsageError, match="with --window 3, not 4"):
        glove.train(replace(again, counts=replace(counted, info=counted.info | {"window": 4})))


def test_progress_counts_non_zeros(counted: Counts, tmp_path: Path) -> None:
    seen: list[Any] = []
    states: list[State] = []
    task = Task(counted, SMALL, tmp_path / "a.safetensors", watch=Watch(seen.append, states.append))
    costs = glove.train(task)
    assert [state.losses for state in states] == [costs[:n] for n in range(1, 5)]
    assert seen[-1].total == 4 * len(counted.data)


def test_a_learning_rate_that_is_too_high_is_named(counted: Counts, tmp_path: Path) -> None:
    with pytest.raises(KoprepError, match=r"no number any more in epoch \d; use a lower --eta than 1e\+20"):
        glove.train(Task(counted, replace(SMALL, eta=1e20), tmp_path / "a.safetensors"))
    assert list(tmp_path.iterdir()) == []


def test_what_weighs_1_grows_with_the_text(counted: Counts) -> None:
    def x_max(tokens: int) -> float:
        vocab = replace(counted.vocab, counts=np.array([tokens]))
        return usual_x_max(replace(counted, vocab=vocab))

    assert [x_max(tokens) for tokens in (5, 2_000_000, 17_000_000, 10**10)] == [1, 1, 10, 100]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"dim": 0}, "--dim 0: use 1 to 100,000"),
        ({"epochs": 0}, "--epochs 0: use 1"),
        ({"x_max": 0.0}, "--x-max 0: use a number above 0; 10 is usual"),
        ({"x_max": math.nan}, "--x-max nan"),
        ({"eta": -1.0}, "--eta -1: use a number above 0; 0.05 is usual"),
        ({"eta": math.inf}, "--eta inf"),
        ({"alpha": -0.1}, "--alpha -0.1: use a number from 0 to 10"),
        ({"seed": -1}, "--seed -1: use a number from 0"),
    ],
)
def test_options_that_can_t_be_meant_are_refused(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError) as caught:
        checked(replace(Settings(), **changes))
    assert said in str(caught.value)


def test_counts_it_can_t_learn_are_refused(counted: Counts, tmp_path: Path) -> None:
    task = Task(counted, SMALL, tmp_path / "a.safetensors")
    sides = replace(counted, columns=np.concatenate((counted.columns,) * 2), info={"contexts": "directional"})
    with pytest.raises(InputError, match="the counts are directional, not symmetric"):
        glove.train(replace(task, counts=sides))
    with pytest.raises(InputError, match="a count is not above 0"):
        glove.train(replace(task, counts=replace(counted, data=counted.data - counted.data.min())))
    with pytest.raises(UsageError, match="--deterministic takes one"):
        glove.train(replace(task, workers=2))
    with pytest.raises(UsageError, match="--workers 0: use 1 or more"):
        glove.train(replace(task, workers=0))
    with pytest.raises(KoprepError, match="use a higher --min-count"):
        glove.check_memory(counted, 100, 10_000)
