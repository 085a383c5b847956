from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.embed.counted import Array, csr_of, dense


@st.composite
def matrices(draw: st.DrawFn) -> Array:
    shape = draw(st.tuples(st.integers(1, 9), st.integers(1, 9)))
    random = np.random.default_rng(draw(st.integers(0, 10**6)))
    return np.where(random.random(shape) < draw(st.floats(0.1, 1)), random.random(shape), 0)


@given(matrices(), st.integers(1, 5), st.integers(1, 3))
def test_products_are_those_of_full_matrices(matrix: Array, width: int, workers: int) -> None:
    other = np.random.default_rng(0).standard_normal((matrix.shape[1], width))
    with ThreadPoolExecutor(workers) as pool:
        found = csr_of(matrix).times(other, pool)
    assert found.dtype == np.float32
    assert found == pytest.approx(matrix @ other, rel=1e-4, abs=1e-5)


@given(matrices())
def test_the_mirror_of_a_matrix_has_its_columns_in_order(matrix: Array) -> None:
    mirror = csr_of(matrix).transposed()
    assert mirror.shape == matrix.T.shape
    assert (dense(mirror) == matrix.T.astype(np.float32)).all()
    assert (mirror.indices == csr_of(matrix.T).indices).all()


def test_threads_make_no_difference() -> None:
    matrix = np.random.default_rng(0).random((400, 300)) * (np.random.default_rng(1).random((400, 300)) < 0.2)
    other = np.random.default_rng(2).random((300, 33))
    with ThreadPoolExecutor(1) as one, ThreadPoolExecutor(4) as four:
        assert (csr_of(matrix).times(other, one) == csr_of(matrix).times(other, four)).all()
