from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from koprep import artifact
from koprep.embed.embedding import Embedding, write, write_sparse
from koprep.embed.opening import load, open_embedding
from koprep.embed.rows import Sparse
from koprep.errors import InputError
from koprep.recipe import Recipe
from koprep.vocab import Vocab
from tests.embed.test_corpus import tensor

WORDS = Vocab.of(["왕", "여왕", "밥"], [3, 2, 1])
VECTORS = np.array([[1, 0], [1, 0.5], [0, 1]], np.float32)


def test_dense_and_sparse_embeddings_open(tmp_path: Path) -> None:
    write(tmp_path / "a.safetensors", WORDS, VECTORS, Recipe(), {"method": "made"})
    rows = Sparse(VECTORS[VECTORS != 0], np.array([0, 0, 1, 1]), np.array([0, 1, 3, 4]), 2)
    write_sparse(tmp_path / "b.safetensors", WORDS, rows, Recipe(), {"method": "made"})
    for name in ("a.safetensors", "b.safetensors"):
        found = open_embedding(tmp_path / name)
        assert found.similar("왕")[0].word == "여왕"
        assert found.info["method"] == "made"
        assert found.parts is None
        with pytest.raises(KeyError):
            found.vector("없다")


def test_load_opens_embeddings_and_everything_else(tmp_path: Path) -> None:
    write(tmp_path / "a.safetensors", WORDS, VECTORS, Recipe(), {})
    assert isinstance(load(tmp_path / "a.safetensors"), Embedding)
    assert isinstance(load(tensor(tmp_path / "ids.safetensors")), artifact.Artifact)
    WORDS.write(tmp_path / "vocab.tsv")
    assert isinstance(load(tmp_path / "vocab.tsv"), Vocab)


def test_other_files_are_no_embedding(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is no embedding but ids"):
        open_embedding(tensor(tmp_path / "ids.safetensors"))
    with pytest.raises(InputError, match="no such file"):
        open_embedding(tmp_path / "none.safetensors")
