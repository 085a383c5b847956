"""Similarities against scikit-learn and sets, and the examples of the course."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from koprep.view.similarity import Bags, Pairs, best

sklearn = pytest.importorskip("sklearn")

words = st.sampled_from(["밥", "물", "먹다", "좋다", "나", "a b"])
corpora = st.lists(st.lists(words, max_size=6), min_size=2, max_size=7)


def everything(bags: Bags, least: float = 0.0) -> Pairs:
    return Pairs(*map(np.concatenate, zip(*bags.all_pairs(least), strict=True)))


def matrix(texts: list[list[str]], vectors: str) -> np.ndarray:
    from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

    make = TfidfVectorizer if vectors == "tfidf" else CountVectorizer
    return make(analyzer=lambda text: text).fit_transform(texts).toarray()


@given(corpora.filter(any), st.sampled_from(["bow", "tfidf"]))
def test_numbers_are_those_of_scikit_learn(texts: list[list[str]], vectors: str) -> None:
    from sklearn.metrics.pairwise import cosine_similarity, euclidean_distances

    found = everything(Bags(texts, vectors))
    assert list(zip(found.a, found.b, strict=True)) == list(combinations(range(len(texts)), 2))
    rows = matrix(texts, vectors)
    assert found.cosine == pytest.approx(cosine_similarity(rows)[found.a, found.b])
    assert found.euclid == pytest.approx(euclidean_distances(rows)[found.a, found.b], abs=1e-6)
    sets = [set(text) for text in texts]
    expected = [len(sets[a] & sets[b]) / max(1, len(sets[a] | sets[b])) for a, b in zip(found.a, found.b, strict=True)]
    assert found.jaccard == pytest.approx(expected)


@given(corpora.filter(any), st.sampled_from(["bow", "tfidf"]))
def test_single_pairs_are_those_of_all_pairs(texts: list[list[str]], vectors: str) -> None:
    bags = Bags(texts, vectors)
    found = everything(bags)
    alone = bags.pairs(found.a, found.b)
    for one, other in zip(found, alone, strict=True):
        assert one == pytest.approx(other, abs=1e-9)


def test_the_courses_cosine_of_three_documents() -> None:
    first, second = ["저", "는", "사과", "좋아"], ["저", "는", "바나나", "좋아"]
    eojeol = [["저는", "사과", "좋아"], ["저는", "바나나", "좋아"], ["저는", "바나나", "좋아"] * 2]
    found = everything(Bags(eojeol))
    assert found.cosine == pytest.approx([2 / 3, 2 / 3, 1])
    assert Bags([first, second]).pairs(np.array([0]), np.array([1])).cosine[0] == pytest.approx(3 / 4)


def test_the_courses_euclidean_distances() -> None:
    names = ["바나나", "사과", "저", "좋아"]
    rows = [[2, 3, 0, 1], [1, 2, 3, 1], [2, 1, 2, 2], [1, 1, 0, 1]]
    bags = Bags([[name for name, count in zip(names, row, strict=True) for _ in range(count)] for row in rows])
    found = bags.pairs(np.array([0, 1, 2]), np.array([3, 3, 3]))
    assert found.euclid == pytest.approx([2.23606798, 3.16227766, 2.44948974])


def test_the_courses_jaccard_similarity() -> None:
    one, other = (
        ["떡", "밥", "물", "국", "차", "콩", "팥", "깨"],
        ["떡", "밥", "감", "귤", "배", "잣"],
    )  # 2 of 12 in common
    assert Bags([one, other]).pairs(np.array([0]), np.array([1])).jaccard[0] == pytest.approx(2 / 12)


def test_equal_texts_are_equal_to_the_last_digit() -> None:
    texts = [["밥", "물", "먹다"] * 7 + ["나"], ["나", *["먹다", "물", "밥"] * 7], ["좋다"]]
    for vectors in ("bow", "tfidf"):
        found = everything(Bags(texts, vectors))
        assert (found.cosine[0], found.euclid[0], found.jaccard[0]) == (pytest.approx(1), 0, 1)
        assert found.cosine[0] <= 1


def test_a_text_without_words_is_like_no_other() -> None:
    found = everything(Bags([[], ["밥"], []]))
    assert found.cosine.tolist() == found.jaccard.tolist() == [0, 0, 0]
    assert found.euclid.tolist() == [1, 0, 1]


def test_least_and_best_choose_by_cosine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("koprep.view.similarity._CELLS", 60)
    generator = np.random.default_rng(2)
    texts = [[f"w{n}" for n in generator.integers(0, 9, 5).tolist()] for _ in range(30)]
    bags = Bags(texts)
    whole = everything(bags)
    assert list(zip(whole.a, whole.b, strict=True)) == list(combinations(range(30), 2))
    some = everything(bags, 0.7)
    kept = whole.take(np.flatnonzero(whole.cosine >= 0.7))
    assert 0 < len(some.a) == len(kept.a) < len(whole.a)
    order = np.lexsort((whole.b, whole.a, -whole.cosine))[:7]
    assert best(bags.all_pairs(), 7).a.tolist() == whole.a[order].tolist()
    assert best(bags.all_pairs(), 7).b.tolist() == whole.b[order].tolist()
    assert best(iter([]), 7).a.tolist() == []
