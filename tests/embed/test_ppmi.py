from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from koprep.embed.ppmi import Information, ppmi
from koprep.errors import InputError, UsageError
from tests.embed.counted import counts_of, dense, reference

WORDS = ["you", "say", "goodbye", "and", "i", "hello", "."]
SENTENCE = "you say goodbye and i say hello ."


def test_the_worked_example_of_a_sentence_by_hand() -> None:
    record = [WORDS.index(word) for word in SENTENCE.split()]
    counts = counts_of(reference([record], 7, 1, "flat", "symmetric", False), WORDS)
    found = dense(ppmi(counts, Information(cds=1.0))) / math.log(2)  # the example has logarithms to the base 2
    a, b, c = 1.807, 0.807, 2.807  # log2 of 14/4, 14/8 and 14/2
    assert found == pytest.approx(
        np.array(
            [
                [0, a, 0, 0, 0, 0, 0],
                [a, 0, b, 0, b, b, 0],
                [0, b, 0, a, 0, 0, 0],
                [0, 0, a, 0, a, 0, 0],
                [0, b, 0, a, 0, 0, 0],
                [0, b, 0, 0, 0, 0, c],
                [0, 0, 0, 0, 0, c, 0],
            ]
        ),
        abs=1e-3,
    )


@given(st.integers(0, 10**6), st.floats(1, 20), st.floats(0.1, 1))
def test_every_entry_follows_the_formula(seed: int, neg: float, cds: float) -> None:
    random = np.random.default_rng(seed)
    matrix = random.integers(0, 9, (6, 8)) * (random.random((6, 8)) < 0.6)
    counts, n = counts_of(matrix), matrix.sum()
    expected = np.zeros((6, 8))
    for w, c in np.argwhere(matrix):
        p_w, p_c = matrix[w].sum() / n, matrix[:, c].sum() ** cds / (matrix.sum(axis=0) ** cds).sum()
        expected[w, c] = max(math.log(matrix[w, c] / n / (p_w * p_c)) - math.log(neg), 0)
    if expected.max() < 1e-5:
        return
    found = ppmi(counts, Information(neg, cds))
    assert dense(found) == pytest.approx(expected, abs=1e-5)
    assert (found.data > 0).all()


def test_counts_taken_some_rows_at_a_time_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    counts = counts_of(reference([list(range(7)) * 3], 7, 2, "inverse", "directional", False))
    whole = dense(ppmi(counts, Information()))
    monkeypatch.setattr("koprep.embed.ppmi._ROWS", 2)
    assert (dense(ppmi(counts, Information())) == whole).all()


def test_counts_are_left_as_they_are() -> None:
    counts = counts_of(reference([list(range(7)) * 3], 7, 2, "inverse", "symmetric", False))
    before = dense(counts)
    ppmi(counts, Information())
    assert (dense(counts) == before).all()


def test_nothing_above_chance_is_one_line() -> None:
    with pytest.raises(InputError, match=r"no pair of words is seen more often than by chance and --neg 1e\+06"):
        ppmi(counts_of(np.ones((3, 3))), Information(neg=1e6))


@pytest.mark.parametrize(
    ("what", "said"),
    [
        (Information(neg=0.5), "--neg 0.5: use 1"),
        (Information(neg=math.nan), "--neg nan: use 1"),
        (Information(cds=0), "--cds 0: use a power above 0"),
        (Information(cds=1.5), "--cds 1.5: use a power above 0"),
    ],
)
def test_what_cannot_be_meant_is_refused(what: Information, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        ppmi(counts_of(np.ones((3, 3))), what)


def test_a_context_that_is_counted_by_nobody_says_nothing() -> None:
    """As one does that only stands beside words which are folded in."""
    counts = counts_of(np.array([[0.0, 2, 1], [2, 0, 0], [1, 0, 0]]), WORDS[:3])
    counts = replace(counts, columns=np.array([2.0, 2.0, 0.0]))
    assert (dense(ppmi(counts, Information())) > 0).tolist() == [
        [False, True, False],
        [True, False, False],
        [True, False, False],
    ]
