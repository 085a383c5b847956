from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from koprep import artifact
from koprep.embed.embedding import Embedding, rows_of, write, write_sparse
from koprep.embed.rows import Dense, Rows, Sparse
from koprep.errors import InputError
from koprep.loading import vocab_of
from koprep.recipe import Recipe
from koprep.vocab import Vocab

WORDS = ["왕", "여왕", "남자", "여자", "밥"]
VECTORS = np.array([[2, 1, 0], [2, -1, 0], [1, 1, 0], [1, -1, 0], [0, 0, 3]], np.float32)


def embedding(vectors: np.ndarray = VECTORS, words: list[str] = WORDS) -> Embedding:
    return Embedding(Vocab.of(words), Dense(vectors), np.linalg.norm(vectors, axis=1), Recipe(), {})


def sparse(matrix: np.ndarray) -> Sparse:
    rows, columns = np.nonzero(matrix)
    bounds = np.concatenate(([0], np.cumsum(np.bincount(rows, minlength=len(matrix)))))
    return Sparse(matrix[rows, columns], columns, bounds, matrix.shape[1])


def test_neighbours_come_by_cosine_and_the_word_itself_is_none() -> None:
    found = embedding().similar("왕", top=2)
    assert [word for word, _ in found] == ["남자", "여왕"]
    assert found[0].score == pytest.approx(3 / np.sqrt(10))


def test_equal_neighbours_come_by_id_and_more_than_there_are_is_all() -> None:
    same = embedding(np.ones((4, 2), np.float32), ["가", "나", "다", "라"])
    assert [word for word, _ in same.similar("나", top=2)] == ["가", "다"]
    assert [word for word, _ in same.similar("나", top=99)] == ["가", "다", "라"]


def test_a_zero_vector_is_nobody_s_neighbour() -> None:
    some = embedding(np.array([[1, 0], [0, 0], [1, 1]], np.float32), ["가", "나", "다"])
    assert [word for word, _ in some.similar("가")] == ["다"]


def test_an_unknown_word_is_a_key_error_unless_it_has_parts() -> None:
    class Halves:
        def vector(self, word: str) -> np.ndarray | None:
            return VECTORS[0] if word == "왕님" else None

    with pytest.raises(KeyError):
        embedding().vector("왕님")
    one = Embedding(Vocab.of(WORDS), Dense(VECTORS), np.linalg.norm(VECTORS, axis=1), Recipe(), {}, Halves())
    assert one.similar("왕님")[0].word == "왕"
    with pytest.raises(KeyError):
        one.vector("없다")


MATRICES = arrays(
    np.float32, st.tuples(st.integers(1, 6), st.integers(1, 5)), elements=st.sampled_from([0, 1, -2, 0.5])
)


@given(MATRICES, st.integers(1, 3))
def test_sparse_rows_are_as_good_as_dense_ones(matrix: np.ndarray, queries: int) -> None:
    asked = np.arange(queries * matrix.shape[1], dtype=np.float32).reshape(queries, -1)
    ids = np.arange(len(matrix))[::-1]
    both: list[Rows] = [Dense(matrix), sparse(matrix)]
    for rows in both:
        assert rows.shape == matrix.shape
        np.testing.assert_array_equal(rows.take(ids), matrix[::-1])
        np.testing.assert_allclose(rows.products(asked), asked @ matrix.T, rtol=1e-6)


def test_what_is_written_comes_back_without_a_copy(tmp_path: Path) -> None:
    write(tmp_path / "a.safetensors", Vocab.of(WORDS), VECTORS, Recipe(), {"method": "test"})
    opened = artifact.read(tmp_path / "a.safetensors")
    rows = rows_of(opened)
    assert opened.info["sizes"] == {"types": 5, "dimensions": 3}
    np.testing.assert_array_equal(rows.take(np.arange(5)), VECTORS)
    np.testing.assert_allclose(opened["norms"], np.linalg.norm(VECTORS, axis=1), rtol=1e-6)
    assert vocab_of(opened).tokens == WORDS


def test_sparse_vectors_come_back_too(tmp_path: Path) -> None:
    write_sparse(tmp_path / "a.safetensors", Vocab.of(WORDS), sparse(VECTORS), Recipe(), {})
    opened = artifact.read(tmp_path / "a.safetensors")
    np.testing.assert_array_equal(rows_of(opened).take(np.arange(5)), VECTORS)
    np.testing.assert_allclose(opened["norms"], np.linalg.norm(VECTORS, axis=1), rtol=1e-6)


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    artifact.write(tmp_path / "a.safetensors", "ids", {}, Recipe(), {})
    with pytest.raises(InputError, match="no embedding but ids"):
        rows_of(artifact.read(tmp_path / "a.safetensors"))


def test_words_whose_vectors_are_guesses_are_no_answers() -> None:
    vocab = Vocab.of(WORDS, [9, 9, 2, 9, 9])
    some = Embedding(vocab, Dense(VECTORS), np.linalg.norm(VECTORS, axis=1), Recipe(), {"answers": 5})
    assert [word for word, _ in some.similar("왕", top=1)] == ["여왕"]
    assert some.similar("남자")[0].word == "왕"
