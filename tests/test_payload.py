"""Reading tensors in pieces."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from koprep import artifact
from koprep.payload import Payload
from koprep.recipe import Recipe


def test_pieces_are_the_tensor(tmp_path: Path) -> None:
    arrays = {
        "a": np.arange(10, dtype=np.int32).reshape(5, 2),
        "b": np.arange(3) / 7,
        "none": np.zeros((0, 4), np.int32),
        "c": np.array([7], np.uint8),
    }
    path = tmp_path / "x.safetensors"
    artifact.write(path, "ids", {name: artifact.of(array) for name, array in arrays.items()}, Recipe(), {})
    with Payload(artifact.read(path)) as payload:
        for name, array in arrays.items():
            pieces = list(payload.pieces(name, 3))
            assert [start for start, _ in pieces] == list(range(0, array.size, 3))
            whole = np.concatenate([np.zeros(0, array.dtype), *(piece for _, piece in pieces)])
            assert whole.tobytes() == array.tobytes()
            assert whole.dtype == array.dtype
        assert payload.read("a", 4, 7).tolist() == [4, 5, 6]
        raw = b"".join(payload.raw())
    assert path.read_bytes().endswith(raw)
    assert len(raw) == sum(array.nbytes for array in arrays.values())
