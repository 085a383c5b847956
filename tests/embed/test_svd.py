from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from scipy.sparse.linalg import svds

from koprep.embed.csr import Csr
from koprep.embed.svd import Factors, truncated_svd
from koprep.errors import UsageError
from tests.embed.counted import Array, csr_of


def sparse(rows: int, columns: int, seed: int = 0) -> Csr:
    """A matrix whose singular values fall slowly, as those of PPMI do."""
    random = np.random.default_rng(seed)
    words, contexts = random.random((rows, 30)), random.random((columns, 30))
    kept = random.random((rows, columns)) < 0.05
    return csr_of(np.where(kept, words @ (contexts * np.geomspace(1, 0.1, 30)).T + random.random((rows, columns)), 0))


def scipy_values(matrix: Csr, dim: int) -> Array:
    whole = csr_matrix((matrix.data.astype(np.float64), matrix.indices, matrix.indptr), matrix.shape)
    return np.sort(svds(whole, dim, return_singular_vectors=False))[::-1]


@pytest.mark.parametrize("shape", [(500, 500), (450, 900), (900, 450)])
@pytest.mark.parametrize("dim", [5, 40])
@pytest.mark.parametrize("method", ["krylov", "arpack"])
def test_singular_values_are_scipys(shape: tuple[int, int], dim: int, method: str) -> None:
    matrix = sparse(*shape)
    found = truncated_svd(matrix, dim, method, workers=2)
    assert found.values == pytest.approx(scipy_values(matrix, dim), rel=1e-4)


@pytest.mark.parametrize("method", ["krylov", "arpack"])
def test_vectors_are_orthonormal_and_belong_to_their_values(method: str) -> None:
    matrix = sparse(500, 450)
    left, values, right = truncated_svd(matrix, 20, method)
    assert left.shape == (500, 20)
    assert right.shape == (450, 20)
    assert left.T @ left == pytest.approx(np.eye(20), abs=1e-5)
    assert right.T @ right == pytest.approx(np.eye(20), abs=1e-5)
    whole = csr_matrix((matrix.data, matrix.indices, matrix.indptr), matrix.shape)
    assert np.abs(whole @ right - left * values).max() < 1e-3 * values[0]


def test_a_small_matrix_is_factored_exactly() -> None:
    matrix = np.random.default_rng(0).random((30, 20))
    found = truncated_svd(csr_of(matrix), 20)
    assert found.values == pytest.approx(np.linalg.svd(matrix, compute_uv=False), rel=1e-5)
    assert (found.left * found.values) @ found.right.T == pytest.approx(matrix, abs=1e-5)


@pytest.mark.parametrize("method", ["krylov", "arpack"])
def test_the_largest_entry_of_each_right_vector_is_positive(method: str) -> None:
    right = truncated_svd(sparse(500, 500), 30, method).right
    assert (right[np.abs(right).argmax(axis=0), range(30)] > 0).all()


def test_the_same_each_time_whatever_the_workers() -> None:
    def bits(found: Factors) -> list[bytes]:
        return [part.tobytes() for part in found]

    matrix = sparse(500, 500)
    assert bits(truncated_svd(matrix, 30, workers=1)) == bits(truncated_svd(matrix, 30, workers=3))
    assert bits(truncated_svd(matrix, 30, "arpack")) == bits(truncated_svd(matrix, 30, "arpack"))


def test_another_seed_finds_the_same_vectors() -> None:
    one, other = (truncated_svd(sparse(500, 500), 10, seed=seed) for seed in (1, 2))
    assert one.left == pytest.approx(other.left, abs=2e-2)


@pytest.mark.parametrize("shape", [(12, 12), (1000, 600)])
def test_a_matrix_of_low_rank_says_its_rank(shape: tuple[int, int]) -> None:
    random = np.random.default_rng(0)
    matrix = csr_of(random.random((shape[0], 4)) @ random.random((4, shape[1])))
    assert truncated_svd(matrix, 4).values[-1] > 0
    with pytest.raises(UsageError, match="--dim 6: there are only 4 independent dimensions in it; use --dim 4 or less"):
        truncated_svd(matrix, 6)


def test_more_dimensions_than_words_are_refused() -> None:
    with pytest.raises(UsageError, match="--dim 100: there are only 12 words; use --dim 12 or less"):
        truncated_svd(csr_of(np.eye(12)), 100)


def test_equal_singular_values_are_all_found() -> None:
    matrix = csr_of(np.kron(np.eye(50), np.ones((12, 11))))
    assert truncated_svd(matrix, 50).values == pytest.approx(np.full(50, 132**0.5), rel=1e-5)
