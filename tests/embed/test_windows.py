from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from koprep.embed.windows import Windows, blocks, random_bits
from koprep.errors import UsageError
from tests.embed.counted import corpus_of


@pytest.mark.parametrize("window", [1, 2, 5, 10, 20])
def test_weights_are_exact_fractions(window: int) -> None:
    for name, exact in {
        "dynamic": [Fraction(window - d + 1, window) for d in range(1, window + 1)],
        "inverse": [Fraction(1, d) for d in range(1, window + 1)],
        "flat": [Fraction(1)] * window,
    }.items():
        weights, scale = Windows(window, name).scaled_weights()
        assert [Fraction(int(weight), scale) for weight in weights] == exact


def test_beyond_20_places_1_over_d_is_rounded_to_31_bits() -> None:
    weights, scale = Windows(1000, "inverse").scaled_weights()
    assert np.abs(weights / scale * np.arange(1, 1001) - 1).max() < 1e-6


@pytest.mark.parametrize("size", [1, 7, 64, 10_000])
def test_what_is_sampled_away_does_not_depend_on_blocks(size: int) -> None:
    records = np.random.default_rng(0).integers(0, 5, (40, 25)).tolist()
    how, corpus = Windows(5, subsample=0.02, seed=3), corpus_of(records, 5)
    whole = np.concatenate([block.ids for block in blocks(corpus, how, 10_000)])
    cut = np.concatenate([block.ids for block in blocks(corpus, how, size)])
    assert (cut == whole).all()
    assert 0 < (whole < 0).sum() < len(whole)


def test_a_word_stays_with_the_root_of_the_limit_over_its_share() -> None:
    records = [[0] * 90 + [1] * 10 for _ in range(2000)]
    corpus = corpus_of(records, 2)
    ids = np.concatenate([block.ids for block in blocks(corpus, Windows(5, subsample=0.2), 10**6)])
    assert (ids == 1).sum() == 20_000
    assert (ids == 0).sum() / 180_000 == pytest.approx((0.2 / 0.9) ** 0.5, abs=0.005)


def test_another_seed_samples_other_tokens() -> None:
    assert random_bits(0, 100, 1).tolist() == random_bits(0, 100, 1).tolist()
    assert not set(random_bits(0, 100, 1)) & set(random_bits(0, 100, 2))
    assert random_bits(40, 60, 1).tolist() == random_bits(0, 100, 1)[40:].tolist()
    assert random_bits(0, 100_000, 1).mean() / 2**53 == pytest.approx(0.5, abs=0.005)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"window": 0}, "--window 0: use 1 to 100,000"),
        ({"weight": "invers"}, "--weight invers: did you mean inverse"),
        ({"contexts": "sides"}, r"--contexts sides: unknown; known: symmetric, directional, positions"),
        ({"subsample": 1.0}, "--subsample 1: use a small number"),
        ({"subsample": float("nan")}, "--subsample nan"),
    ],
)
def test_what_cannot_be_meant_is_refused(wrong: dict[str, int | str | float], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        Windows(**wrong).check()  # type: ignore[arg-type]
