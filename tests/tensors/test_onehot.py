"""One-hot vectors, with a row of the identity matrix for every id as the authority."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import load_file

from koprep import artifact
from koprep.errors import KoprepError, UsageError
from koprep.recipe import Recipe
from koprep.tensors import Collector, Padding, collector, gathering, onehot
from koprep.tensors.onehot import write_dense, write_onehot
from tests.tensors.helpers import VOCAB, gather, matrix

Rows = list[list[int]]
V = len(VOCAB)
rows_of_ids = st.lists(st.lists(st.integers(0, V - 1), max_size=7), max_size=9)
paddings = st.builds(
    Padding,
    st.integers(1, 6),
    st.sampled_from(["pre", "post"]),
    st.sampled_from(["pre", "post"]),
    st.integers(0, V - 1),
)


@given(rows_of_ids, paddings, st.integers(1, 60))
def test_sparse_and_dense_are_the_identity_at_the_padded_ids(
    tmp_path_factory: pytest.TempPathFactory, rows: Rows, padding: Padding, cells: int
) -> None:
    folder = tmp_path_factory.mktemp("a")
    with pytest.MonkeyPatch.context() as patch:
        for module in (collector, onehot):
            patch.setattr(module, "CELLS", cells)
        patch.setattr(onehot, "_POSITIONS", cells)
        with gather(Collector, folder / "p.safetensors", rows) as gathered:
            gathered.write_padded(padding, Recipe(), {})
        with gather(Collector, folder / "s.safetensors", rows) as gathered:
            write_onehot(gathered, padding, Recipe(), {})
        with gather(Collector, folder / "d.safetensors", rows) as gathered:
            write_dense(gathered, padding, 1 << 20, Recipe(), {})
    padded, sparse, dense = (load_file(folder / f"{name}.safetensors") for name in "psd")
    expected = np.eye(V, dtype=np.float32)[padded["padded"]]
    assert sparse["shape"].tolist() == list(expected.shape)
    assert (matrix(sparse).toarray().reshape(expected.shape) == expected).all()
    assert {name: sparse[name].dtype.str for name in ("data", "indices", "indptr")} == {
        "data": "<f4",
        "indices": "<i4",
        "indptr": "<i8",
    }
    assert dense["onehot"].dtype == np.float32
    assert dense["onehot"].shape == expected.shape
    assert (dense["onehot"] == expected).all()
    assert sparse["lengths"].tolist() == dense["lengths"].tolist() == padded["lengths"].tolist()
    assert artifact.read(folder / "s.safetensors").info["sizes"]["tokens"] == sum(padded["lengths"].tolist())


def test_a_dense_tensor_that_is_too_large_says_how_large(tmp_path: Path) -> None:
    message = (
        r"--dense: 2 × 1,000,000 × 9 numbers would take 68\.7 MiB, more than --max-bytes 1\.0 MiB; "
        r"leave out --dense \(sparse is the same\), or allow more"
    )
    with (
        gather(Collector, tmp_path / "a.safetensors", [[1], [2]]) as gathered,
        pytest.raises(UsageError, match=message),
    ):
        write_dense(gathered, Padding(1_000_000), 1 << 20, Recipe(), {})
    with gather(Collector, tmp_path / "a.safetensors", [[1], [2]]) as gathered:
        write_dense(gathered, Padding(3), 2 * 3 * V * 4, Recipe(), {})


def test_a_sparse_tensor_the_disk_has_no_room_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "room", lambda path: 1 << 20)
    with (
        gather(Collector, tmp_path / "a.safetensors", [[1], [2]]) as gathered,
        pytest.raises(KoprepError, match=r"for 30\.5 MiB \(indptr: 2,000,001\).*choose a smaller length"),
    ):
        write_onehot(gathered, Padding(1_000_000), Recipe(), {})
