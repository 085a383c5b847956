from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from sklearn.linear_model import Ridge  # type: ignore[import-untyped]

from koprep.embed.composing import BucketParts
from koprep.embed.regression import Parting, parted
from koprep.embed.rows import Array
from koprep.embed.subwords import Subwords, cut

STEMS = ["먹", "마시", "만들", "버리", "떠나", "돌아오", "기다리", "가르치"]
ENDINGS = ["다", "고", "으면", "는다", "었다", "었습니다", "게", "지만"]
WORDS = [stem + ending for stem in STEMS for ending in ENDINGS]
HOW = Parting()


def vectors(noise: float = 0.0) -> Array:
    """A stem's direction and an ending's."""
    random = np.random.default_rng(4)
    stems, endings = random.standard_normal((len(STEMS), 1, 12)), random.standard_normal((1, len(ENDINGS), 12)) / 2
    whole = (stems + endings).reshape(len(WORDS), 12)
    return np.asarray(whole + noise * random.standard_normal(whole.shape), np.float32)


def cosine(first: Array, second: Array) -> float:
    return float(first @ second / np.linalg.norm(first) / np.linalg.norm(second))


def test_the_fit_is_the_ridge_regression_of_scikit_learn() -> None:
    counts = np.arange(len(WORDS), 0, -1)
    how = replace(HOW, steps=300, shared=1, penalty=0.1, prior=1e12)
    grams = cut(WORDS, how.subwords)
    shares = np.zeros((len(WORDS), len(grams.buckets)))
    for word, (start, end) in enumerate(zip(grams.bounds[:-1], grams.bounds[1:], strict=True)):
        np.add.at(shares[word], grams.numbers[start:end], 1 / (end - start))
    unit = vectors() / np.linalg.norm(vectors(), axis=1, keepdims=True)
    model = Ridge(alpha=how.penalty, fit_intercept=False).fit(shares, unit, sample_weight=counts / (counts + how.doubt))
    found = parted(WORDS, counts, vectors(), how)
    assert found.buckets.tolist() == grams.buckets.tolist()
    assert found.rows == pytest.approx(model.coef_.T, abs=2e-3)
    told = shares @ model.coef_.T
    assert found.vectors == pytest.approx(told / np.linalg.norm(told, axis=1, keepdims=True), abs=5e-3)


def test_an_unseen_form_is_nearest_to_the_other_forms_of_its_stem() -> None:
    left = WORDS.index("기다리었다")
    words, some = WORDS[:left] + WORDS[left + 1 :], np.delete(vectors(), left, axis=0)
    found = parted(words, np.full(len(words), 9), some, HOW)
    made = BucketParts(HOW.subwords, found.buckets, found.rows).vector("기다리었다")
    assert made is not None
    best = max(range(len(words)), key=lambda id: cosine(made, found.vectors[id]))
    assert words[best].startswith("기다리")
    assert cosine(made, vectors()[left]) > 0.8


def test_rare_words_lean_on_their_parts_and_frequent_ones_stay() -> None:
    noisy, true = vectors(noise=0.7), vectors()
    counts = np.where(np.arange(len(WORDS)) % 2, 2, 100_000)
    found = parted(WORDS, counts, noisy, HOW).vectors
    rare = range(1, len(WORDS), 2)
    assert np.mean([cosine(found[id], true[id]) for id in rare]) > np.mean([cosine(noisy[id], true[id]) for id in rare])
    assert min(cosine(found[id], noisy[id]) for id in range(0, len(WORDS), 2)) > 0.999


def test_without_a_prior_words_keep_their_direction() -> None:
    found = parted(WORDS, np.full(len(WORDS), 2), vectors(), replace(HOW, prior=0)).vectors
    assert found == pytest.approx(vectors() / np.linalg.norm(vectors(), axis=1, keepdims=True), abs=1e-6)


def test_a_word_without_a_vector_gets_it_from_its_parts_and_teaches_nothing() -> None:
    some = vectors()
    some[3] = 0
    found = parted(WORDS, np.full(len(WORDS), 5), some, HOW)
    without = parted([*WORDS[:3], *WORDS[4:]], np.full(len(WORDS) - 1, 5), np.delete(some, 3, axis=0), HOW)
    assert cosine(found.vectors[3], vectors()[3]) > 0.7
    assert found.vectors[5] == pytest.approx(without.vectors[4], abs=0.05)


def test_parts_of_a_single_word_are_left_out() -> None:
    found = parted(["강물", "강가", "하늘"], np.array([5, 5, 5]), np.eye(3), HOW)
    assert found.buckets.tolist() == sorted(set(HOW.subwords.of("강물")) & set(HOW.subwords.of("강가")))
    assert BucketParts(HOW.subwords, found.buckets, found.rows).vector("하늘") is None
    alone = parted(["하늘"], np.array([5]), np.ones((1, 2)), HOW)
    assert alone.rows.shape == (0, 2)
    assert alone.vectors == pytest.approx(np.full((1, 2), 2**-0.5))


@pytest.mark.parametrize("subwords", [Subwords("char", 1, 4), Subwords()])
def test_threads_make_no_difference(subwords: Subwords) -> None:
    how = replace(HOW, subwords=subwords)
    one, two = (parted(WORDS, np.full(len(WORDS), 3), vectors(), how, workers) for workers in (1, 2))
    for first, second in zip(one, two, strict=True):
        assert first.tobytes() == second.tobytes()
