"""Truncated singular value decomposition (절단 SVD) of a sparse matrix: the first singular values and their vectors.

The method is a randomized block Krylov iteration (Musco & Musco 2015, "Randomized Block Krylov Methods for Stronger and
Faster Approximate Singular Value Decomposition"), run as block Lanczos with full reorthogonalization: every product
with the matrix widens the space in which the vectors are sought, where plain power iteration (Halko, Martinsson & Tropp
2011) throws the space before away. PPMI's singular values fall slowly, so that this needs a third of the products.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np

from koprep.embed.csr import Csr
from koprep.errors import KoprepError, UsageError

Array = np.ndarray[Any, np.dtype[Any]]
METHODS = ("krylov", "arpack")
_BLOCK = 32
_BEYOND = 10
_TOLERANCE = 1e-4
_ROUNDS = 40
_NOTHING = 1e-5
_SMALL = 400
_ROWS = 8192


class Factors(NamedTuple):
    """M ≈ left · diag(values) · rightᵀ: ``left`` (V, k), ``values`` (k,) from the largest on, ``right`` (contexts, k),
    float32. The entry of largest magnitude of each right vector is positive."""

    left: Array
    values: Array
    right: Array


def truncated_svd(matrix: Csr, dim: int, method: str = "krylov", seed: int = 1, workers: int = 1) -> Factors:
    """The ``dim`` largest singular values and their vectors.

    Raises UsageError where the matrix has fewer (its rank). Memory: the matrix twice, and its rows × about 5 · ``dim``
    numbers.
    """
    if dim > min(matrix.shape):
        raise UsageError(
            f"--dim {dim}: there are only {min(matrix.shape):,} words; use --dim {min(matrix.shape)} or less"
        )
    generator = np.random.default_rng(seed)
    if min(matrix.shape) <= max(_SMALL, 2 * dim) and np.prod(matrix.shape, dtype=np.float64) <= 4 * _SMALL**2:
        found = _dense(matrix, dim)
    elif method == "arpack" and dim < min(matrix.shape):
        found = _arpack(matrix, dim, generator)
    else:
        with ThreadPoolExecutor(workers) as pool:
            found = _krylov(matrix, dim, generator, pool)
    rank = int(np.count_nonzero(found.values > _NOTHING * found.values[0]))
    if rank < dim:
        raise UsageError(f"--dim {dim}: there are only {rank} independent dimensions in it; use --dim {rank} or less")
    return _signed(found)


def _dense(matrix: Csr, dim: int) -> Factors:
    whole = np.zeros(matrix.shape, np.float64)
    rows = np.repeat(np.arange(len(whole)), np.diff(matrix.indptr))
    whole[rows, matrix.indices] = matrix.data
    left, values, right = np.linalg.svd(whole, full_matrices=False)
    return Factors(*(part[..., :dim].astype(np.float32) for part in (left, values, right.T)))


def _arpack(matrix: Csr, dim: int, generator: np.random.Generator) -> Factors:
    from scipy.sparse import csr_matrix
    from scipy.sparse.linalg import ArpackError, svds

    whole = csr_matrix((matrix.data, matrix.indices, matrix.indptr), matrix.shape)
    start = generator.standard_normal(min(matrix.shape)).astype(np.float32)
    try:
        left, values, right = svds(whole, dim, v0=start)
    except ArpackError as error:
        raise KoprepError(f"--svd arpack: {str(error).splitlines()[0]}; use --svd krylov") from None
    order = np.argsort(-values, kind="stable")
    return Factors(left[:, order], values[order], right[order].T)


def _krylov(matrix: Csr, dim: int, generator: np.random.Generator, pool: ThreadPoolExecutor) -> Factors:
    mirror, rows, width = matrix.transposed(), len(matrix.indptr) - 1, max(_BLOCK, dim // 24 * 8)
    space = np.empty((min(_ROUNDS * width, rows), rows), np.float32)  # memory is taken as it is filled

    def fresh() -> Array:
        """A block that begins the space, or goes on where all that follows from it is found."""
        start = generator.standard_normal((matrix.width, width), np.float32)
        return _orthonormal(matrix.times(start, pool), space[: len(gram)])[0][:, : len(space) - len(gram)]

    gram, before = np.zeros((0, 0)), np.zeros(dim)
    block = fresh()
    while block.shape[1]:
        filled = len(gram) + block.shape[1]
        space[len(gram) : filled] = block.T
        block, shares = _orthonormal(matrix.times(mirror.times(block, pool), pool), space[:filled])
        gram = _bordered(gram, shares)
        values = np.zeros(dim)
        values[:filled] = np.sqrt(np.maximum(np.linalg.eigvalsh(gram)[::-1][:dim], 0))
        if np.abs(values - before).max() <= _TOLERANCE * values[-1] or filled + block.shape[1] > len(space):
            break
        before = values
        block = block if block.shape[1] else fresh()
    best = np.linalg.eigh(gram)[1][:, ::-1][:, : dim + _BEYOND].astype(np.float32)
    return _refined(space[: len(gram)].T @ best, mirror, dim, pool)


def _orthonormal(block: Array, basis: Array) -> tuple[Array, Array]:
    """An orthonormal basis of what a block (V, b) adds to ``basis`` (m, V), of fewer columns where that is less; and
    the shares (m, b) of the basis in the block. Twice, since rounding leaves something the first time."""
    size = np.linalg.norm(block, axis=0).max(initial=0)
    shares = basis @ block
    block = _apart(block - basis.T @ shares, _NOTHING * size)
    return _apart(block - basis.T @ (basis @ block), 0.5), shares


def _apart(block: Array, least: float) -> Array:
    """An orthonormal basis of the columns of a block (V, b), without directions that are shorter than ``least``."""
    exact = block.astype(np.float64)
    squares, turn = np.linalg.eigh(exact.T @ exact)
    kept = squares > max(least, 1e-30) ** 2
    return np.asarray(exact @ (turn[:, kept] / np.sqrt(squares[kept])), np.float32)


def _bordered(gram: Array, shares: Array) -> Array:
    """The symmetric matrix (m, m) that grows by the last b columns, ``shares`` (m, b)."""
    before = len(gram)
    whole = np.zeros((len(shares), len(shares)))
    whole[:before, :before] = gram
    whole[:, before:] = shares
    whole[before:, :before] = shares[:before].T
    whole[before:, before:] = (shares[before:] + shares[before:].T) / 2
    return whole


def _refined(left: Array, mirror: Csr, dim: int, pool: ThreadPoolExecutor) -> Factors:
    """The factors within a space of left vectors (V, k), their products in float64."""
    left = _apart(left, 0.5)
    images = mirror.times(left, pool)
    gram = np.zeros((left.shape[1], left.shape[1]))
    for first in range(0, len(images), _ROWS):
        some = images[first : first + _ROWS].astype(np.float64)
        gram += some.T @ some
    squares, turn = np.linalg.eigh(gram)
    values, turn = np.sqrt(np.maximum(squares[::-1][:dim], 0)), turn[:, ::-1][:, :dim]
    with np.errstate(divide="ignore", invalid="ignore"):
        right = np.nan_to_num(images @ turn.astype(np.float32) / values.astype(np.float32), posinf=0, neginf=0)
    return Factors(left @ turn.astype(np.float32), values.astype(np.float32), right)


def _signed(found: Factors) -> Factors:
    """Turn vectors so that the largest entry of each right one is positive; the sign is free otherwise."""
    largest = np.abs(found.right).argmax(axis=0)
    signs = np.where(found.right[largest, np.arange(found.right.shape[1])] < 0, np.float32(-1), np.float32(1))
    return Factors(found.left * signs, found.values, found.right * signs)
