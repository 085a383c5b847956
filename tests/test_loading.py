"""Opening any artifact by its path."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import save_file

import koprep
from koprep import Vocab, artifact
from koprep.artifact import Artifact
from koprep.errors import InputError
from koprep.loading import load, vocab_of
from koprep.recipe import Recipe
from koprep.tensors import Collector


def ids(path: Path) -> Path:
    with Collector(path, Vocab.of(["<pad>", "밥"], [0, 3])) as collector:
        collector.add(np.array([1, 1, 0], np.int32), np.array([2, 1]), np.array([True, True]), None)
        collector.write_ragged(Recipe(steps=("words", "encode:vocab")), {"tagged": False})
    return path


def test_a_tensor_file_opens_as_views(tmp_path: Path) -> None:
    opened = koprep.load(ids(tmp_path / "x.safetensors"))
    assert isinstance(opened, Artifact)
    assert opened.kind == "ids"
    assert opened["ids"].tolist() == [1, 1, 0]
    assert not opened["ids"].flags.owndata
    assert koprep.load(str(tmp_path / "x.safetensors")).recipe.steps == ("words", "encode:vocab")


def test_the_ending_does_not_matter(tmp_path: Path) -> None:
    ids(tmp_path / "x.safetensors").rename(tmp_path / "x.bin")
    assert isinstance(load(tmp_path / "x.bin"), Artifact)
    Vocab.of(["밥", "먹다"], [2, 1]).write(tmp_path / "v")
    opened = load(tmp_path / "v")
    assert isinstance(opened, Vocab)
    assert opened.tokens == ["밥", "먹다"]


def test_the_vocabulary_inside_is_a_view_too(tmp_path: Path) -> None:
    opened = artifact.read(ids(tmp_path / "x.safetensors"))
    vocab = vocab_of(opened)
    assert vocab.tokens == ["<pad>", "밥"]
    assert vocab.counts.tolist() == [0, 3]
    assert vocab.recipe == opened.recipe
    assert np.shares_memory(vocab.data, opened["vocab"])


@pytest.mark.parametrize(
    ("tensors", "message"),
    [
        ({"vocab": np.zeros(3, np.uint8), "counts": np.zeros(2, np.int64)}, "no tensor 'vocab_offsets'"),
        ({"vocab_offsets": np.array([0, 1, 3]), "counts": np.zeros(2, np.int64)}, "no tensor 'vocab'"),
        ({"vocab": b"\xff\xfe\xfd", "vocab_offsets": [0, 1, 3], "counts": [1, 1]}, "its vocab is not UTF-8 text"),
        ({"vocab": "밥".encode(), "vocab_offsets": [0, 1, 3], "counts": [1, 1]}, "its vocab is not UTF-8 text"),
        ({"vocab": b"abc", "vocab_offsets": [0, 1, 3], "counts": [[1], [1]]}, "or counts are of another type"),
        ({"vocab": b"abc", "vocab_offsets": [0.0, 1.0, 3.0], "counts": [1, 1]}, "or counts are of another type"),
        ({"vocab": b"abc", "vocab_offsets": [0, 1, 3], "counts": [1]}, "don't fit its vocab"),
        ({"vocab": b"abc", "vocab_offsets": [1, 1, 3], "counts": [1, 1]}, "don't fit its vocab"),
        ({"vocab": b"abc", "vocab_offsets": [0, 1, 4], "counts": [1, 1]}, "don't fit its vocab"),
        ({"vocab": b"abc", "vocab_offsets": [0, 5, 2, 3], "counts": [1, 1, 1]}, "don't fit its vocab"),
        ({"vocab": b"", "vocab_offsets": np.zeros(0, int), "counts": np.zeros(0, int)}, "don't fit its vocab"),
    ],
)
def test_a_broken_vocabulary_inside(tmp_path: Path, tensors: dict[str, Any], message: str) -> None:
    arrays = {
        name: np.frombuffer(value, np.uint8) if isinstance(value, bytes) else np.asarray(value)
        for name, value in tensors.items()
    }
    path = tmp_path / "x.safetensors"
    artifact.write(path, "ids", {name: artifact.of(array) for name, array in arrays.items()}, Recipe(), {})
    with pytest.raises(InputError, match=message):
        vocab_of(artifact.read(path))


def test_what_is_no_artifact(tmp_path: Path) -> None:
    save_file({"a": np.zeros(2)}, tmp_path / "other.safetensors")
    with pytest.raises(InputError, match="not one of koprep's"):
        load(tmp_path / "other.safetensors")
    (tmp_path / "broken.safetensors").write_bytes(b"")
    with pytest.raises(InputError, match="no safetensors file"):
        load(tmp_path / "broken.safetensors")
    (tmp_path / "r.parquet").write_bytes(b"PAR1")
    with pytest.raises(InputError, match="holds records, not arrays; read it with pandas or pyarrow"):
        load(tmp_path / "r.parquet")
    (tmp_path / "text.txt").write_text("밥을 먹다\t많이\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"text\.txt: neither a tensor file nor a vocabulary of koprep's"):
        load(tmp_path / "text.txt")
    with pytest.raises(InputError, match="no such file"):
        load(tmp_path / "nowhere")
    with pytest.raises(InputError, match="is a folder"):
        load(tmp_path)
