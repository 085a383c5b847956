"""What is exported opens in the tools it is for, with the same contents."""

from __future__ import annotations

import json
import zipfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import koprep
from koprep import Vocab, artifact
from koprep.inspecting import describe
from koprep.verifying import verify
from tests.convert import made
from tests.convert.test_round_trips import export


def example(folder: Path, kind: str, ending: str, **options: Any) -> tuple[artifact.Artifact, Path]:
    path = made.example(folder / "x.safetensors", kind)
    return artifact.read(path), export(path, folder / f"x{ending}", **options)


@pytest.mark.parametrize("kind", made.KINDS)
def test_numpy_opens_npz_without_pickles(tmp_path: Path, kind: str) -> None:
    opened, path = example(tmp_path, kind, ".npz")
    with np.load(path, allow_pickle=False) as arrays:
        for name, tensor in opened.tensors.items():
            found = arrays["shape_ntv" if name == "shape" and kind == "onehot" else name]
            assert found.dtype == tensor.dtype
            assert np.array_equal(found, tensor)
        assert json.loads(arrays["koprep.json"])["kind"] == opened.kind


def test_npz_bears_no_times(tmp_path: Path) -> None:
    with zipfile.ZipFile(example(tmp_path, "padded", ".npz")[1]) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.testzip() is None


@pytest.mark.parametrize("kind", ["bow", "tfidf", "onehot"])
def test_scipy_opens_sparse_npz(tmp_path: Path, kind: str) -> None:
    sparse = pytest.importorskip("scipy.sparse")
    opened, path = example(tmp_path, kind, ".npz")
    matrix = sparse.load_npz(path)
    assert matrix.format == "csr"
    assert matrix.has_sorted_indices
    *rows, types = opened["shape"].tolist()
    whole = np.zeros((np.prod(rows), types), opened["data"].dtype)
    for row, (start, end) in enumerate(pairwise(opened["indptr"])):
        whole[row, opened["indices"][start:end]] = opened["data"][start:end]
    assert matrix.shape == whole.shape
    assert np.array_equal(matrix.toarray(), whole)


def test_numpy_maps_npy(tmp_path: Path) -> None:
    opened, path = example(tmp_path, "padded", ".npy")
    found = np.load(path, mmap_mode="r")
    assert found.dtype == np.int32
    assert np.array_equal(found, opened["padded"])
    assert np.array_equal(np.load(export(opened.path, tmp_path / "l.npy", array="lengths")), opened["lengths"])


def test_datasets_opens_parquet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    datasets = pytest.importorskip("datasets")
    opened, path = example(tmp_path, "ids", ".parquet")
    found = datasets.load_dataset("parquet", data_files=str(path), split="train", cache_dir=str(tmp_path / "cache"))
    assert found.features["input_ids"].feature.dtype == "int32"
    assert found.features["label"].names == ["긍정", "부정"]
    assert found["label"][:] == opened["labels"].tolist()
    starts = opened["offsets"].tolist()
    assert list(found["input_ids"]) == [opened["ids"][a:b].tolist() for a, b in pairwise(starts)]


def test_exported_parquet_can_be_inspected_and_verified(tmp_path: Path) -> None:
    opened, path = example(tmp_path, "ids", ".parquet")
    facts = describe(path)
    assert (facts["kind"], facts["records"], facts["recipe"]) == ("ids for other tools", 4, made.RECIPE)
    starts = opened["offsets"].tolist()
    assert facts["rows"][0] == " ".join(made.WORDS[id] for id in opened["ids"][: starts[1]])
    assert verify(path) == ("parquet", made.RECIPE, ())
    raw = bytearray(path.read_bytes())
    raw[4] ^= 255  # inside the first page
    path.write_bytes(raw)
    assert verify(path).problems[0].startswith("damaged after row 0")


def test_pandas_opens_parquet_and_json_lines(tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    opened, path = example(tmp_path, "padded", ".parquet", tokens=True)
    frame = pandas.read_parquet(path)
    assert np.array_equal(np.stack(frame["input_ids"]), opened["padded"])
    assert [list(row) for row in frame["tokens"]] == [[made.WORDS[id] for id in row] for row in opened["padded"]]
    lines = pandas.read_json(export(opened.path, tmp_path / "x.jsonl"), lines=True)
    assert lines["input_ids"].tolist() == opened["padded"].tolist()
    assert lines["label"].tolist() == opened["labels"].tolist()


def test_words_of_ids_outside_the_vocabulary_are_empty_places(tmp_path: Path) -> None:
    recipe = koprep.recipe.Recipe(steps=("pad:max-len=2,value=99",))
    vocab = Vocab.of(made.WORDS)
    arrays = {
        "padded": np.array([[2, 99]], np.int32),
        "lengths": np.array([1], np.int32),
        "vocab": vocab.data,
        "vocab_offsets": vocab.offsets,
        "counts": vocab.counts,
    }
    ready = {name: artifact.of(array) for name, array in arrays.items()}
    artifact.write(tmp_path / "x.safetensors", "padded", ready, recipe, {})
    line = json.loads(export(tmp_path / "x.safetensors", tmp_path / "x.jsonl", tokens=True).read_text(encoding="utf-8"))
    assert line["tokens"] == ["밥", None]


def test_torch_opens_the_same_file(tmp_path: Path) -> None:
    """The recipes of the README."""
    torch = pytest.importorskip("torch")
    from safetensors.torch import load_file

    made.example(tmp_path / "x.safetensors", "padded")
    x = koprep.load(tmp_path / "x.safetensors")
    padded, labels = torch.tensor(x["padded"]), torch.tensor(x["labels"]).long()
    assert torch.equal(load_file(tmp_path / "x.safetensors")["padded"], padded)
    assert (padded.dtype, labels.dtype) == (torch.int32, torch.int64)
    assert torch.nn.Embedding(len(made.WORDS), 2)(padded).shape == (4, 3, 2)


def test_scikit_learn_takes_bags(tmp_path: Path) -> None:
    """The recipe of the README."""
    naive_bayes = pytest.importorskip("sklearn.naive_bayes")
    from scipy.sparse import csr_matrix

    made.example(tmp_path / "bow.safetensors", "bow", rows=12)
    x = koprep.load(tmp_path / "bow.safetensors")
    matrix = csr_matrix((x["data"], x["indices"], x["indptr"]), x["shape"])
    model = naive_bayes.MultinomialNB().fit(matrix[x["labels"] >= 0], x["labels"][x["labels"] >= 0])
    assert model.predict(matrix).shape == (12,)
