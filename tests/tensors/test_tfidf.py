"""TF-IDF, with scikit-learn's TfidfVectorizer as the authority."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import load_file
from sklearn.feature_extraction.text import TfidfVectorizer

from koprep import Vocab
from koprep.recipe import Recipe
from koprep.tensors import bags
from koprep.tensors.bags import Bags
from koprep.tensors.tfidf import Weighting, inverse_frequencies, write_tfidf
from tests.tensors.helpers import gather, matrix

VOCAB = Vocab.of(["밥", "먹다", "물", "마시다", "끓이다"])
Rows = list[list[int]]
rows_of_ids = st.lists(st.lists(st.integers(0, len(VOCAB) - 1), max_size=9), min_size=1, max_size=9)
weightings = st.builds(Weighting, st.booleans(), st.booleans(), st.booleans())


def sklearn_on(train: Rows, how: Weighting) -> Any:
    """A fitted vectorizer; a word in no record has an infinite idf there."""
    vectorizer = TfidfVectorizer(
        analyzer=VOCAB.decode,
        vocabulary={token: id for id, token in enumerate(VOCAB.tokens)},
        smooth_idf=how.smooth,
        sublinear_tf=how.sublinear,
        norm="l2" if how.l2 else None,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return vectorizer.fit(train)


def written(path: Path, rows: Rows, how: Weighting, idf: Any = None, batch: int = 3) -> dict[str, Any]:
    with gather(Bags, path, rows, batch=batch, vocab=VOCAB) as gathered:
        write_tfidf(gathered, how, idf, Recipe(), {})
    return load_file(path)


@given(rows_of_ids, weightings, st.integers(1, 4))
def test_weights_are_those_of_scikit_learn_to_the_last_bit(
    tmp_path_factory: pytest.TempPathFactory, rows: Rows, how: Weighting, batch: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bags, "_CELLS", 3)
        found = written(tmp_path_factory.mktemp("a") / "a.safetensors", rows, how, batch=batch)
    vectorizer = sklearn_on(rows, how)
    theirs = vectorizer.transform(rows)
    theirs.sort_indices()
    assert found["data"].dtype == np.float64
    assert matrix(found).toarray().tolist() == theirs.toarray().tolist()
    seen = np.isfinite(vectorizer.idf_)
    assert found["idf"][seen].tolist() == vectorizer.idf_[seen].tolist()
    assert found["idf"][~seen].tolist() == [0.0] * (~seen).sum()


@given(rows_of_ids, rows_of_ids, weightings)
def test_a_test_part_is_weighted_by_the_training_parts_idf(
    tmp_path_factory: pytest.TempPathFactory, train: Rows, test: Rows, how: Weighting
) -> None:
    folder = tmp_path_factory.mktemp("a")
    idf = written(folder / "train.safetensors", train, how)["idf"]
    found = written(folder / "test.safetensors", test, how, idf)
    seen = {id for row in train for id in row}
    known = test if how.smooth else [[id for id in row if id in seen] for row in test]  # infinite there, 0 here
    assert found["idf"].tolist() == idf.tolist()
    assert matrix(found).toarray().tolist() == sklearn_on(train, how).transform(known).toarray().tolist()


def test_the_formula_by_hand(tmp_path: Path) -> None:
    found = written(tmp_path / "a.safetensors", [[0, 0, 1], [0], []], Weighting())
    idf = [np.log(4 / 3) + 1, np.log(4 / 2) + 1, *[np.log(4) + 1] * 3]
    assert found["idf"] == pytest.approx(idf)
    length = np.hypot(2 * idf[0], idf[1])
    assert found["data"] == pytest.approx([2 * idf[0] / length, idf[1] / length, 1.0])
    found = written(tmp_path / "a.safetensors", [[0, 0, 1], [0], []], Weighting(False, True, False))
    assert found["data"] == pytest.approx([(1 + np.log(2)) * (1 + np.log(3 / 2)), 1 + np.log(3), 1 + np.log(3 / 2)])


def test_nothing_is_infinite_where_there_is_nothing() -> None:
    assert inverse_frequencies(np.zeros(2, np.int64), 0).tolist() == [1.0, 1.0]
    assert inverse_frequencies(np.zeros(2, np.int64), 0, smooth=False).tolist() == [0.0, 0.0]
    assert inverse_frequencies(np.array([0, 3]), 3, smooth=False).tolist() == [0.0, 1.0]


def test_a_million_tokens_weigh_what_scikit_learn_says(tmp_path: Path) -> None:
    generator = np.random.default_rng(7)
    rows = np.minimum(generator.zipf(1.5, (50_000, 20)), len(VOCAB)) - 1
    with Bags(tmp_path / "a.safetensors", VOCAB) as gathered:
        for part in np.split(rows, 8):
            gathered.add(part.ravel().astype(np.int32), np.full(len(part), 20), np.ones(len(part), bool), None)
        write_tfidf(gathered, Weighting(), None, Recipe(), {})
    assert (
        matrix(load_file(tmp_path / "a.safetensors")) != sklearn_on(rows.tolist(), Weighting()).transform(rows.tolist())
    ).nnz == 0
